//! The next round of comments on a draft (再次征求意见): the adopted text goes out to the same units as a matter of its own, which came out of
//! the one before. Each round keeps its text, its comments and its adoption table.

use changxiao_domain::{
    ids::{MatterId, UnitId},
    matters::{Event, Level, Matter, Means, NewMatter, NextRound, Values},
};
use changxiao_store::{matters, workflow::number_text};

use super::{issue::Hand, procedures};
use crate::{AppError, numbers};

/// Units of one round: more than a city has departments and towns.
const MOST: i64 = 10_000;

impl Hand<'_> {
    /// The next round with its parts, each with its events.
    ///
    /// Errors: what publishing it refuses; a unit is not there any more.
    pub(super) async fn next_round(
        &self,
        before: &Matter,
        round: &NextRound,
    ) -> Result<Vec<(Matter, Vec<Event>)>, AppError> {
        let draft = before.table().flow.meaning(Means::Draft).ok_or(AppError::NotFound("draft"))?;
        let mut values = Values::default();
        if let Some(text) = before.values.get(round.next) {
            values.0.insert(draft.name, text.clone());
        }
        for (into, from) in &round.fields {
            if let Some(value) = before.values.get(*from) {
                values.0.insert(*into, value.clone());
            }
        }
        let lines = matters::parts_of(self.app.db(), before.city, before.id, MOST).await?;
        let of_part = lines.iter().filter(|line| line.level == Level::Part);
        let mut units: Vec<UnitId> = of_part.map(|line| line.holder).collect();
        units.retain(|unit| self.model.units.get(*unit).is_some());
        let number = numbers::next_of_day(self.app, self.model, "matter").await?;
        let new = NewMatter {
            id: self.app.new_id(MatterId),
            city: before.city,
            number: number_text::<Matter>(number),
            kept: before.kept,
            title: before.title.clone(),
            division: before.division,
            values,
            units: units.clone(),
            parent: Some((before.id, 0)),
        };
        let begun = procedures::begin(self.model, new, &self.stamp, before.changed_at)?;
        let parts = self.parts(&begun.after, Level::Part, &units).await?;
        let mut all = vec![(begun.after, vec![begun.event])];
        all.extend(parts.into_iter().map(|part| (part.after, vec![part.event])));
        Ok(all)
    }
}
