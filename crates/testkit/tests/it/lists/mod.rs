//! Lists as offices keep them: read as they are, led to what the city knows, taken out and brought back.

mod made;
mod orders;
mod pages;
mod reading;
mod round_trip;
mod standard;

use changxiao_app::{
    AppError,
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind},
};
use changxiao_domain::orgs::Actor;
use changxiao_testkit::World;

/// A list of a kind under the name of its file.
pub(super) async fn bring(
    world: &World,
    actor: &Actor,
    kind: Kind,
    (file, bytes): (&str, &[u8]),
    dry_run: bool,
) -> Result<ImportOutcome, AppError> {
    let (file_name, bytes, options) = (file.to_owned(), bytes.to_vec(), ImportOptions::default());
    imports::import(&world.app, actor, ImportRequest { kind, file_name, bytes, dry_run, options }, &|_, _| {}).await
}

/// Codes, rows and values of what is wrong.
pub(super) fn wrong(refused: Result<ImportOutcome, AppError>) -> Vec<(&'static str, Option<u32>, String)> {
    match refused {
        Err(AppError::Import(problems)) => {
            problems.kept().iter().map(|problem| (problem.code(), problem.row, problem.value.clone())).collect()
        }
        Err(other) => panic!("another error: {other}"),
        Ok(outcome) => panic!("it was imported: {outcome:?}"),
    }
}

pub(super) fn counts(outcome: &ImportOutcome) -> (u64, u64, u64) {
    (outcome.added, outcome.changed, outcome.unchanged)
}

/// What a look says beside its rows, in Chinese.
pub(super) fn remarks(outcome: &ImportOutcome) -> Vec<String> {
    outcome.remarks.iter().map(|remark| remark.words(changxiao_words::Lang::Zh)).collect()
}
