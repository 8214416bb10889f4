//! Reforms as lists tell them: a unit that ends with a successor, a county that gets another code.

use changxiao_app::{
    cases::report::{ReportCase, report},
    departures::carry_out::sweep,
    imports::Kind,
};
use changxiao_domain::{divisions::DivisionCode, time::Day};
use changxiao_store::cases;
use changxiao_testkit::{CITY, World, on_both_engines};

use super::{audit_holds, dispatched, lead_of, unit};
use crate::lists::{bring, made::made, walked};

const TITLES: &str = "单位代码,单位名称,单位类型,上级单位代码,生效日期,失效日期";

/// A unit below the district on which a post and an open case hang; the number of the case.
async fn hanging(world: &World, code: &str, name: &str, login: &str) -> anyhow::Result<String> {
    let actor = world.actor("sysadmin").await?;
    let units =
        format!("{TITLES}\n350602,芗城区机关,县（市、区）,HQ,2026-01-01,\n{code},{name},市直部门,350602,2026-01-01,\n");
    bring(world, &actor, Kind::Units, ("before.csv", units.as_bytes()), false).await?;
    let people = format!("账号,姓名,单位,角色\n{login},某人,{code},承办人\n");
    bring(world, &actor, Kind::People, ("people.csv", people.as_bytes()), false).await?;
    dispatched(world, login, unit(world, code).await?).await
}

/// The case and the post are with the unit that has this code today.
async fn is_handed_over(world: &World, number: &str, login: &str, heir: &str) -> anyhow::Result<()> {
    let heir = unit(world, heir).await?;
    assert_eq!(lead_of(world, number).await?, Some(heir), "{login}");
    let model = world.app.model(CITY).await?;
    let person = changxiao_store::people::by_login(world.app.db(), CITY, login).await?;
    let person = person.ok_or_else(|| anyhow::anyhow!("nobody is called {login}"))?.id;
    let held = model.posts.values().filter(|post| post.person == person && post.in_force(model.day));
    assert_eq!(held.map(|post| post.unit).collect::<Vec<_>>(), [heir], "{login}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_of_a_list_ends_and_its_successor_has_what_hung_on_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let bureau = hanging(world, "350602:urban_management", "芗城区城管局", "of.bureau").await?;
        let market = hanging(world, "350602:market", "芗城区工商局", "of.market").await?;
        let water = hanging(world, "350602:water", "芗城区水利局", "of.water").await?;
        let before = unit(world, "350602:urban_management").await?;

        // The successor has a code of its own and is named; the day is today.
        let named = format!(
            "{TITLES},承接单位代码\n350602:market,芗城区工商局,市直部门,350602,2026-01-01,2026-06-16,350602:market2\n\
             350602:market2,芗城区市场监管局,市直部门,350602,2026-06-01,,\n"
        );
        bring(world, &actor, Kind::Units, ("successor_by_code.csv", named.as_bytes()), false).await?;
        is_handed_over(world, &market, "of.market", "350602:market2").await?;

        // The days of the others lie ahead: until then nothing moves.
        bring(world, &actor, Kind::Units, made!("u04_successor.csv"), false).await?;
        let later = format!(
            "{TITLES}\n350602:water,芗城区水利局,市直部门,350602,2026-01-01,2027-01-01\n\
             350602:water,芗城区水务局,市直部门,350602,2027-01-01,\n"
        );
        let old_water = unit(world, "350602:water").await?;
        bring(world, &actor, Kind::Units, ("successor_next_year.csv", later.as_bytes()), false).await?;
        assert_eq!(lead_of(world, &bureau).await?, Some(before));
        for (day, number, login, code, name) in [
            (
                Day::constant(2026, 11, 30),
                &bureau,
                "of.bureau",
                "350602:urban_management",
                "芗城区城市管理和综合执法局",
            ),
            (Day::constant(2027, 1, 1), &water, "of.water", "350602:water", "芗城区水务局"),
        ] {
            assert_eq!(lead_of(world, &water).await?, Some(old_water));
            world.set_time(day, 9, 0);
            world.app.refresh_model(CITY).await?;
            while sweep(&world.app, CITY).await? {}
            is_handed_over(world, number, login, code).await?;
            let model = world.app.model(CITY).await?;
            assert_eq!(model.units.by_code(code).map(|unit| unit.name.as_str()), Some(name));
        }
        audit_holds(world).await
    })
    .await?;
    walked("files::a_unit_of_a_list_ends_and_its_successor_has_what_hung_on_it");
    Ok(())
}

async fn reported_in(world: &World, division: i64, key: &str) -> anyhow::Result<String> {
    let dispatcher = world.actor("dispatcher").await?;
    let new = ReportCase {
        category: "E0405".to_owned(),
        title: "自行车占盲道".to_owned(),
        division: Some(DivisionCode::new(division)?),
        request_key: Some(key.to_owned()),
        ..ReportCase::default()
    };
    Ok(report(&world.app, &dispatcher, new, &[]).await?.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_of_a_list_takes_the_place_of_another() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let whole = include_str!("../../../../../data/divisions/3506.csv");
        bring(world, &actor, Kind::Divisions, ("3506.csv", whole.as_bytes()), false).await?;
        let another = "区划代码,名称\n350607,华安区\n350607001,华丰街道\n350607101,丰山镇\n".as_bytes();
        let with_levels = "统计用区划代码,区划名称,级别,上级代码\n350608,平和区,县级,3506\n350608001,小溪街道,乡级,350608\n350608101,山格镇,乡级,350608\n"
            .as_bytes();
        for (file, [old, new], [town, towns_heir]) in [
            (made!("d01_recode_county.csv"), [350_626, 350_606], [350_626_100, 350_606_001]),
            (("another_county.csv", another), [350_629, 350_607], [350_629_100, 350_607_001]),
            (("with_levels.csv", with_levels), [350_628, 350_608], [350_628_100, 350_608_001]),
        ] {
            let number = reported_in(world, town, file.0).await?;
            let seen = bring(world, &actor, Kind::Divisions, file, false).await?;
            assert_eq!(seen.added, 3, "{}: {:?}", file.0, seen.first);
            let said: Vec<String> =
                seen.remarks.iter().map(|remark| remark.words(changxiao_words::Lang::Zh)).collect();
            assert!(said.iter().any(|text| text.contains(&old.to_string())), "{}: {said:?}", file.0);

            // The office ends the old one on a day, and everything in it follows by its name.
            let office = world.sign_in("office").await?;
            let day = world.app.model(CITY).await?.day.to_string();
            let (address, heir) = (format!("/divisions/{old}/ending"), new.to_string());
            office.get(&format!("{address}?successor={heir}&until={day}")).await?.expect(200)?;
            office.post(&address, &[("successor", &*heir), ("until", &*day)]).await?.expect(303)?;
            let model = world.app.model(CITY).await?;
            assert!(model.divisions.get(DivisionCode::new(old)?).is_none(), "{old} is there");
            let case = cases::by_number(world.app.db(), CITY, &number).await?;
            let moved = case.ok_or_else(|| anyhow::anyhow!("no case {number}"))?.case.division;
            assert_eq!(moved, towns_heir * 1_000, "{}", file.0);
        }
        audit_holds(world).await
    })
    .await?;
    walked("files::a_county_of_a_list_takes_the_place_of_another");
    Ok(())
}
