//! What a new list needs before it can be in force.

use changxiao_domain::categories::{CategorySet, Leads, ended};

use super::ties::everything;
use crate::{
    App, AppError,
    model::{CityModel, ListLeads},
};

/// What a new list needs before it can be in force; `None`: every code of the list in force means the same in it.
pub(crate) fn begin(model: &CityModel, set: &CategorySet) -> Option<Leads> {
    let old = model.category_version()?;
    let is_led = !ended(&old.set, set).is_empty();
    is_led.then(|| Leads::begin(old.key.clone(), &old.set, set))
}

/// Whether nothing hangs on the codes that end with a new list, so that it needs nobody to lead them.
pub(crate) async fn needs_nobody(
    app: &App,
    model: &CityModel,
    set: &CategorySet,
    leads: &Leads,
) -> Result<bool, AppError> {
    let list = ListLeads {
        edition: set.edition_key(),
        leads: leads.clone(),
        ended: ended(&model.categories, set),
        version: 0,
        day: None,
        post: None,
        done_at: None,
    };
    Ok(everything(app, model, &list).await?.ties.counts.is_empty())
}
