//! What is asked of lower levels (D5): until when by a document, and what is registered that goes round outside of the program.

use std::ops::RangeInclusive;

use changxiao_words::coded;
use serde_json::Value;

use super::{Ask, Code, Effect, Fact, Frequency, Level, Matter, Refusal, State, Turn, Values};
use crate::{
    calendar::Calendar,
    orgs::UnitKind,
    time::{Day, Instant},
};

/// How many minutes one answer may be said to take.
pub const ASK_MINUTES: RangeInclusive<i64> = 1..=600;

coded! {
    /// Whom an ask reaches that goes round outside of the program.
    pub enum Audience {
        Communities = "communities", asks_audience_communities;
        Towns = "towns", asks_audience_towns;
        Both = "both", asks_audience_both;
    }
}

impl Audience {
    pub const fn reaches(self, kind: UnitKind) -> bool {
        match self {
            Audience::Communities => matches!(kind, UnitKind::Community),
            Audience::Towns => matches!(kind, UnitKind::Town),
            Audience::Both => matches!(kind, UnitKind::Community | UnitKind::Town),
        }
    }
}

/// An ask that goes round outside of the program, as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredAsk {
    pub issuer: String,
    pub basis: String,
    pub frequency: Frequency,
    /// The last day on which it is asked.
    pub until: Day,
    /// What one answer takes.
    pub minutes: i64,
    pub audience: Audience,
    /// What it asks for, by the titles of its lines.
    pub items: Vec<String>,
}

impl Ask {
    /// The last day on which it is asked; what is no day has been refused by the check.
    pub fn last_day(&self) -> Option<Day> {
        self.until.parse().ok()
    }

    /// Whether it is asked no more on this day.
    pub fn is_over(&self, day: Day) -> bool {
        self.last_day().is_none_or(|last| last < day)
    }
}

impl RegisteredAsk {
    /// What the values say by the fields that `registers` names; `None` where one of them lacks.
    pub fn of(kept: &'static super::LoadedDocument, values: &Values) -> Option<Self> {
        let named = kept.document.whole.registers.as_ref()?;
        let text = |name: Code| values.get(name).and_then(Value::as_str).map(str::to_owned);
        let lines = values.get(named.items).and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            issuer: text(named.issuer)?,
            basis: text(named.basis)?,
            frequency: Frequency::parse(&text(named.frequency)?)?,
            until: text(named.until)?.parse().ok()?,
            minutes: values.get(named.minutes)?.as_i64()?,
            audience: Audience::parse(&text(named.audience)?)?,
            items: lines.filter_map(|line| line["what"].as_str()).map(str::to_owned).collect(),
        })
    }
}

impl Matter {
    /// The ask that it registers, where its procedure does and it stands in the state in which it is asked.
    pub fn registered(&self) -> Option<RegisteredAsk> {
        let named = self.kept.document.whole.registers.as_ref().filter(|_| self.level == Level::Whole)?;
        RegisteredAsk::of(self.kept, &self.values).filter(|_| self.state.code == named.state)
    }

    /// An ask that is registered: its minutes and its last day are such, and nothing that it asks for is held. What is only reported may ask for
    /// anything: whoever registers is refused.
    ///
    /// Errors: the first that is not so, with the place where it stands.
    pub(super) fn check_registered(&self, at: Instant, calendar: &Calendar) -> Result<(), Refusal> {
        let Some(named) = self.table().flow.registers.as_ref().filter(|_| self.level == Level::Whole) else {
            return Ok(());
        };
        let minutes = self.values.get(named.minutes).and_then(Value::as_i64);
        if minutes.is_some_and(|minutes| !ASK_MINUTES.contains(&minutes)) {
            return Err(Refusal::AskMinutes);
        }
        if self.state.code != named.state {
            return Ok(());
        }
        let until = self.values.get(named.until).and_then(Value::as_str).and_then(|day| day.parse::<Day>().ok());
        if let Some(until) = until.filter(|until| *until < calendar.day_of(at)) {
            return Err(Refusal::AskOver(until));
        }
        let lines = self.values.get(named.items).and_then(Value::as_array).into_iter().flatten();
        for (number, line) in (1..).zip(lines) {
            let what = line["what"].as_str().unwrap_or_default();
            let fact = line["fact"].as_str().and_then(Fact::parse).or_else(|| Fact::of_title(what));
            if let Some(fact) = fact {
                return Err(Refusal::Held(number, what.to_owned(), fact));
            }
        }
        Ok(())
    }

    /// What lifts the quiet hours does so for a few days at a time.
    ///
    /// Errors: it would last longer, has no end, or is over already.
    pub(super) fn check_lifting(&self, at: Instant, calendar: &Calendar) -> Result<(), Refusal> {
        let Some(days) = self.standing().and_then(|state| state.lifts_quiet) else { return Ok(()) };
        let mut effects = self.table().rows().iter().flat_map(|ruled| &ruled.row.effects);
        let due_by = effects.find_map(|effect| if let Effect::DueBy(name) = effect { self.day(*name) } else { None });
        if let Some(over) = due_by.filter(|last| *last < calendar.day_of(at)) {
            return Err(Refusal::AskOver(over));
        }
        let last = self.due_at.map(|due| calendar.day_of(due));
        let most = calendar.day_of(at).checked_add(jiff::Span::new().days(i64::from(days) - 1)).ok();
        if last.is_some_and(|last| Some(last) <= most) { Ok(()) } else { Err(Refusal::TooLong(days)) }
    }

    /// What is asked of whoever has it: of a part, and of a whole without parts that another unit has than the one that began it.
    pub fn ask(&self) -> Option<&'static Ask> {
        let document = &self.kept.document;
        let asks = match self.level {
            Level::Part => true,
            Level::Whole => document.part.is_none() && self.holder != self.beginner,
            Level::Copy => false,
        };
        document.ask.as_ref().filter(|_| asks)
    }

    /// Whether whoever has it hands it on with what was done to `before`: so it was answered (D7).
    pub fn answers(&self, before: &Self) -> bool {
        let holds = |one: &Self| matches!(one.turn(), Some(Turn::Holder | Turn::Person(_)));
        let ends = [State::LAPSED, State::SUPERSEDED, State::RUN_OUT, State::CARRIED_OVER].contains(&self.state);
        before.ask().is_some() && holds(before) && !holds(self) && !ends
    }
}
