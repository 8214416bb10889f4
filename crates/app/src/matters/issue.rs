//! What goes with a row: parts and copies come into being, what is open of a whole ends with it, whoever's turn it is is told.

use std::collections::BTreeSet;

use changxiao_domain::{
    ids::{MatterId, UnitId},
    matters::{Effect, Level, MOST_PARTS, Matter, NewPart, Ruled},
    sealing::ActorStamp,
    time::Instant,
    workflow::Decided,
};
use changxiao_store::{
    matters,
    notices::Notice,
    workflow::{self as stored, number_text},
};
use changxiao_words::say;

use super::notices;
use crate::{App, AppError, model::CityModel, numbers};

/// What is saved in the transaction of a decision.
#[derive(Default)]
pub struct Beside {
    pub parts: Vec<Decided<Matter>>,
    /// Before and after.
    pub lapsed: Vec<(Matter, Decided<Matter>)>,
    pub told: Vec<Notice>,
}

/// By whom and when.
pub(super) struct Hand<'a> {
    pub app: &'a App,
    pub model: &'a CityModel,
    pub stamp: ActorStamp,
    pub now: Instant,
}

impl Hand<'_> {
    /// What goes with `ruled`, which made `decided`. `units`: whom the request names.
    ///
    /// Errors: a unit is not there, or has a part already; the limit of a part cannot be counted.
    pub(super) async fn goes_with(
        &self,
        decided: &Decided<Matter>,
        ruled: &Ruled,
        units: &[UnitId],
    ) -> Result<Beside, AppError> {
        let whole = &decided.after;
        let mut beside = Beside::default();
        let levels = [(Effect::Issue, Level::Part), (Effect::Copy, Level::Copy)];
        for (_, level) in levels.iter().filter(|(effect, _)| ruled.has(effect)) {
            beside.parts.extend(self.parts(whole, *level, units).await?);
        }
        if ruled.has(&Effect::CloseParts) {
            for id in matters::open_parts(self.app.db(), whole.city, whole.id).await? {
                let Some(part) = stored::by_id::<Matter>(self.app.db(), whole.city, id.0).await? else { continue };
                let lapsed = part.lapse(&whole.number, &self.stamp, self.now);
                beside.lapsed.push((part, lapsed));
            }
        }
        if ruled.has(&Effect::Remind) {
            beside.told.extend(self.reminded(whole).await?);
        }
        let turns = std::iter::once(decided).chain(&beside.parts);
        let told: Vec<Notice> =
            turns.flat_map(|decided| notices::turn(self.app, self.model, &decided.after, &self.stamp)).collect();
        beside.told.extend(told);
        Ok(beside)
    }

    async fn parts(&self, whole: &Matter, level: Level, units: &[UnitId]) -> Result<Vec<Decided<Matter>>, AppError> {
        let there = match whole.version {
            1 => Vec::new(),
            _ => {
                matters::parts_of(self.app.db(), whole.city, whole.id, i64::try_from(MOST_PARTS * 2).unwrap_or(0))
                    .await?
            }
        };
        let same = || there.iter().filter(|line| line.level == level);
        let has: BTreeSet<UnitId> = same().filter(|line| line.is_open()).map(|line| line.holder).collect();
        if same().count() + units.len() > MOST_PARTS {
            return Err(AppError::field("units", say!(matters_refusal_units, most = MOST_PARTS)));
        }
        let begins = i64::try_from(same().count()).unwrap_or(0) + 1;
        let numbers = numbers::many_of_day(self.app, self.model, "matter", units.len()).await?;
        let mut parts = Vec::with_capacity(units.len());
        for ((unit, number), position) in units.iter().zip(numbers).zip(begins..) {
            let found = self.model.units.get(*unit);
            let found = found.ok_or_else(|| AppError::field("units", say!(matters_no_such_unit, name = "")))?;
            if has.contains(unit) {
                let name = found.name.clone();
                return Err(AppError::field("units", say!(matters_has_its_part, name)));
            }
            let new = NewPart {
                id: self.app.new_id(MatterId),
                number: number_text::<Matter>(number),
                unit: *unit,
                division: found.division.map_or(whole.division, |code| code.padded()),
                position,
            };
            parts.push(match level {
                Level::Copy => Matter::copy(whole, new, &self.stamp, whole.changed_at),
                _ => Matter::part(whole, new, &self.stamp, whole.changed_at, &self.model.calendar)?,
            });
        }
        Ok(parts)
    }

    async fn reminded(&self, whole: &Matter) -> Result<Vec<Notice>, AppError> {
        let most = i64::try_from(MOST_PARTS * 2).unwrap_or(0);
        let lines = matters::parts_of(self.app.db(), whole.city, whole.id, most).await?;
        let open = lines.iter().filter(|line| line.is_open() && line.level == Level::Part);
        Ok(open.flat_map(|line| notices::urged(self.app, self.model, whole, line)).collect())
    }
}
