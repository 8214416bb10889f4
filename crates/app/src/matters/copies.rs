//! Copies for the units that a field names (责任单位、协办单位): they read what others do, and it stands in their to-do until they have.

use std::collections::BTreeSet;

use changxiao_domain::{
    ids::UnitId,
    matters::{Action, Effect, Event, Level, Matter, Ruled},
};
use changxiao_store::matters;

use super::issue::Hand;
use crate::AppError;

/// Copies of one matter that are looked at; it has fewer units to name.
const MOST: i64 = 2_000;

impl Hand<'_> {
    /// A copy for each unit that the fields of this row name, each with its event. The unit that began the matter and the one that has it see
    /// the matter itself; who has a copy gets none again.
    ///
    /// Errors: a unit is not there any more.
    pub(super) async fn copies(&self, whole: &Matter, ruled: &Ruled) -> Result<Vec<(Matter, Vec<Event>)>, AppError> {
        let mut has = BTreeSet::from([whole.beginner, whole.holder]);
        let mut units: Vec<UnitId> = ruled.row.effects.iter().flat_map(|effect| named(whole, effect)).collect();
        if units.is_empty() {
            return Ok(Vec::new());
        }
        if whole.version > 1 {
            let there = matters::parts_of(self.app.db(), whole.city, whole.id, MOST).await?;
            has.extend(there.iter().filter(|line| line.level == Level::Copy).map(|line| line.holder));
        }
        units.retain(|unit| has.insert(*unit) && self.model.units.get(*unit).is_some());
        let copies = self.parts(whole, Level::Copy, &units).await?;
        Ok(copies.into_iter().map(|copy| (copy.after, vec![copy.event])).collect())
    }

    /// The same for one that was taken a step on by this action when it was begun.
    pub(super) async fn copies_by(
        &self,
        whole: &Matter,
        action: Option<Action>,
    ) -> Result<Vec<(Matter, Vec<Event>)>, AppError> {
        let ruled = whole.table().rows().iter().find(|ruled| Some(ruled.action) == action);
        match ruled {
            Some(ruled) => self.copies(whole, ruled).await,
            None => Ok(Vec::new()),
        }
    }
}

/// The units that an effect gives copies to.
fn named(whole: &Matter, effect: &Effect) -> Vec<UnitId> {
    let Effect::CopyTo(name) = effect else { return Vec::new() };
    let field = whole.table().flow.field(*name);
    field.zip(whole.values.get(*name)).map(|(field, value)| field.units_in(value).collect()).unwrap_or_default()
}
