//! Dispatches a filed case (派遣) to a lead unit and those who help. The clock starts here.

use changxiao_domain::{
    calendar::Limit,
    cases::{Case, Command},
    ids::UnitId,
    orgs::{Actor, UnitKind},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

#[derive(Clone, Debug, Default)]
pub struct Dispatch {
    /// `None`: whom the responsibility matrix names.
    pub lead: Option<UnitId>,
    /// `None`: whom the matrix names besides the lead.
    pub co: Option<Vec<UnitId>>,
    /// `None`: the limit of the filing standard.
    pub limit: Option<Limit>,
}

/// Errors: nobody answers and nobody was named; an unknown unit; a community as lead, which a department's duty may not be handed
/// down to (北京市接诉即办工作条例 2021, art. 17).
pub async fn dispatch(app: &App, actor: &Actor, target: &Target, to: Dispatch) -> Result<Case, AppError> {
    carry_out(app, actor, target, ("", &[]), |row, model| {
        let division = changxiao_domain::divisions::DivisionCode::from_padded(row.case.division)
            .map_err(|problem| AppError::Broken(problem.to_string()))?;
        let duty = model.duty(division, &row.case.category);
        let lead = to.lead.or_else(|| model.lead_of_case(&row.case)).ok_or_else(|| {
            AppError::field(
                "lead",
                "责任矩阵没有对应单位，选一个牵头单位",
                "No unit answers for this; choose a lead unit",
            )
        })?;
        let unit =
            model.units.get(lead).ok_or_else(|| AppError::field("lead", "没有这个单位", "There is no such unit"))?;
        if unit.kind == UnitKind::Community {
            return Err(AppError::field(
                "lead",
                "社区（村）不作牵头单位，可列为协办",
                "A community may help but not lead",
            ));
        }
        let mut co = to.co.unwrap_or_else(|| duty.co_units());
        co.retain(|unit| *unit != lead);
        if co.iter().any(|unit| model.units.get(*unit).is_none()) {
            return Err(AppError::field("co", "没有这个协办单位", "There is no such helping unit"));
        }
        Ok(Command::Dispatch { lead, co, limit: to.limit.unwrap_or(row.case.limit) })
    })
    .await
}
