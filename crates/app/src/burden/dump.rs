//! Everything that the meter of a month is counted from, as it stands in the chains: an independent script recomputes it (proof of D7).

use changxiao_domain::{
    burden::{Figures, Measured},
    calendar::Holiday,
    ids::CityId,
    matters::LoadedDocument,
    orgs::Unit,
    scoring::Period,
    time::Day,
};
use changxiao_store::{burden as store, matters};
use serde_json::{Map, Value, json};

use super::meter::whole_city;
use crate::{App, AppError};

/// Calendar, units, documents, sealed events of what asks, answers and lifts, notices to people by their units; and what the meter says of the month and of the month
/// before. Moments are microseconds UTC. No person is in it.
///
/// Errors: the store's.
pub async fn dump(app: &App, city: CityId, month: Period) -> Result<Value, AppError> {
    let model = app.model(city).await?;
    let (from, until) = (model.start_of(month.previous().first_day()), model.start_of(month.end_day()));
    let offset = model.calendar.zone().to_offset(from.timestamp()).seconds() / 60;
    let mut documents = Map::new();
    let mut events: Vec<Value> = Vec::new();
    for kept in matters::documents(app.db(), city).await?.into_iter().filter(|kept| counts(kept)) {
        let hash = changxiao_domain::sealing::hex(&kept.hash);
        documents.insert(hash.clone(), serde_json::to_value(&kept.document).unwrap_or_default());
        for event in store::sealed_events(app.db(), city, &kept.hash, until).await? {
            events.push(json!({
                "matter": event.number,
                "level": event.level,
                "document": hash,
                "seq": event.seq,
                "action": event.action,
                "from": event.from,
                "to": event.to,
                "at": event.at.micros(),
                "particulars": told(kept, &event.particulars),
            }));
        }
    }
    let mut notices = Vec::new();
    for (person, at) in store::notices_passed(app.db(), city, from, until).await? {
        if let Some(unit) = model.unit_told(person) {
            notices.push(json!({ "unit": unit.to_string(), "at": at.micros() }));
        }
    }
    let unit = |unit: &Unit| {
        json!({
            "id": unit.id.to_string(),
            "code": unit.code,
            "kind": unit.kind.code(),
            "division": unit.division.map(|code| code.to_string()),
        })
    };
    let day = |(day, holiday): (&Day, &Holiday)| json!({ "day": day.to_string(), "kind": holiday.kind.code() });
    let spans = model.calendar.spans().iter().map(|span| json!([span.from, span.to]));
    let (now, before) = whole_city(app, city, month).await?;
    Ok(json!({
        "format": "changxiao-burden/1",
        "month": month.to_string(),
        "offset_minutes": offset,
        "working_hours": spans.collect::<Vec<_>>(),
        "days": model.calendar.holidays().iter().map(day).collect::<Vec<_>>(),
        "units": model.units.iter().map(unit).collect::<Vec<_>>(),
        "documents": documents,
        "events": events,
        "notices": notices,
        "meter": { month.to_string(): figures(&now), month.previous().to_string(): figures(&before) },
    }))
}

/// Of what an event tells: what the meter is counted from, and nothing that somebody wrote.
const TOLD: [&str; 9] = ["level", "holder", "beginner", "unit", "division", "due_at", "handed", "from", "to"];

fn told(kept: &LoadedDocument, particulars: &Value) -> Value {
    let mut told = Map::new();
    for name in TOLD {
        if let Some(value) = particulars.get(name) {
            told.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(named) = &kept.document.whole.registers {
        let fields = [named.frequency, named.minutes, named.audience];
        let values = fields.into_iter().filter_map(|name| {
            let value = particulars["values"].get(name.as_str())?;
            Some((name.to_string(), value.clone()))
        });
        told.insert("values".to_owned(), values.collect::<Map<_, _>>().into());
    }
    told.into()
}

fn counts(kept: &LoadedDocument) -> bool {
    let document = &kept.document;
    document.ask.is_some()
        || document.whole.registers.is_some()
        || document.whole.states.iter().any(|state| state.lifts_quiet.is_some())
}

fn figures(measured: &Measured) -> Value {
    let unit = |(unit, figures): (&changxiao_domain::ids::UnitId, &Figures)| (unit.to_string(), of(figures));
    let nothing = |figures: &Figures| *figures == Figures::default();
    measured.units.iter().filter(|(_, figures)| !nothing(figures)).map(unit).collect::<Map<_, _>>().into()
}

fn of(figures: &Figures) -> Value {
    json!({
        "asks": figures.asks,
        "outside": figures.outside,
        "minutes_asked": figures.minutes_asked,
        "minutes_answered": figures.minutes_answered,
        "off_asks": figures.off_asks,
        "off_notices": figures.off_notices,
        "emergency_asks": figures.emergency_asks,
        "emergency_notices": figures.emergency_notices,
    })
}
