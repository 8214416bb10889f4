//! A city's own procedures: written part by part, tried out without a trace, put in force by two people, followed by a new edition, taken
//! back, withdrawn. What was begun by an edition ends by it.

use std::collections::BTreeMap;

use changxiao_app::procedures::force::import_as_owner;
use changxiao_domain::matters::Document;
use changxiao_store::{engine::Built, params};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use serde_json::{Value, json};

use crate::{
    api::program::Program,
    matters::{act, broken, open, version},
};

/// The day of the test city.
const TODAY: &str = "2026-06-16";

async fn new_draft(office: &Browser, name: &str, english: &str, example: &str) -> anyhow::Result<String> {
    let fields = [("name_zh", name), ("name_en", english), ("example", example), ("key", "")];
    Ok(office.post("/procedures/new", &fields).await?.expect(303)?.location().to_owned())
}

/// Writes one part of the draft at this address.
async fn write(office: &Browser, draft: &str, at: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let shown = version(&open(office, draft).await?);
    let mut all = vec![("version", shown.as_str()), ("at", at)];
    all.extend_from_slice(fields);
    office.post(&format!("{draft}/part"), &all).await?.expect(303)?;
    Ok(())
}

const HEAD: [(&str, &str); 8] = [
    ("name_zh", "花坛评比"),
    ("name_en", "Flower-bed competition"),
    ("purpose_zh", "各社区报送花坛照片，评出优秀"),
    ("purpose_en", ""),
    ("source_zh", "创建办〔2026〕5 号"),
    ("source_en", ""),
    ("edition", "2026-1"),
    ("in_force_from", TODAY),
];

/// A competition: the office asks the streets, they hand in, it publishes.
async fn competition(office: &Browser) -> anyhow::Result<String> {
    let draft = new_draft(office, "花坛评比", "Flower beds", "").await?;
    write(office, &draft, "", &HEAD).await?;
    write(office, &draft, "/part", &[("name_zh", "参赛作品"), ("name_en", "Entry")]).await?;
    let ask = [
        ("issuer_zh", "市创建办"),
        ("basis_zh", "创建办〔2026〕5 号"),
        ("frequency", "yearly"),
        ("until", "2026-12-31"),
        ("minutes", "15"),
    ];
    write(office, &draft, "/ask", &ask).await?;
    let story =
        [("name_zh", "花坛介绍"), ("name_en", "About the flower bed"), ("kind", "text"), ("required_at", "answer")];
    write(office, &draft, "/part/flow/fields/-", &story).await?;
    let answer = [
        ("action", "answer"),
        ("from", "todo"),
        ("to", "answered"),
        ("who", "handler"),
        ("who", "unit_head"),
        ("side", "holder"),
        ("enters", "about_the_flower_bed"),
    ];
    write(office, &draft, "/part/flow/rows/0", &answer).await?;
    write(office, &draft, "/whole/rows/0/effects/-", &[("kind_of", "issue")]).await?;
    write(office, &draft, "/whole/rows/1/given/-", &[("kind_of", "all_parts"), ("is", "answered")]).await?;
    Ok(draft)
}

/// The office proposes it, another person confirms it.
async fn in_force(world: &World, draft: &str) -> anyhow::Result<()> {
    let office = world.sign_in("office").await?;
    let shown = version(&open(&office, draft).await?);
    office.post(&format!("{draft}/proposal"), &[("version", &shown)]).await?.expect(303)?;
    let other = world.sign_in("sysadmin").await?;
    let shown = version(&open(&other, draft).await?);
    other.post(&format!("{draft}/confirmation"), &[("version", &shown)]).await?.expect(303)?;
    Ok(())
}

async fn asked(office: &Browser, key: &str, request: &str) -> anyhow::Result<String> {
    let fields =
        [("request_key", request), ("procedure", key), ("title", "夏季花坛评比"), ("audience", "town"), ("units", "")];
    Ok(office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_makes_its_own_and_two_people_put_it_in_force() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let draft = new_draft(&office, "花坛评比", "Flower beds", "").await?;
        assert_eq!(draft, "/procedures/flower_beds/draft");
        // What is missing stands beside its part, and nothing can be proposed.
        let page = open(&office, &draft).await?;
        assert!(page.contains("有 4 处需要改正") && page.contains("缺少中文或英文文字"));
        let shown = version(&page);
        let early = office.post(&format!("{draft}/proposal"), &[("version", &shown)]).await?.expect(422)?.text();
        assert!(early.contains("/purpose_zh"), "the place is named");
        office.post(&format!("{draft}/discard"), &[("version", &shown)]).await?.expect(303)?;

        let draft = competition(&office).await?;
        let page = open(&office, &draft).await?;
        assert!(page.contains("检查通过") && page.contains("流程图") && page.contains("参赛作品"), "{page}");
        // A wrong part is said at once, and what was there stays readable.
        write(
            &office,
            &draft,
            "/whole/states/-",
            &[("name_zh", "评分中"), ("name_en", "Judging"), ("turn", "role:leader")],
        )
        .await?;
        office.get(&draft).await?.expect(200)?.says("状态“judging”无法到达")?;
        let shown = version(&open(&office, &draft).await?);
        let remove = [("version", shown.as_str()), ("at", "/whole/states/2"), ("what", "remove")];
        office.post(&format!("{draft}/order"), &remove).await?.expect(303)?;
        // The version that somebody else has changed since is not written over.
        let stale = [("version", shown.as_str()), ("at", "/whole/states/0"), ("what", "remove")];
        office.post(&format!("{draft}/order"), &stale).await?.expect(409)?;

        let shown = version(&open(&office, &draft).await?);
        office.post(&format!("{draft}/proposal"), &[("version", &shown)]).await?.expect(303)?;
        let page = open(&office, &draft).await?;
        assert!(page.contains("等待编写人以外的人确认") && !page.contains("/draft/confirmation"));
        let shown = version(&page);
        // Whoever wrote it cannot confirm it; meanwhile nobody changes it.
        let own = office.post(&format!("{draft}/confirmation"), &[("version", &shown)]).await?;
        own.expect(422)?.says("须由另一人确认")?;
        let change = [("version", shown.as_str()), ("at", "/whole/limit"), ("kind", "working_day"), ("amount", "3")];
        office.post(&format!("{draft}/part"), &change).await?.expect(422)?.says("退回后才能修改")?;
        world.sign_in("handler").await?.get(&draft).await?.expect(403)?;
        let street = world.sign_in("street1").await?;
        let choice = open(&street, "/procedures").await?;
        assert!(!choice.contains("花坛评比"), "a draft is nobody else's business");

        let other = world.sign_in("sysadmin").await?;
        other.post(&format!("{draft}/confirmation"), &[("version", &shown)]).await?.expect(303)?;
        let page = open(&other, "/procedures/flower_beds").await?;
        assert!(page.contains("本市规程") && page.contains("编写") && page.contains("确认"));
        street.get("/procedures/flower_beds").await?.expect(200)?.says("各社区报送花坛照片")?;

        let whole = asked(&office, "flower_beds", "flowers-1").await?;
        let page = open(&office, &whole).await?;
        assert!(page.contains("花坛评比 · 2026-1") && page.contains("参赛作品"));
        let list = open(&street, "/matters").await?;
        let part = list.split("/matters/M").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let part = format!("/matters/M{part}");
        act(&street, &part, "answer", &[("about_the_flower_bed", "月季三百株")]).await?;
        let early = [("version", "1"), ("action", "finish")];
        office.post(&format!("{whole}/act"), &early).await?.expect(422)?.says("还有 1 个分项未到位")?;
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn open_matters_end_under_the_edition_with_which_they_began() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let draft = competition(&office).await?;
        in_force(world, &draft).await?;
        let old = asked(&office, "flower_beds", "flowers-1").await?;
        // The next edition asks for nothing before it ends, from tomorrow on.
        office.post("/procedures/flower_beds/edition", &[]).await?.expect(303)?;
        write(
            &office,
            &draft,
            "",
            &[
                ("edition", "2026-1"),
                ("in_force_from", "2026-06-17"),
                ("name_zh", "花坛评比"),
                ("purpose_zh", "评比"),
                ("source_zh", "通知"),
            ],
        )
        .await?;
        let shown = version(&open(&office, &draft).await?);
        let same = office.post(&format!("{draft}/proposal"), &[("version", &shown)]).await?;
        same.expect(422)?.says("版本 2026-1 已使用")?;
        write(
            &office,
            &draft,
            "",
            &[
                ("edition", "2026-2"),
                ("in_force_from", "2026-06-15"),
                ("name_zh", "花坛大赛"),
                ("purpose_zh", "评比"),
                ("source_zh", "通知"),
            ],
        )
        .await?;
        let shown = version(&open(&office, &draft).await?);
        office
            .post(&format!("{draft}/proposal"), &[("version", &shown)])
            .await?
            .expect(422)?
            .says("施行日期不能早于今天")?;
        write(
            &office,
            &draft,
            "",
            &[
                ("edition", "2026-2"),
                ("in_force_from", "2026-06-17"),
                ("name_zh", "花坛大赛"),
                ("purpose_zh", "评比"),
                ("source_zh", "通知"),
            ],
        )
        .await?;
        let shown = version(&open(&office, &draft).await?);
        let remove = [("version", shown.as_str()), ("at", "/whole/rows/1/given/0"), ("what", "remove")];
        office.post(&format!("{draft}/order"), &remove).await?.expect(303)?;
        in_force(world, &draft).await?;
        // Until its day the old one is used.
        office.get("/procedures").await?.expect(200)?.says("2026-06-17 起施行")?;
        let still = asked(&office, "flower_beds", "flowers-2").await?;
        office.get(&still).await?.expect(200)?.says("花坛评比 · 2026-1")?;
        world.set_time(changxiao_domain::time::Day::constant(2026, 6, 17), 9, 0);
        let office = world.sign_in("office").await?;
        let new = asked(&office, "flower_beds", "flowers-3").await?;
        office.get(&new).await?.expect(200)?.says("花坛大赛 · 2026-2")?;
        // The register shows both, and how much is open by each.
        let register = open(&office, "/matters?procedure=flower_beds").await?;
        assert!(register.contains("花坛评比") && register.contains("花坛大赛"));
        office.get("/procedures").await?.expect(200)?.says("2026-1：2 件")?.says("2026-2：1 件")?;
        // Each ends by its own.
        act(&office, &new, "finish", &[]).await?;
        let early = [("version", "1"), ("action", "finish")];
        office.post(&format!("{old}/act"), &early).await?.expect(422)?.says("还有 2 个分项未到位")?;
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_is_taken_back_until_something_has_begun_by_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let draft = competition(&office).await?;
        in_force(world, &draft).await?;
        let page = open(&office, "/procedures/flower_beds").await?;
        let hash = page.split("name=\"edition\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let hash = hash.unwrap_or_default().to_owned();
        let back = [("edition", hash.as_str())];
        office.post("/procedures/flower_beds/return-of-edition", &back).await?.expect(303)?;
        assert!(asked(&office, "flower_beds", "flowers-0").await.is_err(), "nothing begins by it");
        // Its text is a draft again, and goes the same way once more.
        in_force(world, &draft).await?;
        asked(&office, "flower_beds", "flowers-1").await?;
        let late = office.post("/procedures/flower_beds/return-of-edition", &back).await?;
        late.expect(422)?.says("已有事项按此版本发起")?;
        office.post("/procedures/flower_beds/withdrawal", &[("reason", "")]).await?.expect(422)?.says("请填写理由")?;
        office.post("/procedures/flower_beds/withdrawal", &[("reason", "评比已停办")]).await?.expect(303)?;
        assert!(asked(&office, "flower_beds", "flowers-2").await.is_err(), "a withdrawn one begins nothing");
        office.get("/procedures").await?.expect(200)?.says("已停用")?;
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_writes_over_nothing_and_says_that_ours_is_newer() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.post("/procedures/supply/edition", &[]).await?.expect(303)?;
        let draft = "/procedures/supply/draft";
        let head = [
            ("name_zh", "基层物资直达"),
            ("name_en", ""),
            ("purpose_zh", "缺什么报什么"),
            ("source_zh", "通知"),
            ("edition", "漳州 2026-2"),
            ("in_force_from", TODAY),
            ("asks_nothing_zh", "下级提出的申请"),
        ];
        write(&office, draft, "", &head).await?;
        in_force(world, draft).await?;
        let page = open(&office, "/procedures/supply").await?;
        assert!(page.contains("与系统自带版的差异") && page.contains("物资保障申请"), "ours stands beside it");
        assert!(!page.contains("本市仍按自己的版本办理"), "it was made from the one that ships");
        // As if the release of today were another one than that of then.
        let mut tx = world.fresh.db.begin().await?;
        let text = "UPDATE procedures SET based_hash = $2, version = version + 1 WHERE city_id = $1 AND is_own = 1";
        let then = Built { name: "test::release", text: text.to_owned() };
        assert_eq!(tx.execute(then, params![CITY, vec![7_u8; 32]]).await?, 1);
        tx.commit().await?;
        world.app.refresh_model(CITY).await?;
        let page = open(&office, "/procedures/supply").await?;
        assert!(page.contains("本市仍按自己的版本办理") && page.contains("基层物资直达"));
        office.get("/procedures").await?.expect(200)?.says("系统自带版已更新")?;
        let choice = open(&world.sign_in("street1").await?, "/matters/new").await?;
        assert!(choice.contains("基层物资直达") && !choice.contains("物资保障申请"), "the city's stands");
        Ok(())
    })
    .await
}

/// How many rows each table has, and every draft to the letter.
async fn all_rows(world: &World) -> anyhow::Result<BTreeMap<String, String>> {
    let ask = |text: String| world.fresh.db.rows(Built { name: "test::rows", text }, params![]);
    let mut all = BTreeMap::new();
    for table in crate::engines::catalogue::read(&world.fresh.db).await?.into_keys() {
        let rows = ask(format!("SELECT COUNT(*) AS n FROM {table}")).await?;
        all.insert(table, rows[0].int("n")?.to_string());
    }
    for row in
        ask("SELECT procedure_key, document, written_by, changed_at, version FROM procedure_drafts".to_owned()).await?
    {
        let (document, by) = (row.text("document")?, row.text("written_by")?);
        all.insert(
            row.text("procedure_key")?,
            format!("{document} {by} {} {}", row.int("changed_at")?, row.int("version")?),
        );
    }
    Ok(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_out_leaves_no_trace() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let draft = competition(&office).await?;
        let place = format!("{draft}/tryout");
        open(&office, &place).await?;
        let before = all_rows(world).await?;
        let steps = |page: &str| {
            let steps = page.split("name=\"steps\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            steps.unwrap_or_default().replace("&quot;", "\"").replace("&#34;", "\"")
        };
        let begin =
            [("steps", ""), ("what", "do"), ("on", "0"), ("role", "office"), ("seat", "beginner"), ("action", "begin")];
        let page = office.post(&place, &begin).await?.expect(200)?.text();
        assert!(page.contains("乙单位") && page.contains("丙单位") && page.contains("待办理"), "both have their part");
        assert!(page.contains("还有 2 个分项未到位"), "what holds the whole up is said");
        let so_far = steps(&page);
        let answer = |filled: &'static str| {
            [
                ("what", "do"),
                ("on", "1"),
                ("role", "handler"),
                ("seat", "first"),
                ("action", "answer"),
                ("filled", filled),
            ]
        };
        let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, String)> {
            let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
            [("steps", so_far.clone())].into_iter().chain(more).collect()
        };
        let send = async |fields: Vec<(&str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            office.post(&place, &fields).await
        };
        let lacking = send(with(&answer(""))).await?.expect(422)?;
        lacking.says("尚未填写：花坛介绍")?;
        let page = send(with(&answer("about_the_flower_bed"))).await?.expect(200)?.text();
        assert!(page.contains("已办理") && page.contains("还有 1 个分项未到位"));
        assert_eq!(all_rows(world).await?, before, "nothing was written");
        office.post(&place, &[("steps", "[1"), ("what", "back")]).await?.expect(422)?;
        // What has faults is not tried out, and says so.
        write(&office, &draft, "/whole/states/-", &[("name_zh", "评分中"), ("turn", "role:leader")]).await?;
        office.get(&place).await?.expect(200)?.says("改正以下问题后才能试办")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_and_the_owner_go_by_the_same_check() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let other = Program::of(world, "sysadmin", &["read", "handle"]).await?;
        let mut document = office.read("/procedures/praise").await?["document"].clone();
        document["key"] = json!("good_neighbour");
        document["edition"] = json!("1");
        document["in_force_from"] = json!(TODAY);
        let mut wrong = document.clone();
        wrong["whole"]["states"][0]["turn"] = Value::Null;
        let put = |document: &Value| json!({ "document": document });
        let found: Value = office.post("/procedures/good_neighbour/check", &put(&wrong)).await?.expect(200)?.json()?;
        assert_eq!(
            (found["faults"][0]["kind"].as_str(), found["faults"][0]["at"].as_str()),
            (Some("turn"), Some("/whole/states/0"))
        );
        office.put("/procedures/good_neighbour", &put(&wrong)).await?.expect(422)?.says("/whole/states/0")?;
        let owner = import_as_owner(&world.app, CITY, &wrong.to_string()).await.map(drop);
        assert!(owner.is_err(), "the command line asks the same");
        office.get("/procedures/good_neighbour/draft").await?.expect(404)?;

        let draft: Value = office.put("/procedures/good_neighbour", &put(&document)).await?.expect(200)?.json()?;
        assert_eq!((draft["is_proposed"].as_bool(), draft["version"].as_i64()), (Some(true), Some(1)));
        let confirm = json!({ "version": 1 });
        office.post("/procedures/good_neighbour/confirmation", &confirm).await?.expect(422)?.says("另一人")?;
        other.post("/procedures/good_neighbour/confirmation", &json!({ "version": 9 })).await?.expect(409)?;
        let standing: Value =
            other.post("/procedures/good_neighbour/confirmation", &confirm).await?.expect(200)?.json()?;
        assert_eq!(standing["edition"].as_str(), Some("1"));
        office.get("/procedures/good_neighbour").await?.expect(200)?;
        let gone: Value = office
            .post("/procedures/good_neighbour/withdrawal", &json!({ "reason": "停办" }))
            .await?
            .expect(200)?
            .json()?;
        assert_eq!(gone["edition"], Value::Null);

        document["edition"] = json!("2");
        let kept = import_as_owner(&world.app, CITY, &document.to_string()).await?;
        assert_eq!(kept.hash, Document::read(&document.to_string()).map_err(anyhow::Error::msg)?.hash());
        let page = open(&world.sign_in("office").await?, "/procedures/good_neighbour").await?;
        assert!(page.contains("由系统所有者导入"));
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_leaves_as_a_file_and_comes_back_into_a_draft_as_it_was() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let keys: Vec<String> = {
            let model = world.app.model(CITY).await?;
            model.procedures.iter().map(|kept| kept.document.key.as_str().to_owned()).collect()
        };
        assert!(keys.len() >= 10, "{keys:?}");
        for key in keys {
            let file = office.get(&format!("/procedures/{key}/document.json")).await?.expect(200)?;
            let draft = format!("/procedures/{key}/draft");
            office.post(&format!("/procedures/{key}/edition"), &[]).await?.expect(303)?;
            let bring = async |bytes: Vec<u8>| -> anyhow::Result<Value> {
                let seen = version(&open(&office, &draft).await?);
                let fields = [("version", seen.as_str())];
                let files = [("file", "document.json", bytes)];
                office.upload(&format!("{draft}/document"), &fields, &files).await?.expect(303)?;
                office.get(&format!("{draft}/document.json")).await?.expect(200)?.json()
            };
            let mut document: Value = serde_json::from_slice(&file.body)?;
            assert_eq!(bring(file.body.clone()).await?, document, "{key}");
            document["name_zh"] = json!(format!("改名的{key}"));
            assert_eq!(bring(document.to_string().into_bytes()).await?, document, "{key}: an edited value is an edit");
        }
        Ok(())
    })
    .await
}
