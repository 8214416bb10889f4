//! A year closes into the next: what is open goes on once, with whoever has it, linked both ways.

use changxiao_app::matters::closing::{close_by_command, preview_by_command};
use changxiao_domain::{
    matters::Matter,
    time::{Day, Instant},
};
use changxiao_store::{engine::Built, matters::repeats, params, workflow::by_number};
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::{Value, json};

use super::{act, begun, holds, office};

async fn task(world: &World, number: &str) -> anyhow::Result<Matter> {
    by_number(&world.fresh.db, CITY, number).await?.ok_or_else(|| anyhow::anyhow!("no {number}"))
}

/// Half a year has passed: everybody has come in lately and has a password of today.
async fn in_use(world: &World) -> anyhow::Result<()> {
    let text = "UPDATE people SET password_set_at = $2, last_seen_at = $2 WHERE city_id = $1".to_owned();
    let mut tx = world.fresh.db.begin().await?;
    tx.execute(Built { name: "test::in_use", text }, params![CITY, world.app.now()]).await?;
    tx.commit().await?;
    Ok(())
}

fn drafted(title: &str, values: Value) -> Value {
    json!({ "procedure": "task", "title": title, "values": values })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_closed_once_and_nothing_is_lost_or_doubled() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = office(world).await?;
        let values = json!({ "what": "清理", "lead": "市城管局", "person": "测试handler", "starts": "2026-06-17", "due": "2027-02-26", "repeats": "yearly" });
        let first = begun(&program, drafted("清理占道", values)).await?;
        act(&program, &first, "publish", json!({})).await?;
        let second = begun(&program, drafted("验收占道整治", json!({ "what": "验收", "after": first }))).await?;
        // One of two steps is done in its year.
        let parent = begun(&program, drafted("整治农贸市场", json!({ "what": "整治" }))).await?;
        let step = |what: &str| json!({ "what": what, "unit": "市城管局", "who": "测试handler", "from": "", "by": "2026-12-20" });
        act(&program, &parent, "split", json!({ "steps": [step("清理摊位"), step("划线")] })).await?;
        let children = program.read(&format!("/matters/{parent}")).await?["children"].clone();
        let child = |place: usize| children[place]["number"].as_str().unwrap_or_default().to_owned();
        act(&program, &child(0), "withdraw", json!({})).await?;
        let meeting = json!({ "procedure": "meeting", "title": "推进会", "values": { "held_on": "2026-06-16", "chair": "市长", "participants": [{ "unit": "市城管局", "who": "测试unit_head" }] } });
        let meeting = begun(&program, meeting).await?;

        let preview = program.read("/matters/closing?year=2026").await?;
        assert_eq!((&preview["over"], preview["matters"].as_array().map(Vec::len)), (&json!(false), Some(4)));
        let close = |digest: &Value| json!({ "year": "2026", "digest": digest });
        program.post("/matters/closing", &close(&preview["digest"])).await?.expect(422)?.says("2026 年尚未结束")?;
        world.sign_in("street1").await?.get("/matters/closing").await?.expect(403)?;

        world.set_time(Day::constant(2027, 1, 4), 9, 0);
        in_use(world).await?;
        let program = office(world).await?;
        program.post("/matters/closing", &close(&json!("0000"))).await?.expect(422)?.says("预览后事项有变动")?;
        let browser = world.sign_in("office").await?;
        let page = browser.get("/matters/closing?year=2026").await?.expect(200)?.says("结转 4 项")?.says("清理占道")?.text();
        let digest = page.split("name=\"digest\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let done = browser.post("/matters/closing", &[("year", "2026"), ("digest", digest)]).await?.expect(303)?;
        browser.get(done.location()).await?.expect(200)?.says("2026 年 4 项事项已结转")?.says("没有待结转的事项")?;

        // Where it stood, with whoever had it, under a new number.
        let (old, page) = (task(world, &first).await?, browser.get(&format!("/matters/{first}")).await?.expect(200)?.text());
        let next = page.split("href=\"/matters/M2701").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let next = format!("M2701{next}");
        let new = task(world, &next).await?;
        assert_eq!((old.state.code.as_str(), old.is_open(), new.is_open()), ("carried_over", false, true));
        assert_eq!((new.state.code.as_str(), &new.title, new.due_at), ("published", &old.title, old.due_at));
        assert_eq!((new.holder, new.beginner, new.began_by, &new.values), (old.holder, old.beginner, old.began_by, &old.values));
        browser.get(&format!("/matters/{next}")).await?.expect(200)?.says("结转自")?.says(&first)?;
        let mine = world.sign_in("handler").await?.get("/matters?show=mine").await?.expect(200)?.text();
        assert!(mine.contains(&next) && !mine.contains(&first), "it is one to-do as before");
        // What comes after it follows, and so does what comes again.
        let rows = repeats::due(&world.fresh.db, CITY, Instant(i64::MAX), None, 10).await?;
        assert_eq!(rows.iter().map(|row| row.matter).collect::<Vec<_>>(), [new.id]);
        let list = program.read("/matters?procedure=task&open=true").await?;
        let numbers: Vec<&str> = list["matters"].as_array().into_iter().flatten().filter_map(|one| one["number"].as_str()).collect();
        assert_eq!(numbers.len(), 4, "four go on and none is there twice: {numbers:?}");
        let mut after = Vec::new();
        for number in &numbers {
            let shown = program.read(&format!("/matters/{number}")).await?;
            if shown["title"] == "验收占道整治" {
                assert_eq!(shown["values"]["after"], json!([next]));
            }
            after.push((shown["title"].clone(), *number));
        }
        let of = |title: &str| after.iter().find(|(of, _)| of == title).map(|(_, number)| (*number).to_owned()).unwrap_or_default();
        // A step stands below what its task became, and what was done of it is not begun again.
        let (whole, left) = (task(world, &of("整治农贸市场")).await?, task(world, &of("划线")).await?);
        assert_eq!((left.parent, left.position), (Some(whole.id), 2));
        assert_eq!((whole.around.children, whole.around.open_children, whole.around.lines.as_slice()), (2, 1, &[1, 2][..]));
        assert!(task(world, &meeting).await?.is_open(), "a meeting goes on as it is");
        assert!(!task(world, &second).await?.is_open());
        assert!(program.read("/burden?month=2027-01").await?["total"]["asks"] == 0, "nobody is asked anew");

        // Once more carries nothing, and the year after everything once.
        let again = program.read("/matters/closing?year=2026").await?;
        assert_eq!(again["matters"], json!([]));
        let closed: Value = program.post("/matters/closing", &close(&again["digest"])).await?.expect(200)?.json()?;
        assert_eq!(closed["carried"], json!([]));
        holds(world).await?;
        world.set_time(Day::constant(2028, 1, 3), 9, 0);
        let year = "2027".parse()?;
        let planned = preview_by_command(&world.app, CITY, year).await?.lines.len();
        let carried = close_by_command(&world.app, CITY, year).await?.carried;
        assert_eq!((planned, carried.len()), (4, 4));
        assert!(close_by_command(&world.app, CITY, year).await?.carried.is_empty());
        let number = &carried.iter().find(|(from, _)| *from == of("整治农贸市场")).expect("it goes on").1;
        assert_eq!(task(world, number).await?.around.lines, [1, 2], "lines are known over two years");
        holds(world).await
    })
    .await
}
