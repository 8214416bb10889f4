//! 回访: records what the person who reported a case says after its end or its limit.

use changxiao_domain::{
    callbacks::{Answer, Callback, Refusal, Satisfaction, Source},
    cases::{Action, Case},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::callbacks::{self, CallbackRow};
use changxiao_words::say;

use crate::{App, AppError, cases::load_visible, note, readable::readable};

/// What somebody heard.
#[derive(Clone, Debug)]
pub struct RecordCallback {
    pub valid: bool,
    pub contacted: bool,
    pub solved: bool,
    pub satisfaction: Satisfaction,
    pub source: Source,
    pub note: String,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub case: Case,
    pub callback: Callback,
    /// Unsolved or unsatisfied: the case may have to be opened again.
    pub suggests_reopening: bool,
    /// The post may do so itself.
    pub may_reopen: bool,
}

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// Keeps a call-back with a trace. It changes nothing of the case; opening it again is a decision of its own.
///
/// Errors: not permitted; no such case in the scope; neither closed nor overdue; answers that do not fit together.
pub async fn record(app: &App, actor: &Actor, number: &str, new: RecordCallback) -> Result<Recorded, AppError> {
    actor.require(Permission::RecordCallback)?;
    let row = load_visible(app, actor, number).await?;
    let now = app.now();
    let RecordCallback { valid, contacted, solved, satisfaction, source, note: text } = new;
    if text.chars().count() > LONGEST_NOTE {
        return Err(AppError::field("note", say!(callbacks_note_500_characters_at_most)));
    }
    if source == Source::Import {
        return Err(AppError::field("source", say!(callbacks_imported_call_backs_come_their)));
    }
    let (was_contacted, was_solved) = (Answer::of(contacted), Answer::of(solved));
    let callback = Callback { at: now, valid, contacted: was_contacted, solved: was_solved, satisfaction, source };
    callback.check(&row.case, now).map_err(refused)?;
    let kept = CallbackRow { callback, note: text, by: Some((actor.unit, actor.role)) };
    let mut tx = app.db().begin().await?;
    if !callbacks::record(&mut tx, actor.city, row.case.id, &kept).await? {
        return Err(AppError::Conflict);
    }
    let particulars = serde_json::json!({
        "valid": valid, "contacted": contacted, "solved": solved,
        "satisfaction": satisfaction.code(), "source": source.code(),
    });
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Callback(number.to_owned()),
        particulars,
    )
    .await?;
    tx.commit().await?;
    app.figures().forget(actor.city);
    Ok(Recorded {
        suggests_reopening: callback.suggests_reopening(),
        may_reopen: row.case.allowed(&actor.stamp(), now).contains(&Action::Reopen),
        case: row.case,
        callback,
    })
}

/// The call-backs of a case that the post may see, oldest first.
pub async fn of_case(app: &App, actor: &Actor, number: &str) -> Result<Vec<CallbackRow>, AppError> {
    actor.require(Permission::ReadCases)?;
    let row = load_visible(app, actor, number).await?;
    Ok(readable(actor, callbacks::of_case(app.db(), actor.city, row.case.id).await?))
}

fn refused(refusal: Refusal) -> AppError {
    let field = match refusal {
        Refusal::TooEarly => "callback",
        Refusal::InvalidSaysSomething => "valid",
        Refusal::SatisfactionMissing => "satisfaction",
    };
    AppError::field(field, refusal.key())
}
