//! More time, suspensions, objections, appeals, supervision, approval and audit, told by the people who ask and decide, on both engines.

use changxiao_app::cases::{
    Resumed, Target, carry_out, dispatch,
    dispatch::Dispatch,
    report::{Fixed, ReportCase, report},
    resume_suspended, suspension,
};
use changxiao_domain::{
    cases::{Action, Case, Command, State, SuspensionKind, Topic, verify_case},
    ids::UnitId,
    orgs::UnitKind,
    time::{Day, MINUTE},
};
use changxiao_store::{
    cases as store, cities,
    orgs::{self, UnitRow},
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines, photo};

async fn case_of(world: &World, number: &str) -> anyhow::Result<Case> {
    let row = store::by_number(&world.fresh.db, CITY, number).await?;
    Ok(row.ok_or_else(|| anyhow::anyhow!("no {number}"))?.case)
}

/// Sends a form of the case with the version that stands now.
async fn send(
    world: &World,
    browser: &Browser,
    number: &str,
    place: &str,
    fields: &[(&str, &str)],
) -> anyhow::Result<changxiao_testkit::Answer> {
    let version = case_of(world, number).await?.version.to_string();
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    browser.post(&format!("/cases/{number}/{place}"), &all).await
}

/// Reported, filed, and with the department under a limit of four working hours from 10:00 on: due at 16:00.
async fn dispatched(world: &World) -> anyhow::Result<String> {
    let inspector = world.actor("inspector").await?;
    let new = ReportCase { category: "E0405".to_owned(), site: Some(1), ..ReportCase::default() };
    let number = report(&world.app, &inspector, new, &[]).await?.number;
    let dispatcher = world.sign_in("dispatcher").await?;
    send(world, &dispatcher, &number, "filing", &[]).await?.expect(303)?;
    let lead = world.city.department.to_string();
    let fields = [("lead", lead.as_str()), ("limit_amount", "4"), ("limit_kind", "working_hour")];
    send(world, &dispatcher, &number, "dispatch", &fields).await?.expect(303)?;
    Ok(number)
}

async fn verified(world: &World, number: &str) -> anyhow::Result<Case> {
    let case = case_of(world, number).await?;
    let events = store::events_of(&world.fresh.db, CITY, case.id).await?;
    verify_case(&case, &events)?;
    Ok(case)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_gets_more_time_twice_and_not_once_it_is_late() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world).await?;
        let (head, dispatcher) = (world.sign_in("head").await?, world.sign_in("dispatcher").await?);
        let why = [("reason", "配件未到")];
        send(world, &head, &number, "extension", &why).await?.expect(303)?;
        dispatcher.get("/cases?tab=mine").await?.expect(200)?.says(&number)?;
        dispatcher.get(&format!("/cases/{number}")).await?.expect(200)?.says("同意延期")?.says("延期待定")?;
        // A refusal says why, and does not count.
        send(world, &dispatcher, &number, "extension-decision", &[("result", "no")]).await?.expect(422)?;
        let no = [("result", "no"), ("reason", "可先围挡")];
        send(world, &dispatcher, &number, "extension-decision", &no).await?.expect(303)?;
        let before = case_of(world, &number).await?.due_at;
        for round in 1..=2 {
            send(world, &head, &number, "extension", &why).await?.expect(303)?;
            send(world, &dispatcher, &number, "extension-decision", &[("result", "yes")]).await?.expect(303)?;
            assert_eq!(verified(world, &number).await?.standing.extension_count, round);
        }
        let case = verified(world, &number).await?;
        // Tuesday 16:00 and eight working hours more: Wednesday 16:00.
        assert_eq!(case.due_at.zip(before).map(|(due, before)| due.since(before)), Some(24 * 60 * MINUTE));
        send(world, &head, &number, "extension", &why).await?.expect(422)?.says("不再延期")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_case_goes_on_by_itself_and_only_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (first, second) = (dispatched(world).await?, dispatched(world).await?);
        let (head, dispatcher) = (world.sign_in("head").await?, world.sign_in("dispatcher").await?);
        for number in [&first, &second] {
            let ask = [("kind", "season"), ("until", "2026-06-22"), ("reason", "雨季后补种")];
            send(world, &head, number, "hang", &ask).await?.expect(303)?;
            send(world, &dispatcher, number, "hang-decision", &[("result", "yes")]).await?.expect(303)?;
            assert_eq!(case_of(world, number).await?.state, State::Suspended);
        }
        head.get("/cases?state=hung").await?.expect(200)?.says(&first)?.says("停表")?;
        assert_eq!(resume_suspended(&world.app, CITY).await?, Resumed::default(), "its date has not come");

        // Monday 22 June, in the morning; four sweeps at once and one more.
        world.set_time(Day::constant(2026, 6, 22), 9, 0);
        let sweeps: Vec<_> = (0..4)
            .map(|_| {
                let app = world.app.clone();
                tokio::spawn(async move { resume_suspended(&app, CITY).await })
            })
            .collect();
        let mut resumed = 0;
        for sweep in sweeps {
            resumed += sweep.await??.resumed;
        }
        assert_eq!(resumed, 2, "each case goes on once");
        assert_eq!(resume_suspended(&world.app, CITY).await?.resumed, 0);
        for number in [&first, &second] {
            let case = verified(world, number).await?;
            assert_eq!((case.state, case.standing.suspension, case.paused_at), (State::Dispatched, None, None));
            let events = store::events_of(&world.fresh.db, CITY, case.id).await?;
            let last = events.last().ok_or_else(|| anyhow::anyhow!("no events"))?;
            assert_eq!((last.action, last.actor.system), (Action::EndSuspension, true));
            // As much is left as there was: four working hours from 9:00 on are over at 15:00.
            let left = case.due_at.map(|due| due.since(world.app.now()) / MINUTE);
            assert_eq!(left, Some(6 * 60));
        }
        // Hung once, and not twice.
        let head = world.sign_in("head").await?;
        let again = [("kind", "season"), ("until", "2026-08-22"), ("reason", "再等")];
        send(world, &head, &first, "hang", &again).await?.expect(422)?.says("不再挂账")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_suspended_cases_are_swept_in_batches() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (head, dispatcher) = (world.actor("head").await?, world.actor("dispatcher").await?);
        let inspector = world.actor("inspector").await?;
        let many = 7;
        for _ in 0..many {
            let new = ReportCase { category: "E0405".to_owned(), site: Some(1), ..ReportCase::default() };
            let number = report(&world.app, &inspector, new, &[]).await?.number;
            let target = Target { number, version: None };
            changxiao_app::cases::file::file(&world.app, &dispatcher, &target, None, None).await?;
            dispatch::dispatch(&world.app, &dispatcher, &target, Dispatch::default()).await?;
            let until = Day::constant(2026, 6, 22);
            suspension::ask(&world.app, &head, &target, SuspensionKind::Engineering, until, "管网改造".to_owned(), &[])
                .await?;
            carry_out(
                &world.app,
                &dispatcher,
                &target,
                Command::Rule { topic: Topic::Suspension, granted: true, reason: None, limit: None },
                &[],
            )
            .await?;
        }
        // Two at a time, as the table would be read by a smaller batch.
        world.set_time(Day::constant(2026, 6, 23), 9, 0);
        let two = store::suspensions_due(&world.fresh.db, CITY, world.app.now(), None, 2).await?.rows;
        let rest = store::suspensions_due(&world.fresh.db, CITY, world.app.now(), two.last().copied(), 100).await?.rows;
        assert_eq!((two.len(), rest.len()), (2, many - 2), "the pages neither overlap nor leave a gap");
        assert_eq!(resume_suspended(&world.app, CITY).await?.resumed, u64::try_from(many)?);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_goes_to_the_office_and_a_designated_unit_keeps_the_case() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world).await?;
        let (head, office) = (world.sign_in("head").await?, world.sign_in("office").await?);
        let dispatcher = world.sign_in("dispatcher").await?;
        send(world, &head, &number, "objection", &[("kind", "duty"), ("reason", "属园林")]).await?.expect(303)?;
        assert!(case_of(world, &number).await?.paused_at.is_some());
        head.get(&format!("/cases/{number}")).await?.expect(200)?.says("停表")?;
        send(world, &head, &number, "acceptance", &[]).await?.expect(422)?.says("异议待裁定")?;
        let yes = [("result", "yes")];
        send(world, &dispatcher, &number, "objection-decision", &yes).await?.expect(422)?;
        send(world, &office, &number, "objection-decision", &yes).await?.expect(303)?;
        assert_eq!(case_of(world, &number).await?.state, State::Filed);

        // It may be dispatched again or returned, nothing else; back to the same unit by designation only.
        send(world, &office, &number, "voiding", &[("reason", "不办")]).await?.expect(422)?.says("重新派遣")?;
        let lead = world.city.department.to_string();
        let mut to = vec![("lead", lead.as_str()), ("limit_amount", "4"), ("limit_kind", "working_hour")];
        send(world, &dispatcher, &number, "dispatch", &to).await?.expect(422)?.says("刚退回")?;
        to.push(("designated", "on"));
        send(world, &dispatcher, &number, "dispatch", &to).await?.expect(303)?;
        send(world, &head, &number, "return", &[("reason", "属园林")]).await?.expect(422)?.says("不得退回")?;
        head.get(&format!("/cases/{number}")).await?.expect(200)?.says("指定承办")?;
        verified(world, &number).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_granted_appeal_changes_the_score_and_not_the_fact() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world).await?;
        let head = world.sign_in("head").await?;
        send(world, &head, &number, "acceptance", &[]).await?.expect(303)?;
        world.set_time(Day::constant(2026, 6, 17), 9, 0);
        let head = world.sign_in("head").await?;
        let done = [("text", "已复位"), ("without_photo", "台风停电")];
        send(world, &head, &number, "result", &done).await?.expect(303)?;
        let office = world.actor("office").await?;
        let target = Target { number: number.clone(), version: None };
        carry_out(
            &world.app,
            &office,
            &target,
            Command::Close { conditions_met: true, reason: Some("电话确认".to_owned()) },
            &[],
        )
        .await?;

        let (from, until) = (World::beginning(), world.app.now());
        let lost = || changxiao_store::scoring::lost(&world.fresh.db, CITY, from, until, until);
        assert_eq!(lost().await?.iter().map(|case| case.exempt).collect::<Vec<_>>(), [false]);
        send(world, &head, &number, "appeal", &[("reason", "台风停工一日")]).await?.expect(303)?;
        let (office, leader) = (world.sign_in("office").await?, world.sign_in("leader").await?);
        let yes = [("result", "yes"), ("reason", "情况属实")];
        // The leader is the second level.
        send(world, &leader, &number, "appeal-decision", &yes).await?.expect(422)?;
        send(world, &office, &number, "appeal-decision", &yes).await?.expect(303)?;
        assert!(!case_of(world, &number).await?.standing.exempt);
        send(world, &leader, &number, "appeal-decision", &yes).await?.expect(303)?;
        assert_eq!(lost().await?.iter().map(|case| case.exempt).collect::<Vec<_>>(), [true]);
        let case = verified(world, &number).await?;
        assert_eq!(case.handled_on_time(), Some(false));
        office.get(&format!("/cases/{number}")).await?.expect(200)?.says("超期提交")?.says("考核不计超期")?;
        send(world, &head, &number, "appeal", &[("reason", "再申诉")]).await?.expect(422)?.says("已申诉过一次")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn supervision_is_seen_in_the_list_until_the_unit_replies() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (number, other) = (dispatched(world).await?, dispatched(world).await?);
        let (leader, head) = (world.sign_in("leader").await?, world.sign_in("head").await?);
        let order = [("kind", "leader"), ("reply", "on"), ("reason", "三日内办结")];
        send(world, &leader, &number, "supervision", &order).await?.expect(303)?;
        let page = leader.get("/cases?supervised=owed").await?.expect(200)?.says(&number)?.text();
        assert!(!page.contains(&other));
        send(world, &head, &number, "supervision-reply", &[("text", "明日完成")]).await?.expect(303)?;
        assert!(!leader.get("/cases?supervised=owed").await?.expect(200)?.text().contains(&number));
        leader.get("/cases?supervised=leader").await?.expect(200)?.says(&number)?;
        leader.get(&format!("/cases/{number}")).await?.expect(200)?.says("明日完成")?.says("已反馈")?;
        verified(world, &number).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_fixed_on_the_spot_is_closed_by_an_audit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let fields = [("category", "E0405"), ("site", "1"), ("fixed", "on"), ("fixed_text", "扶起三辆")];
        inspector.upload("/cases/new", &fields, &[]).await?.expect(422)?.says("处置后照片")?;
        let photos = [("photos", "a.jpg", photo(1)), ("after", "b.jpg", photo(2))];
        let answer = inspector.upload("/cases/new", &fields, &photos).await?.expect(303)?;
        let number = answer.location().trim_start_matches("/cases/").to_owned();
        assert_eq!(case_of(world, &number).await?.state, State::SelfHandled);
        let dispatcher = world.sign_in("dispatcher").await?;
        dispatcher.get("/cases?tab=mine").await?.expect(200)?.says(&number)?;
        dispatcher.get(&format!("/cases/{number}")).await?.expect(200)?.says("审核通过")?.says("扶起三辆")?;
        send(world, &dispatcher, &number, "audit", &[("result", "yes")]).await?.expect(303)?;
        assert_eq!(verified(world, &number).await?.state, State::Closed);
        // Without a photo the action below the page refuses as well.
        let actor = world.actor("inspector").await?;
        let fixed = Some(Fixed { text: "已清".to_owned(), photos: Vec::new() });
        let new = ReportCase { category: "E0405".to_owned(), site: Some(1), fixed, ..ReportCase::default() };
        assert!(report(&world.app, &actor, new, &[]).await.is_err());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_is_verified_a_void_is_approved_and_a_forced_closing_stands_apart() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, checker) = (world.sign_in("office").await?, world.sign_in("checker").await?);
        let (leader, dispatcher) = (world.sign_in("leader").await?, world.sign_in("dispatcher").await?);
        let inspector = world.actor("inspector").await?;
        let new = ReportCase { category: "E0405".to_owned(), site: Some(1), ..ReportCase::default() };
        let tip = report(&world.app, &inspector, new, &[]).await?.number;
        send(world, &office, &tip, "verification-request", &[("text", "位置不清")]).await?.expect(303)?;
        checker.get("/cases?tab=mine").await?.expect(200)?.says(&tip)?;
        let seen = [("result", "no"), ("text", "现场无此问题")];
        send(world, &checker, &tip, "verification", &seen).await?.expect(303)?;
        assert_eq!(verified(world, &tip).await?.standing.verified, Some(false));

        let number = dispatched(world).await?;
        send(world, &dispatcher, &number, "voiding-request", &[("reason", "物业已办")]).await?.expect(303)?;
        send(world, &dispatcher, &number, "voiding-decision", &[("result", "yes")]).await?.expect(422)?;
        send(world, &leader, &number, "voiding-decision", &[("result", "yes")]).await?.expect(303)?;
        assert_eq!(verified(world, &number).await?.state, State::Voided);

        let number = dispatched(world).await?;
        send(world, &office, &number, "forced-closure", &[("reason", "地块移交")]).await?.expect(422)?;
        send(world, &leader, &number, "forced-closure", &[("reason", "地块移交")]).await?.expect(303)?;
        assert_eq!(verified(world, &number).await?.state, State::ForceClosed);
        let well = changxiao_store::scoring::closed_well(
            &world.fresh.db,
            CITY,
            World::beginning(),
            World::beginning().plus_micros(90 * 24 * 60 * MINUTE),
        );
        assert!(well.await?.is_empty(), "it never counts as fixed");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_never_leads_and_the_refusal_names_who_does() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let community = UnitRow {
            id: world.app.new_id(UnitId),
            code: "C1".to_owned(),
            name: "新华东社区".to_owned(),
            name_en: "Xinhua East".to_owned(),
            kind: UnitKind::Community.code().to_owned(),
            parent: Some(world.city.streets[0]),
            division: Some(350_602_003_001),
            areas: Vec::new(),
            valid_from: Day::constant(2026, 1, 1),
            valid_until: None,
            version: 1,
        };
        let mut tx = world.app.db().begin().await?;
        orgs::insert_unit(&mut tx, CITY, &community).await?;
        cities::touch_model(&mut tx, CITY);
        tx.commit().await?;
        world.app.refresh_model(CITY).await?;

        let inspector = world.actor("inspector").await?;
        let new = ReportCase { category: "E0405".to_owned(), site: Some(1), ..ReportCase::default() };
        let number = report(&world.app, &inspector, new, &[]).await?.number;
        let dispatcher = world.sign_in("dispatcher").await?;
        send(world, &dispatcher, &number, "filing", &[]).await?.expect(303)?;
        let lead = community.id.to_string();
        let to = [("lead", lead.as_str()), ("limit_amount", "4"), ("limit_kind", "working_hour")];
        let answer = send(world, &dispatcher, &number, "dispatch", &to).await?.expect(422)?;
        answer.says("新华东社区是社区（村），不能牵头部门职责。责任矩阵定的是市城管局")?;
        let department = world.city.department.to_string();
        let to = [("lead", department.as_str()), ("co", &lead), ("limit_amount", "4"), ("limit_kind", "working_hour")];
        send(world, &dispatcher, &number, "dispatch", &to).await?.expect(303)?;
        assert_eq!(verified(world, &number).await?.co_units, [community.id], "it may help");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_confirms_what_the_handler_leaves_to_the_unit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world).await?;
        let (handler, head) = (world.sign_in("handler").await?, world.sign_in("head").await?);
        send(world, &handler, &number, "acceptance", &[]).await?.expect(303)?;
        let done = [("text", "已复位"), ("without_photo", "夜间")];
        send(world, &handler, &number, "result-for-unit", &done).await?.expect(303)?;
        let case = case_of(world, &number).await?;
        assert_eq!((case.state, case.handled_at), (State::Submitted, None));
        send(world, &handler, &number, "confirmation", &[]).await?.expect(422)?.says("单位负责人")?;
        head.get("/cases?tab=mine").await?.expect(200)?.says(&number)?;
        head.get(&format!("/cases/{number}")).await?.expect(200)?.says("待单位确认")?.says("确认后处置计时停止")?;
        world.clock.advance(MINUTE);
        send(world, &head, &number, "confirmation", &[]).await?.expect(303)?;
        let case = verified(world, &number).await?;
        assert_eq!((case.state, case.handled_at), (State::Handled, Some(world.app.now())), "the clock stops here");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_shows_its_proof_and_only_like_cases_are_merged() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world).await?;
        let head = world.sign_in("head").await?;
        let version = case_of(world, &number).await?.version.to_string();
        let fields = [("version", version.as_str()), ("reason", "工程签证")];
        let photos = [("photos", "form.jpg", photo(5))];
        head.upload(&format!("/cases/{number}/extension"), &fields, &photos).await?.expect(303)?;
        let id = case_of(world, &number).await?.id;
        let stages: Vec<_> = store::photos_of(&world.fresh.db, CITY, id).await?;
        assert_eq!(stages.iter().map(|photo| photo.stage.code()).collect::<Vec<_>>(), ["request"]);
        head.get(&format!("/cases/{number}")).await?.expect(200)?.says("申请附件")?;
        verified(world, &number).await?;

        // Another minor at the same place, and the same one a fortnight later, are other problems.
        let inspector = world.actor("inspector").await?;
        for (category, day, why) in [("E0301", 16, "小类不同"), ("E0405", 30, "相隔超过")] {
            world.set_time(Day::constant(2026, 6, day), 15, 0);
            let dispatcher = world.sign_in("dispatcher").await?;
            let new = ReportCase { category: category.to_owned(), site: Some(1), ..ReportCase::default() };
            let other = report(&world.app, &inspector, new, &[]).await?.number;
            send(world, &dispatcher, &other, "merger", &[("into", &number)]).await?.expect(422)?.says(why)?;
        }
        Ok(())
    })
    .await
}
