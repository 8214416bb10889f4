//! What was sealed once stays as it is: events of all four procedures, made by the same people at the same moments, have the same
//! particulars and the same hashes as those that an earlier release wrote into `tests/data`.
//!
//! A difference means that chains of living cities would be written otherwise than before, or that ids are taken from chance in
//! another order. Neither may happen by the way. Where it is meant, the new list lies in the place that the failure names.

pub(crate) mod cases;
pub(crate) mod chronic;
pub(crate) mod handed;
mod listed;
pub(crate) mod story;
pub(crate) mod whistles;

use std::collections::BTreeSet;

use changxiao_domain::{cases as case, consultations as consultation, recurrence, whistles as whistle};
use changxiao_testkit::{CITY, Demonstration, fresh_databases, on_both_engines};

use self::{
    listed::{Listed, listed, rehashed, unlike},
    story::Story,
};

const CASES: &str = include_str!("../../data/sealed_cases.tsv");
const WHISTLES: &str = include_str!("../../data/sealed_whistles.tsv");
const CHRONIC: &str = include_str!("../../data/sealed_chronic.tsv");
const HANDED: &str = include_str!("../../data/sealed_handed.tsv");
const DEMONSTRATION: &str = include_str!("../../data/sealed_demonstration.tsv");

fn all_lines() -> impl Iterator<Item = &'static str> {
    [CASES, WHISTLES, CHRONIC, HANDED, DEMONSTRATION].into_iter().flat_map(str::lines)
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_sealed_as_before() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        cases::tell(&Story { world }).await?;
        unlike(CASES, &listed(&world.fresh.db, CITY).await?, "sealed_cases.tsv")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whistles_and_consultations_are_sealed_as_before() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        whistles::tell(&Story { world }).await?;
        unlike(WHISTLES, &listed(&world.fresh.db, CITY).await?, "sealed_whistles.tsv")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn chronic_problems_are_sealed_as_before() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        chronic::tell(&Story { world }).await?;
        unlike(CHRONIC, &listed(&world.fresh.db, CITY).await?, "sealed_chronic.tsv")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_over_is_sealed_as_before() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        handed::tell(&Story { world }).await?;
        unlike(HANDED, &listed(&world.fresh.db, CITY).await?, "sealed_handed.tsv")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_city_is_sealed_as_before() -> anyhow::Result<()> {
    for (_, fresh) in fresh_databases().await? {
        let city = Demonstration::start(fresh).await?;
        let now = listed(city.app.db(), city.city.city).await?;
        city.end().await?;
        unlike(DEMONSTRATION, &now, "sealed_demonstration.tsv")?;
    }
    Ok(())
}

/// Whoever holds the table of an old event can still prove it, without a database and without the program that wrote it.
#[test]
fn every_listed_event_gives_its_hash() -> anyhow::Result<()> {
    let mut many = 0;
    for line in all_lines() {
        let listed = Listed::read(line)?;
        assert_eq!(rehashed(&listed)?, listed.hash, "{line}");
        many += 1;
    }
    assert!(many > 400, "only {many} events");
    Ok(())
}

/// The story leaves nothing out.
#[test]
fn every_action_of_every_procedure_is_listed() -> anyhow::Result<()> {
    let mut found = BTreeSet::new();
    for line in all_lines() {
        let listed = Listed::read(line)?;
        found.insert((listed.kind.to_owned(), listed.action.to_owned()));
    }
    let named = |kind: &str, codes: Vec<&str>| -> Vec<(String, String)> {
        codes.into_iter().map(|code| (kind.to_owned(), code.to_owned())).collect()
    };
    let mut all = BTreeSet::new();
    all.extend(named("case", case::Action::ALL.iter().map(|action| action.code()).collect()));
    all.extend(named("whistle", whistle::Action::ALL.iter().map(|action| action.code()).collect()));
    all.extend(named("consultation", consultation::Action::ALL.iter().map(|action| action.code()).collect()));
    all.extend(named("chronic", recurrence::Action::ALL.iter().map(|action| action.code()).collect()));
    let missing: Vec<_> = all.difference(&found).collect();
    assert!(missing.is_empty(), "no event is listed of {missing:?}");
    Ok(())
}
