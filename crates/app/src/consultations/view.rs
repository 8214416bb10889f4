//! One consultation, as much of it as the post may see.

use changxiao_domain::{
    consultations::{Action, Consultation, Event},
    ids::UnitId,
    orgs::{Actor, Permission, Scope},
    sealing::ChainBreak,
    whistles::{Turnout, Whistle},
};
use changxiao_store::workflow;

use super::scope;
use crate::{
    App, AppError,
    cases::titles,
    readable::readable,
    workflow::{Carried as _, Seen, see},
};

pub struct ConsultationView {
    /// Where the post sees only a part, other participants' parts are left out.
    pub consultation: Consultation,
    /// Every unit that takes part: that is shared.
    pub units: Vec<UnitId>,
    /// Oldest first.
    pub events: Vec<Event>,
    pub whole: bool,
    pub actions: Vec<Action>,
    pub broken: Option<ChainBreak>,
    /// Number and title of the cases it is about; `true` where the post may open it.
    pub cases: Vec<(String, String, bool)>,
    /// The whistle that waits for it, where the post may see it.
    pub whistle: Option<Whistle>,
    /// The units whose objection has to be answered.
    pub objecting: Vec<UnitId>,
}

pub async fn view(app: &App, actor: &Actor, number: &str) -> Result<ConsultationView, AppError> {
    let Seen { subject: mut consultation, mut events, broken, actions } =
        see::<Consultation>(app, actor, number).await?;
    let units = consultation.participants.iter().map(|participant| participant.unit).collect();
    let whole = scope::sees_whole(actor, consultation.convener);
    if !whole {
        keep_part(actor, &mut consultation, &mut events);
    }
    let cases = titles(app, actor, &consultation.cases).await?;
    let whistle = match consultation.whistle {
        Some(id) if actor.may(Permission::ReadWhistles) => {
            workflow::by_id::<Whistle>(app.db(), actor.city, id.0).await?.filter(|found| found.may_see(actor))
        }
        _ => None,
    };
    let objected = |whistle: &Whistle| {
        let calls = whistle.calls.iter().filter(|call| call.turnout == Turnout::Objected);
        calls.map(|call| call.unit).collect::<Vec<_>>()
    };
    let objecting = if whole { whistle.as_ref().map(objected).unwrap_or_default() } else { Vec::new() };
    let whistle = readable(actor, whistle);
    Ok(ConsultationView { consultation, units, events, whole, actions, broken, cases, whistle, objecting })
}

fn keep_part(actor: &Actor, consultation: &mut Consultation, events: &mut Vec<Event>) {
    let own = |unit: UnitId| match &actor.scope {
        Scope::Units(units) => units.contains(&unit),
        _ => unit == actor.unit,
    };
    consultation.participants.retain(|participant| own(participant.unit));
    let names_own = |value: &serde_json::Value| value.as_str().and_then(|text| text.parse().ok()).is_some_and(own);
    events.retain(|event| event.particulars.get("unit").is_none_or(names_own));
    for event in events {
        if let Some(serde_json::Value::Array(parts)) = event.particulars.get_mut("participants") {
            parts.retain(|part| part.get("unit").is_some_and(names_own));
        }
    }
}
