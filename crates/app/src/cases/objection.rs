//! An objection (异议) of the lead unit while the case is open, and the ruling of office or leader.

use changxiao_domain::{
    calendar::Limit,
    cases::{Case, Command, ObjectionKind, PhotoStage, Topic},
    orgs::Actor,
};
use changxiao_files::photos::Stored;
use changxiao_words::say;

use super::{
    Target,
    carry_out::{carry_out, hashes},
};
use crate::{App, AppError};

pub async fn object(
    app: &App,
    actor: &Actor,
    target: &Target,
    kind: ObjectionKind,
    reason: String,
    photos: &[Stored],
) -> Result<Case, AppError> {
    carry_out(app, actor, target, Some((PhotoStage::Request, photos)), |_, _| {
        Ok(Command::Object { kind, reason, photos: hashes(photos) })
    })
    .await
}

/// Errors: an unknown kind.
pub fn read_kind(kind: &str) -> Result<ObjectionKind, AppError> {
    ObjectionKind::parse(kind).ok_or_else(|| AppError::field("kind", say!(cases_choose_what_objected)))
}

/// `limit`: the right one, where an objection to the limit is upheld.
pub async fn decide(
    app: &App,
    actor: &Actor,
    target: &Target,
    upheld: bool,
    reason: Option<String>,
    limit: Option<Limit>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| {
        Ok(Command::Rule { topic: Topic::Objection, granted: upheld, reason, limit })
    })
    .await
}
