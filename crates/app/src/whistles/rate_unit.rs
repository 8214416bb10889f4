//! The street rates a unit that came (评价部门).

use changxiao_domain::{
    ids::UnitId,
    orgs::Actor,
    whistles::{Command, UnitRating, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn rate_unit(
    app: &App,
    actor: &Actor,
    target: &Target,
    unit: UnitId,
    rating: UnitRating,
) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::RateUnit { unit, rating }).await
}
