//! A whistle from call to mutual rating, told by both sides; a dispute that a consultation decides; and what each side does not see.

use changxiao_domain::{
    consultations::Consultation,
    time::{HOUR, MINUTE},
    whistles::Whistle,
};
use changxiao_store::{
    engine::Built,
    params,
    workflow::{by_id, by_number},
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};

/// What stands in the page's form: the version that it shows.
fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned()
}

async fn open(browser: &Browser, address: &str) -> anyhow::Result<String> {
    Ok(browser.get(address).await?.expect(200)?.text())
}

/// Sends a form of the whistle or the consultation with the version that its page shows now.
async fn act(browser: &Browser, address: &str, place: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let version = version(&open(browser, address).await?);
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    browser.post(&format!("{address}/{place}"), &all).await?.expect(303)?;
    Ok(())
}

/// The handler of 巷口街道 drafts, calling the bureau and the neighbouring street, and asks for approval.
async fn draft(world: &World, kind: &str) -> anyhow::Result<String> {
    let street = world.sign_in("street1").await?;
    let (bureau, neighbour) = (world.city.department.to_string(), world.city.streets[1].to_string());
    let fields = [
        ("request_key", kind),
        ("kind", kind),
        ("title", "沿街店铺油烟直排"),
        ("text", "居民多次反映，街道无执法权"),
        ("place", "新华西路"),
        ("unit_0", bureau.as_str()),
        ("task_0", "查处违规排放"),
        ("unit_1", neighbour.as_str()),
        ("task_1", "同段商户告知"),
    ];
    let answer = street.post("/whistles/new", &fields).await?.expect(303)?;
    let address = answer.location().to_owned();
    // The same key again drafts nothing.
    assert_eq!(street.post("/whistles/new", &fields).await?.expect(303)?.location(), address);
    act(&street, &address, "approval-request", &[]).await?;
    Ok(address)
}

async fn blow(world: &World, kind: &str) -> anyhow::Result<String> {
    let address = draft(world, kind).await?;
    act(&world.sign_in("streethead").await?, &address, "approval", &[]).await?;
    Ok(address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whistle_goes_from_call_to_mutual_rating() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = draft(world, "emergency").await?;
        assert_eq!(address, "/whistles/W260616-0001");
        // Before it is blown the called units know nothing of it.
        let handler = world.sign_in("handler").await?;
        handler.get(&address).await?.expect(404)?;
        assert!(!open(&handler, "/whistles").await?.contains("W260616-0001"));
        // The handler of the street cannot blow it, its head can.
        let street = world.sign_in("street1").await?;
        let shown = version(&open(&street, &address).await?);
        street
            .post(&format!("{address}/approval"), &[("version", shown.as_str())])
            .await?
            .expect(422)?
            .says("E-1303")?;
        act(&world.sign_in("streethead").await?, &address, "approval", &[]).await?;

        handler.get("/whistles").await?.expect(200)?.says("W260616-0001")?.says("待我办")?;
        world.clock.advance(29 * MINUTE);
        // A session left alone for so long may have ended.
        let handler = world.sign_in("handler").await?;
        act(&handler, &address, "arrival", &[]).await?;
        world.clock.advance(2 * MINUTE);
        let neighbour = world.sign_in("street2").await?;
        act(&neighbour, &address, "arrival", &[]).await?;
        // A session left alone for so long may have ended.
        let (handler, street) = (world.sign_in("handler").await?, world.sign_in("street1").await?);
        // Its own page has no form for it any more, so the version is the street's.
        let shown = version(&open(&street, &address).await?);
        let again = handler.post(&format!("{address}/arrival"), &[("version", shown.as_str())]).await?;
        again.expect(422)?.says("只答复一次")?;

        let page = open(&street, &address).await?;
        assert!(page.contains("按时报到") && page.contains("逾时报到"), "the street sees who was in time");
        let task = format!("task_{}", world.city.department);
        act(&street, &address, "plan", &[("text", "先查后改"), (task.as_str(), "当场查处三家")]).await?;
        act(&street, &address, "result", &[("text", "三家已停排")]).await?;

        // A unit sees its own part and the shared result, not the other's.
        let page = open(&handler, &address).await?;
        for shared in ["先查后改", "三家已停排", "当场查处三家", "另有 1 个单位"] {
            assert!(page.contains(shared), "the called unit reads {shared}");
        }
        for other in ["新桥街道", "同段商户告知", "逾时报到"] {
            assert!(!page.contains(other), "the called unit does not read {other}");
        }

        let shown = version(&open(&street, &address).await?);
        let early = street.post(&format!("{address}/closure"), &[("version", shown.as_str())]).await?;
        early.expect(422)?.says("还差 4 项评价")?;
        let (bureau, other) = (world.city.department.to_string(), world.city.streets[1].to_string());
        let stars = |unit| [("unit", unit), ("response", "5"), ("solution", "4")];
        act(&street, &address, "unit-rating", &stars(bureau.as_str())).await?;
        act(&street, &address, "unit-rating", &[("unit", other.as_str()), ("response", "2"), ("solution", "3")])
            .await?;
        act(&handler, &address, "call-rating", &[("justified", "yes")]).await?;
        act(&neighbour, &address, "call-rating", &[("justified", "no"), ("text", "不在本街道")]).await?;
        act(&street, &address, "closure", &[]).await?;
        street.get(&address).await?.expect(200)?.says("已办结")?.says("链条完整")?.says("响应 5 分、解决 4 分")?;
        street.get(&format!("{address}/print")).await?.expect(200)?.says("吹哨报到单")?.says("三家已停排")?;

        // The figures moved for both sides, and each opens to what it is made of.
        let office = world.sign_in("office").await?;
        let page = open(&office, "/whistles/figures?month=2026-06").await?;
        for words in ["市城管局", "4.5", "2.5", "1 / 2", "figure=late&#38;month=2026-06"] {
            let plain = page.replace("&amp;", "&#38;");
            assert!(plain.contains(words), "the figures say {words}");
        }
        let late = open(&office, "/whistles?unit=S2&figure=late&month=2026-06").await?;
        assert!(late.contains("W260616-0001"));
        let late = open(&office, "/whistles?unit=CG&figure=late&month=2026-06").await?;
        assert!(!late.contains("W260616-0001"), "the bureau was not late");
        // A department sees its own figures only.
        let page = open(&handler, "/whistles/figures?month=2026-06").await?;
        assert!(page.contains("市城管局") && !page.contains("新桥街道"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_goes_to_a_consultation_that_binds() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = blow(world, "daily").await?;
        let handler = world.sign_in("handler").await?;
        act(&handler, &address, "objection", &[("reason", "油烟归生态环境部门")]).await?;
        let head = world.sign_in("streethead").await?;
        act(&head, &address, "referral", &[("reason", "职责有争议")]).await?;
        let number = address.trim_start_matches("/whistles/").to_owned();
        let whistle = by_number::<Whistle>(&world.fresh.db, CITY, &number).await?.unwrap();
        let id = whistle.consultation.unwrap();
        let consultation = by_id::<Consultation>(&world.fresh.db, CITY, id.0).await?.unwrap();
        let room = format!("/consultations/{}", consultation.number);
        act(&handler, &room, "contribution", &[("text", "我局只管占道")]).await?;
        // A party does not decide; a leader does, and has to say what becomes of the whistle.
        handler.post(&format!("{room}/decision"), &[("version", "2"), ("text", "不去")]).await?.expect(422)?;
        let leader = world.sign_in("leader").await?;
        let shown = version(&open(&leader, &room).await?);
        let fields = [("version", shown.as_str()), ("text", "由城管局到场")];
        leader.post(&format!("{room}/decision"), &fields).await?.expect(422)?.says("写明吹哨是否应当")?;
        let answer = format!("answer_{}", world.city.department);
        act(&leader, &room, "decision", &[("text", "由城管局到场"), ("justified", "yes"), (answer.as_str(), "bind")])
            .await?;
        let page = open(&handler, &address).await?;
        assert!(page.contains("已吹哨") && page.contains("会商责成") && !page.contains("提出异议</summary>"));
        act(&handler, &address, "arrival", &[]).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_refuses_and_the_refusal_is_counted() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = draft(world, "tackling").await?;
        let head = world.sign_in("streethead").await?;
        act(&head, &address, "refusal", &[("reason", "本街道可自行解决")]).await?;
        head.get(&address).await?.expect(200)?.says("未批准")?.says("本街道可自行解决")?;
        let page = open(&head, "/whistles?street=S1&figure=refused&month=2026-06").await?;
        assert!(page.contains("W260616-0001"));
        // Another street neither sees nor blows it; a department cannot draft at all.
        world.sign_in("street2").await?.get(&address).await?.expect(404)?;
        world.sign_in("handler").await?.get("/whistles/new").await?.expect(422)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_ratings_are_waived_when_their_time_is_over() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = blow(world, "daily").await?;
        act(&world.sign_in("handler").await?, &address, "arrival", &[]).await?;
        let street = world.sign_in("street1").await?;
        act(&street, &address, "plan", &[("text", "方案")]).await?;
        act(&street, &address, "result", &[("text", "结果")]).await?;
        world.clock.advance(5 * 24 * HOUR);
        let street = world.sign_in("street1").await?;
        act(&street, &address, "closure", &[]).await?;
        street.get(&address).await?.expect(200)?.says("2 项评价过期未评")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_joint_action_shows_each_participant_its_part_and_the_shared_result() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let (bureau, street) = (world.city.department.to_string(), world.city.streets[0].to_string());
        let fields = [
            ("request_key", "joint"),
            ("kind", "joint_action"),
            ("title", "夜市占道联合整治"),
            ("unit_0", bureau.as_str()),
            ("task_0", "清理占道摊位"),
            ("unit_1", street.as_str()),
            ("task_1", "提前告知商户"),
        ];
        let room = office.post("/consultations/new", &fields).await?.expect(303)?.location().to_owned();
        assert_eq!(room, "/consultations/H260616-0001");
        let handler = world.sign_in("handler").await?;
        let page = open(&handler, &room).await?;
        assert!(page.contains("清理占道摊位") && !page.contains("提前告知商户"));
        act(&handler, &room, "contribution", &[("text", "清理十二处")]).await?;
        act(&world.sign_in("street1").await?, &room, "contribution", &[("text", "告知四十户")]).await?;
        act(&office, &room, "decision", &[("text", "夜市恢复畅通")]).await?;
        let page = open(&handler, &room).await?;
        assert!(page.contains("夜市恢复畅通") && page.contains("清理十二处") && !page.contains("告知四十户"));
        // Nobody else of the city's streets sees it.
        world.sign_in("street2").await?.get(&room).await?.expect(404)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_next_step_of_a_whistle_hears_of_it_and_nobody_else() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let told = async |login: &str| -> anyhow::Result<usize> {
            let page = world.sign_in(login).await?.get("/notices").await?.expect(200)?.text();
            Ok(page.matches("沿街店铺油烟直排").count())
        };
        // Asked for approval: the head of the street can blow it, its handler cannot, and the called units know nothing yet.
        let address = draft(world, "emergency").await?;
        assert_eq!((told("streethead").await?, told("street1").await?, told("handler").await?), (1, 0, 0));
        act(&world.sign_in("streethead").await?, &address, "approval", &[]).await?;
        for login in ["handler", "head", "street2"] {
            assert_eq!(told(login).await?, 1, "{login} is called");
        }
        for login in ["office", "leader", "inspector"] {
            assert_eq!(told(login).await?, 0, "{login} has nothing to do");
        }
        let urgent = Built {
            name: "test::urgent",
            text: "SELECT COUNT(*) AS n FROM notices WHERE city_id = $1 AND kind = 'whistle_turn' AND urgent = 1"
                .to_owned(),
        };
        let urgent = world.fresh.db.row(urgent, params![CITY]).await?.map(|row| row.int("n")).transpose()?;
        assert_eq!(
            urgent,
            Some(4),
            "an emergency waits for no working hours: the head of the street and three who are called"
        );
        // The first who comes is told to the street, which can plan now; the second brings it nothing new.
        act(&world.sign_in("handler").await?, &address, "arrival", &[]).await?;
        assert_eq!(told("street1").await?, 1);
        act(&world.sign_in("street2").await?, &address, "arrival", &[]).await?;
        assert_eq!(told("street1").await?, 1);
        Ok(())
    })
    .await
}
