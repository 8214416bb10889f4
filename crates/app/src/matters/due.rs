//! Whoever's turn it is hears before a matter is due, and again with the one who waits for it when it is; then, level by level, whoever stands
//! on the upper rungs of the ladder of cases: once each, by the sweep of the cases.

use changxiao_domain::{
    ids::CityId,
    matters::{
        Matter,
        ladder::{levels_behind, reached_at},
    },
    time::Instant,
};
use changxiao_store::{
    matters::{Look, look_later, looks_due},
    notices::{self as stored, Notice},
    workflow::by_id,
};

use super::{away::Away, expired, notices};
use crate::{App, AppError, jobs::faults::Faults, model::CityModel};

/// Matters of one statement.
const BATCH: i64 = 200;

/// Looks at everything that is due; running it again tells nobody twice.
///
/// Errors: what would stop every other row as well.
pub(crate) async fn sweep(app: &App, city: CityId, faults: &Faults<'_>) -> Result<(), AppError> {
    let now = app.now();
    let mut behind = None;
    loop {
        let due = looks_due(app.db(), city, now, behind, BATCH).await?;
        let Some(last) = due.last().copied() else { return Ok(()) };
        behind = Some((last.at, last.matter));
        for look in due {
            faults.past(&look.matter.to_string(), look_at(app, city, look, now).await).await?;
        }
    }
}

async fn look_at(app: &App, city: CityId, look: Look, now: Instant) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let matter: Option<Matter> = by_id(app.db(), city, look.matter.0).await?;
    let late = |matter: &Matter| matter.due_at.is_some_and(|due| due <= now);
    // What is over by itself is late for nobody.
    if let Some(matter) = matter.as_ref().filter(|one| late(one) && one.standing().is_some_and(|state| state.expires))
        && let Some(due) = matter.due()
    {
        return expired::end(app, matter, model.day_of(due), now).await;
    }
    if let Some(matter) = &matter
        && let Some(last) = matter.last_day().filter(|last| *last < model.day_of(now))
    {
        return expired::end(app, matter, last, now).await;
    }
    let (told, next) = match &matter {
        Some(matter) if matter.turn().is_some() => told(app, &model, matter, look.reached, now).await?,
        _ => (Vec::new(), None),
    };
    let mut tx = app.db().begin().await?;
    if look_later(&mut tx, city, look, next).await? {
        stored::put(&mut tx, city, &told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who is told now, and when the next look is, with what is reached then.
async fn told(
    app: &App,
    model: &CityModel,
    matter: &Matter,
    reached: i64,
    now: Instant,
) -> Result<(Vec<Notice>, Option<(Instant, i64)>), AppError> {
    let Some(due) = matter.due_at else { return Ok((Vec::new(), None)) };
    if due > now {
        let away = Away::of_turns(app, model, std::iter::once(matter)).await?;
        return Ok((notices::due(app, model, matter, false, &away), Some((due, 0))));
    }
    let climbed = usize::try_from(reached).unwrap_or(usize::MAX);
    let told = match climbed.checked_sub(1) {
        None => {
            let away = Away::of_turns(app, model, std::iter::once(matter)).await?;
            notices::due(app, model, matter, true, &away)
        }
        Some(place) => match levels_behind(&model.ladder).nth(place) {
            Some(level) => {
                let away = Away::today(app, model).await?;
                let people = away.staff().receivers(level.rung, matter.holder, None);
                notices::climbed(app, model, matter, people.into_iter().map(|one| one.person))
            }
            None => Vec::new(),
        },
    };
    let near = matter.near_at.unwrap_or(due);
    let next = levels_behind(&model.ladder).nth(climbed);
    let next = next.map(|level| (reached_at(near, due, level.share_permille), reached + 1));
    // It is over by itself after its last day, however long nobody looks at it before.
    let over = matter.last_day().and_then(|last| last.tomorrow().ok()).map(|day| (model.start_of(day), reached));
    Ok((told, [next, over].into_iter().flatten().min()))
}
