//! Every worklist of every role, by page and by interface; filters that narrow them; a search that says what it left out.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_app::cases::{carry_out, list as cases_list, worklists::Worklist};
use changxiao_domain::{
    cases::{Command, State},
    ids::PostId,
    orgs::Actor,
    time::Day,
};
use changxiao_store::cases::{CaseFilter, Sort};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};

use super::{People, Until, asked_for_time, case_of, dispatched, filed, now, on, reported, returned, reworked};

/// The cases of the story by what they are.
struct Story {
    cases: BTreeMap<&'static str, String>,
}

impl Story {
    async fn tell(world: &World) -> anyhow::Result<Self> {
        let people = People::of(world).await?;
        let mut cases = BTreeMap::new();
        cases.insert("reported", reported(world, &people.inspector, 1).await?);
        cases.insert("filed", filed(world, &people, 2).await?);
        // Two working hours from 10:00: due before noon. Forty: next week.
        cases.insert("short", dispatched(world, &people, 1, 1).await?);
        cases.insert("today", dispatched(world, &people, 1, 4).await?);
        cases.insert("long", dispatched(world, &people, 2, 40).await?);
        let asked = dispatched(world, &people, 1, 40).await?;
        asked_for_time(world, &people, &asked).await?;
        cases.insert("asked", asked);
        for (name, until) in [
            ("handled", Until::Handled),
            ("checking", Until::Checking),
            ("passed", Until::Passed),
            ("closed", Until::Closed),
        ] {
            let number = dispatched(world, &people, 1, 40).await?;
            on(world, &people, &number, until).await?;
            cases.insert(name, number);
        }
        let back = dispatched(world, &people, 2, 40).await?;
        returned(world, &people, &back).await?;
        cases.insert("returned", back);
        let again = dispatched(world, &people, 2, 40).await?;
        on(world, &people, &again, Until::Handled).await?;
        reworked(world, &people, &again).await?;
        cases.insert("reworked", again);
        // 13:00 of the same day: the short one is late, and closed late is what may be appealed against.
        let late = dispatched(world, &people, 1, 1).await?;
        world.set_time(Day::constant(2026, 6, 16), 15, 0);
        on(world, &people, &late, Until::Closed).await?;
        carry_out(
            &world.app,
            &people.head,
            &now(&late),
            Command::Appeal { reason: "停电两小时".to_owned(), photos: Vec::new() },
            &[],
        )
        .await?;
        cases.insert("appealed", late);
        Ok(Self { cases })
    }

    fn named(&self, numbers: impl IntoIterator<Item = String>) -> BTreeSet<&'static str> {
        let of = |number: &String| self.cases.iter().find(|(_, own)| *own == number).map(|(name, _)| *name);
        numbers.into_iter().filter_map(|number| of(&number)).collect()
    }
}

async fn held(world: &World, actor: &Actor, list: Worklist) -> anyhow::Result<Option<Vec<String>>> {
    let model = world.app.model(CITY).await?;
    let Some(filter) = list.filter(actor, &model, world.app.now()) else { return Ok(None) };
    let page = cases_list::page(&world.app, actor, &filter, None, 50).await?;
    Ok(Some(page.lines.into_iter().map(|line| line.number).collect()))
}

/// The number on a tab, as its page says it.
fn count_on(page: &str, tab: &str) -> Option<i64> {
    let link = page.split("class=\"cx-tabs\"").nth(1)?.split("</nav>").next()?;
    let of_tab = link
        .split("<a href=")
        .find(|part| part.contains(&format!("tab={tab}\"")) || part.contains(&format!("tab={tab}&")))?;
    of_tab.split("<span>").nth(1)?.split("</span>").next()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_worklist_of_every_role_holds_what_is_its_own() -> anyhow::Result<()> {
    const NEVER: &[&str] = &["—"];
    // Role; mine, waiting, due today, late, come back. The street of site 1 sees what lies in it.
    let expected: &[(&str, [&[&str]; 5])] = &[
        (
            "office",
            [
                &["reported", "handled", "checking", "passed", "asked", "appealed"],
                &["filed", "short", "today", "long", "returned", "reworked"],
                &["short", "today"],
                &["short"],
                &["returned", "reworked"],
            ],
        ),
        (
            "dispatcher",
            [
                &["reported", "filed", "handled", "passed", "asked", "returned"],
                &["short", "today", "long", "checking", "reworked"],
                &["short", "today"],
                &["short"],
                &["returned", "reworked"],
            ],
        ),
        (
            "handler",
            [
                &["short", "today", "long", "asked", "reworked"],
                &["asked", "handled", "checking", "passed"],
                &["short", "today"],
                &["short"],
                &["reworked"],
            ],
        ),
        (
            "head",
            [
                &["short", "today", "long", "asked", "reworked"],
                &["asked", "handled", "checking", "passed", "appealed"],
                &["short", "today"],
                &["short"],
                &["reworked"],
            ],
        ),
        ("checker", [&["checking"], &["passed"], &["short", "today"], &["short"], &["returned", "reworked"]]),
        ("leader", [&[], &[], &["short", "today"], &["short"], &["returned", "reworked"]]),
        (
            "inspector",
            [
                &[],
                &[
                    "reported", "filed", "short", "today", "long", "asked", "handled", "checking", "passed",
                    "returned", "reworked",
                ],
                &["short", "today"],
                &["short"],
                &["returned", "reworked"],
            ],
        ),
        // A street leads none of them and sees those that lie in it.
        ("street1", [&[], &[], &["short", "today"], &["short"], &[]]),
        ("streethead", [&[], &[], &["short", "today"], &["short"], &[]]),
        ("street2", [&[], &[], &[], &[], &["returned", "reworked"]]),
        ("auditor", [NEVER, NEVER, &[], &[], &[]]),
    ];
    on_both_engines(async |world| {
        let story = Story::tell(world).await?;
        for (login, lists) in expected {
            let actor = world.actor(login).await?;
            let reads = *login != "auditor";
            let browser = if reads { Some(world.sign_in(login).await?) } else { None };
            for (list, wanted) in Worklist::ALL.into_iter().zip(lists) {
                if !reads {
                    // Who may not read cases has no list of them at all.
                    assert!(held(world, &actor, list).await.map_or(true, |held| held.is_none()), "{login}, {list:?}");
                    continue;
                }
                let Some(numbers) = held(world, &actor, list).await? else { anyhow::bail!("{login} has no {list:?}") };
                let wanted: BTreeSet<&str> = wanted.iter().copied().collect();
                assert_eq!(numbers.len(), wanted.len(), "{login}, {list:?}: {numbers:?} is not {wanted:?}");
                assert_eq!(story.named(numbers), wanted, "{login}, {list:?}");
                if let Some(browser) = &browser {
                    shows(browser, login, list, &wanted, &story).await?;
                }
            }
        }
        Ok(())
    })
    .await
}

/// The page of the list holds the same, counts the same, and so does the interface.
async fn shows(
    browser: &Browser,
    login: &str,
    list: Worklist,
    wanted: &BTreeSet<&'static str>,
    story: &Story,
) -> anyhow::Result<()> {
    let page = browser.get(&format!("/cases?tab={}", list.code())).await?.expect(200)?.text();
    for (name, number) in &story.cases {
        assert_eq!(
            page.contains(&format!("data-href=\"/cases/{number}?")),
            wanted.contains(name),
            "{login}, {list:?}: {name}"
        );
    }
    let counted = i64::try_from(wanted.len())?;
    assert_eq!(count_on(&page, list.code()), Some(counted), "{login}, {list:?}: the number on the tab");
    let answer =
        browser.get(&format!("/api/v1/cases?worklist={}&limit=100", list.code())).await?.expect(200)?.json()?;
    assert_eq!(answer["cases"].as_array().map(Vec::len), Some(wanted.len()), "{login}, {list:?}: the interface");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_counted_the_same_beside_the_name_of_the_post_and_on_the_tab() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        Story::tell(world).await?;
        for (login, wanted) in [("office", 6), ("dispatcher", 6), ("handler", 5), ("leader", 0)] {
            let who = world.signed_in(login).await?;
            let counts = changxiao_app::overview::badge::counts(&world.app, &who).await?;
            let post: PostId = who.actor.post;
            assert_eq!(counts.iter().find(|(of, _)| *of == post).map(|(_, n)| *n), Some(wanted), "{login}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_first_stands_first_where_that_is_what_the_list_is_about() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let story = Story::tell(world).await?;
        let office = world.actor("office").await?;
        let today = held(world, &office, Worklist::Today).await?.unwrap_or_default();
        assert_eq!(today, [story.cases["short"].clone(), story.cases["today"].clone()]);
        let page = world.sign_in("office").await?.get("/cases?tab=today").await?.expect(200)?.text();
        let place = |name: &str| page.find(&format!("data-href=\"/cases/{}", story.cases[name]));
        assert!(place("short") < place("today"));
        let newest = world.sign_in("office").await?.get("/cases?tab=today&sort=newest").await?.expect(200)?.text();
        let place = |name: &str| newest.find(&format!("data-href=\"/cases/{}", story.cases[name]));
        assert!(place("today") < place("short"), "who asks for the newest first has them first");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_narrows_in_page_file_and_interface() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let story = Story::tell(world).await?;
        let office = world.sign_in("office").await?;
        let all = story.cases.len();
        // Words of the page's address, words of the interface, and how many are left.
        let asked: &[(&str, &str, usize)] = &[
            ("tab=all", "", all),
            ("tab=all&reporter=OFFICE", "reporter_unit=OFFICE", all),
            ("tab=all&reporter=CG", "reporter_unit=CG", 0),
            ("tab=all&co=CG", "co_unit=CG", 0),
            ("tab=all&lead=CG", "lead_unit=CG", all - 3),
            ("tab=all&course=reworked", "reworked=true", 1),
            ("tab=all&course=returned", "returned=true", 1),
            ("tab=all&asked=any", "asked=any", 2),
            ("tab=all&asked=appeal", "asked=appeal", 1),
            ("tab=all&due_from=2026-06-16&due_to=2026-06-16", "due_from=2026-06-16&due_before=2026-06-17", 3),
            ("closed_from=2026-06-16&closed_to=2026-06-16", "closed_from=2026-06-16&closed_before=2026-06-17", 2),
            ("closed_to=2026-06-15", "closed_before=2026-06-16", 0),
            ("tab=all&from=2026-06-16&to=2026-06-16", "reported_from=2026-06-16&reported_before=2026-06-17", all),
            ("tab=all&site=2", "site=2", 4),
            ("state=hung", "state=hung", 0),
            ("state=force_closed", "state=force_closed", 0),
        ];
        for (page, api, wanted) in asked {
            let csv = office.get(&format!("/cases/export.csv?{page}")).await?.expect(200)?.text();
            assert_eq!(csv.lines().count(), wanted + 1, "{page}");
            let html = office.get(&format!("/cases?{page}")).await?.expect(200)?.text();
            assert_eq!(html.matches("data-href=\"/cases/").count(), *wanted, "{page}");
            let answer = office.get(&format!("/api/v1/cases?limit=100&{api}")).await?.expect(200)?.json()?;
            assert_eq!(answer["cases"].as_array().map(Vec::len), Some(*wanted), "{api}");
        }
        office.get("/api/v1/cases?worklist=mine&state=filed").await?.expect(400)?.says("worklist")?;
        // The words of the page before still open what they meant.
        let old = office.get("/cases?tab=reworked").await?.expect(200)?.text();
        assert_eq!(old.matches("data-href=\"/cases/").count(), 2);
        Ok(())
    })
    .await
}

/// The list of a unit asks several indexes; whatever stands in how many of them, each case comes once and in its order.
#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_reports_leads_and_helps_sees_each_case_once_page_by_page() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let street = world.actor("street1").await?;
        let mut all = Vec::new();
        for turn in 0..9 {
            let by = if turn % 2 == 0 { &street } else { &people.inspector };
            let number = reported(world, by, if turn % 3 == 0 { 2 } else { 1 }).await?;
            changxiao_app::cases::file::file(&world.app, &people.dispatcher, &now(&number), None, None).await?;
            let lead = [world.city.department, world.city.streets[0]][turn % 2];
            let co = if turn % 3 == 0 { vec![world.city.streets[0]] } else { Vec::new() };
            let to = changxiao_app::cases::dispatch::Dispatch { lead: Some(lead), co: Some(co), ..Default::default() };
            changxiao_app::cases::dispatch::dispatch(&world.app, &people.dispatcher, &now(&number), to).await?;
            all.insert(0, number);
        }
        assert_eq!(case_of(world, &all[0]).await?.state, State::Dispatched);
        for sort in [Sort::Newest, Sort::Due] {
            let filter = CaseFilter { open: Some(true), sort, ..CaseFilter::default() };
            let (mut seen, mut cursor) = (Vec::new(), None);
            loop {
                let page = cases_list::page(&world.app, &street, &filter, cursor, 2).await?;
                seen.extend(page.lines.iter().map(|line| line.number.clone()));
                let Some(last) = page.lines.last().filter(|_| page.has_next) else { break };
                cursor = cases_list::Cursor::read(Some(&cases_list::Cursor::text(last)), None);
            }
            let each: BTreeSet<&String> = seen.iter().collect();
            assert_eq!((seen.len(), each.len()), (9, 9), "{sort:?}: {seen:?}");
            if sort == Sort::Newest {
                assert_eq!(seen, all);
            }
        }
        Ok(())
    })
    .await
}
