//! A unit that came rates the call (评价吹哨).

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, StreetRating, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn rate_street(app: &App, actor: &Actor, target: &Target, rating: StreetRating) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::RateStreet { rating }).await
}
