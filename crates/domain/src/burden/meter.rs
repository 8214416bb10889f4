//! The meter: from what happened to figures by unit.

use std::{collections::BTreeMap, ops::AddAssign};

use super::occurrences;
use crate::{
    calendar::Calendar,
    divisions::DivisionCode,
    ids::UnitId,
    matters::{Audience, Frequency},
    orgs::UnitKind,
    scoring::Period,
    time::{Day, Instant},
};

/// What a unit was asked in a month, in numbers and minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Asks that reached it; what goes round outside of the program counts each time that it is asked.
    pub asks: i64,
    /// Of these: outside of the program.
    pub outside: i64,
    pub minutes_asked: i64,
    /// Minutes of what it has answered; what was returned and handed in again counts again.
    pub minutes_answered: i64,
    /// Asks that came out of hours, without an emergency.
    pub off_asks: i64,
    /// Notices that came out of hours, without an emergency.
    pub off_notices: i64,
    /// Asks that came out of hours in an emergency.
    pub emergency_asks: i64,
    /// Notices that came out of hours in an emergency.
    pub emergency_notices: i64,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.asks += other.asks;
        self.outside += other.outside;
        self.minutes_asked += other.minutes_asked;
        self.minutes_answered += other.minutes_answered;
        self.off_asks += other.off_asks;
        self.off_notices += other.off_notices;
        self.emergency_asks += other.emergency_asks;
        self.emergency_notices += other.emergency_notices;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Something was asked of the unit.
    Asked,
    /// The unit has answered.
    Answered,
    /// Somebody of the unit was told something out of hours.
    Notice,
}

/// One thing that happened to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened {
    pub kind: Happening,
    pub unit: UnitId,
    pub at: Instant,
    /// What one answer takes; nothing for a notice.
    pub minutes: i64,
    /// Whose ask it is: a place in the list of the caller. `None` for a notice.
    pub asker: Option<usize>,
}

/// What is asked outside of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideAsk {
    pub frequency: Frequency,
    /// The day on which it was registered.
    pub first: Day,
    /// The last day on which it is asked.
    pub last: Day,
    pub minutes: i64,
    pub audience: Audience,
    /// In which part of the city.
    pub division: DivisionCode,
    pub asker: usize,
}

/// An emergency from one moment until before another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emergency {
    pub from: Instant,
    pub until: Instant,
}

/// A unit that can be reached by what is asked outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    pub unit: UnitId,
    pub kind: UnitKind,
    pub division: Option<DivisionCode>,
}

/// The meter of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Only units to which something happened.
    pub units: BTreeMap<UnitId, Figures>,
    /// Minutes that were asked, by the place of whoever asks.
    pub askers: BTreeMap<usize, i64>,
}

impl Measured {
    pub fn of(&self, unit: UnitId) -> Figures {
        self.units.get(&unit).copied().unwrap_or_default()
    }

    /// Everything together.
    pub fn total(&self) -> Figures {
        let mut total = Figures::default();
        self.units.values().for_each(|one| total += *one);
        total
    }

    fn asked(&mut self, unit: UnitId, asker: usize, one: Figures) {
        *self.units.entry(unit).or_default() += one;
        *self.askers.entry(asker).or_default() += one.minutes_asked;
    }
}

/// The figures of a month. What happened in others is not counted.
pub fn measure(
    month: Period,
    calendar: &Calendar,
    happened: &[Happened],
    outside: &[OutsideAsk],
    emergencies: &[Emergency],
    units: &[Reached],
) -> Measured {
    let mut measured = Measured::default();
    for one in happened.iter().filter(|one| month.contains(calendar.day_of(one.at))) {
        let is_off = calendar.is_out_of_hours(one.at);
        let in_emergency = emergencies.iter().any(|span| (span.from..span.until).contains(&one.at));
        let (off, emergency) = (i64::from(is_off && !in_emergency), i64::from(is_off && in_emergency));
        match one.kind {
            Happening::Asked => {
                let figures = Figures {
                    asks: 1,
                    minutes_asked: one.minutes,
                    off_asks: off,
                    emergency_asks: emergency,
                    ..Figures::default()
                };
                measured.asked(one.unit, one.asker.unwrap_or_default(), figures);
            }
            Happening::Answered => {
                measured.units.entry(one.unit).or_default().minutes_answered += one.minutes;
            }
            Happening::Notice => {
                let figures = measured.units.entry(one.unit).or_default();
                figures.off_notices += off;
                figures.emergency_notices += emergency;
            }
        }
    }
    for ask in outside {
        let times = occurrences(ask.frequency, ask.first, ask.last, month);
        if times == 0 {
            continue;
        }
        let lies = |unit: &&Reached| unit.division.is_some_and(|division| division.is_within(ask.division));
        for unit in units.iter().filter(|unit| ask.audience.reaches(unit.kind)).filter(lies) {
            let minutes = times * ask.minutes;
            let figures = Figures { asks: times, outside: times, minutes_asked: minutes, ..Figures::default() };
            measured.asked(unit.unit, ask.asker, figures);
        }
    }
    measured
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn unit(number: u8) -> UnitId {
        UnitId(Uuid::from_u128(number.into()))
    }

    fn at(text: &str) -> Instant {
        Instant::from_civil(text.parse().unwrap(), Calendar::plain().zone())
    }

    fn month() -> Period {
        "2026-06".parse().unwrap()
    }

    fn happened(kind: Happening, moment: &str) -> Happened {
        Happened { kind, unit: unit(1), at: at(moment), minutes: 30, asker: Some(0) }
    }

    #[test]
    fn what_comes_out_of_hours_is_counted_and_apart_in_an_emergency() {
        // 2026-06-13 is a Saturday.
        let all = [
            happened(Happening::Asked, "2026-06-12T10:00:00"),
            happened(Happening::Asked, "2026-06-12T12:30:00"),
            happened(Happening::Asked, "2026-06-12T18:00:00"),
            happened(Happening::Notice, "2026-06-13T10:00:00"),
            happened(Happening::Notice, "2026-06-14T10:00:00"),
            happened(Happening::Answered, "2026-06-13T10:00:00"),
            happened(Happening::Asked, "2026-05-31T10:00:00"),
        ];
        let emergency = Emergency { from: at("2026-06-14T00:00:00"), until: at("2026-06-15T00:00:00") };
        let measured = measure(month(), &Calendar::plain(), &all, &[], &[emergency], &[]);
        let expected = Figures {
            asks: 3,
            minutes_asked: 90,
            minutes_answered: 30,
            off_asks: 1,
            off_notices: 1,
            emergency_notices: 1,
            ..Figures::default()
        };
        assert_eq!(measured.of(unit(1)), expected, "noon is no time off, and May is another month");
        assert_eq!(measured.askers.get(&0), Some(&90));
    }

    #[test]
    fn what_goes_round_outside_counts_for_everybody_whom_it_reaches() {
        let code = |number| DivisionCode::new(number).unwrap();
        let reached = |number, kind, division| Reached { unit: unit(number), kind, division: Some(code(division)) };
        let units = [
            reached(1, UnitKind::Community, 350_602_003_001),
            reached(2, UnitKind::Community, 350_603_001_001),
            reached(3, UnitKind::Town, 350_602_003),
            Reached { unit: unit(4), kind: UnitKind::Department, division: None },
        ];
        let ask = OutsideAsk {
            frequency: Frequency::Weekly,
            first: "2026-06-01".parse().unwrap(),
            last: "2026-12-31".parse().unwrap(),
            minutes: 20,
            audience: Audience::Communities,
            division: code(350_602),
            asker: 7,
        };
        let measured = measure(month(), &Calendar::plain(), &[], &[ask], &[], &units);
        // 1, 8, 15, 22 and 29 June.
        let expected = Figures { asks: 5, outside: 5, minutes_asked: 100, ..Figures::default() };
        assert_eq!(measured.units, BTreeMap::from([(unit(1), expected)]));
        let both = OutsideAsk { audience: Audience::Both, division: code(3506), ..ask };
        assert_eq!(measure(month(), &Calendar::plain(), &[], &[both], &[], &units).units.len(), 3);
    }

    proptest! {
        /// Nothing is lost and nothing counts twice: the sum over units is the sum over what happened, in whatever order it is told.
        #[test]
        fn the_sum_is_what_happened(raw in prop::collection::vec((0..3_u8, 1..6_u8, 0..40_i64 * 24 * 60, 1..120_i64), 0..60)) {
            let begin = at("2026-05-25T00:00:00");
            let all: Vec<Happened> = raw
                .iter()
                .map(|(kind, of, minute, minutes)| Happened {
                    kind: [Happening::Asked, Happening::Answered, Happening::Notice][usize::from(*kind)],
                    unit: unit(*of),
                    at: begin.plus_micros(minute * crate::time::MINUTE),
                    minutes: *minutes,
                    asker: Some(usize::from(*of)),
                })
                .collect();
            let calendar = Calendar::plain();
            let measured = measure(month(), &calendar, &all, &[], &[], &[]);
            let inside = |kind| all.iter().filter(move |one| one.kind == kind).filter(|one| month().contains(Calendar::plain().day_of(one.at)));
            let total = measured.total();
            prop_assert_eq!(total.asks, inside(Happening::Asked).count() as i64);
            prop_assert_eq!(total.minutes_asked, inside(Happening::Asked).map(|one| one.minutes).sum::<i64>());
            prop_assert_eq!(total.minutes_answered, inside(Happening::Answered).map(|one| one.minutes).sum::<i64>());
            prop_assert_eq!(measured.askers.values().sum::<i64>(), total.minutes_asked);
            prop_assert!(total.off_asks <= total.asks);
            // An emergency moves figures and makes none.
            let always = Emergency { from: Instant(i64::MIN), until: Instant(i64::MAX) };
            let moved = measure(month(), &calendar, &all, &[], &[always], &[]).total();
            prop_assert_eq!((moved.emergency_asks, moved.emergency_notices), (total.off_asks, total.off_notices));
            prop_assert_eq!((moved.off_asks, moved.off_notices), (0, 0));
            let mut reversed = all.clone();
            reversed.reverse();
            prop_assert_eq!(measure(month(), &calendar, &reversed, &[], &[], &[]), measured);
        }
    }
}
