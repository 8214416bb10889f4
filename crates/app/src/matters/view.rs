//! One matter, as much of it as the post may see, with its parts and what it is a part of.

use std::collections::HashMap;

use changxiao_domain::{
    ids::UnitId,
    letters::LetterCode,
    matters::{Action, Event, FieldKind, Level, Matter, Refusal, file_numbers},
    orgs::Actor,
    sealing::ChainBreak,
};
use changxiao_store::{evidence::EvidenceRow, letters, matters, workflow};

use super::{list::Line, scope};
use crate::{
    App, AppError, evidence,
    readable::readable,
    workflow::{Carried as _, Seen, see},
};

/// The most parts that a page shows; the register filters the rest.
pub const SHOWN: i64 = 300;

pub struct MatterView {
    pub matter: Matter,
    /// Oldest first.
    pub events: Vec<Event>,
    pub actions: Vec<Action>,
    /// What the post could do were it not for a condition, and why not.
    pub held_up: Vec<(Action, Refusal)>,
    pub broken: Option<ChainBreak>,
    /// Parts and copies that the post may see, at most [`SHOWN`].
    pub parts: Vec<Line>,
    /// There are more.
    pub more_parts: bool,
    /// What came out of it and the post may see, at most [`SHOWN`].
    pub children: Vec<Line>,
    /// What it is a part or a copy of, without what the post does not read of it.
    pub whole: Option<Matter>,
    /// Whether the post may open that.
    pub may_open_whole: bool,
    /// Items of the evidence store that it and its whole name and that the post may see, by their numbers.
    pub items: HashMap<i64, EvidenceRow>,
    /// The unit of the post.
    pub own: UnitId,
    /// Of a letter that was signed: what stands on its print.
    pub code: Option<LetterCode>,
}

/// Errors: not permitted; not found or out of scope.
pub async fn view(app: &App, actor: &Actor, number: &str) -> Result<MatterView, AppError> {
    let Seen { subject: mut matter, mut events, broken, actions } = see::<Matter>(app, actor, number).await?;
    scope::keep_seen(actor, &mut matter, &mut events);
    let whole = match matter.parent {
        Some(parent) => workflow::by_id::<Matter>(app.db(), actor.city, parent.0).await?.map(|mut whole| {
            scope::keep_seen(actor, &mut whole, &mut []);
            readable(actor, whole)
        }),
        None => None,
    };
    let may_open_whole = whole.as_ref().is_some_and(|whole| scope::may_see(actor, whole));
    let (mut parts, mut more_parts, mut children) = (Vec::new(), false, Vec::new());
    if matter.level == Level::Whole && matter.table().flow.looks_below() {
        let lines = matters::children_of(app.db(), actor.city, matter.id, SHOWN).await?;
        children = Line::all(app, actor, readable(actor, lines)).await?;
        children.retain(|line| scope::may_see_line(actor, line));
    }
    if matter.level == Level::Whole {
        let lines = matters::parts_of(app.db(), actor.city, matter.id, SHOWN + 1).await?;
        more_parts = lines.len() > usize::try_from(SHOWN).unwrap_or(usize::MAX);
        parts = Line::all(app, actor, readable(actor, lines)).await?;
        parts.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
        parts.retain(|line| scope::may_see_line(actor, line));
    }
    let held_up = match actor.may(Matter::WORK) {
        true => matter.held_up(&actor.stamp(), app.now().max(matter.changed_at)),
        false => Vec::new(),
    };
    let held_up = held_up.into_iter().filter(|(action, _)| !actions.contains(action)).collect();
    let table = matter.table();
    for event in &mut events {
        event.action = table.worded(event.action);
        event.from = event.from.map(|state| table.state(state.code));
        event.to = table.state(event.to.code);
    }
    let code = match table.flow.signature() {
        Some(_) => letters::code_of(app.db(), actor.city, matter.id).await?.and_then(|code| code.parse().ok()),
        None => None,
    };
    let named: Vec<i64> = std::iter::once(&matter).chain(&whole).flat_map(items_of).collect();
    let items = evidence::brought(app, actor, &named).await?;
    Ok(MatterView {
        matter,
        events,
        actions,
        held_up,
        broken,
        parts,
        more_parts,
        children,
        whole,
        may_open_whole,
        items,
        own: actor.unit,
        code,
    })
}

/// The numbers of the items that its fields hold.
fn items_of(matter: &Matter) -> impl Iterator<Item = i64> {
    let fields = matter.table().flow.fields.iter().filter(|field| field.kind == FieldKind::Files);
    fields.filter_map(|field| matter.values.get(field.name)).flat_map(file_numbers)
}
