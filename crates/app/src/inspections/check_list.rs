//! The check items of a site, as an inspector gets them.

use std::sync::Arc;

use changxiao_domain::{
    inspections::{CheckItem, Proof, QuantityRule},
    orgs::{Actor, Permission},
    standards::{Quantity, System},
};
use changxiao_store::sites::SiteRow;

use crate::{App, AppError, sites::view as sites};

/// A site with the items that the system in force asks of its type.
pub struct CheckList {
    pub site: SiteRow,
    pub system: Arc<System>,
    pub items: Vec<changxiao_domain::standards::CheckItem>,
}

/// Errors: not permitted; no such site, or outside the scope; no system in force.
pub async fn check_list(app: &App, actor: &Actor, site: i64) -> Result<CheckList, AppError> {
    actor.require(Permission::Inspect)?;
    let model = app.model(actor.city).await?;
    let site = sites::load_visible(app, actor, site).await?;
    let system = model.current_system().cloned().ok_or(AppError::NotFound("standard in force"))?;
    let items = system.check_items_of(&site.site_type).into_iter().cloned().collect();
    Ok(CheckList { site, system, items })
}

/// The items as the rules of a visit want them. A failed item needs a note or a photo, so that the unit knows what to mend.
pub(crate) fn rules(system: &System, items: &[changxiao_domain::standards::CheckItem]) -> Vec<CheckItem> {
    items
        .iter()
        .map(|item| CheckItem {
            system: system.id,
            site_type: item.site_type.clone(),
            code: item.code.clone(),
            text: item.text_zh.clone(),
            scoring: item.scoring_zh.clone(),
            quantity: item.quantity.as_ref().and_then(counting_rule),
            proof: Proof::NoteOrPhoto,
        })
        .collect()
}

/// The rule in the form that judges. A share in per cent (lamps lit) is not counted on the spot, so it stays a matter of judgement.
pub fn counting_rule(quantity: &Quantity) -> Option<QuantityRule> {
    serde_json::from_value(serde_json::to_value(quantity).ok()?).ok()
}
