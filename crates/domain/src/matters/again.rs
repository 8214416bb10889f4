//! The next one of what recurs by the calendar.

use serde_json::{Map, json};

use super::{
    Action, Code, Effect, Level, Matter, State, Values,
    decide::end_of,
    recurring::{Counted, Rhythm, end_behind},
};
use crate::{
    calendar::Calendar,
    ids::MatterId,
    sealing::{ActorStamp, record},
    time::{Day, Instant},
    workflow::Decided,
};

impl Matter {
    /// How often it recurs, and in which state the next one begins; `None` where it does not recur.
    pub fn rhythm(&self) -> Option<(Rhythm, State)> {
        let repeats = |effect: &Effect| if let Effect::Repeat(name) = effect { Some(*name) } else { None };
        let (name, to) =
            self.table().rows().iter().find_map(|ruled| {
                Some((ruled.row.effects.iter().find_map(repeats)?, ruled.to.unwrap_or(self.state)))
            })?;
        Some((Rhythm::parse(self.values.get(name)?.as_str()?)?, to))
    }

    /// The first day of the next one, and where the row stands then; `None` where none comes.
    pub fn next_day(&self, counted: Counted, calendar: &Calendar) -> Option<(Day, Counted)> {
        self.rhythm()?.0.next(counted, calendar)
    }

    /// The next one, which starts on this day: begun by the program, by the edition of this one, as it was drawn up, its days moved. What it
    /// came after it does not come after again.
    pub fn again(
        &self,
        (id, number): (MatterId, String),
        starts: Day,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
    ) -> Decided<Self> {
        let state = self.rhythm().map_or(self.state, |(_, to)| to);
        let (values, ends) = self.moved(starts, calendar);
        let mut next = Self {
            number,
            parent: self.parent,
            position: 0,
            title: self.title.clone(),
            beginner: self.beginner,
            holder: self.holder,
            division: self.division,
            ..Self::blank(id, self.city, self.kept, Level::Whole, state, actor, at)
        };
        next.values.take(&values);
        (next.near_at, next.due_at) = Some(end_of(ends, at, calendar)).unzip();
        let mut told = Map::new();
        told.insert("values".into(), values.to_json());
        told.insert("again".into(), json!(self.number));
        let told = next.told(told);
        let event = record(&mut next, Action::RECUR, None, actor, at, told);
        Decided { after: next, event }
    }

    /// What it was begun with, moved to this first day, and the last day.
    fn moved(&self, starts: Day, calendar: &Calendar) -> (Values, Day) {
        let begins = self.table().rows().iter().filter(|ruled| ruled.from.is_empty());
        let entered: Vec<Code> = begins.flat_map(|ruled| ruled.row.enters.iter().copied()).collect();
        let mut values = self.values.clone();
        values.0.retain(|name, _| entered.contains(name));
        let was = self.starts().zip(self.ends());
        let ends = was.and_then(|was| end_behind(starts, was, calendar)).unwrap_or(starts);
        let Some(days) = &self.table().flow.days else { return (values, ends) };
        if let Some(after) = days.after {
            values.0.remove(&after);
        }
        for (name, day) in [(days.starts, starts), (Some(days.ends), ends)] {
            if let Some(value) = name.and_then(|name| values.0.get_mut(&name)) {
                *value = json!(day.to_string());
            }
        }
        (values, ends)
    }
}
