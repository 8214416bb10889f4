//! A rule that stands once holds at every door: page, interface, sheet, a city's own numbers, and in the domain for whatever comes past them.

use changxiao_app::{
    AppError,
    cases::{
        Target, carry_out,
        dispatch::{Dispatch, dispatch},
    },
    imports::{self, ImportOptions, ImportRequest, Kind},
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Command, Refusal},
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use serde_json::json;

use crate::{
    api::program::Program,
    worklists::{People, filed},
};

const COMMUNITY: [(&str, &str); 6] = [
    ("code", "C1"),
    ("name", "新华东社区"),
    ("kind", "community"),
    ("parent", "S1"),
    ("division", "350602003001"),
    ("from", "2026-01-01"),
];

/// The codes of what a file is refused for.
async fn refused(world: &World, kind: Kind, text: &str) -> anyhow::Result<Vec<&'static str>> {
    let request = ImportRequest {
        kind,
        file_name: "事件.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
        dry_run: true,
        options: ImportOptions::default(),
    };
    match imports::import(&world.app, &world.actor("office").await?, request, &|_, _| {}).await {
        Err(AppError::Import(problems)) => Ok(problems.kept().iter().map(|problem| problem.code()).collect()),
        other => anyhow::bail!("{other:?}"),
    }
}

async fn version(browser: &Browser, address: &str) -> anyhow::Result<String> {
    let page = browser.get(address).await?.expect(200)?.text();
    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(version.unwrap_or("0").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_lies_between_1_and_365_at_every_door() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let number = filed(world, &people, 1).await?;
        let (dispatcher, address) = (world.sign_in("dispatcher").await?, format!("/cases/{number}"));
        let department = world.city.department.to_string();
        let program = Program::of(world, "dispatcher", &["read", "handle"]).await?;
        let (seen, before) = (version(&dispatcher, &address).await?, filed_limit(world, &number).await?);
        for amount in ["366", "0", "-3", "四"] {
            let form = [
                ("version", seen.as_str()),
                ("lead", &department),
                ("limit_amount", amount),
                ("limit_kind", "working_day"),
            ];
            dispatcher.post(&format!("{address}/dispatch"), &form).await?.expect(422)?.says("时限 1–365")?;
        }
        let sent = json!({ "lead_unit": "CG", "limit": { "kind": "working_day", "amount": 366 } });
        program.post(&format!("{address}/dispatch"), &sent).await?.expect(422)?;

        // What comes past the doors the domain refuses.
        let actor = world.actor("dispatcher").await?;
        let target = Target { number: number.clone(), version: None };
        let limit = Some(Limit::new(LimitKind::WorkingDay, 366));
        let past = dispatch(&world.app, &actor, &target, Dispatch { limit, ..Dispatch::default() }).await;
        assert!(matches!(past, Err(AppError::Case(Refusal::Limit(_)))), "{past:?}");

        let filing = "大类代码,大类名称,小类代码,小类名称,立案条件,结案条件,处置时限,处置单位,主管部门\n\
                      04,街面秩序,05,非机动车乱停,占盲道停放,摆放整齐,366工作时,城管局,\n";
        assert_eq!(refused(world, Kind::FilingStandard, filing).await?, ["import_filing_limit"]);

        let office = world.sign_in("office").await?;
        let tiers = [("f/tiers/0/limit", "366工作时"), ("source", "x"), ("version", "0")];
        office.post("/rules/whistle_tiers", &tiers).await?.expect(422)?.says("须为 30分钟")?;
        let asked = "/calendar/deadline?from=2026-06-17T17:00&kind=working_hour";
        office.get(&format!("{asked}&amount=366")).await?.expect(422)?.says("时限 1–365")?;
        office.get(&format!("{asked}&amount=4&extension=366")).await?.expect(422)?;
        assert_eq!(filed_limit(world, &number).await?, before, "nothing was saved");
        Ok(())
    })
    .await
}

async fn filed_limit(world: &World, number: &str) -> anyhow::Result<Limit> {
    let row = changxiao_store::cases::by_number(&world.fresh.db, CITY, number).await?;
    Ok(row.ok_or_else(|| anyhow::anyhow!("no {number}"))?.case.limit)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_limit_of_an_objection_is_checked_like_any_other() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let number = filed(world, &people, 1).await?;
        let (dispatcher, unit) =
            (Program::of(world, "dispatcher", &["handle"]).await?, Program::of(world, "head", &["handle"]).await?);
        dispatcher.act(&number, "dispatch", json!({ "lead_unit": "CG" })).await?;
        unit.act(&number, "objection", json!({ "kind": "limit", "reason": "需开挖" })).await?;
        let (office, address) = (world.sign_in("office").await?, format!("/cases/{number}"));
        let seen = version(&office, &address).await?;
        let form =
            [("version", seen.as_str()), ("result", "yes"), ("limit_amount", "366"), ("limit_kind", "working_day")];
        office.post(&format!("{address}/objection-decision"), &form).await?.expect(422)?.says("时限 1–365")?;
        let ruled = Command::Rule {
            topic: changxiao_domain::cases::Topic::Objection,
            granted: true,
            reason: None,
            limit: Some(Limit::new(LimitKind::WorkingDay, 0)),
        };
        let target = Target { number, version: None };
        let past = carry_out(&world.app, &world.actor("office").await?, &target, ruled, &[]).await;
        assert!(matches!(past, Err(AppError::Case(Refusal::Limit(_)))), "{past:?}");
        Ok(())
    })
    .await
}

/// The form of the matrix and that of a case have tests of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_community_leads_at_no_door() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let number = filed(world, &people, 1).await?;
        world.sign_in("office").await?.post("/units", &COMMUNITY).await?.expect(303)?;
        let program = Program::of(world, "dispatcher", &["read", "handle"]).await?;
        let sent = json!({ "lead_unit": "C1" });
        program.post(&format!("/cases/{number}/dispatch"), &sent).await?.expect(422)?;
        let bulk = json!({ "cases": [{ "number": number }], "lead_unit": "C1" });
        program.post("/cases/bulk/dispatch", &bulk).await?;
        assert_eq!(program.read(&format!("/cases/{number}")).await?["state"], "filed");

        let matrix = "区划,问题类别,属地单位,属事单位\n巷口街道,E0101,C1,C1\n";
        let codes = refused(world, Kind::Matrix, matrix).await?;
        assert_eq!(codes, ["import_community_leads", "import_community_leads"]);

        let model = world.app.model(CITY).await?;
        let community = model.units.by_code("C1").map(|unit| unit.id.to_string()).unwrap_or_default();
        let street = world.sign_in("street1").await?;
        let called = [("request_key", "c1"), ("kind", "daily"), ("title", "油烟"), ("unit_0", community.as_str())];
        street.post("/whistles/new", &called).await?.expect(422)?.says("社区（村）不作为被叫单位")?;
        Ok(())
    })
    .await
}
