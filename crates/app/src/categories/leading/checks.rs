//! Who may lead codes, which list waits, and what cannot be.

use changxiao_domain::{
    categories::{LeadFault, Leads, OpenLead, name_for},
    orgs::{Actor, Permission, Scope},
    trace::TraceSubject,
};
use changxiao_store::category_leads::LeadsRow;
use changxiao_words::{Lang, Value, say};

use crate::{
    App, AppError, FieldProblem,
    model::{CategoryVersion, CityModel, ListLeads},
};

/// The newest list that waits, or the one of this key.
pub(super) fn waiting<'m>(model: &'m CityModel, edition: &str) -> Result<Option<&'m ListLeads>, AppError> {
    match edition {
        "" => Ok(model.waiting_list()),
        key => {
            let found = model.waiting_list().filter(|list| list.edition == key);
            found.map(Some).ok_or(AppError::NotFound("edition"))
        }
    }
}

pub(super) fn sets<'m>(
    model: &'m CityModel,
    list: &ListLeads,
) -> Result<(&'m CategoryVersion, &'m CategoryVersion), AppError> {
    let version = |key: &str| model.category_edition(key).ok_or(AppError::NotFound("edition"));
    Ok((version(&list.leads.from)?, version(&list.edition)?))
}

/// Refuses what cannot be.
pub(super) fn check(model: &CityModel, list: &ListLeads, leads: &Leads) -> Result<(), AppError> {
    let (from, to) = sets(model, list)?;
    if model.category_version().is_none_or(|current| current.key != from.key) {
        // Another list took over in the meantime: this one was led from what is not in force any more.
        return Err(AppError::field("codes", say!(categories_lead_other_list)));
    }
    let fault = |fault: &LeadFault| {
        let field = if leads.items.contains_key(&fault.field()) { "items" } else { "codes" };
        FieldProblem::new(field, fault.message())
    };
    let faults: Vec<FieldProblem> = leads.check(&list.ended, &to.set).iter().map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

pub(super) fn refuse_open(open: &[OpenLead], model: &CityModel, list: &ListLeads) -> Result<(), AppError> {
    if open.is_empty() {
        return Ok(());
    }
    let (from, _) = sets(model, list)?;
    let label =
        |open: &OpenLead, lang| format!("{} {}", open.key, name_for(&from.set, open.key, lang).unwrap_or_default());
    let name = |open: &OpenLead| Value::named(label(open, Lang::Zh), label(open, Lang::En));
    let listed: Value = open.iter().take(LISTED).map(name).collect();
    Err(AppError::field("codes", say!(categories_lead_open, n = open.len(), list = listed)))
}

/// So many codes a refusal names.
const LISTED: usize = 20;

pub(super) fn row_of(app: &App, list: &ListLeads, leads: &Leads) -> Result<LeadsRow, AppError> {
    Ok(LeadsRow {
        edition: list.edition.clone(),
        document: serde_json::to_string(leads).map_err(|problem| AppError::Broken(problem.to_string()))?,
        saved_at: app.now(),
        post: None,
        day: None,
        done_at: None,
        version: list.version,
    })
}

/// What entries of the trace are about.
pub(super) fn subject() -> TraceSubject {
    TraceSubject::Setting("category_leads".to_owned())
}

pub(super) fn check_permission(actor: &Actor) -> Result<(), AppError> {
    if !actor.may(Permission::Import) || actor.scope != Scope::WholeCity {
        return Err(AppError::NotPermitted(Permission::Import));
    }
    Ok(())
}
