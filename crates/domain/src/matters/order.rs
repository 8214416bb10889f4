//! Which matter starts too early for another one.

use super::{Code, Early, Matter, Refusal};
use crate::time::Day;

impl Matter {
    /// The numbers of the matters after which it comes.
    pub fn comes_after(&self) -> Vec<&str> {
        let after = self.table().flow.days.as_ref().and_then(|days| days.after);
        let list = after.and_then(|name| self.values.get(name)?.as_array());
        list.into_iter().flatten().filter_map(|number| number.as_str()).collect()
    }

    /// The first day; the last one where none is said.
    pub fn starts(&self) -> Option<Day> {
        let days = self.table().flow.days.as_ref()?;
        days.starts.and_then(|name| self.day(name)).or_else(|| self.day(days.ends))
    }

    /// The last day.
    pub fn ends(&self) -> Option<Day> {
        self.day(self.table().flow.days.as_ref()?.ends)
    }

    pub fn is_milestone(&self) -> bool {
        self.says(self.table().flow.days.as_ref().and_then(|days| days.milestone))
    }

    /// What would start too early: it itself, by what it comes after, or one of those that wait for it. What starts on the day on which
    /// another one ends does not, and nothing waits for what is over.
    ///
    /// Errors: all of them, unless the field that says so lets them stand.
    pub fn keeps_order(&self, before: &[Matter], waiting: &[Matter]) -> Result<(), Refusal> {
        let Some(days) = &self.table().flow.days else { return Ok(()) };
        let early = too_early(self, before, waiting);
        match early.is_empty() || self.says(days.anyway) {
            true => Ok(()),
            false => Err(Refusal::StartsTooEarly(early)),
        }
    }

    pub(super) fn day(&self, name: Code) -> Option<Day> {
        self.values.day(name)
    }

    fn says(&self, field: Option<Code>) -> bool {
        field.and_then(|name| self.values.get(name)?.as_bool()).unwrap_or_default()
    }
}

/// The same without any field that lets it stand.
pub fn too_early(matter: &Matter, before: &[Matter], waiting: &[Matter]) -> Vec<Early> {
    let early = |one: &Matter, first: &Matter| -> Option<Early> {
        let (starts, ends) = (one.starts()?, first.ends().filter(|_| first.is_open())?);
        (starts < ends).then(|| Early { number: one.number.clone(), title: one.title.clone(), starts })
    };
    let own = before.iter().filter_map(|first| early(matter, first)).take(1);
    own.chain(waiting.iter().filter_map(|one| early(one, matter))).collect()
}
