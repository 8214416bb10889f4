//! Cancels a consultation or a joint action, with a reason.

use changxiao_domain::{
    consultations::{Command, Consultation},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn cancel(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Consultation, AppError> {
    carry_out(app, actor, target, Command::Cancel { reason }).await
}
