//! A new order becomes a case: an open one, or where the other system is done with it one that has ended.

use changxiao_domain::{
    cases::{Action, Case, Command, Decided, Event, NewCase, TRANSITIONS},
    exchange::{Order, SystemKind},
    ids::CaseId,
    orgs::Actor,
};
use changxiao_store::{cases::CaseRow, exchange::OrderRow};
use changxiao_words::{Lang, say};

use crate::{App, AppError, model::CityModel};

/// The case with its events, and the row that ties the order to it. `number` is that of the case.
///
/// Errors: the city's list has lost the category since the order was read; the domain's refusal.
pub(super) fn case_of(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    (order, mapping, kind): (&Order, &str, SystemKind),
    number: String,
) -> Result<(CaseRow, Vec<Event>, OrderRow), AppError> {
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
    let (case, events) = begun(app, actor, model, order, new)?;
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
    Ok((CaseRow { case, place, reporter_unit: Some(actor.unit), reporter_post: Some(actor.post) }, events, tie))
}

/// An order with which the other system is done was put right before it came here, and whoever may close such a case does it at once:
/// the other system is the proof. Anybody else brings it in to be looked at.
fn begun(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    order: &Order,
    new: NewCase,
) -> Result<(Case, Vec<Event>), AppError> {
    if !order.there.is_finished() {
        let Decided { case, event } = Case::report(new, &actor.stamp(), app.now())?;
        return Ok((case, vec![event]));
    }
    let (system, state) = (order.system.as_str(), order.there.state.as_str());
    let text = say!(exchange_finished_there, system, number = &order.number, state).words(Lang::RECORDS);
    let first = Case::report_finished_elsewhere(new, &text, &actor.stamp(), app.now())?;
    if !may_audit(actor) {
        return Ok((first.case, vec![first.event]));
    }
    let audit = Command::Audit { passed: true, reason: Some(text) };
    let Decided { case, event } = first.case.decide(audit, &actor.stamp(), app.now(), &model.calendar)?;
    Ok((case, vec![first.event, event]))
}

fn may_audit(actor: &Actor) -> bool {
    TRANSITIONS.iter().any(|row| row.action == Action::AuditPass && row.who.contains(&actor.role))
}
