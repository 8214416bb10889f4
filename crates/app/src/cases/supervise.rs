//! Supervision (督办) by dispatcher, office or leader, and the reply of the lead unit.

use changxiao_domain::{
    cases::{Case, Command, SupervisionKind},
    orgs::Actor,
};
use changxiao_words::say;

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn supervise(
    app: &App,
    actor: &Actor,
    target: &Target,
    kind: SupervisionKind,
    reply_required: bool,
    reason: String,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Supervise { kind, reply_required, reason })).await
}

/// Errors: an unknown kind.
pub fn read_kind(kind: &str) -> Result<SupervisionKind, AppError> {
    SupervisionKind::parse(kind).ok_or_else(|| AppError::field("kind", say!(cases_choose_kind_supervision)))
}

pub async fn reply(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::ReplySupervision { text })).await
}
