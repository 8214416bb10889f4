//! Kinds of units that cities have beside departments and towns, and territories that overlie divisions (管委会、新区).

use std::collections::BTreeSet;

use changxiao_app::{
    cases::scope,
    departures::carry_out::sweep,
    imports::Kind,
    orgs::{duties::traced, unanswered::of_model},
};
use changxiao_domain::{
    categories::CategoryCode,
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, Role, Scope, UnitKind},
};
use changxiao_store::cases::{self, CaseFilter};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use serde_json::json;

use crate::{
    api::program::Program,
    departures::{dispatched, end_unit, unit},
    lists::{bring, wrong},
};

/// A zone over 新桥街道 and one community of 巷口街道.
async fn begin_zone(office: &Browser, code: &str, name: &str, areas: &str) -> anyhow::Result<()> {
    let fields = [
        ("code", code),
        ("name", name),
        ("kind", "management_committee"),
        ("parent", "HQ"),
        ("areas", areas),
        ("from", "2026-06-01"),
    ];
    office.post("/units", &fields).await?.expect(303)?;
    Ok(())
}

async fn territory(world: &World, place: &str) -> anyhow::Result<Option<UnitId>> {
    let model = world.app.model(CITY).await?;
    let place: DivisionCode = place.parse()?;
    let duty = model.duty(place, "E0405").territory;
    let category: CategoryCode = "E0405".parse()?;
    assert_eq!(traced(&model, place, category).duty().territory, duty, "the page says the same of {place}");
    Ok(duty)
}

/// The head of a unit, as a post there would act.
async fn head_of(world: &World, unit: UnitId) -> anyhow::Result<Actor> {
    let model = world.app.model(CITY).await?;
    let of = model.units.get(unit).ok_or_else(|| anyhow::anyhow!("no such unit"))?;
    let scope = Scope::of_post(Role::UnitHead, of, &model.units);
    Ok(Actor { unit, division: of.division, scope, ..world.actor("head").await? })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_management_committee_answers_for_places_in_several_towns() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let (village, beside) = ("350602003001", "350602003");
        begin_zone(&office, "GX", "高新区管委会", &format!("{village}、新桥街道")).await?;
        let (zone, towns) = (unit(world, "GX").await?, world.city.streets);
        office.get("/units/GX").await?.expect(200)?.says("管委会")?.says("新华东社区居委会")?.says("新桥街道")?;
        office.get("/units?kind=management_committee").await?.expect(200)?.says("高新区管委会")?;
        office.get("/divisions/350602002").await?.expect(200)?.says("高新区管委会")?;
        office.get("/units/matrix?division=350602002").await?.expect(200)?.says("按管辖范围：新桥街道")?;
        let listed = office.get("/api/v1/units?kind=management_committee").await?.expect(200)?.json()?;
        assert_eq!(listed["units"][0]["areas"], json!(["350602002", village]));

        // A village that the zone names is its own, the rest of the street is the street's.
        assert_eq!(territory(world, village).await?, Some(zone));
        assert_eq!(territory(world, "350602002").await?, Some(zone));
        assert_eq!(territory(world, beside).await?, Some(towns[0]));

        // It sees what lies in its territory, whoever leads, and nothing beside it.
        let number = dispatched(world, "one", world.city.department).await?;
        let sees = async |actor: &Actor| -> anyhow::Result<usize> {
            let filter = CaseFilter { scope: scope::filter(actor), ..CaseFilter::default() };
            Ok(cases::list(world.app.db(), CITY, &filter, None, world.app.now(), 9).await?.len())
        };
        let head = head_of(world, zone).await?;
        let place = cases::by_number(world.app.db(), CITY, &number).await?.map(|row| row.case.division);
        assert_eq!(place, Some(350_602_003_000), "the case lies in the street");
        assert_eq!(sees(&head).await?, 0);
        let page = office.get("/units/GX/edit").await?.expect(200)?.text();
        let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let wider = [
            ("version", version.unwrap_or("0")),
            ("code", "GX"),
            ("name", "高新区管委会"),
            ("kind", "new_district"),
            ("parent", "HQ"),
            ("areas", "巷口街道，新桥街道"),
            ("from", "2026-06-01"),
        ];
        office.post("/units/GX", &wider).await?.expect(303)?;
        let head = head_of(world, zone).await?;
        assert_eq!(sees(&head).await?, 1);
        // It comes before what the matrix says of everything, and behind what it says of a category.
        let actor = world.actor("office").await?;
        for (row, answers) in [("巷口街道,*,S1,", zone), ("巷口街道,E04,S2,", towns[1])] {
            let matrix = format!("区划,问题类别,属地单位,属事单位\n{row}\n");
            bring(world, &actor, Kind::Matrix, ("m.csv", matrix.as_bytes()), false).await?;
            assert_eq!(territory(world, beside).await?, Some(answers), "{row}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_territories_over_one_place_are_named_and_nobody_is_guessed() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, actor) = (world.sign_in("office").await?, world.actor("office").await?);
        let more = "统计用区划代码,区划名称\n350602003002,试验社区\n";
        bring(world, &actor, Kind::Divisions, ("d.csv", more.as_bytes()), false).await?;
        begin_zone(&office, "GX", "高新区管委会", "350602003001").await?;
        // By form and by list: the other one is named.
        let second = [
            ("code", "XQ"),
            ("name", "新区管委会"),
            ("kind", "new_district"),
            ("areas", "新华东社区居委会"),
            ("from", "2026-06-01"),
        ];
        office.post("/units", &second).await?.expect(422)?.says("新华东社区居委会")?.says("高新区管委会")?;
        let sheet = |areas: &str| {
            format!("单位代码,单位名称,单位类型,管辖范围,生效日期\nXQ,新区管委会,新区,{areas},2026-06-01\n")
        };
        let refused = bring(world, &actor, Kind::Units, ("u.csv", sheet("350602003001").as_bytes()), false).await;
        assert_eq!(wrong(refused), [("import_area_taken", Some(2), "350602003001".to_owned())]);
        let refused = bring(world, &actor, Kind::Units, ("u.csv", sheet("无此社区").as_bytes()), false).await;
        assert_eq!(wrong(refused), [("import_unknown_area", Some(2), "无此社区".to_owned())]);
        bring(world, &actor, Kind::Units, ("u.csv", sheet("350602003002").as_bytes()), false).await?;
        assert!(of_model(&*world.app.model(CITY).await?).disputed.is_empty());

        // Two communities are merged: each unit names what is one place now.
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let merged = json!({ "until": "2026-06-16", "successor": "350602003002" });
        let hanging = program.read("/divisions/350602003001/ending?successor=350602003002&until=2026-06-16").await?;
        let kinds = hanging["divisions"][0]["hanging"].as_array().cloned().unwrap_or_default();
        assert!(kinds.contains(&json!({ "kind": "territories", "count": 1, "needs_heir": true })), "{hanging}");
        program.post("/divisions/350602003001/ending", &merged).await?.expect(200)?;
        sweep(&world.app, CITY).await?;
        let (zone, other) = (unit(world, "GX").await?, unit(world, "XQ").await?);
        let disputed = of_model(&*world.app.model(CITY).await?).disputed;
        assert_eq!(disputed.len(), 1);
        assert_eq!(disputed[0].1.iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from([zone, other]));
        assert_eq!(territory(world, "350602003002").await?, None);
        let page = office.get("/units/gaps").await?.expect(200)?;
        page.says("几个单位同时管辖的地方")?.says("高新区管委会")?.says("新区管委会")?;
        office.get("/units/gaps.csv").await?.expect(200)?.says("高新区管委会、新区管委会")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_territory_that_ends_goes_to_another_or_falls_back_to_the_towns() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        begin_zone(&office, "GX", "高新区管委会", "新桥街道").await?;
        begin_zone(&office, "KF", "开发区管委会", "350602003001").await?;
        let hanging = office.get("/api/v1/units/GX/ending").await?.expect(200)?.json()?;
        assert_eq!(hanging["hanging"], json!([{ "kind": "territories", "count": 1, "needs_heir": false }]));
        let (zone, towns) = (unit(world, "GX").await?, world.city.streets);
        // A bureau has no territory that overlies divisions.
        let to_bureau = [("heir.territories", "CG")];
        assert_eq!(end_unit(&office, "GX", "2026-06-16", &to_bureau).await?, 422);
        assert_eq!(end_unit(&office, "GX", "2026-06-16", &[("heir", "KF")]).await?, 303);
        let heir = unit(world, "KF").await?;
        assert_eq!(territory(world, "350602002").await?, Some(heir));
        assert_eq!(territory(world, "350602003001").await?, Some(heir));
        let model = world.app.model(CITY).await?;
        assert!(model.units.get(zone).is_none());
        // What was before is told as it was.
        let before = changxiao_app::orgs::dated::tree_of(&model, "2026-06-15".parse()?)?;
        assert_eq!(before.overlying("350602002".parse()?), [zone]);
        assert_eq!(end_unit(&office, "KF", "2026-06-16", &[]).await?, 303);
        assert_eq!(territory(world, "350602002").await?, Some(towns[1]));
        assert_eq!(territory(world, "350602003001").await?, Some(towns[0]));
        let verified = changxiao_app::sealing::verify_audit(&world.app, CITY, Default::default(), |_, _| {}).await?;
        assert!(verified.broken.is_empty(), "{:?}", verified.broken);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_are_read_as_cities_write_them_and_have_territories_only_where_they_may() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, actor) = (world.sign_in("office").await?, world.actor("office").await?);
        let list = "单位代码,单位名称,单位类型,上级单位代码\nWMW,市文明委,文明委,\nSW,市税务局,垂管单位,HQ\n\
                    HJ,环境集团,国企,HQ\nGX,高新区,开发区,HQ\nXQ,新区,New district,HQ\n";
        bring(world, &actor, Kind::Units, ("u.csv", list.as_bytes()), false).await?;
        let model = world.app.model(CITY).await?;
        let kind = |code: &str| model.units.by_code(code).map(|unit| unit.kind);
        assert_eq!(kind("WMW"), Some(UnitKind::CivilisationCommittee));
        assert_eq!(kind("SW"), Some(UnitKind::HigherStation));
        assert_eq!(kind("HJ"), Some(UnitKind::StateCompany));
        assert_eq!((kind("GX"), kind("XQ")), (Some(UnitKind::ManagementCommittee), Some(UnitKind::NewDistrict)));
        office.get("/units").await?.expect(200)?.says("驻地（垂管）单位")?.says("国有企业")?.says("文明委")?;
        // The committee sees the whole city, and the ladder ends with it: nobody leads it yet.
        let committee = unit(world, "WMW").await?;
        assert_eq!(head_of(world, committee).await?.scope, Scope::WholeCity);
        assert!(of_model(&model).leaderless.contains(&committee));

        let bureau =
            [("code", "B"), ("name", "某局"), ("kind", "department"), ("areas", "新桥街道"), ("from", "2026-06-01")];
        office.post("/units", &bureau).await?.expect(422)?.says("只有管委会、新区的辖区可以跨区划")?;
        let refused = "单位代码,单位名称,单位类型,管辖范围\nHJ,环境集团,国企,新桥街道\n";
        let refused = bring(world, &actor, Kind::Units, ("u.csv", refused.as_bytes()), false).await;
        assert_eq!(wrong(refused), [("import_areas_of_whom", Some(2), "新桥街道".to_owned())]);
        Ok(())
    })
    .await
}
