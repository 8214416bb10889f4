//! A reform (机构改革) of a city: two bureaus are merged, a third is split, a county is recoded, two people leave, one returns. Afterwards
//! nobody's work is left without a living post, the chains hold, and June is what it was.

use std::collections::BTreeMap;

use changxiao_app::imports::Kind;
use changxiao_domain::{divisions::DivisionCode, orgs::Role, time::Day};
use changxiao_store::{cases, engine::Built, params};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};

use super::{act, audit_holds, begin_unit, begin_unit_on, blown, bring, dispatched, end_unit, unit};
use crate::scoring::visit;

/// Everything that the city publishes of June.
const JUNE: [&str; 10] = [
    "/api/v1/indicators?period=2026-06&by=unit",
    "/api/v1/indicators?period=2026-06&by=county",
    "/api/v1/indicators?period=2026-06&by=town",
    "/api/v1/indicators?period=2026-06&by=category",
    "/api/v1/scores?period=2026-06",
    "/api/v1/scores/2026-06/units/CG",
    "/api/v1/scores/2026-06/units/S1",
    "/api/v1/scores/2026-06/units/X",
    "/scores/2026-06/units/CG/basis.csv",
    "/scores/2026-06/units/S1/basis.csv",
];

async fn june(office: &Browser) -> anyhow::Result<BTreeMap<&'static str, String>> {
    let mut all = BTreeMap::new();
    for address in JUNE {
        let text = office.get(address).await?.expect(200)?.text();
        // Programs are told the moment at which they asked.
        let before_and_after = text.split_once(r#""as_of":""#).and_then(|(before, rest)| {
            let (_, after) = rest.split_once('"')?;
            Some(format!("{before}{after}"))
        });
        all.insert(address, before_and_after.unwrap_or(text));
    }
    Ok(all)
}

/// A post in a unit for somebody who is there already.
async fn give(admin: &Browser, login: &str, unit: &str, from: &str) -> anyhow::Result<()> {
    let fields = [("unit", unit), ("role", "handler"), ("title", "承办人"), ("from", from)];
    admin.post(&format!("/people/{login}/posts"), &fields).await?.expect(303)?;
    Ok(())
}

/// Open work whose unit has no post in force that could do it: numbers of cases, and what else waits.
async fn stranded(world: &World) -> anyhow::Result<Vec<String>> {
    let model = world.app.model(CITY).await?;
    let lives = |unit| {
        let acts = |role| matches!(role, Role::Handler | Role::UnitHead | Role::Office);
        model.units.get(unit).is_some()
            && model.posts.values().any(|post| post.unit == unit && acts(post.role) && post.in_force(model.day))
    };
    let mut left = Vec::new();
    for (name, text) in [
        ("case", "SELECT lead_unit AS unit FROM cases WHERE city_id = $1 AND is_open = 1 AND lead_unit IS NOT NULL"),
        (
            "helper",
            "SELECT u.unit_id AS unit FROM case_units u JOIN cases c ON c.city_id = u.city_id AND c.case_id = u.case_id WHERE u.city_id = $1 AND c.is_open = 1",
        ),
        (
            "call",
            "SELECT u.unit_id AS unit FROM whistle_units u JOIN whistles w ON w.city_id = u.city_id AND w.whistle_id = u.whistle_id WHERE u.city_id = $1 AND w.is_open = 1 AND u.turnout = 'waiting'",
        ),
        ("street", "SELECT street AS unit FROM whistles WHERE city_id = $1 AND is_open = 1"),
        ("site", "SELECT unit_id AS unit FROM sites WHERE city_id = $1 AND active = 1 AND unit_id IS NOT NULL"),
    ] {
        let sql = Built { name: "testkit::stranded", text: text.to_owned() };
        for row in world.app.db().rows(sql, params![CITY]).await? {
            let unit = row.id("unit", changxiao_domain::ids::UnitId)?;
            if !lives(unit) {
                left.push(format!("{name} of {}", model.unit_name(unit, changxiao_words::Lang::Zh)));
            }
        }
    }
    let text = "SELECT handler FROM cases WHERE city_id = $1 AND is_open = 1 AND handler IS NOT NULL".to_owned();
    for row in world.app.db().rows(Built { name: "testkit::handlers", text }, params![CITY]).await? {
        let person = row.id("handler", changxiao_domain::ids::PersonId)?;
        let held = model.posts_of.get(&person).into_iter().flatten().filter_map(|post| model.posts.get(post));
        if !held.into_iter().any(|post| post.in_force(model.day)) {
            left.push("a case in the hands of somebody who left".to_owned());
        }
    }
    Ok(left)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reform_leaves_nothing_stranded_and_old_months_as_they_were() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        // June: visits, a case that is late, a case in time, a whistle.
        visit(world, 1, &["zgd-03"]).await?;
        visit(world, 2, &[]).await?;
        let late = dispatched(world, "one", world.city.department).await?;
        act(&world.sign_in("handler").await?, &format!("/cases/{late}"), "acceptance", &[]).await?;
        let whistle = blown(world).await?;
        world.set_time(Day::constant(2026, 7, 2), 9, 0);
        let (office, admin) = (world.sign_in("office").await?, world.sign_in("sysadmin").await?);
        begin_unit(&office, "PARK", "市园林局").await?;
        begin_unit(&office, "ZF", "市城市管理综合执法局").await?;
        begin_unit(&office, "WATER", "市水务集团").await?;
        give(&admin, "streethead", "PARK", "2026-07-01").await?;
        give(&admin, "street2", "WATER", "2026-07-01").await?;
        let (park, water) = (unit(world, "PARK").await?, unit(world, "WATER").await?);
        let of_park = dispatched(world, "two", park).await?;
        let of_water = dispatched(world, "three", water).await?;
        let office = world.sign_in("office").await?;
        let before = june(&office).await?;

        // Two bureaus are merged, a third is split.
        assert_eq!(end_unit(&office, "CG", "2026-07-02", &[("heir", "ZF")]).await?, 303);
        assert_eq!(end_unit(&office, "PARK", "2026-07-02", &[("heir", "ZF")]).await?, 303);
        begin_unit_on(&office, "W1", "市供水公司", "2026-07-02").await?;
        begin_unit_on(&office, "W2", "市排水公司", "2026-07-02").await?;
        let split = [("heir", "W1"), ("heir.posts", "W2"), ("heir.cases", "W2")];
        assert_eq!(end_unit(&office, "WATER", "2026-07-02", &split).await?, 303);
        let model = world.app.model(CITY).await?;
        for (number, heir) in [(&late, "ZF"), (&of_park, "ZF"), (&of_water, "W2")] {
            let lead = cases::by_number(world.app.db(), CITY, number).await?.and_then(|row| row.case.lead_unit);
            assert_eq!(lead, model.units.by_code(heir).map(|unit| unit.id), "{number} goes to {heir}");
        }

        // The county gets another code; its streets follow by their names.
        let list = "区划代码,名称\n350606,芗城新区\n350606001,巷口街道\n350606101,新桥镇\n";
        bring(world, Kind::Divisions, list, false).await?;
        let fields = [("successor", "350606"), ("until", "2026-07-02")];
        office
            .get("/divisions/350602/ending?successor=350606&until=2026-07-02")
            .await?
            .expect(200)?
            .says("350606101")?;
        office.post("/divisions/350602/ending", &fields).await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        assert!(model.divisions.get(DivisionCode::new(350602)?).is_none());
        let moved = cases::by_number(world.app.db(), CITY, &late).await?.map(|row| row.case.division);
        assert_eq!(moved, Some(350_606_001_000));
        let street = model.units.by_code("S2").and_then(|unit| unit.division).map(|code| code.to_string());
        assert_eq!(street.as_deref(), Some("350606101"));
        office.get("/divisions/350602").await?.expect(200)?.says("由其承接")?;
        // What was done there is still asked for by its code, and by a link of a month that is over.
        office.get("/cases?division=350602").await?.expect(200)?;
        office.get("/scores/2026-06/divisions/350602").await?.expect(200)?;
        assert_eq!(model.place_name(350_602_003_000, changxiao_words::Lang::Zh), "芗城区 巷口街道");

        // Two people leave: what one had in hand waits for the unit, the other's goes to a colleague. One returns.
        // Their posts in the new units began yesterday: a post lasts a day at least.
        world.set_time(Day::constant(2026, 7, 3), 9, 0);
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/handler/leaving", &[("until", "2026-07-03")]).await?.expect(303)?;
        admin.post("/people/street1/leaving", &[("until", "2026-07-03")]).await?.expect(303)?;
        give(&admin, "handler", "ZF", "2026-07-03").await?;
        let handler = world.sign_in("handler").await?;
        handler.get("/cases?tab=open").await?.expect(200)?.says(&late)?;
        act(&handler, &format!("/whistles/{whistle}"), "arrival", &[]).await?;

        assert_eq!(stranded(world).await?, Vec::<String>::new());
        audit_holds(world).await?;
        let after = june(&world.sign_in("office").await?).await?;
        for (address, text) in before {
            assert_eq!(after.get(address), Some(&text), "{address}");
        }
        Ok(())
    })
    .await
}
