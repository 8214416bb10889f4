//! Many cases at once: what would happen to each, what did happen to each, one that somebody changed meanwhile, and the same sent twice.

use changxiao_app::cases::carry_out;
use changxiao_domain::cases::{Action, Command, State, verify_case};
use changxiao_store::cases as store;
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use serde_json::json;

use super::{People, Until, case_of, dispatched, filed, now, on, reported};
use crate::api::program::Program;

/// The hidden fields of the form that a page shows.
fn fields(page: &str) -> Vec<(String, String)> {
    let value = |part: &str, name: &str| {
        part.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("").to_owned()
    };
    page.split("<input type=\"hidden\" ")
        .skip(1)
        .map(|part| part.split('>').next().unwrap_or(""))
        .map(|part| (value(part, "name"), value(part, "value")))
        .filter(|(name, _)| ["row", "request_key", "list"].contains(&name.as_str()))
        .collect()
}

async fn send(
    browser: &Browser,
    path: &str,
    form: &[(String, String)],
    more: &[(&str, &str)],
) -> anyhow::Result<String> {
    let mut all: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend_from_slice(more);
    Ok(browser.post(path, &all).await?.expect(200)?.text())
}

/// What the page says beside a case.
fn outcome<'a>(page: &'a str, number: &str) -> &'a str {
    page.split("<tr data-outcome=").skip(1).find(|row| row.contains(number)).unwrap_or("")
}

async fn events(world: &World, number: &str) -> anyhow::Result<Vec<Action>> {
    let case = case_of(world, number).await?;
    let events = store::events_of(&world.fresh.db, CITY, case.id).await?;
    verify_case(&case, &events)?;
    Ok(events.into_iter().map(|event| event.action).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_case_is_dispatched_by_itself_and_says_what_became_of_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let good = [filed(world, &people, 1).await?, filed(world, &people, 2).await?];
        let early = reported(world, &people.inspector, 1).await?;
        let touched = filed(world, &people, 1).await?;
        let dispatcher = world.sign_in("dispatcher").await?;
        dispatcher.get("/cases?tab=mine").await?.expect(200)?.says("批量派遣")?.says("formaction=\"/cases/bulk/dispatch\"")?;

        let address = format!(
            "/cases/bulk/dispatch?number={}&number={}&number={early}&number={touched}&number=250101-0001&list=tab%3Dmine",
            good[0], good[1]
        );
        let page = dispatcher.get(&address).await?.expect(200)?.says("可办 3 件，不能办 2 件")?.text();
        assert!(outcome(&page, &good[0]).contains("牵头 市城管局"), "the matrix names who leads");
        assert!(outcome(&page, &early).contains("已上报，不能派遣"), "{}", outcome(&page, &early));
        assert_eq!(case_of(world, &good[0]).await?.state, State::Filed, "a look changes nothing");

        // While the page is open somebody writes a note on one of them.
        carry_out(&world.app, &people.office, &now(&touched), Command::Note { text: "先等施工".to_owned() }, &[]).await?;
        let form = fields(&page);
        assert_eq!(form.iter().filter(|(name, _)| name == "row").count(), 4, "what nobody sees is not sent");
        let go = [("step", "go"), ("text", "请于雨前办完")];
        let result = send(&dispatcher, "/cases/bulk/dispatch", &form, &go).await?;
        assert!(result.contains("已办 2 件，未办 2 件"));
        for number in &good {
            assert!(outcome(&result, number).contains("已办"), "{}", outcome(&result, number));
            assert_eq!(case_of(world, number).await?.lead_unit, Some(world.city.department));
            assert_eq!(events(world, number).await?, [Action::Report, Action::File, Action::Dispatch, Action::Note]);
        }
        assert!(outcome(&result, &early).contains("不能办"));
        let changed = outcome(&result, &touched);
        assert!(changed.contains("已有变动") && changed.contains("市创建办 创建办刚作"), "{changed}");
        assert_eq!(case_of(world, &touched).await?.state, State::Filed, "nothing was done on an old state");

        // The same form once more, as a reload sends it: nothing is done twice.
        let again = send(&dispatcher, "/cases/bulk/dispatch", &form, &go).await?;
        assert!(again.contains("已办 2 件，未办 2 件"));
        assert!(outcome(&again, &good[0]).contains("先前已提交办理"));
        for number in &good {
            assert_eq!(events(world, number).await?.len(), 4, "one dispatch and one note");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_press_at_once_dispatch_each_case_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let mut numbers = Vec::new();
        for turn in 0..6 {
            numbers.push(filed(world, &people, 1 + turn % 2).await?);
        }
        let dispatcher = world.sign_in("dispatcher").await?;
        let asked: Vec<String> = numbers.iter().map(|number| format!("number={number}")).collect();
        let page = dispatcher.get(&format!("/cases/bulk/dispatch?{}", asked.join("&"))).await?.expect(200)?.text();
        let form = fields(&page);
        let go = [("step", "go")];
        let (one, two) = tokio::join!(
            send(&dispatcher, "/cases/bulk/dispatch", &form, &go),
            send(&dispatcher, "/cases/bulk/dispatch", &form, &go)
        );
        let (one, two) = (one?, two?);
        for number in &numbers {
            assert_eq!(events(world, number).await?, [Action::Report, Action::File, Action::Dispatch]);
            let done = |page: &str| outcome(page, number).contains("cx-lamp-ok");
            assert!(done(&one) || done(&two), "one of the two says that it is done");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_closed_together_where_their_checks_have_passed() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let (passed, unchecked) = (dispatched(world, &people, 1, 40).await?, dispatched(world, &people, 2, 40).await?);
        on(world, &people, &passed, Until::Passed).await?;
        on(world, &people, &unchecked, Until::Checking).await?;
        let dispatcher = world.sign_in("dispatcher").await?;
        let page =
            dispatcher.get(&format!("/cases/bulk/close?number={passed}&number={unchecked}")).await?.expect(200)?;
        let page = page.says("可办 0 件，不能办 2 件")?.text();
        let form = fields(&page);
        let met = [("step", "preview"), ("conditions_met", "on")];
        let page = send(&dispatcher, "/cases/bulk/close", &form, &met).await?;
        assert!(page.contains("可办 1 件，不能办 1 件") && page.contains("结案 1 件"));
        let result =
            send(&dispatcher, "/cases/bulk/close", &fields(&page), &[("step", "go"), ("conditions_met", "on")]).await?;
        assert!(outcome(&result, &passed).contains("已结案"));
        assert!(outcome(&result, &unchecked).contains("不能办"));
        assert_eq!(case_of(world, &passed).await?.state, State::Closed);
        assert_eq!(case_of(world, &unchecked).await?.state, State::Checking);

        // The office may close without a check and says why.
        let office = world.sign_in("office").await?;
        let page = office.get(&format!("/cases/bulk/close?number={unchecked}")).await?.expect(200)?.text();
        let why = [("step", "go"), ("reason", "现场视频可见")];
        send(&office, "/cases/bulk/close", &fields(&page), &why).await?;
        assert_eq!(case_of(world, &unchecked).await?.state, State::Closed);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_refused_and_nobody_takes_more_than_two_hundred() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let number = filed(world, &people, 1).await?;
        let handler = world.sign_in("handler").await?;
        handler.get(&format!("/cases/bulk/dispatch?number={number}")).await?.expect(403)?;
        handler.post("/cases/bulk/close", &[("step", "go"), ("row", &format!("{number}.2"))]).await?.expect(403)?;
        assert!(!handler.get("/cases").await?.text().contains("/cases/bulk/"));
        let dispatcher = world.sign_in("dispatcher").await?;
        dispatcher.get("/cases/bulk/dispatch").await?.expect(422)?.says("先选问题")?;
        let many: Vec<String> = (1..=201).map(|n| format!("number=260616-{n:04}")).collect();
        dispatcher
            .get(&format!("/cases/bulk/dispatch?{}", many.join("&")))
            .await?
            .expect(422)?
            .says("一次最多 200 件")?;
        assert_eq!(case_of(world, &number).await?.state, State::Filed);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_interface_answers_for_each_case_under_a_key() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let (good, early) = (filed(world, &people, 1).await?, reported(world, &people.inspector, 1).await?);
        let program = Program::of(world, "dispatcher", &["read", "handle"]).await?;
        let version = case_of(world, &good).await?.version;
        let body = json!({ "cases": [{ "number": good, "version": version }, { "number": early }, { "number": "250101-0001" }] })
            .to_string();
        let first = program.send("/cases/bulk/dispatch", &body, Some("bulk-key-1")).await?.expect(200)?.json()?;
        assert_eq!((first["done"].as_i64(), first["not_done"].as_i64()), (Some(1), Some(2)));
        let outcomes = |answer: &serde_json::Value| -> Vec<String> {
            let results = answer["results"].as_array().cloned().unwrap_or_default();
            results.iter().map(|result| result["outcome"].as_str().unwrap_or("").to_owned()).collect()
        };
        assert_eq!(outcomes(&first), ["done", "refused", "refused"]);
        assert_eq!(first["results"][0]["state"], "dispatched");
        assert_eq!(first["results"][1]["problem"]["number"], "E-1301");
        assert_eq!(first["results"][2]["problem"]["number"], "E-1201");
        let again = program.send("/cases/bulk/dispatch", &body, Some("bulk-key-1")).await?.expect(200)?.json()?;
        assert_eq!(outcomes(&again), ["done_before", "refused", "refused"]);
        let other = program.send("/cases/bulk/dispatch", &body, Some("bulk-key-2")).await?.expect(200)?.json()?;
        assert_eq!(outcomes(&other)[0], "changed", "under another key the old version is told");
        assert_eq!(events(world, &good).await?, [Action::Report, Action::File, Action::Dispatch]);
        Ok(())
    })
    .await
}
