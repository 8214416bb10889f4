//! Where there are more reports than usual: one alarm a rise.

use std::collections::BTreeMap;

use changxiao_domain::{
    ids::AlarmId,
    recurrence::surge::{Counts, Step, Subject},
    time::{Day, HOUR},
};
use changxiao_store::{
    notices,
    recurrence::surge::{self, Alarm},
};

use super::{detected::Detected, told};
use crate::{App, AppError, jobs::faults::Faults, model::CityModel};

const DAY: i64 = 24 * HOUR;
/// Days that are compared with the weeks before them.
const LAST: i64 = 7;

/// Compares the last seven days of every place and category with the weeks before them.
pub(super) async fn watch(
    app: &App,
    model: &CityModel,
    faults: &Faults<'_>,
    today: Day,
    done: &mut Detected,
) -> Result<(), AppError> {
    let (city, rules, now) = (model.id(), &model.recurrence, app.now());
    let days_ago = |days: i64| model.day_of(model.start_of(today).plus_micros(DAY / 2 - days * DAY));
    let days = surge::first_days(app.db(), city).await?;
    faults.unreadable(days.unreadable).await?;
    let Some(first) = days.rows.into_iter().min() else { return Ok(()) };
    let recent = days_ago(LAST - 1);
    // Only whole weeks from the first report on.
    let weeks = (1..=rules.surge_weeks).rev().find(|weeks| days_ago(LAST - 1 + 7 * weeks) >= first).unwrap_or(0);
    let from = days_ago(LAST - 1 + 7 * weeks);
    let counted = surge::counts(app.db(), city, (from, recent, today), weeks).await?;
    let raised = surge::raised(app.db(), city).await?;
    faults.unreadable(counted.unreadable.into_iter().chain(raised.unreadable).collect()).await?;
    let mut counts: BTreeMap<(Subject, String), Counts> =
        counted.rows.into_iter().map(|(kind, subject, counts)| ((kind, subject), counts)).collect();
    let raised: BTreeMap<(Subject, String), AlarmId> =
        raised.rows.into_iter().map(|alarm| ((alarm.kind, alarm.subject), alarm.id)).collect();
    for key in raised.keys() {
        counts.entry(key.clone()).or_insert(Counts { weeks, ..Counts::default() });
    }
    let mut steps = Vec::new();
    for ((kind, subject), counts) in counts {
        let out = raised.get(&(kind, subject.clone())).copied();
        match (counts.step(out.is_some(), rules), out) {
            (Step::Raise, _) => steps.push((None, kind, subject, counts)),
            (Step::Rearm, Some(id)) => steps.push((Some(id), kind, subject, counts)),
            _ => {}
        }
    }
    if steps.is_empty() {
        return Ok(());
    }
    let mut tx = app.db().begin().await?;
    for (over, kind, subject, counts) in steps {
        if let Some(id) = over {
            done.rearmed += i64::from(surge::rearm(&mut tx, city, id, now).await?);
            continue;
        }
        let alarm = Alarm {
            id: app.new_id(AlarmId),
            kind,
            subject,
            counts,
            line: counts.line(rules),
            raised_at: now,
            over_at: None,
            answer: None,
            answered_at: None,
            unit: None,
        };
        // Another worker may have raised it between our look and now.
        if surge::raise(&mut tx, city, &alarm).await? {
            done.raised += 1;
            notices::put(&mut tx, city, &told::alarmed(app, model, &alarm)).await?;
        }
    }
    tx.commit().await?;
    app.figures().forget(city);
    Ok(())
}
