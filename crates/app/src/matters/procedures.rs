//! Which procedures there are for a post.

use changxiao_domain::{
    matters::{LoadedDocument, may_begin},
    orgs::{Actor, Permission},
};

use crate::{AppError, model::CityModel};

/// Those by which the post may begin something.
pub fn to_begin(model: &CityModel, actor: &Actor) -> Vec<&'static LoadedDocument> {
    let may = |kept: &&&'static LoadedDocument| actor.may(Permission::WorkOnMatters) && may_begin(kept, actor.role);
    model.procedures.iter().filter(may).copied().collect()
}

/// The one of this key. Errors: there is none today.
pub fn of_key(model: &CityModel, key: &str) -> Result<&'static LoadedDocument, AppError> {
    let found = model.procedures.iter().find(|kept| kept.document.key.as_str() == key);
    found.copied().ok_or(AppError::NotFound("procedure"))
}
