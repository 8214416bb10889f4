//! Tasks that come in by a table, decided before the transaction begins and saved in it.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::{Action, Code, Command, Event, Matter, NewMatter},
    orgs::Actor,
    workflow::Procedure as _,
};
use changxiao_store::{
    StoreError, Tx, matters,
    workflow::{self, number_text},
};
use changxiao_words::{Lang, say};

use super::{
    issue::Hand,
    opening::{begun, division},
    procedures::of_key,
    task_row::{TASKS, TaskRow},
};
use crate::{App, AppError, numbers};

/// As it stood, as it is, and its new events.
pub(crate) type FromTable = (Option<Matter>, Matter, Vec<Event>);

/// New ones are drafted, and published where nothing lacks; drafts are arranged, published ones moved.
///
/// Errors: the post may not begin one; what the page would refuse.
pub(crate) async fn from_table(
    app: &App,
    actor: &Actor,
    added: Vec<TaskRow>,
    changed: Vec<(Box<Matter>, TaskRow)>,
) -> Result<Vec<FromTable>, AppError> {
    let model = app.model(actor.city).await?;
    let kept = of_key(&model, TASKS)?;
    let (stamp, now) = (actor.stamp(), app.now());
    let mut decided = Vec::with_capacity(added.len() + changed.len());
    let hand = Hand { app, model: &model, stamp, now };
    let numbers = numbers::many_of_day(app, &model, "matter", added.len()).await?;
    let own = model.units.get(actor.unit).and_then(|unit| unit.division);
    let city = changxiao_domain::divisions::DivisionCode::new(model.id().0).ok();
    for (row, number) in added.into_iter().zip(numbers) {
        let values = row.values();
        let new = NewMatter {
            id: app.new_id(MatterId),
            city: actor.city,
            number: number_text::<Matter>(number),
            kept,
            title: row.title,
            division: division(&model, &values).or(own.or(city).map(|code| code.padded())).unwrap_or_default(),
            values,
            units: Vec::new(),
            parent: None,
        };
        let publish: Option<Action> = kept.whole().action(Code::of("publish"));
        let (matter, events) = begun(new, publish, &stamp, now, &model)?;
        let copies = hand.copies_by(&matter, events.get(1).map(|event| event.action)).await?;
        decided.push((None, matter, events));
        decided.extend(copies.into_iter().map(|(copy, events)| (None, copy, events)));
    }
    for (before, row) in changed {
        let is_draft = before.state.code == Code::of("draft");
        let (name, values) = if is_draft { ("arrange", row.values()) } else { ("move", row.days()) };
        let action = before.table().action(Code::of(name)).ok_or(AppError::NotFound("action"))?;
        let reason = say!(imports_reason_of_table).words(Lang::RECORDS);
        let command = Command { values, reason, ..Command::of(action) };
        let ruled = before.granting(action, &stamp, now.max(before.changed_at))?;
        let after = before.decide(&command, &stamp, now, &model.calendar)?;
        // What goes with a move: others that would start too early.
        hand.goes_with(&after, ruled, &[]).await?;
        decided.push((Some(*before), after.after, vec![after.event]));
    }
    Ok(decided)
}

pub(crate) async fn put_from_table(tx: &mut Tx, city: CityId, decided: &[FromTable]) -> Result<(), StoreError> {
    let new: Vec<&Matter> = decided.iter().filter(|(before, ..)| before.is_none()).map(|(_, after, _)| after).collect();
    if let Some(first) = new.first() {
        matters::keep(tx, city, first.kept, first.begun_at).await?;
    }
    let events: Vec<&Event> =
        decided.iter().filter(|(before, ..)| before.is_none()).flat_map(|(.., events)| events).collect();
    workflow::insert_many(tx, &new, &events).await?;
    for (before, after, events) in decided {
        if let (Some(before), [event]) = (before, events.as_slice()) {
            workflow::save(tx, before, after, event).await?;
        }
    }
    Ok(())
}
