//! 代办: while somebody is away, what waits for them waits for whoever stands in, who is told of it; and whatever a group lost points for is
//! proposed for its plan, also where it answers for what lies above.

use changxiao_app::{
    escalation::sweep::sweep,
    people::add_post::{AddPost, add_post},
};
use changxiao_domain::{ids::PostId, orgs::Role, standards::Duty, time::Day};
use changxiao_store::standards::{ResponsibilityRow, put_responsibilities};
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::{Value, json};

use crate::{api::program::Program, matters::broken, scoring::visit};

async fn task(office: &Program, post: PostId, title: &str, due: &str) -> anyhow::Result<String> {
    let values = json!({ "what": title, "lead": "市城管局", "person": post.to_string(), "due": due });
    let body = json!({ "procedure": "task", "title": title, "values": values });
    let begun: Value = office.post("/matters", &body).await?.expect(201)?.json()?;
    let number = begun["number"].as_str().unwrap_or_default().to_owned();
    let publish = json!({ "action": "publish", "version": begun["version"], "values": {} });
    office.post(&format!("/matters/{number}/actions"), &publish).await?.expect(200)?;
    Ok(number)
}

/// The titles of what waits for the post of a program.
async fn waits(program: &Program) -> anyhow::Result<Vec<String>> {
    let list = program.read("/matters?mine=true").await?;
    let titles = list["matters"].as_array().into_iter().flatten().filter_map(|one| one["title"].as_str());
    Ok(titles.map(str::to_owned).collect())
}

/// How many notices a person has that say this.
async fn told(world: &World, login: &str, words: &str) -> anyhow::Result<usize> {
    Ok(world.sign_in(login).await?.get("/notices").await?.expect(200)?.text().matches(words).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_somebody_who_is_away_waits_for_the_deputy() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (handler, street) = (world.actor("handler").await?, world.actor("street1").await?);
        let deputy = AddPost {
            person: street.person,
            unit: handler.unit,
            role: Role::Handler,
            title: "代班".to_owned(),
            from: Day::constant(2026, 6, 1),
            deputy_of: Some(handler.post),
        };
        let posts: Vec<_> = world.app.model(CITY).await?.posts.keys().copied().collect();
        add_post(&world.app, &world.actor("sysadmin").await?, deputy).await?;
        let model = world.app.model(CITY).await?;
        let post = model.posts.keys().copied().find(|post| !posts.contains(post)).expect("a new post");
        let deputy = Program::of_post(world, post, "street1 代班", &["read", "handle"]).await?;
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let mine = Program::of(world, "handler", &["read", "handle"]).await?;
        task(&office, handler.post, "清理站前路", "2026-06-19").await?;
        assert_eq!((waits(&mine).await?, waits(&deputy).await?), (vec!["清理站前路".to_owned()], Vec::new()));
        // From the first day of the absence on it waits for both, and what comes then is told to whoever stands in.
        let days = [("first", "2026-06-17"), ("last", "2026-06-18")];
        world.sign_in("handler").await?.post("/absences", &days).await?.expect(303)?;
        assert_eq!(waits(&deputy).await?, Vec::<String>::new(), "not before");
        world.set_time(Day::constant(2026, 6, 17), 9, 0);
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        task(&office, handler.post, "更换井盖", "2026-06-30").await?;
        let both = vec!["清理站前路".to_owned(), "更换井盖".to_owned()];
        assert_eq!((waits(&mine).await?, waits(&deputy).await?), (both.clone(), both));
        assert_eq!((told(world, "street1", "更换井盖").await?, told(world, "handler", "更换井盖").await?), (1, 0));
        // Before it is due the deputy hears.
        world.set_time(Day::constant(2026, 6, 18), 23, 59);
        world.clock.advance(changxiao_domain::time::HOUR);
        sweep(&world.app, CITY).await?;
        // Back again: it waits for the holder alone.
        world.set_time(Day::constant(2026, 6, 19), 9, 0);
        assert_eq!((waits(&mine).await?.len(), waits(&deputy).await?), (2, Vec::new()));
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_begins_with_the_gaps_of_what_the_unit_answers_for_and_of_what_lies_below() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let model = world.app.model(CITY).await?;
        let system = model.current_system().expect("a standard is in force").clone();
        let item =
            system.check_items_of("zgd").into_iter().find(|item| item.code == "zgd-03").expect("an item").clone();
        let node = item.content.clone().expect("it stands in the standard");
        let parent = system.node(&node).and_then(|node| node.parent.clone()).expect("it lies below another one");
        let answers = async |node: &str| -> anyhow::Result<()> {
            let row = ResponsibilityRow {
                system: system.id,
                node: node.to_owned(),
                unit: world.city.department,
                duty: Duty::Lead,
            };
            let mut tx = world.app.db().begin().await?;
            put_responsibilities(&mut tx, CITY, std::iter::once(row)).await?;
            changxiao_store::cities::touch_model(&mut tx, CITY);
            tx.commit().await?;
            world.app.refresh_model(CITY).await?;
            Ok(())
        };
        visit(world, 1, &["zgd-03"]).await?;
        let form = async || -> anyhow::Result<String> {
            let head = world.sign_in("head").await?;
            Ok(head.get("/matters/new?procedure=group_plan").await?.expect(200)?.text())
        };
        assert!(!form().await?.contains(&node), "nobody answers for it");
        answers(&parent).await?;
        let page = form().await?;
        assert!(page.contains(&node), "the gap stands below what the unit answers for: {node} below {parent}");
        Ok(())
    })
    .await
}
