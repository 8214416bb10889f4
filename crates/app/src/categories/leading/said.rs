//! What people say of the codes of a list that waits.

use changxiao_domain::{
    categories::{CategoryCode, CategoryKey, NewLead},
    orgs::Actor,
    trace::TraceKind,
};
use changxiao_store::{category_leads as store, category_leads::LeadsRow, cities};
use changxiao_words::say;

use super::{
    checks::{check, check_permission, row_of, subject, waiting},
    ties::everything,
};
use crate::{
    App, AppError,
    model::{CityModel, ListLeads},
    note,
};

/// What somebody says: what is not named stays as it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub codes: Vec<(CategoryKey, NewLead)>,
    /// Check items that go their own way; `None`: with their code again.
    pub items: Vec<(String, Option<CategoryCode>)>,
}

/// Keeps what somebody says of the codes. A list whose day was decided waits for a decision again.
///
/// Errors: not permitted; the list does not wait; somebody else said something since; what cannot be ([`AppError::Invalid`], `codes` or
/// `items`).
pub async fn save(app: &App, actor: &Actor, edition: &str, seen: i64, said: &Said) -> Result<(), AppError> {
    check_permission(actor)?;
    let model = app.model(actor.city).await?;
    let list = waiting(&model, edition)?.ok_or(AppError::NotFound("edition"))?;
    if list.version != seen {
        return Err(AppError::Conflict);
    }
    let mut leads = list.leads.clone();
    for (key, new) in &said.codes {
        leads.say(*key, new.clone());
    }
    for (item, to) in &said.items {
        match to {
            Some(to) => leads.items.insert(item.clone(), *to),
            None => leads.items.remove(item),
        };
    }
    check(&model, list, &leads)?;
    check_items(app, &model, list, &said.items).await?;
    let row = LeadsRow { version: seen, ..row_of(app, list, &leads)? };
    let codes: Vec<String> = said.codes.iter().map(|(key, new)| told(*key, new)).collect();
    let items: Vec<String> = said.items.iter().map(|(item, _)| item.clone()).collect();
    let particulars = serde_json::json!({ "list": list.edition, "codes": codes, "items": items });
    let mut tx = app.db().begin().await?;
    store::save(&mut tx, actor.city, &row).await?;
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject(), particulars).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// Refuses check items that name no code which ends.
async fn check_items(
    app: &App,
    model: &CityModel,
    list: &ListLeads,
    said: &[(String, Option<CategoryCode>)],
) -> Result<(), AppError> {
    if said.is_empty() {
        return Ok(());
    }
    let all = everything(app, model, list).await?;
    let known = |item: &String| all.ties.items.values().any(|items| items.contains(item));
    match said.iter().find(|(item, _)| !known(item)) {
        None => Ok(()),
        Some((item, _)) => Err(AppError::field("items", say!(categories_lead_no_item, item))),
    }
}

fn told(key: CategoryKey, new: &NewLead) -> String {
    match new.to {
        Some(to) => format!("{key} → {to}"),
        None => format!("{key}: {}", new.reason),
    }
}
