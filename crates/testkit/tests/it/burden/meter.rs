//! The meter with a fixed clock (D7), and the same figures recomputed from the sealed events by a script that knows nothing of ours.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use changxiao_app::notices::pass_on::pass_on;
use changxiao_domain::time::Day;
use changxiao_testkit::{CITY, on_both_engines};
use serde_json::{Value, json};

use super::{act, begun, communities, holds, office, order, outside, part};
use crate::api::program::Program;

fn of<'v>(burden: &'v Value, code: &str) -> &'v Value {
    let units = burden["units"].as_array().into_iter().flatten();
    units.filter(|row| row["unit"]["code"] == code).map(|row| &row["now"]).next().unwrap_or(&Value::Null)
}

fn figures(asks: i64, outside: i64, minutes: (i64, i64), off: (i64, i64), emergency: (i64, i64)) -> Value {
    json!({
        "asks": asks, "outside": outside, "minutes_asked": minutes.0, "minutes_answered": minutes.1,
        "off_asks": off.0, "off_notices": off.1, "emergency_asks": emergency.0, "emergency_notices": emergency.1,
    })
}

/// Lets the script compare what it counts with what the dump says that the meter shows.
fn checked(dump: &Value) -> anyhow::Result<(bool, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recompute_burden.mjs");
    let mut run = Command::new("node");
    run.arg(script).arg("--check").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = run.spawn()?;
    child.stdin.take().expect("it is piped").write_all(dump.to_string().as_bytes())?;
    let done = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    Ok((done.status.success(), said))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_meter_shows_what_was_asked_and_a_script_gets_the_same_from_the_events() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        communities(world).await?;
        let program = office(world).await?;
        // Tuesday at ten: an order to both streets, of which one answers; a table from outside each week.
        begun(&program, order("清理占道", &["S1", "S2"])).await?;
        let street = Program::of(world, "street1", &["read", "handle"]).await?;
        let number = part(&street, "S1").await?;
        act(&street, &number, "take", json!({})).await?;
        act(&street, &number, "report", json!({ "result": "已清理 12 处" })).await?;
        begun(&program, outside(json!([{ "what": "志愿者人数" }]), "2026-12-31", "both")).await?;
        // Saturday morning: an order out of hours; then an emergency, and an order in it.
        world.set_time(Day::constant(2026, 6, 20), 9, 0);
        begun(&program, order("补充清理", &["S2"])).await?;
        world.set_time(Day::constant(2026, 6, 20), 10, 0);
        let storm = json!({
            "procedure": "emergency", "title": "台风“海燕”防御",
            "values": { "kind": "storm", "cause": "防台风 Ⅱ 级响应", "until": "2026-06-21" },
        });
        let storm = begun(&program, storm).await?;
        world.set_time(Day::constant(2026, 6, 20), 11, 0);
        begun(&program, order("转移人员", &["S1"])).await?;
        pass_on(&world.app, CITY).await?;
        pass_on(&world.app, CITY).await?;

        let june = program.read("/burden?month=2026-06").await?;
        // From outside on 16, 23 and 30 June.
        assert_eq!(of(&june, "S1"), &figures(5, 3, (90, 15), (0, 0), (1, 2)));
        assert_eq!(of(&june, "S2"), &figures(5, 3, (90, 0), (1, 1), (0, 0)));
        assert_eq!(of(&june, "C1"), &figures(3, 3, (60, 0), (0, 0), (0, 0)));
        assert_eq!(of(&june, "C2"), of(&june, "C1"));
        assert_eq!((&june["total"]["minutes_asked"], &june["total_before"]["minutes_asked"]), (&json!(300), &json!(0)));
        assert_eq!(june["askers"][0], json!({ "name": "市民政局", "minutes": 240 }));
        assert_eq!((&june["emergencies"][0]["number"], &june["emergencies"][0]["on"]), (&json!(storm), &json!(true)));
        // A street sees itself and what lies below it.
        let of_street = street.read("/burden?month=2026-06").await?;
        let codes: Vec<&str> = of_street["units"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row["unit"]["code"].as_str())
            .collect();
        assert_eq!(codes, ["S1", "C1", "C2"]);
        street.get("/burden/events").await?.expect(403)?;
        program.get("/burden?month=2026").await?.expect(400)?;

        let browser = world.sign_in("office").await?;
        browser.get("/burden").await?.expect(200)?.says("市民政局")?.says("240 分钟")?.says("台风“海燕”防御")?;
        browser.get("/burden/print?month=2026-06").await?.expect(200)?.says("东园社区")?;
        browser.get("/burden/export.xlsx?month=2026-06").await?.expect(200)?;
        browser.get("/").await?.expect(200)?.says("基层负担")?.says("要求最多：市民政局，240 分钟")?;

        let dump = program.read("/burden/events?month=2026-06").await?;
        let (same, said) = checked(&dump)?;
        assert!(same && said.contains("the events give what the meter shows"), "{said}");
        for hidden in ["已清理 12 处", "防台风", "志愿者人数", "民发"] {
            assert!(!dump["events"].to_string().contains(hidden), "{hidden} leaves with no event");
        }
        // The script finds what is not so.
        let mut wrong = dump.clone();
        let unit =
            wrong["meter"]["2026-06"].as_object().and_then(|units| units.keys().next().cloned()).unwrap_or_default();
        wrong["meter"]["2026-06"][&unit]["minutes_asked"] = json!(1);
        assert!(!checked(&wrong)?.0, "another figure is found");
        let mut wrong = dump.clone();
        wrong["events"].as_array_mut().expect("events").retain(|event| event["action"] != "issue");
        assert!(!checked(&wrong)?.0, "a lost event is found");

        // In July it is asked on four days: more than in June it was by 20 minutes.
        world.set_time(Day::constant(2026, 7, 10), 9, 0);
        let program = office(world).await?;
        let july = program.read("/burden?month=2026-07").await?;
        assert_eq!(
            (&july["total"]["minutes_asked"], &july["total_before"]["minutes_asked"]),
            (&json!(320), &json!(300))
        );
        world.sign_in("office").await?.get("/").await?.expect(200)?.says("较上月增加 20 分钟")?;
        let (same, said) = checked(&program.read("/burden/events?month=2026-07").await?)?;
        assert!(same, "{said}");
        holds(world).await
    })
    .await
}
