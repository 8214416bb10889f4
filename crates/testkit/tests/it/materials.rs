//! Materials of the evaluation: asked for by the standard's requirement, handed in with files, checked, returned, accepted. The files are items of
//! the evidence store, brought with the form or named by their numbers, and stay while a material uses them.

use std::io::{Cursor, Read as _};

use changxiao_domain::standards::Duty;
use changxiao_files::documents::{DocumentKind, read};
use changxiao_store::{evidence as store, standards};
use changxiao_testkit::{Answer, Browser, CITY, World, on_both_engines, photo};
use serde_json::json;

use crate::{
    api::program::Program,
    matters::{act, broken, open, version},
};

const PDF: &[u8] = include_bytes!("../../../files/tests/documents/chromium.pdf");

/// A material of one requirement that the city's bureau has to hand in; its address.
pub(super) async fn asked(world: &World, node: &str, kind: &str, title: &str) -> anyhow::Result<String> {
    let department = world.city.department.to_string();
    let key = format!("material-{node}-{kind}");
    let fields = [
        ("request_key", key.as_str()),
        ("procedure", "material"),
        ("title", title),
        ("node", node),
        ("kind", kind),
        ("requirement", ""),
        ("owner", department.as_str()),
        ("period_from", "2025-06-01"),
        ("period_until", "2026-05-31"),
        ("due", "2026-06-30"),
    ];
    let office = world.sign_in("office").await?;
    Ok(office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned())
}

async fn version_of(world: &World, number: i64) -> anyhow::Result<String> {
    let row = store::by_number(world.app.db(), CITY, number).await?;
    Ok(row.map_or_else(String::new, |row| row.version.to_string()))
}

/// The form of 提交审核, with its files.
pub(super) async fn handed_in(
    unit: &Browser,
    address: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, Vec<u8>)],
) -> anyhow::Result<Answer> {
    let page = open(unit, &format!("{address}/act?action=hand_in")).await?;
    assert!(page.contains("enctype=\"multipart/form-data\""), "the form takes files");
    let version = version(&page);
    let mut all = vec![("version", version.as_str()), ("action", "hand_in")];
    all.extend_from_slice(fields);
    unit.upload(&format!("{address}/act"), &all, files).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_material_brings_its_files_and_keeps_them_while_it_uses_them() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = asked(world, "III-1-2", "photo", "便民疏导区实景图片").await?;
        let number = address.trim_start_matches("/matters/").to_owned();
        let handler = world.sign_in("handler").await?;
        let files = || [("pictures.file", "a.jpg", photo(1)), ("pictures.file", "b.jpg", photo(2))];
        // Without a caption nothing is taken, and the form comes back with what was written.
        let refused = handed_in(&handler, &address, &[("account", "已建成三处")], &files()).await?.expect(422)?;
        refused.says("请填写图说")?.says("已建成三处")?;
        // A picture says when and where, and is of the year that is asked for.
        let fields = |caption, day| [("account", "已建成三处"), ("pictures.caption", caption), ("pictures.day", day)];
        let bare = handed_in(&handler, &address, &fields("新华西路疏导区", "2026-05-03"), &files()).await?;
        bare.expect(422)?.says("没有写明时间")?;
        let fields = [("account", "已建成三处"), ("pictures", "1 2")];
        handed_in(&handler, &address, &fields, &[]).await?.expect(422)?.says("没有写明时间")?;
        for (number, day) in [("1", "2026-06-10"), ("2", "2026-05-03")] {
            let page = open(&handler, &format!("/evidence/{number}/edit")).await?;
            let version = version(&page);
            let changed = [
                ("version", version.as_str()),
                ("caption", "2026年5月，新华西路疏导区"),
                ("day", day),
                ("kind", "photo"),
            ];
            handler.post(&format!("/evidence/{number}/edit"), &changed).await?.expect(303)?;
        }
        let late = handed_in(&handler, &address, &fields, &[]).await?.expect(422)?;
        late.says("1 号素材的日期 2026-06-10 不在 2025-06-01 至 2026-05-31 内")?;
        let version = version(&open(&handler, "/evidence/1/edit").await?);
        let changed = [
            ("version", version.as_str()),
            ("caption", "2026年5月，新华西路疏导区"),
            ("day", "2026-05-04"),
            ("kind", "photo"),
        ];
        handler.post("/evidence/1/edit", &changed).await?.expect(303)?;
        handed_in(&handler, &address, &fields, &[]).await?.expect(303)?;
        handler.get(&address).await?.expect(200)?.says("/evidence/1")?.says("/evidence/2")?.says("新华西路疏导区")?;
        handler.get(&format!("{address}/print")).await?.expect(200)?.says("新华西路疏导区")?;

        // Each item says what uses it, and is not taken out.
        handler.get("/evidence/1").await?.expect(200)?.says(&number)?;
        handler
            .post("/evidence/1/removal", &[("version", &version_of(world, 1).await?)])
            .await?
            .expect(422)?
            .says(&number)?;
        // The same picture is not stored twice, whoever brings it.
        let office = world.sign_in("office").await?;
        let again = office.upload("/evidence/new", &[("caption-1", "另存")], &[("file-1", "c.jpg", photo(1))]).await?;
        assert_eq!(again.expect(303)?.location(), "/evidence/1");

        // It is sent back; what was handed in then stays beside what is handed in now.
        let head = world.sign_in("head").await?;
        act(&head, &address, "send_back", &[("reason", "缺实施方案")]).await?;
        let picture = [("account", "已建成三处"), ("pictures", "1 99")];
        handed_in(&handler, &address, &picture, &[]).await?.expect(422)?.says("99 号素材不存在或无权查看")?;
        let thirteen = [("account", "已建成三处"), ("pictures", "1 2 3 4 5 6 7 8 9 10 11 12 13")];
        handed_in(&handler, &address, &thirteen, &[]).await?.expect(422)?.says("最多 12 件")?;
        let paper = [
            ("account", "已建成三处"),
            ("pictures", "1"),
            ("pictures.caption", "方案"),
            ("pictures.day", "2026-03-01"),
        ];
        let pdf = || [("pictures.file", "方案.pdf", PDF.to_vec())];
        handed_in(&handler, &address, &paper, &pdf()).await?.expect(422)?.says("3 号素材不是图片")?;
        let fields = [("account", "已建成三处，附实施方案"), ("pictures", "1"), ("papers", "3")];
        handed_in(&handler, &address, &fields, &[]).await?.expect(303)?;
        handler.get(&address).await?.expect(200)?.says("历次填报")?.says("方案")?;
        // The picture that is left out now was handed in once, so that it stays.
        handler
            .post("/evidence/2/removal", &[("version", &version_of(world, 2).await?)])
            .await?
            .expect(422)?
            .says(&number)?;

        act(&head, &address, "pass", &[]).await?;
        act(&office, &address, "accept", &[]).await?;
        office.get(&address).await?.expect(200)?.says("已验收")?;
        assert_eq!(broken(world).await?, Vec::<String>::new());

        // A program reads the numbers, and the schema says what is taken.
        let program = Program::of(world, "office", &["read"]).await?;
        let read = program.read(&format!("/matters/{number}")).await?;
        assert_eq!((&read["values"]["pictures"], &read["values"]["papers"]), (&json!([1]), &json!([3])));
        let shape = program.read("/procedures/material").await?;
        assert_eq!(shape["whole"]["hand_in"]["properties"]["pictures"]["maxItems"], 12);
        let used = store::by_number(world.app.db(), CITY, 3).await?;
        assert!(used.is_some_and(|row| row.version == 2), "a use moves the version of its item");
        Ok(())
    })
    .await
}

/// Checked by the head of the unit, accepted by the office.
pub(super) async fn accepted(world: &World, address: &str) -> anyhow::Result<()> {
    act(&world.sign_in("head").await?, address, "pass", &[]).await?;
    act(&world.sign_in("office").await?, address, "accept", &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packet_leaves_once_nothing_is_missing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let pictures = asked(world, "III-1-2", "photo", "疏导区图片").await?;
        let report = asked(world, "III-1-2", "report", "疏导区说明").await?;
        let office = world.sign_in("office").await?;
        let page = office.get("/materials").await?.expect(200)?.says("已齐 0 项")?.says("疏导区图片")?;
        page.says("III-1-1")?.says("未下达")?;
        // What is missing is named, of one content or of all.
        let packet = "/materials/packet.zip?node=III-1-2";
        let refused = office.get(packet).await?.expect(422)?.says("还有 2 项未齐")?;
        refused.says("III-1-2 说明报告")?.says("III-1-2 实景图片")?;

        let handler = world.sign_in("handler").await?;
        handler.get(packet).await?.expect(403)?;
        let fields =
            [("account", "见图"), ("pictures.caption", "2026年5月：新华西路/疏导区"), ("pictures.day", "2026-05-03")];
        let files = [("pictures.file", "a.jpg", photo(1)), ("pictures.file", "b.jpg", photo(2))];
        handed_in(&handler, &pictures, &fields, &files).await?.expect(303)?;
        handed_in(&handler, &report, &[("account", "已建成三处疏导区")], &[]).await?.expect(303)?;
        accepted(world, &pictures).await?;
        office.get(packet).await?.expect(422)?.says("还有 1 项未齐（III-1-2 说明报告）")?;
        accepted(world, &report).await?;
        office.get("/materials").await?.expect(200)?.says("已齐 2 项")?;

        let file = office.get(packet).await?.expect(200)?;
        let mut archive = zip::ZipArchive::new(Cursor::new(file.body))?;
        let names = archive.file_names().map(|name| Ok(name?.into_owned())).collect::<anyhow::Result<Vec<_>>>()?;
        let picture = |nth| format!("III-1-2/III-1-2-实景图片-{nth:02}-2026年5月：新华西路疏导区.jpg");
        assert_eq!(names, ["00-材料目录.docx".to_owned(), picture(1), picture(2)]);
        let mut content = Vec::new();
        archive.by_name(&picture(2))?.read_to_end(&mut content)?;
        assert_eq!(content, photo(2), "a file leaves as it came");
        content.clear();
        archive.by_name("00-材料目录.docx")?.read_to_end(&mut content)?;
        let index = read(&content, DocumentKind::Docx)?.text;
        assert!(index.contains("已建成三处疏导区") && index.contains(&picture(1)), "{index}");
        let program = Program::of(world, "office", &["read"]).await?;
        let read = program.read("/materials?node=III-1-2").await?;
        let stand = |place: usize| read["requirements"][place]["standing"].as_str();
        assert_eq!((stand(0), stand(1), stand(2)), (Some("complete"), Some("complete"), None));
        program.get("/materials?node=III-99").await?.expect(400)?;
        // All of the standard is not there yet.
        office.get("/materials/packet.zip").await?.expect(422)?.says("III-1-1 规范文件")?;
        Ok(())
    })
    .await
}

/// The unit that leads each content of the standard that begins so.
async fn led(world: &World, unit: changxiao_domain::ids::UnitId, node: &str) -> anyhow::Result<()> {
    let model = world.app.model(CITY).await?;
    let system = model.current_system().expect("a standard is in force").id;
    let row = standards::ResponsibilityRow { system, node: node.to_owned(), unit, duty: Duty::Lead };
    let mut tx = world.app.db().begin().await?;
    standards::put_responsibilities(&mut tx, CITY, std::iter::once(row)).await?;
    changxiao_store::cities::touch_model(&mut tx, CITY);
    tx.commit().await?;
    world.app.refresh_model(CITY).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_standard_is_asked_for_at_once_and_nothing_twice() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        led(world, world.city.department, "III-1-2").await?;
        let office = world.sign_in("office").await?;
        office.get("/materials").await?.expect(200)?.says("下达全部未下达")?.says("/materials/ask")?.says("按指标")?;
        office.get("/materials/ask?node=III-1-2").await?.expect(200)?.says("材料覆盖测评前一年")?;
        let asked = |from: &'static str, node: &'static str| {
            [("node", node), ("period_from", from), ("period_until", "2026-05-31"), ("due", "2026-06-30")]
        };
        let refused = office.post("/materials/ask", &asked("2025-05-01", "III-1-2")).await?.expect(422)?;
        refused.says("期间不超过 12 个月")?;
        office.post("/materials/ask", &asked("2025-06-01", "III-1-2")).await?.expect(303)?;
        let page = office.get("/materials?node=III-1-2").await?.expect(200)?.says("市城管局")?.text();
        assert!(!page.contains("未下达</"), "all of it was asked for: {page}");
        // Again there is nothing left; one by one neither.
        office.post("/materials/ask", &asked("2025-06-01", "III-1-2")).await?.expect(422)?.says("没有未下达的材料")?;
        let department = world.city.department.to_string();
        let again = [
            ("request_key", "material-again"),
            ("procedure", "material"),
            ("title", "再要一次"),
            ("node", "III-1-2"),
            ("kind", "photo"),
            ("owner", department.as_str()),
            ("period_from", "2026-01-01"),
            ("period_until", "2026-05-31"),
            ("due", "2026-06-30"),
        ];
        office.post("/matters/new", &again).await?.expect(422)?.says("已由")?.says("不重复下达")?;
        let mut next_year = again.to_vec();
        next_year[6] = ("period_from", "2026-06-01");
        next_year[7] = ("period_until", "2027-05-31");
        next_year[0] = ("request_key", "material-next-year");
        office.post("/matters/new", &next_year).await?.expect(303)?;
        // A year has its own: what stands for one test is none of the next.
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let photo = async |query: &str| -> anyhow::Result<(serde_json::Value, serde_json::Value)> {
            let read = program.read(&format!("/materials?node=III-1-2{query}")).await?;
            let all = read["requirements"].as_array().cloned().unwrap_or_default();
            let one = all.into_iter().find(|one| one["kind"] == "photo").unwrap_or_default();
            Ok((read["year"].clone(), one["materials"].as_array().map_or(0, Vec::len).into()))
        };
        assert_eq!(photo("").await?, (json!(2026), json!(1)));
        assert_eq!(photo("&year=2027").await?, (json!(2027), json!(1)));
        assert_eq!(photo("&year=2028").await?, (json!(2028), json!(0)));
        let page = office.get("/materials?node=III-1-2&year=2027").await?.expect(200)?;
        page.says("2027 年度")?.says("再要一次")?.says("year=2026")?.says("未下达")?;
        office.get("/materials?year=next").await.map(|answer| assert_ne!(answer.status, 200))?;
        let ahead = office.get("/materials/ask?node=III-1-2&year=2027").await?.expect(200)?;
        ahead.says("2027-06-16")?;
        office.post("/materials/ask", &[("node", "III-1-2"), ("period_from", "2026-06-01"), ("period_until", "2027-05-31"), ("due", "2027-06-30")]).await?.expect(303)?;
        assert_eq!(photo("&year=2027").await?, (json!(2027), json!(1)), "what was asked for is not asked for again");
        office.get("/materials/packet.zip?node=III-1-2&year=2027").await?.expect(422)?.says("未齐")?;
        // Where nobody leads, the unit has to be named; what nobody leads is counted by a program's answer.
        let mut nobody = again.to_vec();
        nobody.retain(|(name, _)| *name != "owner" && *name != "node" && *name != "request_key");
        nobody.extend([("node", "III-1-1"), ("owner", ""), ("request_key", "material-nobody")]);
        office.post("/matters/new", &nobody).await?.expect(422)?.says("职责分工未列 III-1-1 的牵头单位")?;
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let body = json!({ "node": "III-1-1", "period_from": "2025-06-01", "period_until": "2026-05-31", "due": "2026-06-30" });
        let done: serde_json::Value = program.post("/materials", &body).await?.expect(200)?.json()?;
        assert_eq!(done["asked"], 0);
        assert!(done["without_lead"].as_array().is_some_and(|all| all.iter().all(|node| node == "III-1-1")), "{done}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_has_its_value_source_day_and_grade() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let department = world.city.department.to_string();
        let fields = [
            ("request_key", "material-figure"),
            ("procedure", "material"),
            ("title", "生活垃圾无害化处理率"),
            ("node", "III-1-2"),
            ("kind", "table"),
            ("owner", department.as_str()),
            ("numeric", "yes"),
            ("period_from", "2025-06-01"),
            ("period_until", "2026-05-31"),
            ("due", "2026-06-30"),
        ];
        let office = world.sign_in("office").await?;
        let address = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
        let handler = world.sign_in("handler").await?;
        let bare = handed_in(&handler, &address, &[("account", "见表")], &[]).await?.expect(422)?;
        bare.says("指标数值")?.says("数值来源")?.says("自评等级")?;
        let half = [("account", "见表"), ("figure", "98.5"), ("figure_unit", "%"), ("grade", "a")];
        let half = handed_in(&handler, &address, &half, &[]).await?.expect(422)?;
        assert!(half.text().contains("数值来源"), "a figure without its source is none");
        let wild = [
            ("account", "见表"),
            ("figure", "九成"),
            ("figure_source", "年鉴"),
            ("figure_day", "2025-12-31"),
            ("grade", "a"),
        ];
        handed_in(&handler, &address, &wild, &[]).await?.expect(422)?;
        let whole = [
            ("account", "见表"),
            ("figure", "98.5"),
            ("figure_unit", "%"),
            ("figure_source", "2025 年统计年报"),
            ("figure_day", "2025-12-31"),
            ("grade", "a"),
        ];
        handed_in(&handler, &address, &whole, &[]).await?.expect(303)?;
        handler.get(&address).await?.expect(200)?.says("98.5")?.says("2025 年统计年报")?;
        accepted(world, &address).await?;
        // Press items are asked for as such: three, each with title and paper.
        let other = asked(world, "III-1-2", "report", "经验报道").await?;
        let press = |title| {
            [
                ("account", "报道两篇"),
                ("media.caption", "漳州日报报道疏导区"),
                ("media.title", title),
                ("media.paper", "漳州日报"),
                ("media.day", "2026-04-02"),
            ]
        };
        let paper = || [("media.file", "报道.pdf", PDF.to_vec())];
        handed_in(&handler, &other, &press(""), &paper()).await?.expect(422)?.says("报道要填标题和媒体")?;
        handed_in(&handler, &other, &press("疏导区见闻"), &paper()).await?.expect(303)?;
        handler.get("/evidence/1").await?.expect(200)?.says("疏导区见闻")?.says("漳州日报")?;
        accepted(world, &other).await?;
        let office = world.sign_in("office").await?;
        let refused = office.get("/materials/packet.zip?node=III-1-2").await?;
        // The pictures of the standard are still missing, and named.
        refused.expect(422)?.says("III-1-2")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_case_shows_is_an_item_without_a_second_upload_and_is_offered_for_its_content() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let model = world.app.model(CITY).await?;
        let system = model.current_system().expect("a standard").clone();
        let item = system.check_items.iter().find(|item| item.code == "zgd-08").expect("盲道");
        let node = item.content.clone().expect("it counts for a content");
        let fields = [("category", "C0203"), ("site", "1"), ("title", "盲道被占")];
        let reported = office.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(1))]).await?.expect(303)?;
        let case = reported.location().to_owned();
        let page = office.get(&case).await?.expect(200)?.says("照片存入素材库（1）")?.text();
        let hash = page
            .split("name=\"photo\" value=\"")
            .nth(1)
            .or_else(|| page.split("name=\"photo\"").nth(1)?.split("value=\"").nth(1));
        let hash = hash.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
        assert_eq!(hash.len(), 64, "{page}");
        office.post(&format!("{case}/evidence/taking"), &[("photo", &"0".repeat(64))]).await?.expect(404)?;
        let number = case.trim_start_matches("/cases/");
        // A program goes by the same check: only a photo of this case, and only who may work.
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let place = format!("/cases/{number}/evidence");
        program.post(&place, &json!({ "photo": "0".repeat(64) })).await?.expect(404)?;
        program.post("/cases/260101-000001/evidence", &json!({ "photo": &hash })).await?.expect(404)?;
        program.post(&place, &json!({})).await?.expect(422)?;
        let reader = Program::of(world, "office", &["read"]).await?;
        reader.post(&place, &json!({ "photo": &hash })).await?.expect(403)?;
        let taken: serde_json::Value = program.post(&place, &json!({ "photo": &hash })).await?.expect(200)?.json()?;
        assert_eq!((&taken["number"], &taken["what"]), (&json!(1), &json!("added")));
        office.post(&format!("{case}/evidence/taking"), &[("photo", &hash)]).await?.expect(303)?;
        office.get("/evidence/1").await?.expect(200)?.says("盲道被占")?.says(number)?.says("问题")?;
        let page = office.get(&case).await?.expect(200)?.says("/evidence/1")?.text();
        assert!(!page.contains("照片存入素材库"), "it stands there already");
        let row = store::by_number(world.app.db(), CITY, 1).await?.expect("the item");
        assert_eq!(
            (changxiao_domain::cases::hex(&row.hash), row.item.day.to_string()),
            (hash.clone(), "2026-06-16".to_owned())
        );
        // The same picture brought by hand is this item.
        let again = office.upload("/evidence/new", &[("caption-1", "另存")], &[("file-1", "c.jpg", photo(1))]).await?;
        assert_eq!(again.expect(303)?.location(), "/evidence/1");

        // It is offered where a material of that content is handed in, and used by a click.
        let department = world.city.department.to_string();
        let asked = [
            ("request_key", "material-held"),
            ("procedure", "material"),
            ("title", "盲道整治图片"),
            ("node", node.as_str()),
            ("kind", "photo"),
            ("owner", department.as_str()),
            ("period_from", "2025-07-01"),
            ("period_until", "2026-06-30"),
            ("due", "2026-06-30"),
        ];
        let address = office.post("/matters/new", &asked).await?.expect(303)?.location().to_owned();
        // Who does not see the item is not offered it.
        let handler = world.sign_in("handler").await?;
        let page = open(&handler, &format!("{address}/act?action=hand_in")).await?;
        assert!(!page.contains("pictures.held"));
        // An inspection's photo is taken in from its page, too.
        let inspector = world.sign_in("inspector").await?;
        let form = inspector.get("/inspections/new?site=1").await?.expect(200)?;
        let fields =
            crate::inspections::answers(&form, &[("answer.zgd-08", "not_met"), ("note.zgd-08", "北侧盲道被占")]);
        crate::inspections::send(&inspector, &fields, &[("photo.zgd-08", "b.jpg", photo(2))]).await?.expect(303)?;
        let page = office.get("/inspections/1").await?.expect(200)?.says("照片存入素材库（1）")?.text();
        let hash = page.split("/inspections/1/evidence/taking").nth(1).and_then(|rest| {
            rest.split("value=\"")
                .find(|part| part.len() > 64 && part[..64].bytes().all(|byte| byte.is_ascii_hexdigit()))
        });
        let hash = hash.map(|part| part[..64].to_owned()).unwrap_or_default();
        let place = "/inspections/1/evidence";
        program.post(place, &json!({ "photo": "0".repeat(64) })).await?.expect(404)?;
        let taken: serde_json::Value = program.post(place, &json!({ "photo": &hash })).await?.expect(200)?.json()?;
        assert_eq!((&taken["number"], &taken["what"]), (&json!(2), &json!("added")));
        office.post("/inspections/1/evidence/taking", &[("photo", &hash)]).await?.expect(303)?;
        office.get("/inspections/1").await?.expect(200)?.says("/evidence/2")?;
        office.get("/evidence/2").await?.expect(200)?.says("督查")?.says("延安北路主干道")?;
        office.post("/inspections/1/evidence", &[("evidence", "1")]).await?.expect(303)?;
        office.post("/evidence/1/use/end", &[("inspection", "1")]).await?.expect(303)?;
        // The office sees both, and they are offered for this content by case and by inspection.
        let own = [
            ("request_key", "material-own"),
            ("procedure", "material"),
            ("title", "盲道整治图片（创建办）"),
            ("node", node.as_str()),
            ("kind", "photo"),
            ("owner", world.city.office.to_string().leak()),
            ("period_from", "2025-07-01"),
            ("period_until", "2026-06-30"),
            ("due", "2026-06-30"),
        ];
        let office = world.sign_in("office").await?;
        let own = office.post("/matters/new", &own).await?.expect(303)?.location().to_owned();
        let page = office.get(&format!("{own}/act?action=hand_in")).await?.expect(200)?.says("已有素材，可直接引用")?;
        page.says("盲道被占")?.says("pictures.held")?;
        let fields = [("account", "见图"), ("pictures.held", "1"), ("pictures.held", "2")];
        handed_in(&office, &own, &fields, &[]).await?.expect(303)?;
        office.get(&own).await?.expect(200)?.says("/evidence/1")?.says("/evidence/2")?;
        office.get("/evidence/1").await?.expect(200)?.says(own.trim_start_matches("/matters/"))?;
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

/// Twenty press the button at the same moment: one asks, and everybody else is told so.
#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_ask_for_the_same_at_once_one_does() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let department = world.city.department.to_string();
        let office = world.sign_in("office").await?;
        let ask = async |nth: usize, from: &str, until: &str| -> anyhow::Result<u16> {
            let key = format!("material-at-once-{nth}-{from}");
            let fields = [
                ("request_key", key.as_str()),
                ("procedure", "material"),
                ("title", "疏导区图片"),
                ("node", "III-1-2"),
                ("kind", "photo"),
                ("owner", department.as_str()),
                ("period_from", from),
                ("period_until", until),
                ("due", "2026-06-30"),
            ];
            Ok(office.post("/matters/new", &fields).await?.status)
        };
        let all = (0..20).map(|nth| ask(nth, "2025-06-01", "2026-05-31"));
        let answers = futures::future::try_join_all(all).await?;
        let count = |status: u16| answers.iter().filter(|one| **one == status).count();
        assert_eq!((count(303), count(303) + count(409) + count(422)), (1, 20), "{answers:?}");
        // Who looks again is told who has asked; another time is another matter.
        assert_eq!(ask(20, "2026-01-01", "2026-05-31").await?, 422);
        assert_eq!(ask(21, "2026-06-01", "2027-05-31").await?, 303);
        let program = Program::of(world, "office", &["read"]).await?;
        let there = program.read("/matters?procedure=material").await?;
        assert_eq!(there["matters"].as_array().map(Vec::len), Some(2), "{there}");
        Ok(())
    })
    .await
}
