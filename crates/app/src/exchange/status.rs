//! How the case of an order stands, told to the system that the order came from: one message a change, at least once, by the
//! webhooks that take the kind.
//!
//! The message is put down in the transaction of the change itself, so that none is lost and none tells of what was not saved.

use changxiao_domain::{
    cases::{Case, Event, Source},
    exchange::OrderStatus,
    ids::{CaseId, CityId, DeliveryId, JobId},
    jobs::JobKind,
    masking::mask_text,
    notices::{Facts, NoticeKind, line},
    time::Instant,
};
use changxiao_store::{
    Tx, cases,
    exchange::{self, OrderRow},
    jobs,
    notices::{
        Receiver,
        deliveries::{self, Delivery},
    },
};
use changxiao_words::Lang;

use crate::{App, AppError, model::CityModel, notices::of_case::hooks};

/// What is to be told of one change.
pub(crate) struct StatusMessages {
    city: CityId,
    case: CaseId,
    status: OrderStatus,
    at: Instant,
    messages: Vec<Delivery>,
}

/// What this change of a case has to tell; `None` where the case came from no order, or stands as before for the other system.
pub(crate) async fn of_change(
    app: &App,
    model: &CityModel,
    before: &Case,
    after: &Case,
    event: &Event,
) -> Result<Option<StatusMessages>, AppError> {
    let kind = match after.source {
        Source::Hotline => NoticeKind::HotlineStatus,
        Source::CityManagement => NoticeKind::CityManagementStatus,
        Source::Finding | Source::Hand => return Ok(None),
    };
    let status = OrderStatus::of(after.state);
    if status == OrderStatus::of(before.state) {
        return Ok(None);
    }
    let Some(row) = exchange::of_case(app.db(), after.city, after.id).await? else { return Ok(None) };
    let merged_into = match after.merged_into {
        Some(into) => cases::by_id(app.db(), after.city, into).await?.map(|row| row.case.number),
        None => None,
    };
    let document = document(model, after, event, &row, status, merged_into.as_deref());
    let unit = after.lead_unit.or(before.lead_unit);
    let receivers = hooks(model, kind, unit);
    let messages = receivers.map(|receiver| message(app, model, receiver, kind, after, &row, status, &document));
    Ok(Some(StatusMessages { city: after.city, case: after.id, status, at: event.at, messages: messages.collect() }))
}

/// Puts the messages down, each with the job that sends it.
pub(crate) async fn put(app: &App, tx: &mut Tx, told: Option<StatusMessages>) -> Result<(), AppError> {
    let Some(told) = told else { return Ok(()) };
    for message in &told.messages {
        deliveries::put(tx, told.city, message).await?;
        let id = app.new_id(JobId);
        jobs::put(tx, told.city, id, (JobKind::Webhook, &message.id.to_string()), app.now(), 0).await?;
    }
    if !told.messages.is_empty() {
        exchange::tell(tx, told.city, told.case, told.status, told.at).await?;
    }
    Ok(())
}

/// Notes that a receiver took a message. A message that is of no order is passed over.
pub(crate) async fn was_taken(tx: &mut Tx, city: CityId, document: &str, at: Instant) -> Result<(), AppError> {
    let Ok(document) = serde_json::from_str::<serde_json::Value>(document) else { return Ok(()) };
    let order = &document["order"];
    let text = |name: &str| order[name].as_str();
    if let (Some(system), Some(number), Some(status)) =
        (text("system"), text("number"), text("status").and_then(OrderStatus::parse))
    {
        exchange::taken(tx, city, (system, number), status, at).await?;
    }
    Ok(())
}

/// What a program reads. Persons are not named, and nothing that came from the caller goes back.
fn document(
    model: &CityModel,
    case: &Case,
    event: &Event,
    row: &OrderRow,
    status: OrderStatus,
    merged_into: Option<&str>,
) -> String {
    let unit = case.lead_unit.map(|unit| model.unit_name(unit, Lang::RECORDS));
    let at = |at: Option<Instant>| at.map(|at| at.to_string());
    serde_json::json!({
        "kind": "order_status",
        "order": {
            "system": row.order.system,
            "number": row.order.number,
            "status": status.code(),
            "status_zh": status.words(Lang::Zh),
            "status_en": status.words(Lang::En),
            "case": case.number,
            // Grows with every change of the case: of two messages the one with the higher number is the newer.
            "version": case.version,
            "at": event.at.to_string(),
            "unit": unit,
            "due_at": at(case.due_at),
            "closed_at": at(case.closed_at),
            "reason": event.particulars["reason"].as_str().map(mask_text),
            "merged_into": merged_into,
        }
    })
    .to_string()
}

#[allow(clippy::too_many_arguments, reason = "one call, all of it facts of the message")]
fn message(
    app: &App,
    model: &CityModel,
    receiver: Receiver,
    kind: NoticeKind,
    case: &Case,
    row: &OrderRow,
    status: OrderStatus,
    document: &str,
) -> Delivery {
    let hook = |id| model.hooks.iter().find(|hook| hook.id == id);
    let lang = match receiver {
        Receiver::Hook(id) => hook(id).map_or_else(Lang::default, |hook| hook.lang),
        Receiver::Person(_) => Lang::default(),
    };
    let facts = Facts {
        number: case.number.clone(),
        title: format!("{} {}", row.order.system, row.order.number),
        place: status.words(lang).to_owned(),
        ..Facts::default()
    };
    let city = model.city.name_in(lang);
    Delivery {
        id: app.new_id(DeliveryId),
        channel: JobKind::Webhook.code().to_owned(),
        receiver: receiver.bytes(),
        subject: format!("{city} · {}", kind.words(lang)),
        body: line(kind, &facts, lang),
        // A program at the other end sleeps at no hour.
        urgent: true,
        notices: 1,
        made_at: app.now(),
        sent_at: None,
        dropped: None,
        document: Some(document.to_owned()),
    }
}
