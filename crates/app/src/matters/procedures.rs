//! Which procedures there are for a post.

use changxiao_domain::{
    matters::{Ask, LoadedDocument, Matter, NewMatter, may_begin},
    orgs::{Actor, Permission},
    sealing::ActorStamp,
    time::{Day, Instant},
    workflow::Decided,
};
use changxiao_words::say;

use crate::{AppError, model::CityModel};

/// Those by which the post may begin something.
pub fn to_begin(model: &CityModel, actor: &Actor) -> Vec<&'static LoadedDocument> {
    let may = |kept: &&&'static LoadedDocument| {
        actor.may(Permission::WorkOnMatters) && may_begin(kept, actor.role) && is_asked(model, kept)
    };
    model.procedures.iter().filter(may).copied().collect()
}

/// The last day on which something is asked by a document: its own, or a later one of the edition in force. `None`: it asks nothing.
pub fn asked_until(model: &CityModel, kept: &'static LoadedDocument) -> Option<Day> {
    let in_force = model.procedures.iter().find(|other| other.document.key == kept.document.key);
    let last = |kept: &LoadedDocument| kept.document.ask.as_ref().and_then(Ask::last_day);
    last(kept).max(in_force.and_then(|kept| last(kept)))
}

/// Whether it asks nothing of lower levels, or still asks today.
pub fn is_asked(model: &CityModel, kept: &'static LoadedDocument) -> bool {
    asked_until(model, kept).is_none_or(|last| last >= model.day)
}

/// Errors: what it asks is asked no more.
pub(super) fn require_asked(model: &CityModel, kept: &'static LoadedDocument) -> Result<(), AppError> {
    match asked_until(model, kept).filter(|last| *last < model.day) {
        Some(last) => Err(AppError::field("procedure", say!(matters_ask_over, day = last.to_string()))),
        None => Ok(()),
    }
}

/// Begins a whole. Every door goes through here: form, interface, sheet, a line of another matter, the next round.
///
/// Errors: what it asks is asked no more; the domain's refusals.
pub(super) fn begin(
    model: &CityModel,
    new: NewMatter,
    stamp: &ActorStamp,
    at: Instant,
) -> Result<Decided<Matter>, AppError> {
    require_asked(model, new.kept)?;
    Ok(Matter::begin(new, stamp, at, &model.calendar)?)
}

/// The one of this key. Errors: there is none today.
pub fn of_key(model: &CityModel, key: &str) -> Result<&'static LoadedDocument, AppError> {
    let found = model.procedures.iter().find(|kept| kept.document.key.as_str() == key);
    found.copied().ok_or(AppError::NotFound("procedure"))
}
