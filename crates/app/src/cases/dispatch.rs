//! Dispatches a filed case (派遣) to a lead unit and those who help. The clock starts here.

use changxiao_domain::{
    calendar::Limit,
    cases::{Case, Command},
    ids::UnitId,
    orgs::{Actor, NoLead, Unit},
};
use changxiao_words::{Lang, Value, say};

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

/// Errors: nobody answers and nobody was named; an unknown unit; a community as lead.
pub async fn dispatch(app: &App, actor: &Actor, target: &Target, to: Dispatch) -> Result<Case, AppError> {
    carry_out_made(app, actor, target, &[], |row, model| command(row, model, &to)).await
}

/// What is asked of the case: to whom it goes, with whom and in which time.
pub(super) fn command(row: &CaseRow, model: &CityModel, to: &Dispatch) -> Result<Command, AppError> {
    let duty = model.duty_of_case(&row.case);
    let lead = to
        .lead
        .or_else(|| model.lead_of_case(&row.case))
        .ok_or_else(|| AppError::field("lead", say!(cases_no_unit_answers_choose_lead)))?;
    match model.units.lead(lead) {
        Ok(_) => {}
        Err(NoLead::Unknown) => return Err(AppError::field("lead", say!(cases_there_no_such_unit))),
        Err(NoLead::Community(unit)) => return Err(community_leads(model, unit, duty.lead())),
    }
    let mut co = to.co.clone().unwrap_or_else(|| model.helpers_of_case(&row.case));
    co.retain(|unit| *unit != lead);
    if co.iter().any(|unit| model.units.get(*unit).is_none()) {
        return Err(AppError::field("co", say!(cases_there_no_such_helping_unit)));
    }
    Ok(Command::Dispatch { lead, co, limit: to.limit.unwrap_or(row.case.limit), designated: to.designated })
}

/// Says who answers for it instead, where the matrix names somebody.
fn community_leads(model: &CityModel, community: &Unit, by_matrix: Option<UnitId>) -> AppError {
    let named = |unit: &Unit| Value::named(unit.name_in(Lang::Zh), unit.name_in(Lang::En));
    let community = named(community);
    let message = match by_matrix.and_then(|unit| model.all_units.get(&unit)) {
        Some(unit) => say!(cases_community_named, community, unit = named(unit)),
        None => say!(cases_community_unnamed, community),
    };
    AppError::field("lead", message)
}
