//! Our own sheet of orders, brought back: it tells of orders that are here, and what it has no column for stays as it is.

use changxiao_domain::{exchange::Mapping, orgs::Actor};
use changxiao_store::exchange;

use super::read_file::ReadOrders;
use crate::{App, AppError};

/// Fills in what the sheet leaves out, and sets apart rows whose number nobody knows. Does nothing to the sheet of another system.
///
/// Errors: the store's.
pub(super) async fn settle(app: &App, actor: &Actor, mapping: &Mapping, read: &mut ReadOrders) -> Result<(), AppError> {
    let Some(own) = &read.own else { return Ok(()) };
    let (db, city) = (app.db(), actor.city);
    let numbers: Vec<&str> = read.orders.iter().map(|(_, order)| order.number.as_str()).collect();
    let there = exchange::hashes(db, city, &mapping.system, &numbers).await?;
    let (here, unknown): (Vec<_>, Vec<_>) =
        std::mem::take(&mut read.orders).into_iter().partition(|(_, order)| there.contains_key(&order.number));
    for (row, order) in &unknown {
        read.wrong.add(own.not_here(*row, order));
    }
    read.orders = here;
    if own.left_out.is_empty() {
        return Ok(());
    }
    let numbers: Vec<&str> = read.orders.iter().map(|(_, order)| order.number.as_str()).collect();
    let before = exchange::some(db, city, &mapping.system, &numbers).await?;
    for (_, order) in &mut read.orders {
        if let Some(row) = before.get(&order.number) {
            order.keep(&row.order, &own.left_out);
        }
    }
    Ok(())
}
