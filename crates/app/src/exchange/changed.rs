//! An order that comes again with other content.
//!
//! The case stays what it is: whoever works on it decides what follows. An open case gets a note that says what has changed; one
//! that has ended does not, and whoever brought the order is told. What only says how the other system stands with the order is
//! kept and noted nowhere.

use changxiao_domain::{
    cases::{Command, Decided},
    exchange::{Differences, Order},
    orgs::Actor,
};
use changxiao_store::{
    Tx, cases,
    exchange::{self, OrderRow},
};

use super::calls;
use crate::{App, AppError, model::CityModel};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChangeOutcome {
    pub case_number: String,
    pub differences: Differences,
    /// The case had ended, so that it got no note although the problem is told otherwise.
    pub ended: bool,
}

/// Keeps the new content and writes the note. Errors: [`changxiao_store::StoreError::Conflict`] when order or case have moved since.
pub(super) async fn keep(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    model: &CityModel,
    before: &OrderRow,
    (order, mapping): (&Order, &str),
) -> Result<ChangeOutcome, AppError> {
    let differences = order.differences(&before.order);
    let row = cases::by_id(app.db(), actor.city, before.case).await?.ok_or(AppError::NotFound("case"))?;
    let ended = row.case.state.is_end();
    if !differences.content.is_empty() && !ended {
        let text = order.note_of_change(&before.order, &differences);
        let Decided { case, event } =
            row.case.decide(Command::Note { text }, &actor.stamp(), app.now(), &model.calendar)?;
        cases::save(tx, &row.case, &case, &event).await?;
    }
    // After the case, as every decision does that tells of one: whoever locks two rows locks them in one order.
    exchange::change(tx, actor.city, before, order, mapping, app.now()).await?;
    let told = std::iter::once((before.case, order, Some(&before.order)));
    calls::keep(tx, actor.city, told, app.now()).await?;
    let ended = ended && !differences.content.is_empty();
    Ok(ChangeOutcome { case_number: row.case.number, differences, ended })
}
