//! The switch for emergencies (D17): dated, sealed, over by itself; while it is on nothing waits for the morning.

use changxiao_app::{
    escalation::sweep::sweep,
    notices::{pass_on::pass_on, preferences},
};
use changxiao_domain::{
    notices::{NoticeKind, Preferences},
    time::Day,
};
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::{Value, json};

use super::{act, begun, holds, office, order};
use crate::api::program::Program;

fn storm(until: &str) -> Value {
    json!({
        "procedure": "emergency", "title": "台风“海燕”防御",
        "values": { "kind": "storm", "cause": "防台风 Ⅱ 级响应", "until": until },
    })
}

async fn wants_mail(world: &World) -> anyhow::Result<()> {
    let chosen = Preferences {
        address: "street1@example.gov.cn".to_owned(),
        mailed: [NoticeKind::MatterTurn].into_iter().collect(),
        ..Preferences::default()
    };
    preferences::choose(&world.app, &world.actor("street1").await?, chosen).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_lifts_the_quiet_hours_until_it_is_over_by_itself() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        wants_mail(world).await?;
        world.set_time(Day::constant(2026, 6, 16), 22, 0);
        let program = office(world).await?;
        begun(&program, order("排查积水", &["S1"])).await?;
        let held = pass_on(&world.app, CITY).await?;
        assert_eq!((held.messages, held.held), (0, 1), "at night a message waits for the morning");
        // For a week at most, not for yesterday, and by whom the document lets.
        program.post("/matters", &storm("2026-06-23")).await?.expect(422)?.says("每次最长 7 日")?;
        program.post("/matters", &storm("2026-06-15")).await?.expect(422)?.says("已过")?;
        let street = Program::of(world, "street1", &["read", "handle"]).await?;
        street.post("/matters", &storm("2026-06-17")).await?.expect(422)?;
        let number = begun(&program, storm("2026-06-17")).await?;
        let sent = pass_on(&world.app, CITY).await?;
        assert_eq!((sent.messages, sent.held), (1, 0), "in an emergency it goes out at once");
        let burden = program.read("/burden").await?;
        assert_eq!(
            (&burden["emergencies"][0]["number"], &burden["emergencies"][0]["on"]),
            (&json!(number), &json!(true))
        );
        // Who, from when, until when and why stand in a sealed event.
        let shown = program.read(&format!("/matters/{number}")).await?;
        assert_eq!((&shown["state"], &shown["values"]["cause"]), (&json!("on"), &json!("防台风 Ⅱ 级响应")));
        world.sign_in("office").await?.get("/burden").await?.expect(200)?.says("台风“海燕”防御")?.says("执行中")?;

        world.set_time(Day::constant(2026, 6, 18), 22, 0);
        begun(&program, order("再排查", &["S1"])).await?;
        let held = pass_on(&world.app, CITY).await?;
        assert_eq!((held.messages, held.held), (0, 1), "it is over before anybody has swept");
        sweep(&world.app, CITY).await?;
        assert_eq!(program.read(&format!("/matters/{number}")).await?["state"], "run_out");
        assert_eq!(program.read("/burden").await?["emergencies"][0]["on"], false);
        holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_ended_and_lengthened_by_hand() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        wants_mail(world).await?;
        let program = office(world).await?;
        let number = begun(&program, storm("2026-06-16")).await?;
        act(&program, &number, "extend", json!({ "until": "2026-06-18" })).await?;
        world.set_time(Day::constant(2026, 6, 17), 22, 0);
        begun(&program, order("排查积水", &["S1"])).await?;
        assert_eq!(pass_on(&world.app, CITY).await?.messages, 1);
        act(&program, &number, "stop", json!({})).await?;
        begun(&program, order("再排查", &["S2", "S1"])).await?;
        let held = pass_on(&world.app, CITY).await?;
        assert_eq!((held.messages, held.held), (0, 1));
        let until = program.read("/burden").await?["emergencies"][0]["until"].clone();
        assert!(until.as_str().is_some_and(|until| until.starts_with("2026-06-17T22:00")), "{until}");
        holds(world).await
    })
    .await
}
