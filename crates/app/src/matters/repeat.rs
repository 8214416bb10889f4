//! What comes again by the calendar: the sweep begins the next one on the morning of its first day, once.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::{Effect, Matter, Ruled, recurring::Counted},
    sealing::ActorStamp,
    time::Instant,
};
use changxiao_store::{
    matters::repeats::{self, Repeat},
    notices as stored,
    sealing::events_of,
    workflow::{by_id, insert, insert_many, number_text},
};

use super::{away::Away, issue::Hand, notices, procedures::is_asked};
use crate::{App, AppError, jobs::faults::Faults, model::CityModel, numbers};

/// Rows of one statement.
const BATCH: i64 = 200;

impl Hand<'_> {
    /// When the first one after a matter comes; `None` where it does not say how often, or has no day.
    pub(super) fn first_repeat(&self, matter: &Matter) -> Option<Repeat> {
        next(self.model, matter, Counted { anchor: matter.starts()?, count: 0 })
    }
}

fn next(model: &CityModel, matter: &Matter, counted: Counted) -> Option<Repeat> {
    let (day, _) = matter.next_day(counted, &model.calendar)?;
    Some(Repeat { matter: matter.id, at: model.start_of(day), counted })
}

/// The row by which it comes again.
fn repeating(matter: &Matter) -> Option<&'static Ruled> {
    let repeats = |ruled: &&Ruled| ruled.row.effects.iter().any(|effect| matches!(effect, Effect::Repeat(_)));
    matter.table().rows().iter().find(repeats)
}

/// Begins everything whose day has come; running it again begins nothing twice.
///
/// Errors: what would stop every other row as well.
pub(crate) async fn sweep(app: &App, city: CityId, faults: &Faults<'_>) -> Result<(), AppError> {
    let now = app.now();
    let mut behind: Option<(Instant, MatterId)> = None;
    loop {
        let due = repeats::due(app.db(), city, now, behind, BATCH).await?;
        let Some(last) = due.last() else { return Ok(()) };
        behind = Some((last.at, last.matter));
        for repeat in due {
            faults.past(&repeat.matter.to_string(), begin_next(app, city, repeat, now).await).await?;
        }
    }
}

async fn begin_next(app: &App, city: CityId, repeat: Repeat, now: Instant) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let before: Option<Matter> = by_id(app.db(), city, repeat.matter.0).await?;
    let before = before.ok_or(AppError::NotFound("matter"))?;
    let events = events_of::<Matter>(app.db(), city, before.id.0).await?;
    let first = events.first().ok_or(AppError::NotFound("matter"))?;
    // Nobody was there: the program does what whoever drew it up asked for.
    let stamp = ActorStamp { system: true, program: None, ..first.actor };
    let number = number_text::<Matter>(numbers::next_of_day(app, &model, "matter").await?);
    // What is asked no more does not come again.
    let next_day = before.next_day(repeat.counted, &model.calendar).filter(|_| is_asked(&model, before.kept));
    let new = next_day.map(|(day, counted)| {
        let new = before.again((app.new_id(MatterId), number), day, &stamp, now, &model.calendar);
        let then = next(&model, &new.after, counted);
        (new, then)
    });
    let hand = Hand::new(app, &model, stamp, now);
    let mut copies = Vec::new();
    if let Some((new, _)) = &new
        && let Some(ruled) = repeating(&new.after)
    {
        copies = hand.copies(&new.after, ruled).await?;
    }
    let next_one = new.iter().map(|(new, _)| &new.after).chain(copies.iter().map(|(copy, _)| copy));
    let away = Away::of_turns(app, &model, next_one).await?;
    let mut tx = app.db().begin().await?;
    if !repeats::take(&mut tx, city, repeat).await? {
        return Ok(());
    }
    if let Some((new, then)) = new {
        insert(&mut tx, &new.after, &new.event).await?;
        let (whole, events): (Vec<&Matter>, Vec<_>) = copies.iter().map(|(copy, events)| (copy, events)).unzip();
        insert_many(&mut tx, &whole, &events.into_iter().flatten().collect::<Vec<_>>()).await?;
        for (copy, _) in &copies {
            stored::put(&mut tx, city, &notices::turn(app, &model, copy, (&stamp, &away))).await?;
        }
        if let Some(then) = then {
            repeats::put(&mut tx, city, then).await?;
        }
        stored::put(&mut tx, city, &notices::turn(app, &model, &new.after, (&stamp, &away))).await?;
    }
    tx.commit().await?;
    app.figures().forget(city);
    Ok(())
}
