//! What ends says what hangs on it, and who takes it over: by form, by the JSON interface, by a list, on its day.

use std::collections::BTreeSet;

use changxiao_app::{
    AppError,
    departures::carry_out::sweep,
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind, undo},
};
use changxiao_domain::{
    cases::{Action, State},
    departures::references::references,
    ids::UnitId,
    time::Day,
    whistles::Whistle,
};
use changxiao_store::{cases, workflow};
use changxiao_testkit::{Browser, CITY, World, on_both_engines, photo};
use serde_json::json;

use crate::api::program::Program;

mod editions;
mod files;
mod people;
mod reform;

/// What stands in the page's form: the version that it shows.
fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned()
}

async fn act(browser: &Browser, address: &str, place: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let version = version(&browser.get(address).await?.expect(200)?.text());
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    browser.post(&format!("{address}/{place}"), &all).await?.expect(303)?;
    Ok(())
}

/// A case at the first site, dispatched to a unit.
pub(crate) async fn dispatched(world: &World, key: &str, lead: UnitId) -> anyhow::Result<String> {
    let inspector = world.sign_in("inspector").await?;
    let fields =
        [("request_key", key), ("category", "E0405"), ("site", "1"), ("title", "自行车占盲道"), ("text", "六辆")];
    let answer = inspector.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(1))]).await?.expect(303)?;
    let address = answer.location().to_owned();
    let dispatcher = world.sign_in("dispatcher").await?;
    act(&dispatcher, &address, "filing", &[]).await?;
    let lead = lead.to_string();
    let fields = [("lead", lead.as_str()), ("limit_amount", "4"), ("limit_kind", "working_hour")];
    act(&dispatcher, &address, "dispatch", &fields).await?;
    Ok(address.trim_start_matches("/cases/").to_owned())
}

/// A whistle of 巷口街道 that waits for the bureau.
async fn blown(world: &World) -> anyhow::Result<String> {
    let street = world.sign_in("street1").await?;
    let bureau = world.city.department.to_string();
    let fields = [
        ("request_key", "whistle"),
        ("kind", "daily"),
        ("title", "沿街店铺油烟直排"),
        ("text", "居民多次反映"),
        ("place", "新华西路"),
        ("unit_0", bureau.as_str()),
        ("task_0", "查处违规排放"),
    ];
    let address = street.post("/whistles/new", &fields).await?.expect(303)?.location().to_owned();
    act(&street, &address, "approval-request", &[]).await?;
    act(&world.sign_in("streethead").await?, &address, "approval", &[]).await?;
    Ok(address.trim_start_matches("/whistles/").to_owned())
}

async fn begin_unit(office: &Browser, code: &str, name: &str) -> anyhow::Result<()> {
    begin_unit_on(office, code, name, "2026-06-01").await
}

async fn begin_unit_on(office: &Browser, code: &str, name: &str, from: &str) -> anyhow::Result<()> {
    let fields = [("code", code), ("name", name), ("kind", "department"), ("parent", "HQ"), ("from", from)];
    office.post("/units", &fields).await?.expect(303)?;
    Ok(())
}

pub(crate) async fn unit(world: &World, code: &str) -> anyhow::Result<UnitId> {
    let model = world.app.model(CITY).await?;
    model.units.by_code(code).map(|unit| unit.id).ok_or_else(|| anyhow::anyhow!("no unit {code}"))
}

pub(crate) async fn end_unit(
    office: &Browser,
    code: &str,
    until: &str,
    fields: &[(&str, &str)],
) -> anyhow::Result<u16> {
    let page = office.get(&format!("/units/{code}/ending?until={until}")).await?.expect(200)?.text();
    let version = version(&page);
    let mut all = vec![("version", version.as_str()), ("until", until)];
    all.extend_from_slice(fields);
    Ok(office.post(&format!("/units/{code}/ending"), &all).await?.status)
}

async fn audit_holds(world: &World) -> anyhow::Result<()> {
    let verified = changxiao_app::sealing::verify_audit(&world.app, CITY, Default::default(), |_, _| {}).await?;
    assert!(verified.broken.is_empty(), "{:?}", verified.broken);
    Ok(())
}

async fn lead_of(world: &World, number: &str) -> anyhow::Result<Option<UnitId>> {
    Ok(cases::by_number(world.app.db(), CITY, number).await?.and_then(|row| row.case.lead_unit))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_that_ends_hands_over_everything_that_hangs_on_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let bureau = world.city.department;
        let number = dispatched(world, "one", bureau).await?;
        let whistle = blown(world).await?;
        let office = world.sign_in("office").await?;
        begin_unit(&office, "ZF", "市城市管理综合执法局").await?;
        let heir = unit(world, "ZF").await?;

        // What hangs there is named, and nothing ends while somebody is missing.
        let page = office.get("/units/CG/ending?until=2026-06-16").await?.expect(200)?;
        page.says("未结问题")?;
        let shown = [("version", "1"), ("until", "2026-06-16")];
        let refused = office.post("/units/CG/ending", &shown).await?.expect(422)?;
        let refused = refused.says("未结问题尚有 1 项")?.says("未结吹哨尚有 1 项")?;
        refused.says("职责矩阵条目尚有 1 项")?;
        assert_eq!(lead_of(world, &number).await?, Some(bureau));
        // Nor does it take over from itself.
        let itself = [("version", "1"), ("until", "2026-06-16"), ("heir", "CG")];
        office.post("/units/CG/ending", &itself).await?.expect(422)?;

        assert_eq!(end_unit(&office, "CG", "2026-06-16", &[("heir", "ZF")]).await?, 303);

        let case = cases::by_number(world.app.db(), CITY, &number).await?.map(|row| row.case);
        let case = case.ok_or_else(|| anyhow::anyhow!("the case is gone"))?;
        assert_eq!(case.lead_unit, Some(heir));
        let events = cases::events_of(world.app.db(), CITY, case.id).await?;
        assert_eq!(events.iter().filter(|event| event.action == Action::HandOver).count(), 1);
        let found: Option<Whistle> = workflow::by_number(world.app.db(), CITY, &whistle).await?;
        assert!(found.is_some_and(|whistle| whistle.calls.iter().all(|call| call.unit == heir)));
        let model = world.app.model(CITY).await?;
        assert!(model.matrix.values().all(|row| row.line_unit == Some(heir)));
        assert!(model.units.get(bureau).is_none());

        // The people of the bureau go on in their posts there, and with the case.
        let handler = world.sign_in("handler").await?;
        handler.get("/cases?tab=mine").await?.expect(200)?.says(&number)?;
        handler.get(&format!("/cases/{number}")).await?.expect(200)?.says("由市城管局移交市城市管理综合执法局")?;
        act(&handler, &format!("/cases/{number}"), "acceptance", &[]).await?;
        act(&handler, &format!("/whistles/{whistle}"), "arrival", &[]).await?;

        office.get("/units/ZF").await?.expect(200)?.says("承接自")?.says("市城管局")?;
        office.get("/units/CG?day=2026-06-15").await?.expect(200)?.says("由其承接")?;
        // Once is enough: the job finds nothing to do.
        assert!(!sweep(&world.app, CITY).await?);
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_of_a_day_ahead_hands_over_on_that_day_and_by_the_interface_too() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        let office = world.sign_in("office").await?;
        begin_unit(&office, "ZF", "市城市管理综合执法局").await?;
        let heir = unit(world, "ZF").await?;
        let hanging = office.get("/api/v1/units/CG/ending?until=2026-06-18").await?.expect(200)?.json()?;
        let kinds: BTreeSet<&str> =
            hanging["hanging"].as_array().into_iter().flatten().filter_map(|one| one["kind"].as_str()).collect();
        assert_eq!(kinds, BTreeSet::from(["cases", "matrix", "posts"]));

        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let ending = |heirs| json!({ "until": "2026-06-18", "version": hanging["version"], "heirs": heirs });
        // A misspelt kind; kinds that hang on a person and on a division.
        for kind in ["matrx", "deputies", "outline"] {
            program.post("/units/CG/ending", &ending(json!({ kind: "ZF" }))).await?.expect(422)?.says(kind)?;
        }
        program.post("/units/CG/ending", &ending(json!({ "matrix": "ZF" }))).await?.expect(422)?.says("heir.cases")?;
        let heirs = json!({ "cases": "ZF", "matrix": "ZF", "posts": "ZF" });
        let ended = program.post("/units/CG/ending", &ending(heirs)).await?.expect(200)?.json()?;
        assert_eq!((&ended["moved"], &ended["waits"]), (&json!(0), &json!(true)));
        assert!(!sweep(&world.app, CITY).await?);
        assert_eq!(lead_of(world, &number).await?, Some(world.city.department), "its day has not come");
        world.set_time(Day::constant(2026, 6, 18), 0, 1);
        sweep(&world.app, CITY).await?;
        assert_eq!(lead_of(world, &number).await?, Some(heir));
        let model = world.app.model(CITY).await?;
        assert!(model.posts.values().any(|post| post.unit == heir && post.in_force(model.day)));
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_division_ends_by_the_interface_as_by_the_form() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let of = "/divisions/350602003/ending";
        program.get(&format!("{of}?successor=350602003001")).await?.expect(400)?.says("successor")?;
        let hanging = program.read(&format!("{of}?successor=350602002&until=2026-06-16")).await?;
        let pairs = hanging["divisions"].as_array().map_or(0, Vec::len);
        assert_eq!(pairs, 2, "the street and its community: {hanging}");
        assert_eq!(hanging["divisions"][0]["successor"], "350602002");
        let sites = hanging["divisions"][0]["hanging"].as_array().into_iter().flatten();
        assert!(sites.into_iter().any(|one| one["kind"] == "sites"), "{hanging}");
        let ending = json!({ "until": "2026-06-16", "successor": "3506" });
        program.post(of, &ending).await?.expect(422)?.says("successor")?;
        let ending = json!({ "until": "2026-06-16", "successor": "350602002" });
        let ended = program.post(of, &ending).await?.expect(200)?.json()?;
        assert!(ended["departures"].as_array().is_some_and(|all| !all.is_empty()), "{ended}");
        let site = changxiao_store::sites::by_number(world.app.db(), CITY, 1).await?;
        assert_eq!(site.map(|site| site.division), Some(350602002000));
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_that_is_split_gives_each_kind_to_another() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        let office = world.sign_in("office").await?;
        begin_unit(&office, "A", "市市容局").await?;
        begin_unit(&office, "B", "市市政局").await?;
        let fields = [("heir", "A"), ("heir.matrix", "B")];
        assert_eq!(end_unit(&office, "CG", "2026-06-16", &fields).await?, 303);
        let (a, b) = (unit(world, "A").await?, unit(world, "B").await?);
        assert_eq!(lead_of(world, &number).await?, Some(a));
        let model = world.app.model(CITY).await?;
        assert!(model.matrix.values().all(|row| row.line_unit == Some(b)));
        office.get("/units/CG?day=2026-06-15").await?.says("市市容局")?.says("市市政局")?;
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_begins_on_its_day_and_old_days_keep_the_old_one() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        let office = world.sign_in("office").await?;
        assert_eq!(end_unit(&office, "CG", "2026-06-16", &[("new_name", "市城市管理局")]).await?, 303);
        let renamed = unit(world, "CG").await?;
        assert_ne!(renamed, world.city.department);
        assert_eq!(lead_of(world, &number).await?, Some(renamed));
        office.get("/units?day=2026-06-15").await?.says("市城管局")?;
        office.get("/units").await?.says("市城市管理局")?;
        audit_holds(world).await
    })
    .await
}

async fn bring(world: &World, kind: Kind, text: &str, dry_run: bool) -> Result<ImportOutcome, AppError> {
    let actor = world.actor("sysadmin").await.map_err(|problem| AppError::Broken(problem.to_string()))?;
    let request = ImportRequest {
        kind,
        file_name: format!("{kind}.csv"),
        bytes: text.as_bytes().to_vec(),
        dry_run,
        options: ImportOptions::default(),
    };
    imports::import(&world.app, &actor, request, &|_, _| {}).await
}

const TITLES: &str = "单位代码,单位名称,单位类型,上级单位代码,生效日期,失效日期,承接单位代码\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_ends_a_unit_hands_over_to_the_successor_of_its_code() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        let rows =
            "CG,市城管局,市直部门,HQ,2026-01-01,2026-06-16,\nCG,市城市管理和综合执法局,市直部门,HQ,2026-06-16,,\n";
        let list = format!("{TITLES}{rows}");
        let look = bring(world, Kind::Units, &list, true).await?;
        let said: Vec<String> = look.remarks.iter().map(|remark| remark.words(changxiao_words::Lang::Zh)).collect();
        assert!(said.iter().any(|text| text.contains("移交市城市管理和综合执法局")), "{said:?}");
        assert_eq!(lead_of(world, &number).await?, Some(world.city.department), "a look changes nothing");
        bring(world, Kind::Units, &list, false).await?;
        let heir = unit(world, "CG").await?;
        assert_ne!(heir, world.city.department);
        assert_eq!(lead_of(world, &number).await?, Some(heir));
        world.sign_in("handler").await?.get("/cases?tab=mine").await?.says(&number)?;
        // The same list again changes nothing.
        let again = bring(world, Kind::Units, &list, false).await?;
        assert_eq!((again.added, again.changed), (0, 0));
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_handed_over_is_not_taken_back_and_says_which_unit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        let rows = "CG,市城管局,市直部门,HQ,2026-01-01,2026-06-16,\nCG,市城市管理和综合执法局,市直部门,HQ,2026-06-16,,\nNEW,新中心,市直部门,HQ,2026-06-01,,\n";
        let done = bring(world, Kind::Units, &format!("{TITLES}{rows}"), false).await?;
        let id = done.id.ok_or_else(|| anyhow::anyhow!("it has no id"))?;
        let actor = world.actor("sysadmin").await?;
        let seen = undo::look(&world.app, &actor, id).await?;
        let stops: Vec<String> = seen.stops.iter().map(|stop| stop.words(changxiao_words::Lang::Zh)).collect();
        assert!(stops.iter().any(|stop| stop.starts_with("CG 市城管局：已按名单撤销并移交")), "{stops:?}");
        assert!(stops.iter().any(|stop| stop.starts_with("CG 市城市管理和综合执法局：已承接其他单位")), "{stops:?}");
        assert!(!stops.iter().any(|stop| stop.contains("新中心")), "{stops:?}");
        assert!(matches!(undo::take_back(&world.app, &actor, id).await, Err(AppError::Invalid(_))));
        let heir = unit(world, "CG").await?;
        assert_eq!(lead_of(world, &number).await?, Some(heir), "nothing was changed");
        // A list that ended nothing goes, as before.
        let new = format!("{TITLES}NEW2,另一中心,市直部门,HQ,2026-06-01,,\n");
        let done = bring(world, Kind::Units, &new, false).await?;
        undo::take_back(&world.app, &actor, done.id.ok_or_else(|| anyhow::anyhow!("it has no id"))?).await?;
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_renames_a_unit_which_was_ended_before_is_taken_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        begin_unit(&office, "TEMP", "临时专班").await?;
        assert_eq!(end_unit(&office, "TEMP", "2026-12-31", &[]).await?, 303);
        let renamed = format!("{TITLES}TEMP,临时工作专班,市直部门,HQ,,,\n");
        let done = bring(world, Kind::Units, &renamed, false).await?;
        assert_eq!((done.added, done.changed), (0, 1));
        let actor = world.actor("sysadmin").await?;
        undo::take_back(&world.app, &actor, done.id.ok_or_else(|| anyhow::anyhow!("it has no id"))?).await?;
        let model = world.app.model(CITY).await?;
        assert_eq!(model.units.by_code("TEMP").map(|unit| unit.name.as_str()), Some("临时专班"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_names_another_unit_as_successor_and_units_below_follow() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        dispatched(world, "one", world.city.department).await?;
        let rows = "CG,市城管局,市直部门,HQ,2026-01-01,2026-06-16,ZF\nCG1,环卫中心,市直部门,CG,2026-01-01,,\nZF,市综合执法局,市直部门,HQ,2026-06-01,,\n";
        let below = format!("{TITLES}CG1,环卫中心,市直部门,CG,2026-01-01,,\n");
        bring(world, Kind::Units, &below, false).await?;
        // The list of the reform does not name the centre below.
        let named = format!("{TITLES}{}", rows.replace("CG1,环卫中心,市直部门,CG,2026-01-01,,\n", ""));
        bring(world, Kind::Units, &named, false).await?;
        let model = world.app.model(CITY).await?;
        let centre = model.units.by_code("CG1").ok_or_else(|| anyhow::anyhow!("the centre is gone"))?;
        assert_eq!(centre.parent, Some(unit(world, "ZF").await?));
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_ends_a_unit_and_names_nobody_is_refused_with_what_hangs_there() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        let list = format!("{TITLES}CG,市城管局,市直部门,HQ,2026-01-01,2026-06-16,\n");
        let Err(AppError::Import(problems)) = bring(world, Kind::Units, &list, false).await else {
            anyhow::bail!("it came in")
        };
        let codes: BTreeSet<&str> = problems.kept().iter().map(|problem| problem.code()).collect();
        assert_eq!(codes, BTreeSet::from(["import_left_behind"]));
        assert_eq!(problems.kept().len(), 2, "cases and the matrix");
        assert_eq!(lead_of(world, &number).await?, Some(world.city.department));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fell_due_before_counts_for_the_unit_that_had_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        // Four working hours later it is late, and nobody has done anything.
        world.set_time(Day::constant(2026, 7, 2), 9, 0);
        let june = "/scores/2026-06/units/CG";
        let before = world.sign_in("office").await?.get(june).await?.expect(200)?.text();
        assert!(before.contains(&number), "June counts it for the bureau");
        let office = world.sign_in("office").await?;
        begin_unit(&office, "ZF", "市综合执法局").await?;
        assert_eq!(end_unit(&office, "CG", "2026-07-02", &[("heir", "ZF")]).await?, 303);
        let after = office.get(june).await?.expect(200)?.text();
        assert!(after.contains(&number), "and goes on to");
        let case = cases::by_number(world.app.db(), CITY, &number).await?.map(|row| row.case.state);
        assert_eq!(case, Some(State::Dispatched));
        Ok(())
    })
    .await
}

/// A table that refers to a unit, a person, a post or a division and does not say what becomes of it fails here.
#[tokio::test]
async fn every_column_that_refers_to_what_can_end_says_what_becomes_of_it() -> anyhow::Result<()> {
    /// What is no id, and ids of what has no table of its own.
    const OTHERS: &[&str] = &[
        "disputed_from",
        "former_id",
        "merged_into",
        "program_id",
        "token",
        "before_id",
        "parent_id",
        "source_id",
        "subject_id",
        "content",
        "plan",
        "checksum",
        "secret",
        "public_key",
        "credential",
        "key_id",
        "digest",
        "prev_digest",
        "mac",
        "marks",
    ];
    for (engine, fresh) in changxiao_testkit::databases_with_schema().await? {
        let all = crate::engines::catalogue::read(&fresh.db).await?;
        // By these names rows of other things go: they do not end this way.
        let ends = ["units", "posts", "people"];
        let of_others = all.iter().filter(|(table, _)| !ends.contains(&table.as_str()));
        let their_ids: BTreeSet<&str> = of_others
            .filter_map(|(_, of)| match of.primary_key.as_slice() {
                [_, id] => Some(id.as_str()),
                _ => None,
            })
            .filter(|id| !["unit_id", "post_id", "person_id"].contains(id))
            .collect();
        let mut unknown = Vec::new();
        let mut known = BTreeSet::new();
        for (table, of) in &all {
            for (column, kind, _) in &of.columns {
                let place = kind == "BIGINT"
                    && ["division", "from_division", "to_division", "successor", "parent"].contains(&column.as_str());
                let place = place || (kind == "BIGINT" && column == "code");
                let is_hash = column.ends_with("hash");
                let is_other = OTHERS.contains(&column.as_str()) || their_ids.contains(column.as_str());
                if (is_other || is_hash || kind != "BYTEA") && !place {
                    continue;
                }
                known.insert((table.as_str(), column.as_str()));
                if !references().any(|one| one.table == table && one.column == column) {
                    unknown.push(format!("{table}.{column}"));
                }
            }
        }
        assert!(unknown.is_empty(), "{engine}: say in domain/src/departures/references.rs what becomes of {unknown:?}");
        // Codes of units in texts are no ids; everything else in the list is there.
        let gone = references().filter(|one| !known.contains(&(one.table, one.column)) && one.table != "synonyms");
        let gone: Vec<_> = gone.map(|one| format!("{}.{}", one.table, one.column)).collect();
        assert!(gone.is_empty(), "{engine}: no such columns any more: {gone:?}");
        fresh.remove().await?;
    }
    Ok(())
}
