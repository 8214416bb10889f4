//! One whistle with everything around it, as much of it as the post may see.

use changxiao_domain::{
    consultations::Consultation,
    ids::UnitId,
    orgs::{Actor, Scope},
    sealing::ChainBreak,
    whistles::{Action, Event, Whistle},
};
use changxiao_store::workflow;

use super::scope;
use crate::{
    App, AppError,
    cases::titles,
    workflow::{Seen, see},
};

pub struct WhistleView {
    /// Where the post sees only a part, the calls of other units are left out.
    pub whistle: Whistle,
    /// Oldest first; events about other units are left out where the post sees only a part.
    pub events: Vec<Event>,
    /// The whole of it is shown.
    pub whole: bool,
    /// How many units are called in all.
    pub called: usize,
    pub actions: Vec<Action>,
    /// `None`: the chain holds.
    pub broken: Option<ChainBreak>,
    /// Number and title of the cases it stems from; `true` where the post may open it.
    pub cases: Vec<(String, String, bool)>,
    /// The number of the consultation about it.
    pub consultation: Option<String>,
}

impl WhistleView {
    /// How many units are called of whom the post sees nothing.
    pub fn hidden(&self) -> usize {
        self.called.saturating_sub(self.whistle.calls.len())
    }
}

pub async fn view(app: &App, actor: &Actor, number: &str) -> Result<WhistleView, AppError> {
    let Seen { subject: mut whistle, mut events, broken, actions } = see::<Whistle>(app, actor, number).await?;
    let model = app.model(actor.city).await?;
    let called = whistle.calls.len();
    let whole = scope::sees_whole(&model, actor, whistle.street);
    if !whole {
        keep_part(actor, &mut whistle, &mut events);
    }
    let cases = titles(app, actor, &whistle.cases).await?;
    let consultation = match whistle.consultation {
        Some(id) => workflow::by_id::<Consultation>(app.db(), actor.city, id.0).await?.map(|found| found.number),
        None => None,
    };
    Ok(WhistleView { whistle, events, whole, called, actions, broken, cases, consultation })
}

/// Leaves out what concerns other units: their calls, and the events and lines that name them.
fn keep_part(actor: &Actor, whistle: &mut Whistle, events: &mut Vec<Event>) {
    let own = |unit: UnitId| match &actor.scope {
        Scope::Units(units) => units.contains(&unit),
        _ => unit == actor.unit,
    };
    whistle.calls.retain(|call| own(call.unit));
    let names_own = |value: &serde_json::Value| value.as_str().and_then(|text| text.parse().ok()).is_some_and(own);
    events.retain(|event| event.particulars.get("unit").is_none_or(names_own));
    for event in events {
        for list in ["calls", "tasks", "answers"] {
            if let Some(serde_json::Value::Array(entries)) = event.particulars.get_mut(list) {
                entries.retain(|entry| entry.get("unit").is_some_and(names_own));
            }
        }
        if let Some(serde_json::Value::Array(absent)) = event.particulars.get_mut("absent") {
            absent.retain(names_own);
        }
    }
}
