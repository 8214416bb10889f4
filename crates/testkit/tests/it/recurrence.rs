//! What comes back becomes chronic once, whoever looks and however often; a surge is alarmed once a rise; and the file of a chronic
//! problem goes from its finding to its end.

use changxiao_app::{
    cases::{
        Target, carry_out,
        report::{ReportCase, report},
        similar::similar,
    },
    recurrence::detect::{Detected, detect},
};
use changxiao_domain::{
    cases::Command,
    notices::NoticeKind,
    orgs::Actor,
    recurrence::{State, surge::Subject},
    time::{HOUR, MINUTE},
};
use changxiao_store::{
    engine::Built,
    notices::{self, Receiver},
    params,
    recurrence::{self, ProblemFilter, ProblemLine, surge},
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines, photo};

const DAY: i64 = 24 * HOUR;

async fn reported(world: &World, actor: &Actor, category: &str, site: i64) -> anyhow::Result<String> {
    let new = ReportCase { category: category.to_owned(), site: Some(site), ..ReportCase::default() };
    Ok(report(&world.app, actor, new, &[]).await?.number)
}

async fn looked(world: &World) -> anyhow::Result<Detected> {
    Ok(detect(&world.app, CITY).await?)
}

async fn problems(world: &World) -> anyhow::Result<Vec<ProblemLine>> {
    Ok(recurrence::lines(&world.fresh.db, CITY, &ProblemFilter::default(), None, 100).await?)
}

async fn told(world: &World, login: &str, kind: NoticeKind) -> anyhow::Result<i64> {
    let person = world.actor(login).await?.person;
    Ok(notices::count_of(&world.fresh.db, CITY, Receiver::Person(person), kind).await?)
}

async fn count(world: &World, what: &str) -> anyhow::Result<i64> {
    let text = format!("SELECT CAST({what} AS BIGINT) AS n FROM surge_days WHERE city_id = $1");
    let built = Built { name: "test::count", text };
    Ok(world.fresh.db.row(built, params![CITY]).await?.map_or(Ok(0), |row| row.int("n"))?)
}

/// As if the process had ended after the cases were taken up and before any was looked at, and the mark were lost besides.
async fn interrupted(world: &World) -> anyhow::Result<()> {
    for text in
        ["UPDATE recurrence_cases SET looked = 0 WHERE city_id = $1", "DELETE FROM job_marks WHERE city_id = $1"]
    {
        world.fresh.db.execute(Built { name: "test::interrupted", text: text.to_owned() }, params![CITY]).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_reported_thrice_becomes_chronic_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(reported(world, &inspector, "E0405", 1).await?);
            // Elsewhere, and of another kind: neither counts.
            reported(world, &inspector, "E0405", 2).await.map(drop)?;
            world.clock.advance(3 * DAY);
        }
        reported(world, &inspector, "E0301", 1).await?;
        // The second place is void once, so that it was there twice only.
        let dispatcher = world.actor("dispatcher").await?;
        let target = Target { number: format!("{}-0002", &numbers[0][..6]), version: None };
        let void = Command::Void { reason: "不属实".to_owned() };
        carry_out(&world.app, &dispatcher, &target, void, &[]).await?;

        let done = looked(world).await?;
        assert_eq!((done.taken, done.looked, done.found, done.returned), (7, 7, 1, 0));
        let found = problems(world).await?;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].state, found[0].times, found[0].unit), (State::Found, 3, Some(world.city.department)));
        assert_eq!(found[0].category, "E0405");
        // The office and the unit that answers were told once.
        for login in ["office", "handler", "head"] {
            assert_eq!(told(world, login, NoticeKind::ChronicFound).await?, 1, "{login}");
        }
        assert_eq!(told(world, "street1", NoticeKind::ChronicFound).await?, 0);

        // Looking again, also after a lost mark, changes nothing: nobody is told twice and nothing is counted twice.
        let (reports, rows) = (count(world, "SUM(n)").await?, world.fresh.row_counts(&[]).await?);
        assert_eq!(reports, 14, "each report once for its street and once for its category");
        for _ in 0..2 {
            interrupted(world).await?;
            let again = looked(world).await?;
            assert_eq!((again.taken, again.looked, again.found, again.returned), (0, 7, 0, 0));
        }
        assert_eq!((count(world, "SUM(n)").await?, world.fresh.row_counts(&[]).await?), (reports, rows));
        assert_eq!(looked(world).await?, Detected { day: "2026-06-25".to_owned(), ..Detected::default() });

        // A fourth time is counted, and the lists and the page say so.
        world.clock.advance(3 * DAY);
        let fourth = reported(world, &inspector, "E0405", 1).await?;
        assert_eq!(looked(world).await?.returned, 1);
        assert_eq!(problems(world).await?[0].times, 4);
        assert_eq!(
            told(world, "office", NoticeKind::ChronicFound).await?,
            1,
            "of what is not decided yet nobody is told again"
        );
        let office = world.sign_in("office").await?;
        office.get("/cases?tab=all").await?.expect(200)?.says("顽疾 第1次")?.says("顽疾 第4次")?;
        let page = office.get(&format!("/cases/{fourth}")).await?.expect(200)?.says("顽疾 第4次")?.text();
        assert!(page.contains(&format!("href=\"/recurrence/{}\"", found[0].number)));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_at_once_are_one_time_and_two_workers_find_one_problem() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        let all: Vec<_> = (0..20).map(|_| reported(world, &inspector, "E0405", 1)).collect();
        for one in futures::future::join_all(all).await {
            one?;
        }
        assert_eq!((looked(world).await?.found, problems(world).await?.len()), (0, 0), "one time, whoever reports it");
        for _ in 0..2 {
            world.clock.advance(2 * DAY);
            reported(world, &inspector, "E0405", 1).await?;
        }
        // Whoever is slower finds everything done; at worst it has to look again.
        let (one, two) = futures::future::join(looked(world), looked(world)).await;
        let found = one.map_or(0, |done| done.found) + two.map_or(0, |done| done.found) + looked(world).await?.found;
        assert_eq!(found, 1);
        let lines = problems(world).await?;
        assert_eq!((lines.len(), lines[0].times), (1, 3));
        let members = recurrence::members_of(&world.fresh.db, CITY, lines[0].id).await?;
        assert_eq!(members.len(), 22);
        assert_eq!(members.iter().map(|one| one.nth).collect::<Vec<_>>(), [[1; 20].as_slice(), &[2, 3]].concat());
        assert_eq!(told(world, "office", NoticeKind::ChronicFound).await?, 1);
        assert_eq!(count(world, "SUM(n)").await?, 44);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dismissed_is_not_brought_up_again_before_it_came_back_as_often() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        for _ in 0..3 {
            reported(world, &inspector, "E0405", 1).await?;
            world.clock.advance(2 * DAY);
        }
        assert_eq!(looked(world).await?.found, 1);
        let office = world.sign_in("office").await?;
        let number = problems(world).await?[0].number.clone();
        let place = format!("/recurrence/{number}/dismissal");
        office.post(&place, &[("version", "1"), ("text", " ")]).await?.expect(422)?.says("E-1307")?;
        office.post(&place, &[("version", "1"), ("text", "施工期间临时停放")]).await?.expect(303)?;
        // Somebody who still has the old page is told that it is another version by now.
        office.post(&place, &[("version", "1"), ("text", "同上")]).await?.expect(409)?;
        assert!(!office.get("/cases?tab=all").await?.text().contains("顽疾 第"), "dismissed cases carry no mark");
        for more in 1..=3 {
            world.clock.advance(2 * DAY);
            reported(world, &inspector, "E0405", 1).await?;
            assert_eq!(looked(world).await?.found, i64::from(more == 3), "{more} more");
        }
        let states: Vec<State> = problems(world).await?.iter().map(|line| line.state).collect();
        assert_eq!(states, [State::Found, State::Dismissed]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_filed_under_another_kind_is_looked_at_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (inspector, dispatcher) = (world.actor("inspector").await?, world.actor("dispatcher").await?);
        let mut last = String::new();
        for category in ["E0405", "E0405", "E0301"] {
            last = reported(world, &inspector, category, 1).await?;
            world.clock.advance(2 * DAY);
        }
        assert_eq!(looked(world).await?.found, 0);
        let target = Target { number: last, version: None };
        let under = Some("E0405".to_owned());
        changxiao_app::cases::file::file(&world.app, &dispatcher, &target, under, None).await?;
        let done = looked(world).await?;
        assert_eq!((done.taken, done.looked, done.found), (0, 1, 1));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_surge_is_alarmed_once_and_again_after_it_was_over() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        // Two a week are usual for the street and for the kind.
        for _ in 0..5 {
            reported(world, &inspector, "E0405", 1).await?;
            world.clock.advance(3 * DAY);
            reported(world, &inspector, "E0405", 1).await?;
            world.clock.advance(4 * DAY);
            let week = looked(world).await?;
            assert_eq!((week.raised, week.rearmed), (0, 0), "normal weeks raise nothing");
        }
        let surge_now = async || -> anyhow::Result<()> {
            for _ in 0..6 {
                reported(world, &inspector, "E0405", 1).await?;
                world.clock.advance(MINUTE);
            }
            Ok(())
        };
        surge_now().await?;
        assert_eq!(looked(world).await?.raised, 2, "the street and the kind");
        let raised = surge::raised(&world.fresh.db, CITY).await?.rows;
        let what: Vec<_> = raised.iter().map(|alarm| (alarm.kind, alarm.subject.as_str(), alarm.counts.last)).collect();
        assert_eq!(what, [(Subject::Category, "E0405", 7), (Subject::Place, "350602003000", 7)]);
        assert_eq!((raised[0].counts.weeks, raised[0].counts.before, raised[0].line), (4, 8, 5));
        for (login, alarms) in [("office", 2), ("head", 1), ("streethead", 1), ("street1", 0)] {
            assert_eq!(told(world, login, NoticeKind::SurgeAlarm).await?, alarms, "{login}");
        }
        // It goes on, and is not alarmed again: not by more reports, not on another day, not by two workers after a lost mark.
        surge_now().await?;
        assert_eq!(looked(world).await?.raised, 0);
        world.clock.advance(2 * DAY);
        interrupted(world).await?;
        let (one, two) = futures::future::join(looked(world), looked(world)).await;
        assert_eq!(one.map_or(0, |done| done.raised) + two.map_or(0, |done| done.raised), 0);
        assert_eq!(told(world, "office", NoticeKind::SurgeAlarm).await?, 2);

        // The office reads the alarm and writes what is done; a handler may read, and not answer.
        let office = world.sign_in("office").await?;
        office.get("/").await?.expect(200)?.says("激增报警未处置")?;
        let page = office.get("/recurrence?tab=alarms").await?.expect(200)?.says("七天 7 件")?.says("巷口街道")?.text();
        let action = page.split("action=\"").find(|rest| rest.starts_with("/recurrence/alarms/")).unwrap_or_default();
        let action = action.split('"').next().unwrap_or_default().to_owned();
        let street = world.sign_in("street1").await?;
        street.get("/recurrence?tab=alarms").await?.expect(200)?.says("未处置")?;
        street.post(&action, &[("text", "加派人手")]).await?.expect(403)?;
        office.post(&action, &[("text", "")]).await?.expect(422)?;
        office.post(&action, &[("text", "已请城管局加派人手")]).await?.expect(303)?;
        office.post(&action, &[("text", "再写一次")]).await?.expect(409)?;
        office.get("/recurrence?tab=alarms").await?.says("已请城管局加派人手")?;
        let json = office.api("GET", "/api/v1/recurrence/alarms", "", None).await?.expect(200)?.json()?;
        assert_eq!(json["alarms"].as_array().map(Vec::len), Some(2));

        // Quiet for a week: over. Then it rises again.
        world.clock.advance(8 * DAY);
        let calm = looked(world).await?;
        assert_eq!((calm.raised, calm.rearmed), (0, 2));
        world.clock.advance(6 * DAY);
        for _ in 0..3 {
            surge_now().await?;
        }
        assert_eq!(looked(world).await?.raised, 2, "armed again");
        assert_eq!(told(world, "office", NoticeKind::SurgeAlarm).await?, 4);
        Ok(())
    })
    .await
}

fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned()
}

/// Sends a form of the problem with the version that its page shows now.
async fn act(browser: &Browser, address: &str, place: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let version = version(&browser.get(address).await?.expect(200)?.text());
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    browser.post(&format!("{address}/{place}"), &all).await?.expect(303)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chronic_problem_goes_from_its_finding_to_its_end() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        for _ in 0..3 {
            reported(world, &inspector, "E0405", 1).await?;
            world.clock.advance(2 * DAY);
        }
        // 22 June, Monday.
        looked(world).await?;
        let office = world.sign_in("office").await?;
        office.get("/").await?.expect(200)?.says("顽疾待办")?;
        let page = office.get("/recurrence?tab=mine").await?.expect(200)?.says("3 次")?.says("待确认")?.text();
        assert!(page.contains("R260622-0001"));
        let address = "/recurrence/R260622-0001";
        office.get(address).await?.expect(200)?.says("第 3 次")?.says("链条完整")?.says("延安北路主干道")?;
        // Another street sees nothing of it, and the unit that is proposed cannot confirm.
        world.sign_in("street2").await?.get(address).await?.expect(404)?;
        let head = world.sign_in("head").await?;
        let department = world.city.department.to_string();
        let unit = [("version", "1"), ("unit", department.as_str())];
        head.post(&format!("{address}/confirmation"), &unit).await?.expect(422)?.says("E-1307")?;
        office.post(&format!("{address}/confirmation"), &[("version", "1")]).await?.expect(422)?.says("选一个单位")?;
        act(&office, address, "confirmation", &[("unit", &department)]).await?;
        assert_eq!(told(world, "head", NoticeKind::ChronicTurn).await?, 1);

        // The page proposes days; a plan that follows up too early is refused and keeps what was written.
        head.get(address).await?.says("报整治方案")?.says("value=\"2026-07-22\"")?;
        let short = [("text", "加划停车位"), ("end_on", "2026-07-10"), ("look_1", "2026-07-20")];
        let shown = version(&head.get(address).await?.text());
        let mut all = vec![("version", shown.as_str())];
        all.extend_from_slice(&short);
        head.post(&format!("{address}/plan"), &all).await?.expect(422)?.says("2026-08-09")?.says("加划停车位")?;
        let plan =
            [("text", "加划停车位"), ("end_on", "2026-07-10"), ("look_1", "2026-07-20"), ("look_2", "2026-08-10")];
        act(&head, address, "plan", &plan).await?;
        assert_eq!(told(world, "office", NoticeKind::ChronicTurn).await?, 1);
        act(&office, address, "sending-back", &[("text", "写明位置")]).await?;
        act(&head, address, "plan", &plan).await?;
        act(&office, address, "approval", &[("text", "同意")]).await?;
        world.clock.advance(10 * DAY);
        let handler = world.sign_in("handler").await?;
        act(&handler, address, "completion", &[("text", "已划线")]).await?;
        let checker = world.sign_in("checker").await?;
        checker.get("/recurrence?tab=mine").await?.says("回头看")?;
        let shown = version(&checker.get(address).await?.text());
        let early = [("version", shown.as_str()), ("clean", "yes"), ("text", "未见")];
        checker.post(&format!("{address}/observation"), &early).await?.expect(422)?.says("2026-07-20")?;
        for days in [18, 21] {
            world.clock.advance(days * DAY);
            let checker = world.sign_in("checker").await?;
            act(&checker, address, "observation", &[("clean", "yes"), ("text", "停放整齐")]).await?;
        }
        // 10 August. It comes back in the last moment.
        reported(world, &inspector, "E0405", 1).await?;
        looked(world).await?;
        let office = world.sign_in("office").await?;
        office.get(address).await?.says("已反弹")?.says("4 次，整治后反弹 1 次")?;
        assert_eq!(told(world, "office", NoticeKind::ChronicFound).await?, 2);
        let head = world.sign_in("head").await?;
        let plan = [("text", "增设护栏"), ("end_on", "2026-08-10"), ("look_1", "2026-09-09")];
        act(&head, address, "plan", &plan).await?;
        act(&office, address, "approval", &[]).await?;
        act(&head, address, "completion", &[("text", "已设护栏")]).await?;
        // A password that is older than ninety days would have to be changed first.
        world.clock.advance(30 * DAY);
        let office = world.sign_in("office").await?;
        let shown = version(&office.get(address).await?.text());
        let early = [("version", shown.as_str()), ("text", "")];
        office.post(&format!("{address}/end"), &early).await?.expect(422)?.says("还差 1 次")?;
        act(&office, address, "observation", &[("clean", "yes"), ("text", "整齐")]).await?;
        act(&office, address, "end", &[("text", "连续未再发生")]).await?;
        office.get(address).await?.says("已销号")?.says("链条完整")?;
        office.get("/recurrence?tab=ended").await?.says("R260622-0001")?;
        office.get(&format!("{address}/print")).await?.expect(200)?.says("顽疾整治单")?.says("增设护栏")?;
        office.get(&format!("{address}/map.json")).await?.expect(200)?.says("117.65")?;
        let rules = office.get("/recurrence/rules").await?.expect(200)?.says("50 米")?.text();
        assert!(rules.contains("默认值") && rules.contains("回头看"));
        let json = office.api("GET", "/api/v1/recurrence/R260622-0001", "", None).await?.expect(200)?.json()?;
        assert_eq!((json["state"].as_str(), json["cases"].as_array().map(Vec::len)), (Some("ended"), Some(4)));
        let json = office.api("GET", "/api/v1/recurrence?state=ended", "", None).await?.expect(200)?.json()?;
        assert_eq!(json["problems"].as_array().map(Vec::len), Some(1));
        let audit = changxiao_app::sealing::verify_audit(&world.app, CITY, Default::default(), |_, _| {}).await?;
        assert!(audit.broken.is_empty(), "{:?}", audit.broken);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_shows_what_was_like_it_and_how_it_was_solved() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let report = async |key: &str, category: &str, site: &str, title: &str, seed: u64| -> anyhow::Result<String> {
            let fields = [("request_key", key), ("category", category), ("site", site), ("title", title)];
            let answer =
                inspector.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(seed))]).await?.expect(303)?;
            Ok(answer.location().trim_start_matches("/cases/").to_owned())
        };
        let asked = report("a", "E0405", "1", "共享单车占盲道", 1).await?;
        let same = report("b", "E0405", "1", "电动车乱停", 2).await?;
        let other_kind = report("c", "E0301", "1", "垃圾满溢", 3).await?;
        let by_words = report("d", "E0301", "2", "共享单车占盲道", 4).await?;
        let page = inspector.get(&format!("/cases/{asked}")).await?.expect(200)?.says("相似案例")?.text();
        assert!(
            page.contains(&format!("data-part=\"/cases/{asked}/similar?part=yes\"")) && !page.contains("电动车乱停")
        );
        let panel = inspector.get(&format!("/cases/{asked}/similar")).await?.expect(200)?.says("电动车乱停")?.text();
        assert!(panel.contains("<html") && panel.contains("文字相近") && panel.contains("0 米"));
        assert!(panel.contains(&format!("/cases/{same}/photos/")) && panel.contains(&format!("/cases/{by_words}")));
        assert!(!panel.contains(&other_kind) && !panel.contains(&format!("href=\"/cases/{asked}/photos")));
        let part = inspector.get(&format!("/cases/{asked}/similar?part=yes")).await?.expect(200)?.text();
        assert!(!part.contains("<html") && part.contains("电动车乱停"));

        // Solved: the panel says how, in how long, and shows the photo after it.
        let target = |number: &str| Target { number: number.to_owned(), version: None };
        let dispatcher = world.actor("dispatcher").await?;
        changxiao_app::cases::file::file(&world.app, &dispatcher, &target(&same), None, None).await?;
        let to = changxiao_app::cases::dispatch::Dispatch {
            lead: Some(world.city.department),
            ..changxiao_app::cases::dispatch::Dispatch::default()
        };
        changxiao_app::cases::dispatch::dispatch(&world.app, &dispatcher, &target(&same), to).await?;
        let handler = world.sign_in("handler").await?;
        let at = |page: String| version(&page);
        let shown = at(handler.get(&format!("/cases/{same}")).await?.text());
        handler.post(&format!("/cases/{same}/acceptance"), &[("version", shown.as_str())]).await?.expect(303)?;
        world.clock.advance(10 * MINUTE);
        let shown = at(handler.get(&format!("/cases/{same}")).await?.text());
        let fields = [("version", shown.as_str()), ("text", "清走八辆，加划停车位")];
        handler
            .upload(&format!("/cases/{same}/result"), &fields, &[("photos", "b.jpg", photo(9))])
            .await?
            .expect(303)?;
        let panel = inspector.get(&format!("/cases/{asked}/similar")).await?.expect(200)?.text();
        assert!(panel.contains("清走八辆") && panel.contains("用时 10 分"), "{panel}");
        assert_eq!(
            panel.matches(&format!("/cases/{same}/photos/")).count(),
            4,
            "before and after, each with its picture"
        );

        // Only what the post may see: the bureau sees the case that it leads, and none of the others.
        let bureau = world.actor("handler").await?;
        let (_, seen) = similar(&world.app, &bureau, &same).await?;
        assert!(seen.is_empty(), "{:?}", seen.iter().map(|one| &one.line.number).collect::<Vec<_>>());
        handler.get(&format!("/cases/{asked}/similar")).await?.expect(404)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_at_one_place_is_work_for_its_cases_and_not_for_their_pairs() -> anyhow::Result<()> {
    use futures::StreamExt as _;
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        let mut work = Vec::new();
        // The first flood is one time. The second comes beside it, and the third makes the place chronic.
        for (place, n) in [(1_i64, 150), (2, 300)] {
            let mut read = 0;
            for wave in 0..3 {
                let reports: Vec<_> = (0..n / 3).map(|_| reported(world, &inspector, "E0405", place)).collect();
                for one in futures::stream::iter(reports).buffer_unordered(8).collect::<Vec<_>>().await {
                    one?;
                }
                let done = looked(world).await?;
                assert_eq!((done.looked, done.left), (i64::from(n / 3), false), "wave {wave}");
                assert_eq!(done.found, i64::from(wave == 2));
                // Until something comes back nothing is compared at all; then each pair once.
                let pairs = i64::from(n * n);
                assert!(done.compared <= if wave == 2 { 3 * pairs } else { 0 }, "wave {wave}: {} pairs", done.compared);
                read += done.read;
                world.clock.advance(2 * DAY);
            }
            // What comes after it was found joins it, with one event for all of them.
            for _ in 0..n / 3 {
                reported(world, &inspector, "E0405", place).await?;
            }
            let done = looked(world).await?;
            assert_eq!((done.returned, done.compared), (i64::from(n / 3), 0));
            work.push(read + done.read);
            world.clock.advance(70 * DAY);
        }
        assert!(work[1] * 2 <= work[0] * 5, "rows read for twice as many cases: {work:?}");
        let times: Vec<i64> = problems(world).await?.iter().map(|line| line.times).collect();
        assert_eq!(times, [4, 4]);
        Ok(())
    })
    .await
}
