//! Tasks that come in by a table, decided before the transaction begins and saved in it.

use std::collections::HashMap;

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::{Action, Code, Command, Event, Matter, NewMatter},
    orgs::Actor,
    workflow::{Decided, Procedure as _},
};
use changxiao_store::{
    StoreError, Tx, matters,
    notices::{self as stored_notices, Notice},
    workflow::{self, number_text},
};
use changxiao_words::{Lang, say};

use super::{
    away::Away,
    issue::{Beside, Hand},
    notices,
    opening::{begun, division},
    procedures::of_key,
    task_row::{Above, TASKS, TaskRow},
};
use crate::{App, AppError, numbers, workflow::Carried as _};

/// One task as it was decided.
pub(crate) enum FromTable {
    /// It, or a copy of it, with its events and whoever is told of it.
    New(Box<Matter>, Vec<Event>, Vec<Notice>),
    /// As it stood, as it is, and what goes with it.
    Changed(Box<Matter>, Box<Decided<Matter>>, Beside),
}

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
    let hand = Hand::new(app, &model, stamp, now);
    let numbers = numbers::many_of_day(app, &model, "matter", added.len()).await?;
    let ids: Vec<MatterId> = added.iter().map(|_| app.new_id(MatterId)).collect();
    let by_title: HashMap<String, MatterId> =
        added.iter().zip(&ids).map(|(row, id)| (row.title.clone(), *id)).collect();
    let own = model.units.get(actor.unit).and_then(|unit| unit.division);
    let city = changxiao_domain::divisions::DivisionCode::new(model.id().0).ok();
    // Asked for once, however many rows name somebody.
    let away = Away::today(app, &model).await?;
    for ((row, number), id) in added.into_iter().zip(numbers).zip(ids) {
        let values = row.values();
        let above = row.above.as_ref().and_then(|above| match above {
            Above::There(id) => Some(*id),
            Above::Titled(title) => by_title.get(title).copied(),
        });
        let new = NewMatter {
            id,
            city: actor.city,
            number: number_text::<Matter>(number),
            kept,
            title: row.title,
            division: division(&model, &values).or(own.or(city).map(|code| code.padded())).unwrap_or_default(),
            values,
            units: Vec::new(),
            parent: above.map(|above| (above, 0)),
        };
        let publish: Option<Action> = kept.whole().action(Code::of("publish"));
        let (matter, events) = begun(new, publish, &stamp, now, &model)?;
        let copies = hand.copies_by(&matter, events.get(1).map(|event| event.action)).await?;
        // Once each, as it stands in the end, however many steps it took.
        let new = |(one, events): (Matter, Vec<Event>)| {
            let told = notices::turn(app, &model, &one, (&stamp, &away));
            FromTable::New(Box::new(one), events, told)
        };
        decided.extend(std::iter::once((matter, events)).chain(copies).map(new));
    }
    for (before, row) in changed {
        let is_draft = before.state.code == Code::of("draft");
        let (name, values) = if is_draft { ("arrange", row.values()) } else { ("move", row.days()) };
        let action = before.table().action(Code::of(name)).ok_or(AppError::NotFound("action"))?;
        let reason = say!(imports_reason_of_table).words(Lang::RECORDS);
        let command = Command { values, reason, ..Command::of(action) };
        let ruled = before.granting(action, &stamp, now.max(before.changed_at))?;
        let after = before.decide(&command, &stamp, now, &model.calendar)?;
        // What goes with a move: others that would start too early are named, and whoever's turn it is hears of it.
        let beside = hand.goes_with(&after, ruled, &[]).await?;
        decided.push(FromTable::Changed(before, Box::new(after), beside));
    }
    Ok(decided)
}

pub(crate) async fn put_from_table(tx: &mut Tx, city: CityId, decided: Vec<FromTable>) -> Result<(), StoreError> {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for one in decided {
        match one {
            FromTable::New(matter, events, told) => new.push((matter, events, told)),
            FromTable::Changed(before, after, beside) => changed.push((before, after, beside)),
        }
    }
    if let Some((first, ..)) = new.first() {
        matters::keep(tx, city, first.kept, first.begun_at).await?;
    }
    let begun: Vec<&Matter> = new.iter().map(|(matter, ..)| &**matter).collect();
    let events: Vec<&Event> = new.iter().flat_map(|(_, events, _)| events).collect();
    workflow::insert_many(tx, &begun, &events).await?;
    let told: Vec<Notice> = new.into_iter().flat_map(|(.., told)| told).collect();
    stored_notices::put(tx, city, &told).await?;
    for (before, after, beside) in changed {
        workflow::save(tx, &*before, &after.after, &after.event).await?;
        Matter::put(tx, city, beside).await?;
    }
    Ok(())
}
