//! Two people act on what both have on their screens: exactly one of them wins, the other is told.

use std::sync::Arc;

use changxiao_app::{
    AppError,
    cases::{
        Target, carry_out,
        dispatch::{self, Dispatch},
        file,
        report::{ReportCase, report},
    },
};
use changxiao_domain::cases::{Command, SupervisionKind};
use changxiao_store::cases as store;
use changxiao_testkit::{CITY, on_both_engines};

const ROUNDS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn exactly_one_of_two_wins() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        let people = [Arc::new(world.sign_in("office").await?), Arc::new(world.sign_in("dispatcher").await?)];
        for round in 0..ROUNDS {
            let new = ReportCase { category: "E0301".to_owned(), site: Some(1), ..ReportCase::default() };
            let number = report(&world.app, &inspector, new, &[]).await?.number;
            // The same person in two windows, and two people with different intentions.
            let (others, paths) = match round % 2 {
                0 => ([people[0].clone(), people[1].clone()], ["filing", "voiding"]),
                _ => ([people[1].clone(), people[1].clone()], ["filing", "filing"]),
            };
            let requests: Vec<_> = others
                .into_iter()
                .zip(paths)
                .map(|(person, path)| {
                    let path = format!("/cases/{number}/{path}");
                    tokio::spawn(async move { person.post(&path, &[("version", "1"), ("reason", "不属于本市")]).await })
                })
                .collect();
            let mut statuses = Vec::new();
            for request in requests {
                statuses.push(request.await??.status);
            }
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 409], "round {round}");
            let row = store::by_number(&world.fresh.db, CITY, &number).await?;
            let row = row.ok_or_else(|| anyhow::anyhow!("the case is gone"))?;
            assert_eq!(row.case.version, 2, "one of the two was carried out");
            let events = store::events_of(&world.fresh.db, CITY, row.case.id).await?;
            changxiao_domain::cases::verify_case(&row.case, &events)?;
        }
        Ok(())
    })
    .await
}

/// A form that was sent twice, or sent again by a phone that heard no answer, creates one case.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_report_twice_at_once_is_one_case() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = Arc::new(world.sign_in("inspector").await?);
        for round in 0..ROUNDS {
            let key = format!("test-request-{round}");
            let requests: Vec<_> = (0..4)
                .map(|_| {
                    let (browser, key) = (browser.clone(), key.clone());
                    tokio::spawn(async move {
                        let fields = [("category", "E0301"), ("site", "1"), ("request_key", key.as_str())];
                        browser.post("/cases/new", &fields).await
                    })
                })
                .collect();
            let mut places = Vec::new();
            for request in requests {
                places.push(request.await??.expect(303)?.location().to_owned());
            }
            places.dedup();
            assert_eq!(places.len(), 1, "everybody is led to the same case: {places:?}");
        }
        assert_eq!(world.fresh.row_counts(&[]).await?["cases"], i64::try_from(ROUNDS)?);
        Ok(())
    })
    .await
}

/// Twenty people have the same version of a case before them. Each version is won by exactly one of them, and everybody else is
/// told.
#[tokio::test(flavor = "multi_thread")]
async fn each_version_has_one_winner_among_twenty() -> anyhow::Result<()> {
    const PEOPLE: usize = 20;
    on_both_engines(async |world| {
        let inspector = world.actor("inspector").await?;
        let new = ReportCase { category: "E0301".to_owned(), site: Some(1), ..ReportCase::default() };
        let number = report(&world.app, &inspector, new, &[]).await?.number;
        let mut people = Vec::new();
        for login in ["office", "dispatcher", "leader", "inspector", "handler", "head", "checker"] {
            people.push(world.actor(login).await?);
        }
        let target = Target { number: number.clone(), version: None };
        file::file(&world.app, &people[1], &target, None, None).await?;
        let lead = Some(world.city.department);
        dispatch::dispatch(&world.app, &people[1], &target, Dispatch { lead, ..Dispatch::default() }).await?;
        for version in 3..=8 {
            let attempts: Vec<_> = (0..PEOPLE)
                .map(|person| {
                    let (app, actor) = (world.app.clone(), people[person % people.len()].clone());
                    let target = Target { number: number.clone(), version: Some(version) };
                    // Reminders, orders and words: each wants the next version for itself.
                    tokio::spawn(async move {
                        let text = format!("第{person}人");
                        match person % 7 {
                            0 => {
                                carry_out(
                                    &app,
                                    &actor,
                                    &target,
                                    Command::Supervise {
                                        kind: SupervisionKind::Key,
                                        reply_required: true,
                                        reason: text,
                                    },
                                    &[],
                                )
                                .await
                            }
                            1 | 2 => carry_out(&app, &actor, &target, Command::Urge { text }, &[]).await,
                            _ => carry_out(&app, &actor, &target, Command::Note { text }, &[]).await,
                        }
                    })
                })
                .collect();
            let (mut won, mut told) = (0, 0);
            for attempt in attempts {
                match attempt.await? {
                    Ok(case) => {
                        assert_eq!(case.version, version + 1);
                        won += 1;
                    }
                    Err(AppError::Conflict) => told += 1,
                    Err(other) => return Err(other.into()),
                }
            }
            assert_eq!((won, told), (1, PEOPLE - 1), "version {version}");
        }
        let row = store::by_number(&world.fresh.db, CITY, &number).await?;
        let row = row.ok_or_else(|| anyhow::anyhow!("the case is gone"))?;
        let events = store::events_of(&world.fresh.db, CITY, row.case.id).await?;
        changxiao_domain::cases::verify_case(&row.case, &events)?;
        assert_eq!(events.len(), 9, "one event for each version");
        Ok(())
    })
    .await
}
