//! A change of the calendar reaches the deadlines that are running, says what moved, and survives a process that ends in the
//! middle; and the arithmetic of a deadline can be asked for with its pauses.

use changxiao_app::{
    calendar::{
        ChangeDay, change_day,
        recount::{carry_out_owed, view},
    },
    cases::{
        Target, carry_out,
        dispatch::{Dispatch, dispatch},
        file,
        report::{ReportCase, report},
    },
    imports::{ImportOptions, ImportRequest, Kind, import},
};
use changxiao_domain::{
    calendar::{DayKind, Limit, LimitClock, LimitKind},
    cases::{Action, Case, Command, Event, ObjectionKind, State, Topic, verify_case},
    ids::RecountId,
    time::{Day, HOUR, Instant},
    trace::TraceKind,
};
use changxiao_store::{access, calendar, cases as store, cities, recounts};
use changxiao_testkit::{CITY, World, on_both_engines};

/// A case of the city's department with this limit, dispatched now: on Tuesday, 16 June 2026, at 10:00.
async fn dispatched(world: &World, limit: Limit) -> anyhow::Result<String> {
    let (inspector, dispatcher) = (world.actor("inspector").await?, world.actor("dispatcher").await?);
    let new = ReportCase { category: "E0301".to_owned(), site: Some(1), ..ReportCase::default() };
    let number = report(&world.app, &inspector, new, &[]).await?.number;
    let target = Target { number: number.clone(), version: None };
    file::file(&world.app, &dispatcher, &target, None, None).await?;
    let to = Dispatch { lead: Some(world.city.department), co: None, limit: Some(limit), designated: false };
    dispatch(&world.app, &dispatcher, &target, to).await?;
    Ok(number)
}

async fn stored(world: &World, number: &str) -> anyhow::Result<(Case, Vec<Event>)> {
    let row = store::by_number(&world.fresh.db, CITY, number).await?.ok_or_else(|| anyhow::anyhow!("no {number}"))?;
    let events = store::events_of(&world.fresh.db, CITY, row.case.id).await?;
    verify_case(&row.case, &events)?;
    Ok((row.case, events))
}

/// 2026-06-18 10:00 on the city's clock.
fn at(day: i8, hour: i8) -> Option<Instant> {
    let zone = changxiao_domain::calendar::Calendar::plain();
    Some(Instant::from_civil(Day::constant(2026, 6, day).at(hour, 0, 0, 0), zone.zone()))
}

fn off(day: i8) -> ChangeDay {
    ChangeDay {
        day: Day::constant(2026, 6, day),
        kind: Some(DayKind::Off),
        name: "端午节".to_owned(),
        source: "测试通知".to_owned(),
        was: Default::default(),
    }
}

const DAY: Limit = Limit::new(LimitKind::WorkingDay, 1);

#[tokio::test(flavor = "multi_thread")]
async fn a_day_off_moves_running_deadlines_and_says_which() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let running = dispatched(world, DAY).await?;
        let urgent = dispatched(world, Limit::new(LimitKind::NaturalDay, 3)).await?;
        let done = dispatched(world, DAY).await?;
        let handler = world.actor("handler").await?;
        let target = Target { number: done.clone(), version: None };
        carry_out(&world.app, &handler, &target, Command::Accept { handler: None }, &[]).await?;
        carry_out(
            &world.app,
            &handler,
            &target,
            Command::Submit {
                text: "已清理".to_owned(),
                after_photos: Vec::new(),
                without_photo: Some("夜间".to_owned()),
            },
            &[],
        )
        .await?;
        let (before_done, _) = stored(world, &done).await?;
        assert_eq!(stored(world, &running).await?.0.due_at, at(17, 10));

        // The page offers the change; Wednesday becomes a day off.
        let office = world.sign_in("office").await?;
        let fields = [("kind", "off"), ("name", "端午节"), ("source", "测试通知"), ("was_kind", ""), ("was_name", "")];
        let changed = office.post("/calendar/2026-06-17", &fields).await?.expect(303)?;
        let report = changed.location().to_owned();
        assert!(report.starts_with("/calendar/recounts/"), "the report is shown at once: {report}");
        let page = office.get(&report).await?.expect(200)?;
        let page = page
            .says("计时中 2 件已重算：提前 0 件，推后 1 件")?
            .says(&running)?
            .says("6 月 17 日 10:00")?
            .says("6 月 18 日 10:00")?;
        assert!(!page.text().contains(&urgent) && !page.text().contains(&done));
        office.get("/calendar?year=2026").await?.expect(200)?.says(&report)?;

        let (moved, events) = stored(world, &running).await?;
        assert_eq!((moved.due_at, moved.state, moved.version), (at(18, 10), State::Dispatched, 4));
        let last = events.last().ok_or_else(|| anyhow::anyhow!("no event"))?;
        assert!(last.action == Action::Recount && last.actor.system);
        let page = office.get(&format!("/cases/{running}")).await?.expect(200)?;
        page.says("日历变更，重算时限")?
            .says("到期时间由 6 月 17 日 10:00 改为 6 月 18 日 10:00")?
            .says("链校验通过")?;
        // What runs on and what was handed in stay as they were.
        assert_eq!(stored(world, &urgent).await?.0.due_at, at(19, 10));
        assert_eq!(stored(world, &done).await?.0, before_done);

        // The trace has one line of it, and says it in words.
        let id: RecountId = report.trim_start_matches("/calendar/recounts/").parse()?;
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Change, &format!("recount {id}")).await?, 1);
        let auditor = world.sign_in("auditor").await?;
        auditor.get("/trace").await?.expect(200)?.says("日历变更后的重算")?;

        // Taken back, it moves back.
        let fields = [("kind", ""), ("name", ""), ("source", ""), ("was_kind", "off"), ("was_name", "端午节")];
        let back = office.post("/calendar/2026-06-17", &fields).await?.expect(303)?.location().to_owned();
        office.get(&back).await?.expect(200)?.says("提前 1 件，推后 0 件")?;
        assert_eq!(stored(world, &running).await?.0.due_at, at(17, 10));
        // A day that touches nobody leads back to the calendar.
        let fields = [("kind", "off"), ("name", "节"), ("source", "通知"), ("was_kind", ""), ("was_name", "")];
        let far = office.post("/calendar/2026-12-24", &fields).await?.expect(303)?;
        assert_eq!(far.location(), "/calendar?year=2026");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_the_calendar_and_reads_no_cases_sees_counts_only() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        let keeper = world.actor("sysadmin").await?;
        let done = change_day(&world.app, &keeper, &off(17)).await?;
        assert_eq!((done.running, done.earlier, done.later), (1, 0, 1));
        assert!(view(&world.app, &keeper, done.id).await?.moved.is_none());
        let path = format!("/calendar/recounts/{}", done.id);
        let page = world.sign_in("sysadmin").await?.get(&path).await?.expect(200)?.says("推后 1 件")?;
        assert!(!page.text().contains(&number));
        world.sign_in("handler").await?.get(&path).await?.expect(403)?;
        world.sign_in("office").await?.get("/calendar/recounts/1").await?.expect(404)?;
        Ok(())
    })
    .await
}

/// The process ended after the change was on disk and before any case was counted anew.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_carried_out_at_the_next_start_and_only_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(dispatched(world, DAY).await?);
        }
        let office = world.actor("office").await?;
        let id = world.app.new_id(RecountId);
        let mut tx = world.fresh.db.begin().await?;
        let day = calendar::CalendarDay {
            day: Day::constant(2026, 6, 17),
            kind: "off".to_owned(),
            name: "端午节".to_owned(),
            source: "测试通知".to_owned(),
        };
        calendar::put(&mut tx, CITY, &day).await?;
        cities::touch_model(&mut tx, CITY);
        recounts::begin(&mut tx, CITY, id, "2026-06-17", office.post, world.app.now()).await?;
        tx.commit().await?;

        world.app.look().await?;
        for _ in 0..2 {
            carry_out_owed(&world.app, CITY).await?;
            for number in &numbers {
                let (case, events) = stored(world, number).await?;
                assert_eq!(case.due_at, at(18, 10));
                assert_eq!(events.iter().filter(|event| event.action == Action::Recount).count(), 1);
            }
        }
        let done = recounts::one(&world.fresh.db, CITY, id).await?.ok_or_else(|| anyhow::anyhow!("no recount"))?;
        assert!(done.finished_at.is_some());
        assert_eq!((done.running, done.earlier, done.later), (3, 0, 3));
        Ok(())
    })
    .await
}

/// What was granted to a clock and what it stood still for is counted on the changed calendar too.
#[tokio::test(flavor = "multi_thread")]
async fn extensions_and_pauses_take_part_in_a_recount() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, head, dispatcher) =
            (world.actor("office").await?, world.actor("head").await?, world.actor("dispatcher").await?);
        let (extended, paused) = (dispatched(world, DAY).await?, dispatched(world, DAY).await?);
        let target = |number: &str| Target { number: number.to_owned(), version: None };
        carry_out(
            &world.app,
            &head,
            &target(&extended),
            Command::AskExtension { reason: "配件未到".to_owned(), photos: Vec::new() },
            &[],
        )
        .await?;
        carry_out(
            &world.app,
            &dispatcher,
            &target(&extended),
            Command::Rule { topic: Topic::Extension, granted: true, reason: None, limit: None },
            &[],
        )
        .await?;
        let kind = ObjectionKind::Limit;
        carry_out(
            &world.app,
            &head,
            &target(&paused),
            Command::Object { kind, reason: "量大".to_owned(), photos: Vec::new() },
            &[],
        )
        .await?;
        world.clock.advance(HOUR);
        carry_out(
            &world.app,
            &office,
            &target(&paused),
            Command::Rule {
                topic: Topic::Objection, granted: false, reason: Some("按原时限".to_owned()), limit: None
            },
            &[],
        )
        .await?;
        assert_eq!(stored(world, &extended).await?.0.due_at, at(18, 10));
        assert_eq!(stored(world, &paused).await?.0.due_at, at(17, 11), "an hour stood still");

        let moved = change_day(&world.app, &office, &off(17)).await?;
        assert_eq!((moved.running, moved.later), (2, 2));
        for (number, due) in [(&extended, at(19, 10)), (&paused, at(18, 11))] {
            let (case, events) = stored(world, number).await?;
            assert_eq!(case.due_at, due);
            assert_eq!(events.last().map(|event| event.action), Some(Action::Recount));
        }
        Ok(())
    })
    .await
}

/// While people go on working, no running clock is left on the old calendar and no work is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_recount_and_the_work_of_others_do_not_overwrite_each_other() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut numbers = Vec::new();
        for _ in 0..24 {
            numbers.push(dispatched(world, DAY).await?);
        }
        let (office, handler) = (world.actor("office").await?, world.actor("handler").await?);
        let accepting = numbers.iter().map(|number| {
            let (app, handler) = (world.app.clone(), handler.clone());
            let target = Target { number: number.clone(), version: None };
            tokio::spawn(async move {
                // Who is told of a conflict looks again, as people do.
                while carry_out(&app, &handler, &target, Command::Accept { handler: None }, &[]).await.is_err() {
                    tokio::task::yield_now().await;
                }
            })
        });
        let accepting: Vec<_> = accepting.collect();
        change_day(&world.app, &office, &off(17)).await?;
        for one in accepting {
            one.await?;
        }
        let model = world.app.model(CITY).await?;
        for number in &numbers {
            let (case, events) = stored(world, number).await?;
            let clock = LimitClock::new(case.limit, case.clock_from.unwrap_or(case.reported_at));
            assert_eq!((case.due_at, case.near_at), (clock.due(&model.calendar)?, clock.near(&model.calendar)?));
            assert_eq!((case.state, case.due_at), (State::Handling, at(18, 10)));
            let count = |action| events.iter().filter(|event| event.action == action).count();
            assert_eq!((count(Action::Accept), count(Action::Recount), events.len()), (1, 1, 5));
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_table_moves_deadlines_as_a_changed_day_does() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        let office = world.actor("office").await?;
        let file = |dry_run| ImportRequest {
            kind: Kind::Holidays,
            file_name: "2026.csv".to_owned(),
            bytes: "date,kind,name\n2026-06-17,off,端午节\n2026-06-18,off,端午节\n".as_bytes().to_vec(),
            dry_run,
            options: ImportOptions::default(),
        };
        assert_eq!(import(&world.app, &office, file(true), &|_, _| {}).await?.recounted, None);
        assert_eq!(stored(world, &number).await?.0.due_at, at(17, 10));
        let done = import(&world.app, &office, file(false), &|_, _| {}).await?.recounted;
        assert_eq!(done.map(|done| (done.running, done.earlier, done.later)), Some((1, 0, 1)));
        assert_eq!(stored(world, &number).await?.0.due_at, at(19, 10));
        // The same file again changes nothing, and owes nothing.
        assert_eq!(import(&world.app, &office, file(false), &|_, _| {}).await?.recounted, None);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_arithmetic_of_a_deadline_with_pauses_is_a_link() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        let office = world.sign_in("office").await?;
        // The case leads to its own arithmetic.
        let case = office.get(&format!("/cases/{number}")).await?.expect(200)?.text();
        let link = case.split("href=\"/calendar/deadline").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
        assert!(!link.is_empty(), "the case links its arithmetic");
        let page = office.get(&format!("/calendar/deadline{}", link.replace("&#38;", "&"))).await?.expect(200)?;
        page.says("2026 年 6 月 17 日 星期三 10:00")?;

        // Tuesday 10:00, 1工作日 and 4工作时 more, stopped from Tuesday 15:00 to Thursday 10:00: 2 + 1, then 2 + 4, and 3 on
        // Friday: 12 hours, the last at 11:00.
        let asked = "/calendar/deadline?from=2026-06-16T10:00&limit=1%E5%B7%A5%E4%BD%9C%E6%97%A5&extension=4%E5%B7%A5%E4%BD%9C%E6%97%B6\
                     &paused=2026-06-16T15:00&resumed=2026-06-18T10:00";
        office
            .get(asked)
            .await?
            .expect(200)?
            .says("2026 年 6 月 19 日 星期五 11:00")?
            .says("停表，不计时")?
            .says("12 小时 00 分")?;
        let open = "/calendar/deadline?from=2026-06-16T10:00&amount=1&paused=2026-06-16T15:00";
        office.get(open).await?.expect(200)?.says("停表中，剩 5 小时 00 分")?;
        for (bad, words) in [
            ("paused=2026-06-16T15:00&resumed=2026-06-16T14:00", "恢复要在停表之后"),
            ("resumed=2026-06-16T14:00", "写明何时停表"),
            ("paused=x", "时间写作"),
            ("extension=x", "延期写作"),
            ("extension=1%E7%B4%A7%E6%80%A5%E5%B7%A5%E4%BD%9C%E6%97%B6", "计时方式不同"),
        ] {
            let path = format!("/calendar/deadline?from=2026-06-16T10:00&amount=1&{bad}");
            office.get(&path).await?.expect(422)?.says(words)?;
        }
        Ok(())
    })
    .await
}
