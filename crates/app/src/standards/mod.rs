//! Evaluation systems: what they ask, who answers for it, what nobody answers for, and how a new edition comes about.
//!
//! What ships with the product and what is or was in force is never changed: it is copied to a draft, the draft is edited, and
//! put in force from a day on. So every old score remains under the words by which it was given.

pub mod compare;
pub mod copy_draft;
pub mod coverage;
pub mod duties;
pub mod edit_list;
pub mod edit_node;
mod faults;
pub mod node;
pub mod save_draft;
pub mod set_units;
pub mod status;
pub(crate) mod told;
pub mod tree;

use std::{collections::HashMap, sync::Arc};

use changxiao_domain::{
    ids::SystemId,
    orgs::{Actor, Permission},
    standards::System,
};
use changxiao_store::standards::SystemRow;

use crate::{App, AppError, model::CityModel};

/// How addresses name a system: `national-2017-district~2017`.
pub fn slug(row: &SystemRow) -> String {
    format!("{}~{}", row.key, row.edition)
}

/// The system that an address names.
pub fn find<'a>(model: &'a CityModel, named: &str) -> Result<&'a (SystemRow, Arc<System>), AppError> {
    model.systems.iter().find(|(row, _)| slug(row) == named).ok_or(AppError::NotFound("system"))
}

pub(crate) fn by_id(model: &CityModel, id: SystemId) -> Result<&(SystemRow, Arc<System>), AppError> {
    model.systems.iter().find(|(row, _)| row.id == id).ok_or(AppError::NotFound("system"))
}

/// How many active sites of each type the city has.
pub async fn site_counts(app: &App, actor: &Actor) -> Result<HashMap<String, i64>, AppError> {
    actor.require(Permission::ReadStandards)?;
    Ok(changxiao_store::standards::site_type_counts(app.db(), actor.city).await?)
}

fn may_manage(actor: &Actor) -> Result<(), AppError> {
    actor.require(Permission::ManageStandards).map_err(AppError::from)
}
