//! Matters from beginning to end: a supply request, an order to many, an accountability proposal, a city's own procedure, and what somebody
//! who writes into the database cannot hide.

use changxiao_app::{
    escalation::sweep::sweep,
    imports::Kind,
    sealing::{AuditScope, verify_audit},
};
use changxiao_domain::{
    ids::UnitId,
    matters::{Level, Matter},
    orgs::UnitKind,
    time::{Day, HOUR, MINUTE},
};
use changxiao_store::{
    bench::count_matters,
    engine::Built,
    matters::parts_of,
    orgs::{UnitRow, insert_unit},
    params,
    workflow::by_number,
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use serde_json::{Value, json};

use crate::{api::program::Program, evidence::pdf, lists::bring};

/// What the audit finds.
pub async fn broken(world: &World) -> anyhow::Result<Vec<String>> {
    let audit = verify_audit(&world.app, CITY, AuditScope::default(), |_, _| {}).await?;
    Ok(audit.broken.iter().map(|finding| format!("{finding:?}")).collect())
}

pub fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned()
}

pub async fn open(browser: &Browser, address: &str) -> anyhow::Result<String> {
    Ok(browser.get(address).await?.expect(200)?.text())
}

/// Sends the form of an action with the version that its page shows now.
pub async fn act(browser: &Browser, address: &str, action: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let version = version(&open(browser, &format!("{address}/act?action={action}")).await?);
    let mut all = vec![("version", version.as_str()), ("action", action)];
    all.extend_from_slice(fields);
    browser.post(&format!("{address}/act"), &all).await?.expect(303)?;
    Ok(())
}

const ASKED: &[(&str, &str)] = &[
    ("request_key", "supply-1"),
    ("procedure", "supply"),
    ("title", "新华东社区缺垃圾桶"),
    ("kind", "facilities"),
    ("place", "350602003001"),
    ("items.what", "分类垃圾桶"),
    ("items.count", "12"),
    ("items.why", "楼道口"),
    ("amount", "3600.50"),
    ("needed_by", "2026-06-30"),
];

async fn asked(world: &World) -> anyhow::Result<String> {
    let street = world.sign_in("street1").await?;
    let answer = street.post("/matters/new", ASKED).await?.expect(303)?;
    Ok(answer.location().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supply_request_goes_from_shortage_to_receipt() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let street = world.sign_in("street1").await?;
        // The choice of procedures, then the form of one: in the words of its document.
        let choice = open(&street, "/matters/new").await?;
        assert!(choice.contains("物资保障申请") && !choice.contains("问责建议"), "a street proposes nobody");
        let form = open(&street, "/matters/new?procedure=supply").await?;
        for words in ["所需清单", "估算金额（元）", "提交申请", "value=\"350602003\" selected"] {
            assert!(form.contains(words), "the form says {words}");
        }
        // What is missing is said beside its field, and nothing is begun.
        let fields: Vec<_> = ASKED.iter().filter(|(name, _)| *name != "needed_by").copied().collect();
        street.post("/matters/new", &fields).await?.expect(422)?.says("需要日期")?.says("E-1309")?;
        let wrong: Vec<_> =
            ASKED.iter().map(|(name, value)| (*name, if *name == "amount" { "三千" } else { *value })).collect();
        street.post("/matters/new", &wrong).await?.expect(422)?.says("最多两位小数")?.says("新华东社区缺垃圾桶")?;

        let address = asked(world).await?;
        assert!(address.starts_with("/matters/M260616-"), "{address}");
        assert_eq!(asked(world).await?, address, "the same key again begins nothing");
        let page = open(&street, &address).await?;
        for words in ["分类垃圾桶", "3,600.5", "待答复", "链条完整", "萍乡市安源区"] {
            assert!(page.contains(words), "the page says {words}");
        }
        // Another street does not know of it, and the one who asked cannot grant it.
        world.sign_in("street2").await?.get(&address).await?.expect(404)?;
        let shown = version(&page);
        let own = [("version", shown.as_str()), ("action", "grant"), ("decision", "同意")];
        street.post(&format!("{address}/act"), &own).await?.expect(422)?.says("E-1309")?;

        let office = world.sign_in("office").await?;
        office.get("/matters").await?.expect(200)?.says("新华东社区缺垃圾桶")?;
        act(&office, &address, "give_back", &[("reason", "请写明规格")]).await?;
        let again: Vec<_> = ASKED
            .iter()
            .filter(|(name, _)| !["request_key", "procedure", "title"].contains(name))
            .map(|(name, value)| (*name, if *name == "items.what" { "240 升分类垃圾桶" } else { *value }))
            .collect();
        act(&street, &address, "ask_again", &again).await?;
        let page = open(&street, &address).await?;
        assert!(page.contains("历次填报") && page.contains("<mark>240 升分类垃圾桶"), "both versions stand there");

        let department = world.city.department.to_string();
        act(&office, &address, "grant", &[("decision", "同意配置"), ("supplier", department.as_str())]).await?;
        let handler = world.sign_in("handler").await?;
        handler.get("/matters").await?.expect(200)?.says("新华东社区缺垃圾桶")?;
        act(&handler, &address, "supply", &[("supplied_on", "2026-06-20")]).await?;
        act(&street, &address, "receive_goods", &[]).await?;
        open(&street, &address).await?;
        street.get(&address).await?.expect(200)?.says("已签收")?.says("同意配置")?;
        street.get(&format!("{address}/print")).await?.expect(200)?.says("物资保障申请")?.says("同意配置")?;
        office.get("/matters/export.xlsx").await?.expect(200)?;
        office.get("/matters?show=ended&procedure=supply").await?.expect(200)?.says("新华东社区缺垃圾桶")?;
        office.get("/matters?show=open").await?.expect(200)?.says("没有符合筛选条件的事项")?;
        assert!(broken(world).await?.is_empty());
        let office = world.sign_in("office").await?;
        let page = office.get("/matters/places").await?.expect(200)?.says("巷口街道")?.says("新华东社区缺垃圾桶")?;
        page.says("3,600.50")?;
        office.get("/matters/places?procedure=task").await?.expect(400)?;
        Ok(())
    })
    .await
}

/// An order to two streets, one of which the office names by its kind.
async fn ordered(world: &World) -> anyhow::Result<String> {
    let fields = [
        ("request_key", "order-1"),
        ("procedure", "dispatch_order"),
        ("title", "端午前清理占道"),
        ("order", "三日内清理主干道占道经营"),
        ("basis", "指挥部第 3 次会议"),
        ("due", "2026-06-19"),
        ("audience", "town"),
        ("units", ""),
    ];
    let office = world.sign_in("office").await?;
    Ok(office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned())
}

async fn part_of(browser: &Browser, whole: &str, unit: &str) -> anyhow::Result<String> {
    let page = open(browser, whole).await?;
    let mut links = page.split("<a href=\"/matters/M").skip(1);
    let line = links.find(|link| link.split("</a>").next().is_some_and(|words| words.contains(unit)));
    let number = line.and_then(|link| link.split('"').next());
    number.map(|number| format!("/matters/M{number}")).ok_or_else(|| anyhow::anyhow!("no part of {unit}"))
}

/// What the board of orders shows as not received yet.
async fn unreceived(browser: &Browser) -> anyhow::Result<String> {
    let board = open(browser, "/matters/board?procedure=dispatch_order").await?;
    let column = board.split("aria-label=\"待签收\"").nth(1).and_then(|rest| rest.split("</section>").next());
    column.map(str::to_owned).ok_or_else(|| anyhow::anyhow!("the board has no column of what is not received"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_to_many_ends_when_all_have_answered() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let whole = ordered(world).await?;
        let office = world.sign_in("office").await?;
        let first = part_of(&office, &whole, "巷口街道").await?;
        let second = part_of(&office, &whole, "新桥街道").await?;
        assert!(first.starts_with("/matters/M") && second.starts_with("/matters/M") && first != second);
        // One street sees its own part with what is asked, and not the other's.
        let (street, other) = (world.sign_in("street1").await?, world.sign_in("street2").await?);
        let page = open(&street, &first).await?;
        assert!(page.contains("三日内清理主干道占道经营") && page.contains("签收"));
        street.get(&second).await?.expect(404)?;
        // What is not received stands on the board of the headquarters; once it is, it is due by the day of the order.
        let board = unreceived(&office).await?;
        assert!(board.contains("巷口街道") && board.contains("新桥街道"), "{board}");
        act(&street, &first, "take", &[]).await?;
        let taken: Option<Matter> = by_number(world.app.db(), CITY, first.trim_start_matches("/matters/")).await?;
        let due = taken
            .and_then(|part| part.due_at)
            .map(|due| due.in_zone(&jiff::tz::TimeZone::get("Asia/Shanghai").expect("a zone")).to_string());
        assert!(due.as_deref().is_some_and(|due| due.contains("2026-06-19T23:59")), "{due:?}");
        let board = unreceived(&office).await?;
        assert!(!board.contains("巷口街道") && board.contains("新桥街道"), "{board}");
        act(&street, &first, "report", &[("result", "已清理 12 处")]).await?;
        // Not before all have answered, and nobody twice.
        let shown = version(&open(&office, &whole).await?);
        let early = [("version", shown.as_str()), ("action", "close"), ("summary", "完成")];
        office.post(&format!("{whole}/act"), &early).await?.expect(422)?.says("还有 2 个分项未到位")?;
        let twice = [("version", shown.as_str()), ("action", "add"), ("audience", ""), ("units", "新桥街道")];
        office.post(&format!("{whole}/act"), &twice).await?.expect(422)?.says("已有未结分项")?;
        act(&office, &whole, "urge", &[]).await?;
        other.get("/notices").await?.expect(200)?.says("尚未办理")?;
        act(&office, &whole, "circulate", &[("units", "市城管局")]).await?;
        let copy = part_of(&office, &whole, "市城管局").await?;
        act(&world.sign_in("handler").await?, &copy, "receive", &[]).await?;
        act(&other, &second, "take", &[]).await?;
        act(&other, &second, "report", &[("result", "无占道")]).await?;
        // Both are reviewed at once; what cannot be accepted is named.
        let number = |address: &str| address.rsplit('/').next().unwrap_or_default().to_owned();
        let (one, two, three) = (number(&first), number(&second), number(&copy));
        let parts = [("part", one.as_str()), ("part", two.as_str()), ("part", three.as_str()), ("action", "accept")];
        let reviewed = office.post(&format!("{whole}/review"), &parts).await?.expect(303)?;
        office.get(reviewed.location()).await?.expect(200)?.says("已办理 2 个分项；1 个未办")?;
        act(&office, &whole, "close", &[("summary", "两街道均已完成")]).await?;
        office.get(&whole).await?.expect(200)?.says("已办结")?.says("两街道均已完成")?;
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}

/// More communities than go into one statement, so that batches are filled and broken off.
#[tokio::test(flavor = "multi_thread")]
async fn one_order_goes_to_many_hundreds_and_ends_with_all_of_them() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        const MANY: usize = 1_203;
        let mut tx = world.fresh.db.begin().await?;
        for place in 0..MANY {
            let unit = UnitRow {
                id: world.app.new_id(UnitId),
                code: format!("many-{place}"),
                name: format!("第 {place} 社区"),
                name_en: String::new(),
                kind: UnitKind::Community.code().to_owned(),
                parent: None,
                division: Some(350_602_003_001),
                areas: Vec::new(),
                valid_from: Day::constant(2026, 1, 1),
                valid_until: None,
                version: 1,
            };
            insert_unit(&mut tx, CITY, &unit).await?;
        }
        tx.commit().await?;
        world.app.refresh_model(CITY).await?;
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let order = json!({
            "procedure": "dispatch_order", "title": "清理楼道", "audience": "community",
            "values": { "order": "三日内清理", "basis": "例会", "due": "2026-06-30" },
        });
        let begun: Value = office.post("/matters", &order).await?.expect(201)?.json()?;
        let number = begun["number"].as_str().unwrap_or_default();
        let count = async |state: &str| count_matters(&world.fresh.db, CITY, Level::Part, state).await;
        assert_eq!(count("sent").await?, MANY as i64);
        assert!(broken(world).await?.is_empty(), "every chain holds, and the audit reads in batches");
        let revoke = json!({ "action": "revoke", "version": begun["version"], "reason": "另行部署" });
        office.post(&format!("/matters/{number}/actions"), &revoke).await?.expect(200)?;
        assert_eq!((count("sent").await?, count("lapsed").await?), (0, MANY as i64));
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}

/// Stations of a higher level and companies of the state are responsible units like any department; communities are not, and a headquarters
/// asks and is not asked.
#[tokio::test(flavor = "multi_thread")]
async fn all_responsible_units_are_chosen_by_their_kind() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let more = "单位代码,单位名称,单位类型,上级单位代码,管辖区划\nSW,市税务局,垂管单位,HQ,\nHJ,环境集团,国企,HQ,\nGS,公交公司,企业,HQ,\n\
                    GX,高新区管委会,管委会,HQ,\nXQ,城西新区,新区,HQ,\nSQ,新华东社区,社区,S1,350602003001\n";
        bring(world, &world.actor("sysadmin").await?, Kind::Units, ("u.csv", more.as_bytes()), false).await?;
        let model = world.app.model(CITY).await?;
        let named = |unit: UnitId| model.units.get(unit).map_or("", |unit| unit.code.as_str());
        let office = world.sign_in("office").await?;
        let form = office.get("/matters/new?procedure=dispatch_order").await?.expect(200)?;
        form.says("全部责任单位（不含村、社区）")?.says("国有企业")?;
        let fields = [
            ("request_key", "order-all"),
            ("procedure", "dispatch_order"),
            ("title", "迎检前自查"),
            ("order", "三日内自查"),
            ("basis", "指挥部第 4 次会议"),
            ("due", "2026-06-19"),
            ("audience", "all"),
            ("units", ""),
        ];
        let whole = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
        let asked = open(&office, &whole).await?;
        for name in ["市税务局", "环境集团", "公交公司", "高新区管委会", "城西新区", "市城管局", "巷口街道", "新桥街道"] {
            assert!(asked.contains(name), "{name}");
        }
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let order = json!({
            "procedure": "dispatch_order", "title": "再次自查", "audience": "all",
            "values": { "order": "三日内自查", "basis": "例会", "due": "2026-06-30" },
        });
        let begun: Value = program.post("/matters", &order).await?.expect(201)?.json()?;
        let number = begun["number"].as_str().unwrap_or_default();
        let matter: Matter = by_number(&world.fresh.db, CITY, number).await?.expect("the order");
        let parts = parts_of(&world.fresh.db, CITY, matter.id, 100).await?;
        let mut got: Vec<&str> = parts.iter().map(|part| named(part.holder)).collect();
        got.sort_unstable();
        let mut wanted: Vec<&str> = model
            .units
            .iter()
            .filter(|unit| unit.kind.is_responsible())
            .map(|unit| unit.code.as_str())
            .collect();
        wanted.sort_unstable();
        assert_eq!(got, wanted);
        for (code, is_asked) in [("SW", true), ("HJ", true), ("GX", true), ("XQ", true), ("SQ", false), ("HQ", false)] {
            assert_eq!(got.contains(&code), is_asked, "{code}");
        }
        let unknown = json!({ "procedure": "dispatch_order", "title": "再次自查", "audience": "everybody", "values": {} });
        program.post("/matters", &unknown).await?.expect(422)?.says("audience")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_revoked_leaves_no_part_open() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let whole = ordered(world).await?;
        let office = world.sign_in("office").await?;
        let first = part_of(&office, &whole, "巷口街道").await?;
        act(&office, &whole, "revoke", &[("reason", "另行部署")]).await?;
        let street = world.sign_in("street1").await?;
        let page = open(&street, &first).await?;
        assert!(page.contains("随主件终止") && !page.contains("name=\"action\""), "nothing is left to do");
        let number = first.rsplit('/').next().unwrap_or_default();
        let part: Matter = by_number(&world.fresh.db, CITY, number).await?.expect("the part");
        assert_eq!((part.turn_of(), part.is_open()), (None, false));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accountability_proposal_is_reviewed_and_lifted() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let department = world.city.department.to_string();
        let office = world.sign_in("office").await?;
        office.upload("/evidence/new", &[("caption-1", "督办单")], &[pdf()]).await?.expect(303)?;
        let fields = [
            ("request_key", "accountability-1"),
            ("procedure", "accountability"),
            ("title", "油烟问题久拖未改"),
            ("unit", department.as_str()),
            ("case", ""),
            ("facts", "三次督办未改"),
            ("evidence", "督办单三份"),
            ("pack", "1"),
            ("basis", "《问责条例》第七条"),
            ("measure", "notice"),
        ];
        let address = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
        // Before it is approved the unit knows nothing of it.
        let head = world.sign_in("head").await?;
        head.get(&address).await?.expect(404)?;
        head.get("/evidence/1").await?.expect(404)?;
        let leader = world.sign_in("leader").await?;
        act(&leader, &address, "approve", &[("opinion", "同意"), ("carry_by", "2026-08-31")]).await?;
        // Then it sees the proof as well; nobody else does.
        head.get(&address).await?.expect(200)?.says("三次督办未改")?.says("申请复核")?.says("/evidence/1")?;
        head.get("/evidence/1").await?.expect(200)?.says("督办单")?;
        world.sign_in("street1").await?.get("/evidence/1").await?.expect(404)?;
        // The office cannot end the time for a review early.
        let early = [("version", "2"), ("action", "expire")];
        office.post(&format!("{address}/act"), &early).await?.expect(422)?.says("未满 30 日")?;
        world.clock.advance(20 * 24 * HOUR);
        let head = world.sign_in("head").await?;
        act(&head, &address, "ask_review", &[("plea", "第三次督办已按期整改")]).await?;
        let leader = world.sign_in("leader").await?;
        act(&leader, &address, "lift", &[("review", "查明属实，撤销")]).await?;
        leader.get(&address).await?.expect(200)?.says("已撤销")?.says("查明属实")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_keeps_its_own_and_what_was_begun_ends_by_the_old() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = asked(world).await?;
        let office = world.sign_in("office").await?;
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let shipped = program.read("/procedures/supply").await?;
        assert_eq!(shipped["whole"]["grant"]["required"], json!(["decision", "supplier"]));
        let mut own = shipped["document"].clone();
        own["edition"] = json!("漳州 2026-2");
        own["in_force_from"] = json!("2026-06-16");
        own["name_zh"] = json!("基层物资直达");
        // A fault is said with its place, and the document is not taken.
        let mut broken = own.clone();
        broken["whole"]["states"][0]["turn"] = Value::Null;
        let put = |document: Value| json!({ "document": document });
        let refused = program.put("/procedures/supply", &put(broken)).await?.expect(422)?.text();
        assert!(refused.contains("/whole/states/0"), "{refused}");
        let street = world.sign_in("street1").await?;
        let of_street = Program::of(world, "street1", &["read", "handle"]).await?;
        of_street.put("/procedures/supply", &put(own.clone())).await?.expect(403)?;
        program.put("/procedures/supply", &put(own)).await?.expect(200)?;
        let other = Program::of(world, "sysadmin", &["read", "handle"]).await?;
        other.post("/procedures/supply/confirmation", &json!({ "version": 1 })).await?.expect(200)?;
        let choice = open(&street, "/matters/new").await?;
        assert!(choice.contains("基层物资直达") && !choice.contains("物资保障申请"));
        // What was begun before stands under its edition.
        street.get(&address).await?.expect(200)?.says("物资保障申请 · 2026-2")?;
        let department = world.city.department.to_string();
        act(&office, &address, "grant", &[("decision", "同意"), ("supplier", department.as_str())]).await?;
        let fields: Vec<_> = ASKED
            .iter()
            .map(|(name, value)| (*name, if *name == "request_key" { "supply-2" } else { *value }))
            .collect();
        let next = street.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
        street.get(&next).await?.expect(200)?.says("基层物资直达 · 漳州 2026-2")?;
        office.get("/matters").await?.expect(200)?.says("物资保障申请")?.says("基层物资直达")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_does_the_same() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let street = Program::of(world, "street1", &["read", "handle"]).await?;
        let begin = json!({
            "procedure": "supply", "title": "缺扫帚",
            "values": { "kind": "tools", "place": "350602003001", "items": [{ "what": "扫帚", "count": "20" }],
                        "amount": 40_000, "needed_by": "2026-06-30" },
        });
        let begun: Value = street.post("/matters", &begin).await?.expect(201)?.json()?;
        let number = begun["number"].as_str().unwrap_or_default().to_owned();
        assert_eq!(begun["state"], "asked");
        let mut wrong = begin;
        wrong["values"]["colour"] = json!("red");
        street.post("/matters", &wrong).await?.expect(422)?.says("colour")?;
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let place = format!("/matters/{number}/actions");
        let grant = |version: i64| json!({ "action": "grant", "version": version, "values": { "decision": "同意", "supplier": "市城管局" } });
        office.post(&place, &grant(9)).await?.expect(409)?;
        let after: Value = office.post(&place, &grant(1)).await?.expect(200)?.json()?;
        assert_eq!((after["state"].as_str(), after["version"].as_i64()), (Some("granted"), Some(2)));
        let seen = street.read(&format!("/matters/{number}")).await?;
        assert_eq!((seen["values"]["amount"].as_i64(), seen["submissions"].as_array().map(Vec::len)), (Some(40_000), Some(2)));
        let list = office.read("/matters?procedure=supply&open=true").await?;
        assert_eq!(list["matters"][0]["number"].as_str(), Some(number.as_str()));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_was_changed_behind_the_events_is_found() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = asked(world).await?;
        let number = address.rsplit('/').next().unwrap_or_default();
        let changed = |text: &str| Built { name: "test::tamper", text: text.to_owned() };
        let run = async |text: &str| -> anyhow::Result<()> {
            let mut tx = world.fresh.db.begin().await?;
            assert_eq!(tx.execute(changed(text), params![CITY]).await?, 1);
            tx.commit().await?;
            Ok(())
        };
        run("UPDATE matters SET content = REPLACE(content, '\"amount\":360050', '\"amount\":960050') WHERE city_id = $1").await?;
        let found = broken(world).await?;
        assert!(found.iter().any(|one| one.contains("content")), "{found:?}");
        run("UPDATE matters SET content = REPLACE(content, '\"amount\":960050', '\"amount\":360050') WHERE city_id = $1").await?;
        assert!(broken(world).await?.is_empty());
        let matter: Matter = by_number(&world.fresh.db, CITY, number).await?.expect("the matter");
        assert_eq!(matter.version, 1);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_part_hears_before_it_is_due_and_when_it_is() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        ordered(world).await?;
        let told = async |words: &str| -> anyhow::Result<usize> {
            let street = world.sign_in("street1").await?;
            Ok(street.get("/notices").await?.expect(200)?.text().matches(words).count())
        };
        assert_eq!((told("轮到您办理").await?, told("”即将到期").await?), (1, 0));
        // The limit for receipt is two working hours, yellow at four fifths.
        world.clock.advance(HOUR + 45 * MINUTE);
        sweep(&world.app, CITY).await?;
        sweep(&world.app, CITY).await?;
        assert_eq!((told("”即将到期").await?, told("”已超期").await?), (1, 0));
        world.clock.advance(HOUR);
        sweep(&world.app, CITY).await?;
        sweep(&world.app, CITY).await?;
        assert_eq!((told("”即将到期").await?, told("”已超期").await?), (1, 1));
        let office = world.sign_in("office").await?;
        office.get("/notices").await?.expect(200)?.says("已超期")?;
        office.get("/matters?show=late&level=part").await?.expect(200)?.says("端午前清理占道")?;
        Ok(())
    })
    .await
}

/// A document of the office, in force until it is reviewed on this day; `replaces` may be empty.
async fn in_force(office: &Browser, key: &str, title: &str, (replaces, until): (&str, &str)) -> anyhow::Result<String> {
    let fields = [
        ("request_key", key),
        ("procedure", "document"),
        ("title", title),
        ("kind", "regulation"),
        ("text", "各街道每月巡查一次。"),
        ("basis", "长效机制实施意见"),
    ];
    let address = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
    let issued = [
        ("issue_number", "创建办〔2026〕3 号"),
        ("effective_from", "2026-07-01"),
        ("effective_until", until),
        ("review_on", "2026-09-01"),
        ("replaces", replaces),
    ];
    act(office, &address, "put_in_force", &issued).await?;
    Ok(address)
}

/// It is over by itself after its last day, whether somebody looked at it on its review day or not.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_over_after_the_last_day_on_which_it_is_in_force() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let (old, kept) = (
            in_force(&office, "d-1", "巡查制度", ("", "2026-09-03")).await?,
            in_force(&office, "d-2", "例会制度", ("", "2026-09-03")).await?,
        );
        let later = [("review_on", "2027-09-01"), ("effective_until", "2027-12-31"), ("review_note", "继续有效")];
        act(&office, &kept, "keep", &later).await?;
        let state = async |address: &str| -> anyhow::Result<String> {
            let matter: Option<Matter> =
                by_number(world.app.db(), CITY, address.trim_start_matches("/matters/")).await?;
            Ok(matter.map_or_else(String::new, |one| one.state.code.to_string()))
        };
        for (day, stands) in [((2026, 9, 3), "in_force"), ((2026, 9, 4), "run_out")] {
            world.set_time(Day::constant(day.0, day.1, day.2), 9, 0);
            for _ in 0..8 {
                sweep(&world.app, CITY).await?;
            }
            assert_eq!((state(&old).await?.as_str(), state(&kept).await?.as_str()), (stands, "in_force"), "{day:?}");
        }
        world.sign_in("office").await?.get(&old).await?.expect(200)?.says("已到期")?.says("各街道每月巡查一次。")?;
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_a_to_do_on_its_review_day_and_stays_readable_once_it_is_replaced() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let old = in_force(&office, "document-1", "巡查制度", ("", "2028-06-30")).await?;
        office.get(&old).await?.expect(200)?.says("已发布")?.says("创建办〔2026〕3 号")?;
        let waits = async |address: &str| -> anyhow::Result<[bool; 2]> {
            let office = world.sign_in("office").await?;
            let (first, mine) = (open(&office, "/").await?, open(&office, "/matters?show=mine").await?);
            Ok([first.contains(address), mine.contains(address)])
        };
        assert_eq!(waits(&old).await?, [false, false], "nothing is to be done about it for months");
        world.set_time(changxiao_domain::time::Day::constant(2026, 9, 1), 9, 0);
        assert_eq!(waits(&old).await?, [true, true], "its review day is somebody's to-do");
        let office = world.sign_in("office").await?;
        act(&office, &old, "keep", &[("review_on", "2027-09-01"), ("review_note", "执行良好，继续有效")]).await?;
        assert_eq!(waits(&old).await?, [false, false]);
        // A new one takes its place; what is no document in force is not replaced.
        let number = old.rsplit('/').next().unwrap_or_default();
        let supply = asked(world).await?;
        let other = supply.rsplit('/').next().unwrap_or_default();
        let office = world.sign_in("office").await?;
        let new = in_force(&office, "document-2", "巡查制度（修订）", (number, "")).await?;
        office.get(&new).await?.expect(200)?.says("已发布")?;
        office.get(&old).await?.expect(200)?.says("已被替代")?.says("各街道每月巡查一次。")?;
        office.get("/matters?procedure=document&show=ended").await?.expect(200)?.says("巡查制度")?;
        let refused = in_force(&office, "document-3", "另一制度", (other, "")).await;
        assert!(refused.is_err(), "a supply request is no document");
        assert!(broken(world).await?.is_empty());
        Ok(())
    })
    .await
}
