//! Scores as their readers see them: a visit and a closed case move score and rank, and “why” leads back to the photo.

use std::sync::Mutex;

use changxiao_app::{
    cases::{self, Target, hashes},
    inspections::submit::{SubmitVisit, Submitted, submit},
    orgs::{
        UnitDraft,
        add_unit::add_unit,
        change_duty::{ChangeDuty, change_duty},
    },
    scoring::{self, Subject},
};
use changxiao_domain::{
    cases::Command,
    inspections::{Answer, ItemResult},
    orgs::UnitKind,
    scoring::{Outcome, Period, Standing},
    time::{HOUR, MINUTE},
};
use changxiao_testkit::{CITY, World, on_both_engines, photo};

fn june() -> Period {
    "2026-06".parse().unwrap()
}

/// A visit to a main road at which exactly these items are not met. The first item is a count, and is left out.
pub(crate) async fn visit(world: &World, site: i64, not_met: &[&str]) -> anyhow::Result<Submitted> {
    let inspector = world.actor("inspector").await?;
    let stored = world.app.photos().store(photo(site.unsigned_abs()).into()).await?;
    let model = world.app.model(CITY).await?;
    let system = model.current_system().unwrap().clone();
    let results = system
        .check_items_of("zgd")
        .into_iter()
        .map(|item| {
            let answer = match item.code.as_str() {
                "zgd-01" => Answer::NotApplicable,
                code if not_met.contains(&code) => Answer::NotMet,
                _ => Answer::Met,
            };
            let photos = if answer == Answer::NotMet { vec![stored.facts.hash.0] } else { Vec::new() };
            ItemResult { item: item.code.clone(), answer, note: String::new(), photos, quantity: None, over: None }
        })
        .collect();
    let new = SubmitVisit {
        site,
        started_at: world.app.now().plus_micros(-10 * MINUTE),
        results,
        note: String::new(),
        request_key: format!("visit-{site}-{}", world.app.now().micros()),
    };
    let brought = if not_met.is_empty() { Vec::new() } else { vec![stored] };
    Ok(submit(&world.app, &inspector, new, &brought).await?)
}

/// Takes a case from its report to its end, in time and at the first check.
async fn close(world: &World, number: &str) -> anyhow::Result<()> {
    let app = &world.app;
    let target = Target { number: number.to_owned(), version: None };
    let (dispatcher, handler) = (world.actor("dispatcher").await?, world.actor("handler").await?);
    let (checker, office) = (world.actor("checker").await?, world.actor("office").await?);
    cases::file::file(app, &dispatcher, &target, None, None).await?;
    cases::dispatch::dispatch(app, &dispatcher, &target, Default::default()).await?;
    world.clock.advance(MINUTE);
    cases::carry_out(app, &handler, &target, Command::Accept { handler: None }, &[]).await?;
    let after = [app.photos().store(photo(77).into()).await?];
    cases::carry_out(
        app,
        &handler,
        &target,
        Command::Submit { text: "已清理".to_owned(), after_photos: hashes(&after), without_photo: None },
        &after,
    )
    .await?;
    cases::carry_out(app, &dispatcher, &target, Command::RequestCheck { note: None }, &[]).await?;
    let seen = [app.photos().store(photo(78).into()).await?];
    cases::carry_out(
        app,
        &checker,
        &target,
        Command::CheckPass { text: "已复原".to_owned(), photos: hashes(&seen) },
        &seen,
    )
    .await?;
    cases::carry_out(app, &office, &target, Command::Close { conditions_met: true, reason: None }, &[]).await?;
    Ok(())
}

fn place(standing: Option<Standing>) -> Option<(usize, usize, i64)> {
    match standing? {
        Standing::Place { rank, of, score, .. } => Some((rank, of, score.0)),
        Standing::NotRated(_) => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_and_a_closed_case_move_score_and_rank() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let leader = world.sign_in("leader").await?;
        leader.get("/scores?period=2026-06").await?.expect(200)?.says("还没有督查")?;

        let found = visit(world, 1, &["zgd-02"]).await?;
        let scores = scoring::period(&world.app, CITY, june()).await?;
        // 100 − 100 × 1/13: nothing else was due, so the field part counts for all of it.
        assert_eq!(place(scores.standing(world.city.streets[0])), Some((1, 1, 92_308)));
        assert_eq!(place(scores.standing(world.city.streets[1])), None, "nothing was due in 新桥街道");
        let page = leader.get("/scores?period=2026-06").await?.expect(200)?.says("巷口街道")?.says("92.3")?;
        page.says("不评 1 个单位")?.says("新桥街道")?;

        visit(world, 2, &[]).await?;
        let scores = scoring::period(&world.app, CITY, june()).await?;
        assert_eq!(place(scores.standing(world.city.streets[0])), Some((2, 2, 92_308)));
        assert_eq!(place(scores.standing(world.city.streets[1])), Some((1, 2, 100_000)));
        // The bureau answers for the items of its trade on both roads: 25 of 26 met.
        assert_eq!(place(scores.standing(world.city.department)), Some((1, 1, 96_154)));

        close(world, &found.cases[0]).await?;
        let scores = scoring::period(&world.app, CITY, june()).await?;
        // 60 of 100 points for the field now, 25 for closing in time and 15 for the first check, both kept whole.
        assert_eq!(place(scores.standing(world.city.department)), Some((1, 1, 97_692)));
        leader.get("/scores/2026-06/units/CG").await?.expect(200)?.says("97.7")?;
        for (unit, outcome) in &scores.units {
            if let Outcome::Rated(trace) = outcome {
                assert!(trace.adds_up(), "{unit}");
            }
        }
        let Outcome::Rated(city) = scores.outcome_of(Subject::City) else { panic!("the city is rated") };
        assert!(city.adds_up());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn why_leads_to_visit_case_and_photo() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let found = visit(world, 1, &["zgd-02", "zgd-11"]).await?;
        let leader = world.sign_in("leader").await?;
        let page = leader.get("/scores/2026-06/units/S1").await?.expect(200)?;
        let page = page.says("巷口街道得分为什么是 84.6")?.says("第 11 项")?.says("延安北路主干道")?;
        let page = page.says(&format!("/inspections/{}/photos/", found.visit))?;
        for case in &found.cases {
            assert!(page.text().contains(&format!("/cases/{case}")));
        }
        let photo = page.text().split("src=\"").find(|rest| rest.starts_with("/inspections/")).map(str::to_owned);
        let photo = photo.and_then(|rest| rest.split('"').next().map(str::to_owned)).unwrap();
        leader.get(&photo).await?.expect(200)?;
        // What would change if the parking were in order: one of thirteen instead of two.
        let page = leader.get("/scores/2026-06/units/S1?if=item%3Azgd-11").await?.expect(200)?;
        page.says("如果做到所选 1 项")?.says("92.3")?;
        for address in
            ["/scores/2026-06/site-types/zgd", "/scores/2026-06/nodes/III-59", "/scores/2026-06/divisions/350602"]
        {
            leader.get(address).await?.expect(200)?.says(&format!("/inspections/{}", found.visit))?;
        }
        leader.get("/scores?view=nodes").await?.expect(200)?.says("III-59")?;
        leader.get("/scores?view=divisions").await?.expect(200)?.says("芗城区")?;
        let basis = leader.get("/scores/2026-06/units/S1/basis.csv").await?.expect(200)?;
        assert_eq!(basis.text().matches("延安北路主干道").count(), 13);
        leader.get("/scores/2026-06/units/S1/basis.xlsx").await?.expect(200)?;
        leader.get("/scores/2026-06/city").await?.expect(200)?.says("城市指数得分为什么是")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bureau_opens_the_visit_to_a_streets_site_as_far_as_it_is_scored_by_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        // 交警支队 answers for the parking (zgd-11) everywhere, 城管局 for the rest.
        let sysadmin = world.actor("sysadmin").await?;
        let police = UnitDraft {
            code: "JJ".to_owned(),
            name: "市交警支队".to_owned(),
            kind: UnitKind::Department.code().to_owned(),
            from: "2026-01-01".to_owned(),
            ..UnitDraft::default()
        };
        add_unit(&world.app, &sysadmin, &police).await?;
        let parking = ChangeDuty {
            division: "3506".parse()?,
            key: "E0405".to_owned(),
            territory: String::new(),
            line: "JJ".to_owned(),
            was: (String::new(), String::new()),
        };
        change_duty(&world.app, &sysadmin, &parking).await?;

        let found = visit(world, 1, &["zgd-02", "zgd-11"]).await?;
        let head = world.sign_in("head").await?;
        let why = head.get("/scores/2026-06/units/CG").await?.expect(200)?;
        let address = format!("/inspections/{}", found.visit);
        assert!(why.text().contains(&format!("href=\"{address}\"")), "the lost point leads to its visit");
        let page = head.get(&address).await?.expect(200)?.says("此点位由其他单位负责")?;
        assert_eq!(page.text().matches("<ol class=\"cx-items-read cx-items-failed\">").count(), 1);
        assert_eq!(page.text().matches("cx-result-case").count(), 1, "what another unit is scored by is not shown");
        assert!(!page.text().contains("/sites/1\""), "the street's site is not the bureau's to open");
        let text = page.text();
        let photo = text.split("src=\"").find(|rest| rest.starts_with(&address)).unwrap();
        head.get(photo.split('"').next().unwrap()).await?.expect(200)?;
        // A visit at which nothing of its trade was asked for, and a unit that is not scored by it.
        world.sign_in("street2").await?.get(&address).await?.expect(404)?;
        world.sign_in("street1").await?.get(&address).await?.expect(200)?.says("/sites/1\"")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_street_sees_all_ranks_and_only_its_own_why() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        visit(world, 1, &["zgd-02"]).await?;
        visit(world, 2, &[]).await?;
        let street = world.sign_in("street2").await?;
        let page = street.get("/scores?period=2026-06").await?.expect(200)?.says("巷口街道")?.says("新桥街道")?;
        assert!(page.text().contains("/scores/2026-06/units/S2"));
        assert!(!page.text().contains("/scores/2026-06/units/S1"));
        street.get("/scores/2026-06/units/S2").await?.expect(200)?;
        street.get("/scores/2026-06/units/S1").await?.expect(404)?;
        street.get("/scores/2026-06/city").await?.expect(404)?;
        street.get("/scores/2026-06/export.csv").await?.expect(403)?;
        let types = street.get("/scores/2026-06/site-types/zgd").await?.expect(200)?;
        assert!(!types.text().contains("延安北路"), "a visit in another street is not shown");
        world.sign_in("inspector").await?.get("/scores").await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn computing_again_gives_the_same_bytes_on_any_engine() -> anyhow::Result<()> {
    let bytes: Mutex<Vec<Vec<u8>>> = Mutex::default();
    on_both_engines(async |world| {
        for (site, not_met) in [(1, vec!["zgd-02"]), (2, vec![]), (1, vec!["zgd-03", "zgd-11"]), (2, vec!["zgd-12"])] {
            let found = visit(world, site, &not_met).await?;
            if site == 2 && !found.cases.is_empty() {
                close(world, &found.cases[0]).await?;
            }
            world.clock.advance(HOUR);
        }
        for _ in 0..2 {
            let rows = scoring::export(&world.app, CITY, june()).await?;
            assert!(rows.iter().any(|row| row.low < row.high), "visits that differ leave room for chance");
            bytes.lock().unwrap().push(scoring::to_csv(&rows)?);
            world.app.figures().forget(CITY);
        }
        Ok(())
    })
    .await?;
    let bytes = bytes.into_inner()?;
    assert!(bytes.windows(2).all(|two| two[0] == two[1]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_case_costs_its_lead_unit_points_until_the_end() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let found = visit(world, 1, &["zgd-02"]).await?;
        let target = Target { number: found.cases[0].clone(), version: None };
        let dispatcher = world.actor("dispatcher").await?;
        cases::file::file(&world.app, &dispatcher, &target, None, None).await?;
        let case = cases::dispatch::dispatch(&world.app, &dispatcher, &target, Default::default()).await?;
        let before = scoring::period(&world.app, CITY, june()).await?;
        world.clock.advance(case.due_at.unwrap().since(world.app.now()) + MINUTE);
        let after = scoring::period(&world.app, CITY, june()).await?;
        let department = world.city.department;
        let (before, late) = (place(before.standing(department)), place(after.standing(department)));
        assert_eq!(before.map(|place| place.2), Some(92_308));
        // 60/85 of the points for the field and 25/85 for closing in time, all of the latter lost.
        assert_eq!(late.map(|place| place.2), Some(70_588 - 5_430));
        let head = world.sign_in("head").await?;
        head.get("/scores/2026-06/units/CG").await?.expect(200)?.says(&found.cases[0])?.says("未办结，已超")?;
        Ok(())
    })
    .await
}
