//! Four cases of one unit, counted by hand; call-backs; who sees which figures; and the marks that decisions leave.

use changxiao_app::{
    callbacks::{RecordCallback, record},
    cases::{self, Target, hashes},
    indicators::{By, Table, TableQuery, table},
};
use changxiao_domain::{
    callbacks::{Satisfaction, Source},
    cases::{Command, Topic},
    indicators::{Group, Indicator, Part, Tally},
    orgs::Actor,
    scoring::Milli,
    time::{HOUR, MINUTE},
    trace::TraceKind,
};
use changxiao_store::access;
use changxiao_testkit::{CITY, World, on_both_engines, photo};

struct Cast {
    office: Actor,
    dispatcher: Actor,
    handler: Actor,
    checker: Actor,
    leader: Actor,
}

async fn cast(world: &World) -> anyhow::Result<Cast> {
    Ok(Cast {
        office: world.actor("office").await?,
        dispatcher: world.actor("dispatcher").await?,
        handler: world.actor("handler").await?,
        checker: world.actor("checker").await?,
        leader: world.actor("leader").await?,
    })
}

fn target(number: &str) -> Target {
    Target { number: number.to_owned(), version: None }
}

/// Reports at the main road of 巷口街道, files and dispatches to the bureau.
async fn dispatched(world: &World, cast: &Cast, key: &str) -> anyhow::Result<String> {
    let app = &world.app;
    let new = cases::report::ReportCase {
        edition: None,
        category: "E0405".to_owned(),
        condition: None,
        title: "自行车占盲道".to_owned(),
        text: String::new(),
        site: Some(1),
        division: None,
        place: String::new(),
        position: None,
        in_no_grid: false,
        fixed: None,
        request_key: Some(key.to_owned()),
    };
    let number = cases::report::report(app, &cast.dispatcher, new, &[]).await?.number;
    cases::file::file(app, &cast.dispatcher, &target(&number), None, None).await?;
    cases::dispatch::dispatch(app, &cast.dispatcher, &target(&number), Default::default()).await?;
    Ok(number)
}

async fn handle(world: &World, cast: &Cast, number: &str) -> anyhow::Result<()> {
    let app = &world.app;
    cases::carry_out(app, &cast.handler, &target(number), Command::Accept { handler: None }, &[]).await?;
    let after = [app.photos().store(photo(77).into()).await?];
    cases::carry_out(
        app,
        &cast.handler,
        &target(number),
        Command::Submit { text: "已复位".to_owned(), after_photos: hashes(&after), without_photo: None },
        &after,
    )
    .await?;
    Ok(())
}

async fn check(world: &World, cast: &Cast, number: &str, passed: bool) -> anyhow::Result<()> {
    let app = &world.app;
    cases::carry_out(app, &cast.dispatcher, &target(number), Command::RequestCheck { note: None }, &[]).await?;
    let seen = [app.photos().store(photo(78).into()).await?];
    let text = if passed { "属实" } else { "仍有占道" };
    cases::carry_out(
        app,
        &cast.checker,
        &target(number),
        Command::checked(passed, text.to_owned(), hashes(&seen)),
        &seen,
    )
    .await?;
    Ok(())
}

/// One in time and closed, one late and closed, one overdue, one closed by force.
async fn four(world: &World) -> anyhow::Result<[String; 4]> {
    let cast = cast(world).await?;
    let mut numbers = Vec::new();
    for key in ["a", "b", "c", "d"] {
        numbers.push(dispatched(world, &cast, key).await?);
    }
    let [a, b, c, d] = <[String; 4]>::try_from(numbers).map_err(|_| anyhow::anyhow!("four cases"))?;
    world.clock.advance(5 * MINUTE);
    handle(world, &cast, &a).await?;
    check(world, &cast, &a, true).await?;
    cases::carry_out(&world.app, &cast.office, &target(&a), Command::Close { conditions_met: true, reason: None }, &[])
        .await?;
    world.clock.advance(30 * HOUR);
    handle(world, &cast, &b).await?;
    check(world, &cast, &b, true).await?;
    cases::carry_out(&world.app, &cast.office, &target(&b), Command::Close { conditions_met: true, reason: None }, &[])
        .await?;
    cases::carry_out(&world.app, &cast.leader, &target(&d), Command::ForceClose { reason: "道路改造".to_owned() }, &[])
        .await?;
    Ok([a, b, c, d])
}

fn asked(by: By) -> TableQuery {
    TableQuery { span: "2026-06".parse().unwrap(), by, source: None, category: None, division: None, unit: None }
}

async fn of_unit(world: &World, actor: &Actor) -> anyhow::Result<Table> {
    Ok(table(&world.app, actor, asked(By::Unit)).await?)
}

fn answer(contacted: bool, solved: bool, satisfaction: Satisfaction) -> RecordCallback {
    RecordCallback { valid: true, contacted, solved, satisfaction, source: Source::Phone, note: String::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_cases_are_counted_as_by_hand_and_open_to_themselves() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let leader = world.sign_in("leader").await?;
        leader.get("/indicators?period=2026-06").await?.expect(200)?.says("本期没有应办事项：不评")?;
        let [a, b, c, d] = four(world).await?;
        let cast = cast(world).await?;
        let table = of_unit(world, &cast.leader).await?;
        assert_eq!(table.rows.len(), 1);
        let row = &table.rows[0];
        assert_eq!(row.group, Group::Unit(world.city.department));
        let tally = |due, met| Tally { due, met, partly: 0 };
        for (indicator, due, met) in [
            (Indicator::ValidReport, 4, 4),
            (Indicator::OnTimeFiling, 4, 4),
            (Indicator::ExactDispatch, 4, 4),
            (Indicator::Handling, 4, 2),
            (Indicator::OnTimeHandling, 4, 1),
            (Indicator::Closing, 4, 2),
            (Indicator::OnTimeClosing, 4, 1),
            (Indicator::Rework, 4, 0),
            (Indicator::CheckSent, 2, 2),
            (Indicator::OnTimeCheck, 2, 2),
            (Indicator::ForcedClosing, 3, 1),
        ] {
            assert_eq!(row.counts.of(indicator), tally(due, met), "{}", indicator.code());
        }
        // Closing 30 × 1/3, on time 30 × 1/4, no rework 30 × 1/1, the band of reworks 10 of 10.
        assert_eq!(row.score.score(), Some(Milli(57_500)));
        assert_eq!(row.place, Some((1, 1)));

        let leader = world.sign_in("leader").await?;
        let page = leader.get("/indicators?period=2026-06").await?.expect(200)?;
        let page = page.says("市城管局")?.says("57.5")?.says("25.0%")?.text();
        assert!(!page.contains("测试handler"), "nobody is named");
        leader.get("/indicators/units/CG?period=2026-06").await?.expect(200)?.says("57.500")?.says("返工数分档")?;
        leader.get("/indicators/print?period=2026-06").await?.expect(200)?.says("57.5")?;
        leader.get("/indicators/method").await?.expect(200)?.says("有效上报率")?.says("missaouib")?;
        for by in By::ALL {
            leader.get(&format!("/indicators?period=2026-06&by={}&sort=-score", by.code())).await?.expect(200)?;
        }
        leader.get("/indicators?period=nonsense").await?.expect(400)?.says("不是统计期")?;
        leader.get("/indicators/units/NONE").await?.expect(404)?;

        // What a figure opens to are its cases and no others.
        let open = async |indicator, part| {
            let href = table.counted(row, indicator, part).to_string();
            leader.get(&format!("/cases?tab=all&counted={href}")).await?.expect(200)
        };
        let closed = open(Indicator::Closing, Part::Met).await?.says(&a)?.says(&b)?.says("结案率")?.text();
        assert!(!closed.contains(&c) && !closed.contains(&d));
        let forced = open(Indicator::ForcedClosing, Part::Met).await?.says(&d)?.text();
        assert!(!forced.contains(&a) && !forced.contains(&b) && !forced.contains(&c));

        let csv = leader.get("/indicators/export.csv?period=2026-06").await?.expect(200)?.text();
        assert!(csv.contains("市城管局,57.5,D,1"), "{csv}");
        let xlsx = leader.get("/indicators/export.xlsx?period=2026-06").await?.expect(200)?;
        assert!(xlsx.body.starts_with(b"PK"));
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Read, "indicator export").await?, 2);
        let json = leader.get("/api/v1/indicators?period=2026-06").await?.expect(200)?.json()?;
        assert_eq!((&json["rows"][0]["code"], &json["rows"][0]["score"]), (&"CG".into(), &57_500.into()));
        let sum: i64 =
            json["rows"][0]["components"].as_array().unwrap().iter().filter_map(|part| part["earned"].as_i64()).sum();
        assert_eq!(sum, 57_500, "the why adds up");
        leader.get("/api/v1/indicators?period=x").await?.expect(400)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn call_backs_make_three_rates_and_offer_to_reopen() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let [a, b, c, _] = four(world).await?;
        let dispatcher = world.sign_in("dispatcher").await?;
        let fields = [("valid", "on"), ("contacted", "on"), ("satisfaction", "unsatisfied"), ("source", "phone")];
        let handler = world.sign_in("handler").await?;
        handler.post(&format!("/cases/{a}/callback"), &fields).await?.expect(403)?;
        let incomplete = [("valid", "on"), ("satisfaction", "none"), ("source", "phone")];
        let answer_page = dispatcher.post(&format!("/cases/{a}/callback"), &incomplete).await?.expect(422)?;
        answer_page.says("有效回访要选满意情况")?;
        dispatcher.post(&format!("/cases/{a}/callback"), &fields).await?.expect(303)?;
        let page = dispatcher.get(&format!("/cases/{a}")).await?.expect(200)?;
        page.says("不满意")?.says("请创建办或领导决定")?.says("链校验通过")?;
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Change, &format!("case {a} callback")).await?, 1);
        let office = world.sign_in("office").await?;
        office.get(&format!("/cases/{a}")).await?.expect(200)?.says("可以在“更多”里重新启动本案")?;

        // A later answer of the same case takes the place of the first one in the period.
        let cast = cast(world).await?;
        world.clock.advance(MINUTE);
        record(&world.app, &cast.office, &a, answer(true, true, Satisfaction::Satisfied)).await?;
        let recorded = record(&world.app, &cast.checker, &b, answer(true, true, Satisfaction::Basically)).await?;
        assert!(!recorded.suggests_reopening);
        record(&world.app, &cast.office, &c, answer(false, false, Satisfaction::Unsatisfied)).await?;
        let table = of_unit(world, &cast.leader).await?;
        let row = &table.rows[0];
        assert_eq!(row.counts.of(Indicator::Response), Tally { due: 3, met: 2, partly: 0 });
        assert_eq!(row.counts.of(Indicator::Satisfaction), Tally { due: 3, met: 1, partly: 1 });
        assert_eq!(row.calls.score(), Some(Milli(6_667 + 25_333 + 33_333)));
        let office = world.sign_in("office").await?;
        let page = office.get("/indicators?period=2026-06&set=calls").await?.expect(200)?;
        page.says("63.3%")?.says("65.3")?;
        let json = office.get(&format!("/api/v1/cases/{a}/callbacks")).await?.expect(200)?.json()?;
        assert_eq!(json["callbacks"].as_array().map(Vec::len), Some(2));

        // A case that is neither closed nor overdue is not called back.
        let fresh = dispatched(world, &cast, "e").await?;
        let early =
            office.post(&format!("/cases/{fresh}/callback"), &[("satisfaction", "none"), ("source", "web")]).await?;
        early.expect(422)?.says("还不能回访")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_post_sees_its_own_figures() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        four(world).await?;
        let own = of_unit(world, &world.actor("handler").await?).await?;
        assert_eq!(own.rows.len(), 1);
        assert!(own.partial && own.rows[0].place.is_none(), "a part of the city is not ranked");
        assert_eq!(own.rows[0].counts.of(Indicator::Handling).due, 4);
        let street = of_unit(world, &world.actor("street1").await?).await?;
        assert_eq!(street.total.counts.of(Indicator::Handling).due, 4, "the cases lie in 巷口街道");
        let other = of_unit(world, &world.actor("street2").await?).await?;
        assert!(other.rows.is_empty() && other.total.counts.is_empty(), "新桥街道 has none of them");
        let other = world.sign_in("street2").await?;
        other.get("/indicators/units/CG?period=2026-06").await?.expect(404)?;
        other.get("/indicators?period=2026-06").await?.expect(200)?.says("不评")?;
        world.sign_in("inspector").await?.get("/indicators").await?.expect(403)?;
        world.sign_in("handler").await?.get("/indicators/export.csv").await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rework_and_a_refiling_do_not_wash_lateness_off() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let cast = cast(world).await?;
        let number = dispatched(world, &cast, "late").await?;
        world.clock.advance(30 * HOUR);
        let cast = self::cast(world).await?;
        handle(world, &cast, &number).await?;
        check(world, &cast, &number, false).await?;
        world.clock.advance(MINUTE);
        let after = world.app.photos().store(photo(79).into()).await?;
        cases::carry_out(&world.app, &cast.handler, &target(&number), Command::Accept { handler: None }, &[]).await?;
        cases::carry_out(
            &world.app,
            &cast.handler,
            &target(&number),
            Command::Submit {
                text: "又复位".to_owned(),
                after_photos: hashes(std::slice::from_ref(&after)),
                without_photo: None,
            },
            std::slice::from_ref(&after),
        )
        .await?;
        let table = of_unit(world, &cast.leader).await?;
        let counts = &table.rows[0].counts;
        assert_eq!(counts.of(Indicator::Handling), Tally { due: 1, met: 1, partly: 0 });
        assert_eq!(
            counts.of(Indicator::OnTimeHandling),
            Tally { due: 1, met: 0, partly: 0 },
            "the first round was late"
        );
        assert_eq!(counts.of(Indicator::Rework), Tally { due: 1, met: 1, partly: 0 });
        // Voided after filing: filed, and not rightly.
        let wrong = dispatched(world, &cast, "wrong").await?;
        cases::carry_out(
            &world.app,
            &cast.dispatcher,
            &target(&wrong),
            Command::AskVoid { reason: "重复".to_owned() },
            &[],
        )
        .await?;
        cases::carry_out(
            &world.app,
            &cast.office,
            &target(&wrong),
            Command::Rule { topic: Topic::Void, granted: true, reason: None, limit: None },
            &[],
        )
        .await?;
        let functions = table_of_functions(world, &cast.leader).await?;
        assert_eq!(functions.rows.len(), 4);
        let counts = &functions.rows[0].counts;
        assert_eq!(counts.of(Indicator::ExactFiling), Tally { due: 2, met: 1, partly: 0 });
        assert_eq!(counts.of(Indicator::ValidReport), Tally { due: 2, met: 2, partly: 0 });
        Ok(())
    })
    .await
}

async fn table_of_functions(world: &World, actor: &Actor) -> anyhow::Result<Table> {
    Ok(table(&world.app, actor, asked(By::Function)).await?)
}
