//! A case that cannot be done before a date (挂账) is asked to be suspended until then. At its date the suspension ends by itself:
//! [`super::resume_suspended`].

use changxiao_domain::{
    cases::{Case, Command, Suspension, SuspensionKind},
    orgs::Actor,
    time::Day,
};
use changxiao_files::photos::Stored;
use changxiao_words::say;

use super::{
    Target,
    carry_out::{carry_out_made, hashes},
};
use crate::{App, AppError};

/// `until` is the day on which the work goes on, from its beginning.
pub async fn ask(
    app: &App,
    actor: &Actor,
    target: &Target,
    kind: SuspensionKind,
    until: Day,
    reason: String,
    photos: &[Stored],
) -> Result<Case, AppError> {
    carry_out_made(app, actor, target, photos, |_, model| {
        Ok(Command::AskSuspension {
            suspension: Suspension { kind, until: model.start_of(until) },
            reason,
            photos: hashes(photos),
        })
    })
    .await
}

/// Reads what a form or a document says of kind and day.
///
/// Errors: an unknown kind; a day that is none, with an example.
pub fn read(kind: &str, until: &str) -> Result<(SuspensionKind, Day), AppError> {
    let kind = SuspensionKind::parse(kind).ok_or_else(|| AppError::field("kind", say!(cases_choose_why_case_wait)))?;
    let until: Day = until.parse().map_err(|_| AppError::field("until", say!(cases_write_end_date_such_2027)))?;
    Ok((kind, until))
}
