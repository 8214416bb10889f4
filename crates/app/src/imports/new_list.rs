//! A new version of the category list, with what becomes of the codes that end with it.

use changxiao_domain::{
    categories::{CategorySet, ended},
    ids::CategorySetId,
};
use changxiao_store::{category_leads::LeadsRow, standards::CategorySetRow};
use changxiao_words::say;

use super::{
    context::Context,
    plan::{Plan, Write},
};
use crate::categories::leading;

/// Puts the version into the plan. Where codes of the list in force end with it, it waits until somebody leads what hangs on them.
///
/// Errors: the documents cannot be written.
pub(super) fn put(context: &Context, plan: &mut Plan, set: CategorySet) -> Result<(), serde_json::Error> {
    let begun = leading::begin(&context.model, &set);
    let leads = match &begun {
        None => None,
        Some(leads) => Some(LeadsRow {
            edition: set.edition_key(),
            document: serde_json::to_string(leads)?,
            saved_at: context.app.now(),
            post: None,
            day: None,
            done_at: None,
            version: 1,
        }),
    };
    if begun.is_some() {
        let n = ended(&context.model.categories, &set).len();
        plan.remarks.push(say!(imports_list_waits, n));
    }
    let document = serde_json::to_string(&set)?;
    let row = CategorySetRow {
        id: context.app.new_id(CategorySetId),
        key: set.key,
        edition: set.version,
        effective_from: set.effective_from,
        document,
        version: 1,
    };
    plan.write = Write::Categories(Some((row, leads)));
    Ok(())
}

/// Whether a list with the same content waits already to take over from the list in force.
pub(super) fn waits_already(context: &Context, set: &CategorySet) -> bool {
    let model = &context.model;
    let from_current = |key: &str| model.category_version().is_some_and(|current| current.key == key);
    model.waiting_list().filter(|list| from_current(&list.leads.from)).is_some_and(|list| {
        let waiting = model.category_edition(&list.edition);
        waiting.is_some_and(|waiting| waiting.set.majors == set.majors && waiting.set.categories == set.categories)
    })
}
