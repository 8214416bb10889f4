//! Work orders of other systems: an export read by a mapping, one order pushed as JSON, and the status that goes back.
//!
//! An order becomes a case once, however often and by whatever way it comes: the key of its row says so.

mod calls;
mod changed;
mod drafts;
mod export;
mod import_orders;
mod intake;
pub mod list;
pub mod mappings;
mod push_order;
mod read_file;
mod returned;
pub mod status;

pub use drafts::{forget, keep, take};
pub use export::export;
pub use import_orders::{ImportOrders, KIND, OrderFate, OrderPreview, OrdersOutcome, import_orders};
pub use push_order::{PushOrder, Pushed, push_order};

use changxiao_domain::{
    exchange::Field,
    orgs::{Actor, Permission, Scope},
};
use changxiao_files::sheets::Problem;

use crate::AppError;

/// Imports and mappings concern the whole city.
fn check_import(actor: &Actor) -> Result<(), AppError> {
    if !actor.may(Permission::Import) || actor.scope != Scope::WholeCity {
        return Err(AppError::NotPermitted(Permission::Import));
    }
    Ok(())
}

/// Of what sort the text of a problem is, where it is enough to say what it means.
pub fn sort_of(problem: &Problem) -> Option<&'static str> {
    let of_words = matches!(
        problem.code(),
        "order_unknown_category"
            | "order_ambiguous_category"
            | "order_unknown_division"
            | "order_ambiguous_division"
            | "order_not_yes_or_no"
            | "order_not_a_satisfaction"
    );
    match Field::parse(problem.field.as_deref()?).filter(|_| of_words)? {
        Field::Class1 | Field::Class2 | Field::Class3 => Some("category"),
        Field::District | Field::Street | Field::Village => Some("division"),
        Field::CalledBack | Field::Contacted | Field::Solved => Some("answer"),
        Field::Satisfied => Some("satisfaction"),
        _ => None,
    }
}

/// Whether this post may bring orders in: it must be able to report, too, which administrators are not.
pub fn may_import_orders(actor: &Actor) -> bool {
    check_intake(actor).is_ok()
}

fn check_intake(actor: &Actor) -> Result<(), AppError> {
    check_import(actor)?;
    Ok(actor.require(Permission::ReportCase)?)
}
