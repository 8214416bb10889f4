//! What is changed behind the program's back is found, and named by table, key and column. Every kind of tampering is a line of
//! [`kinds::KINDS`]: what is done, and what the report has to say of it. All are tried on SQLite, one of each place on PostgreSQL; the table of what was found is
//! printed (`cargo nextest run --test it tampering --no-capture`).

mod forging;
mod kinds;
mod scene;
mod seals;

use std::collections::BTreeSet;

use changxiao_app::sealing::{Audit, AuditScope, verify_audit};
use changxiao_store::Engine;
use changxiao_testkit::{CITY, World, on_both_engines};
use changxiao_words::Lang;

use self::{
    kinds::{KINDS, Kind},
    scene::Scene,
};

/// What the command prints of everything that does not hold.
fn said(audit: &Audit) -> Vec<String> {
    let line = |finding: &changxiao_domain::sealing::Finding| {
        format!("{}: {}", finding.place(), finding.wrong.message().words(Lang::En))
    };
    audit.broken.iter().map(line).collect()
}

async fn checked(world: &World) -> anyhow::Result<Vec<String>> {
    let wanted = AuditScope { photos: true, digest: None };
    Ok(said(&verify_audit(&world.app, CITY, wanted, |_, _| {}).await?))
}

/// The line that names it: one that has all of the words.
fn named<'a>(kind: &Kind, lines: &'a [String]) -> Option<&'a String> {
    lines.iter().find(|line| kind.named.iter().all(|words| line.contains(words)))
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::print_stdout, reason = "the table is the answer")]
async fn every_kind_of_tampering_is_found_and_named() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let scene = Scene::set(world).await?;
        anyhow::ensure!(checked(world).await?.is_empty(), "before anything was changed: {:#?}", checked(world).await?);
        let (mut missed, mut table) =
            (Vec::new(), vec!["| Changed | Where | Found as |\n| --- | --- | --- |".to_owned()]);
        // What is compared does not depend on the engine, only how a row is read: there one kind of each place is enough.
        let on_postgres = world.app.db().engine() != Engine::Sqlite;
        let mut places = BTreeSet::new();
        let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| !on_postgres || places.insert(kind.place)).collect();
        for kind in &kinds {
            let lines = scene.under(kind, async || checked(world).await).await?;
            match named(kind, &lines) {
                Some(line) => table.push(format!("| {} | {} | {line} |", kind.name, kind.place)),
                None => missed.push(format!("{}: {:?} is not said; but {lines:#?}", kind.name, kind.named)),
            }
        }
        println!("{}", table.join("\n"));
        println!("{} of {} kinds found on {:?}", kinds.len() - missed.len(), kinds.len(), world.app.db().engine());
        anyhow::ensure!(missed.is_empty(), "{} kinds are not found:\n{}", missed.len(), missed.join("\n"));
        anyhow::ensure!(KINDS.len() >= 55, "only {} kinds", KINDS.len());
        let left = checked(world).await?;
        anyhow::ensure!(left.is_empty(), "what was put back is still found: {left:#?}");
        Ok(())
    })
    .await
}
