//! The review of an appeal (申诉) against lateness after closing, by the office and then by a leader.

use changxiao_domain::{
    cases::{Case, Command, Topic},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out_made};
use crate::{App, AppError};

/// On the level on which it waits: the office passes it on, a leader grants it; both may refuse.
pub async fn decide(
    app: &App,
    actor: &Actor,
    target: &Target,
    granted: bool,
    reason: Option<String>,
) -> Result<Case, AppError> {
    carry_out_made(app, actor, target, &[], |row, _| {
        let topic = row.case.standing.asked.map_or(Topic::Appeal, |asked| asked.what.topic());
        let topic = if topic == Topic::FinalAppeal { topic } else { Topic::Appeal };
        Ok(Command::Rule { topic, granted, reason, limit: None })
    })
    .await
}
