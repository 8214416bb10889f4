//! A new order becomes a case.

use changxiao_domain::{
    cases::{Case, Decided, Event, NewCase},
    exchange::{Order, SystemKind},
    ids::CaseId,
    orgs::Actor,
};
use changxiao_store::{cases::CaseRow, exchange::OrderRow};
use changxiao_words::Lang;

use crate::{App, AppError, model::CityModel};

/// The case with its first event, and the row that ties the order to it. `number` is that of the case.
///
/// Errors: the city's list has lost the category since the order was read; the domain's refusal.
pub(super) fn case_of(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    (order, mapping, kind): (&Order, &str, SystemKind),
    number: String,
) -> Result<(CaseRow, Event, OrderRow), AppError> {
    let filing = model.filing(&order.category, None).ok_or(AppError::NotFound("category"))?;
    let place =
        if order.place.is_empty() { model.place_name(order.division, Lang::RECORDS) } else { order.place.clone() };
    let new = NewCase {
        id: app.new_id(CaseId),
        city: actor.city,
        number,
        category: order.category.clone(),
        limit: filing.limit,
        filed_under: Some(filing.under()),
        photo_required: filing.category.photo_needed,
        division: order.division,
        site: None,
        visit: None,
        item: None,
        title: order.title.clone(),
        text: order.text.clone(),
        position: order.position,
        source: kind.source(),
        photos: Vec::new(),
    };
    let Decided { case, event } = Case::report(new, &actor.stamp(), app.now())?;
    let tie = OrderRow {
        hash: order.hash(),
        order: order.clone(),
        case: case.id,
        mapping: mapping.to_owned(),
        received_at: app.now(),
        changed_at: None,
        changes: 0,
        told: None,
        taken: None,
    };
    Ok((CaseRow { case, place, reporter_unit: Some(actor.unit), reporter_post: Some(actor.post) }, event, tie))
}
