//! Dispatches a filed case (派遣) to a lead unit and those who help. The clock starts here.

use changxiao_domain::{
    calendar::Limit,
    cases::{Case, Command},
    ids::UnitId,
    orgs::{Actor, Unit, UnitKind},
};
use changxiao_words::Lang;

use changxiao_store::cases::CaseRow;

use super::{Target, carry_out::carry_out_made};
use crate::{App, AppError, model::CityModel};

#[derive(Clone, Debug, Default)]
pub struct Dispatch {
    /// `None`: whom the responsibility matrix names.
    pub lead: Option<UnitId>,
    /// `None`: whom the matrix names besides the lead.
    pub co: Option<Vec<UnitId>>,
    /// `None`: the limit of the filing standard.
    pub limit: Option<Limit>,
    /// By order of the dispatcher after a dispute: the unit may not give it back (指定承办).
    pub designated: bool,
}

/// Errors: nobody answers and nobody was named; an unknown unit; a community as lead, which a department's duty may not be handed
/// down to (北京市接诉即办工作条例 2021, art. 17).
pub async fn dispatch(app: &App, actor: &Actor, target: &Target, to: Dispatch) -> Result<Case, AppError> {
    carry_out_made(app, actor, target, &[], |row, model| command(row, model, &to)).await
}

/// What is asked of the case: to whom it goes, with whom and in which time.
pub(super) fn command(row: &CaseRow, model: &CityModel, to: &Dispatch) -> Result<Command, AppError> {
    let division = changxiao_domain::divisions::DivisionCode::from_padded(row.case.division)
        .map_err(|problem| AppError::Broken(problem.to_string()))?;
    let duty = model.duty(division, &row.case.category);
    let lead = to.lead.or_else(|| model.lead_of_case(&row.case)).ok_or_else(|| {
        AppError::field("lead", "责任矩阵没有对应单位，选一个牵头单位", "No unit answers for this; choose a lead unit")
    })?;
    let unit = model.units.get(lead).ok_or_else(|| AppError::field("lead", "没有这个单位", "There is no such unit"))?;
    if unit.kind == UnitKind::Community {
        return Err(community_leads(model, unit, duty.lead()));
    }
    let mut co = to.co.clone().unwrap_or_else(|| duty.co_units());
    co.retain(|unit| *unit != lead);
    if co.iter().any(|unit| model.units.get(*unit).is_none()) {
        return Err(AppError::field("co", "没有这个协办单位", "There is no such helping unit"));
    }
    Ok(Command::Dispatch { lead, co, limit: to.limit.unwrap_or(row.case.limit), designated: to.designated })
}

/// Says who answers for it instead, where the matrix names somebody.
fn community_leads(model: &CityModel, community: &Unit, by_matrix: Option<UnitId>) -> AppError {
    let (zh, en) = (community.name_in(Lang::Zh), community.name_in(Lang::En));
    match by_matrix {
        Some(unit) => AppError::field(
            "lead",
            format!(
                "{zh}是社区（村），不能牵头部门职责。责任矩阵定的是{}，{zh}可列为协办",
                model.unit_name(unit, Lang::Zh)
            ),
            format!(
                "{en} is a community and cannot lead what is a department’s duty. The matrix names {}; {en} may help",
                model.unit_name(unit, Lang::En)
            ),
        ),
        None => AppError::field(
            "lead",
            format!("{zh}是社区（村），不作牵头单位，可列为协办。另选单位，或补全责任矩阵"),
            format!("{en} is a community and may help but not lead. Choose another unit, or complete the matrix"),
        ),
    }
}
