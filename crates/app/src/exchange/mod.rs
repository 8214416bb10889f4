//! Work orders of other systems: an export read by a mapping, one order pushed as JSON, and the status that goes back.
//!
//! An order becomes a case once, however often and by whatever way it comes: the key of its row says so.

mod calls;
mod changed;
mod drafts;
mod import_orders;
mod intake;
pub mod list;
pub mod mappings;
mod push_order;
mod read_file;
pub mod status;

pub use drafts::{forget, keep, take};
pub use import_orders::{ImportOrders, KIND, OrderFate, OrderPreview, OrdersOutcome, import_orders};
pub use push_order::{PushOrder, Pushed, push_order};

use changxiao_domain::orgs::{Actor, Permission, Scope};

use crate::AppError;

/// Imports and mappings concern the whole city.
fn check_import(actor: &Actor) -> Result<(), AppError> {
    if !actor.may(Permission::Import) || actor.scope != Scope::WholeCity {
        return Err(AppError::NotPermitted(Permission::Import));
    }
    Ok(())
}

/// Whether this post may bring orders in: it must be able to report, too, which administrators are not.
pub fn may_import_orders(actor: &Actor) -> bool {
    check_intake(actor).is_ok()
}

fn check_intake(actor: &Actor) -> Result<(), AppError> {
    check_import(actor)?;
    Ok(actor.require(Permission::ReportCase)?)
}
