//! The call-backs that orders tell of enter the rates with those that people record.

use changxiao_words::{Lang, say};

use changxiao_domain::{
    callbacks::Callback,
    exchange::Order,
    ids::{CaseId, CityId},
    time::Instant,
};
use changxiao_store::{Tx, callbacks};

use crate::AppError;

/// Keeps what these orders of cases tell of a call-back; one that came before, only what it did not tell then.
pub(super) async fn keep<'a>(
    tx: &mut Tx,
    city: CityId,
    orders: impl Iterator<Item = (CaseId, &'a Order, Option<&'a Order>)>,
    now: Instant,
) -> Result<(), AppError> {
    let told = orders.filter_map(|(case, order, before)| {
        let call = told_anew(order, before, now)?;
        Some((case, call, say!(exchange_call_of_order, number = &order.number).words(Lang::RECORDS)))
    });
    Ok(callbacks::put_imported(tx, city, told).await?)
}

fn told_anew(order: &Order, before: Option<&Order>, now: Instant) -> Option<Callback> {
    let told = |order: &Order| order.there.callback(now);
    told(order).filter(|call| before.and_then(told).as_ref() != Some(call))
}
