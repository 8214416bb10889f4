//! A participant gives its part: its opinion, or what it did.

use changxiao_domain::{
    consultations::{Command, Consultation},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn contribute(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Consultation, AppError> {
    carry_out(app, actor, target, Command::Contribute { text }).await
}
