//! What was counted for one row of a table, and how one figure is named in an address so that it opens to its cases.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{Basis, CaseFacts, Counting, Indicator, Mark, Rules, Subject};
use crate::{ids::UnitId, scoring::Milli, time::Instant};

/// Below the line, above it, and above it with a part of its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub due: i64,
    pub met: i64,
    pub partly: i64,
}

/// Everything that was counted for one unit, area, category, source or function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub plain: BTreeMap<Indicator, Tally>,
    /// For the composite of a subject: good and bad cases of each of its shares.
    pub graded: BTreeMap<(Subject, Indicator), (i64, i64)>,
}

impl Tally {
    /// The share in thousandths of a per cent, halves up; `None` where nothing was due. `partly` is what half a success is worth, in
    /// thousandths.
    pub fn percent(self, partly: i64) -> Option<Milli> {
        if self.due <= 0 {
            return None;
        }
        let (met, due) = (i128::from(self.met) * 1000 + i128::from(self.partly * partly), i128::from(self.due) * 1000);
        let share = (2 * i128::from(Milli::FULL.0) * met + due) / (2 * due);
        Some(Milli(i64::try_from(share).unwrap_or(Milli::FULL.0)))
    }
}

impl Counts {
    pub fn of(&self, indicator: Indicator) -> Tally {
        self.plain.get(&indicator).copied().unwrap_or_default()
    }

    /// Nothing was due in any indicator.
    pub fn is_empty(&self) -> bool {
        self.plain.values().all(|tally| tally.due == 0)
    }

    /// Counts one case: the walk that the database does with one statement.
    pub fn add(&mut self, facts: &CaseFacts, rules: &Rules, counting: &Counting) {
        for indicator in Indicator::ALL {
            let Some(mark) = indicator.count(facts, counting) else { continue };
            let tally = self.plain.entry(*indicator).or_default();
            tally.due += 1;
            tally.met += i64::from(mark == Mark::Met);
            tally.partly += i64::from(mark == Mark::Partly);
            for scheme in rules.schemes.iter().filter(|scheme| scheme.is_graded()) {
                if !scheme.shares().any(|share| share == *indicator) {
                    continue;
                }
                let late = scheme.is_late(facts, counting);
                let (good, bad) = self.graded.entry((scheme.subject, *indicator)).or_default();
                let went_well = (mark == Mark::Met) != indicator.lower_is_better();
                *good += i64::from(went_well && !late);
                *bad += i64::from(!went_well);
            }
        }
    }
}

/// Which side of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Due,
    Met,
    Partly,
    /// What the composite of a subject takes for good, and for bad.
    Good(Subject),
    Bad(Subject),
}

/// What a row of a table stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    All,
    Unit(UnitId),
    /// First and last padded division.
    Division(i64, i64),
    /// A major: class letter and two digits.
    Major(String),
    Category(String),
    Source(String),
}

/// One figure: an indicator's part for a group in a period. It is the condition of a list of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub indicator: Indicator,
    pub part: Part,
    pub group: Group,
    pub from: Instant,
    pub until: Instant,
}

/// A figure with what is needed to ask the database for its cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedBy {
    pub counted: Counted,
    pub basis: Basis,
    /// The steps in which lateness makes a case good in none, for [`Part::Good`].
    pub late_in: Vec<Indicator>,
    /// Cases have gone over to other units or divisions since: the figure is of those who had them at the end of the period.
    pub then: bool,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Due => f.write_str("due"),
            Part::Met => f.write_str("met"),
            Part::Partly => f.write_str("partly"),
            Part::Good(subject) => write!(f, "good-{}", subject.code()),
            Part::Bad(subject) => write!(f, "bad-{}", subject.code()),
        }
    }
}

impl FromStr for Part {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once('-') {
            None => match text {
                "due" => Ok(Part::Due),
                "met" => Ok(Part::Met),
                "partly" => Ok(Part::Partly),
                _ => Err(()),
            },
            Some(("good", subject)) => Subject::parse(subject).map(Part::Good).ok_or(()),
            Some(("bad", subject)) => Subject::parse(subject).map(Part::Bad).ok_or(()),
            Some(_) => Err(()),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Group::All => f.write_str("all"),
            Group::Unit(unit) => write!(f, "u{}", unit.0.simple()),
            Group::Division(first, last) => write!(f, "d{first}-{last}"),
            Group::Major(code) => write!(f, "m{code}"),
            Group::Category(code) => write!(f, "c{code}"),
            Group::Source(code) => write!(f, "s{code}"),
        }
    }
}

impl FromStr for Group {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "all" {
            return Ok(Group::All);
        }
        let (kind, rest) = text.split_at_checked(1).ok_or(())?;
        let code = || (!rest.is_empty()).then(|| rest.to_owned()).ok_or(());
        match kind {
            "u" => rest.parse().map(|id| Group::Unit(UnitId(id))).map_err(|_| ()),
            "d" => {
                let (first, last) = rest.split_once('-').ok_or(())?;
                Ok(Group::Division(first.parse().map_err(|_| ())?, last.parse().map_err(|_| ())?))
            }
            "m" => code().map(Group::Major),
            "c" => code().map(Group::Category),
            "s" => code().map(Group::Source),
            _ => Err(()),
        }
    }
}

/// `on_time_handling.met.1780243200.1782835200.all`: seconds since 1970, and what the row stands for.
impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |at: Instant| at.micros() / 1_000_000;
        let (from, until) = (seconds(self.from), seconds(self.until));
        write!(f, "{}.{}.{from}.{until}.{}", self.indicator.code(), self.part, self.group)
    }
}

impl FromStr for Counted {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(5, '.');
        let mut next = || parts.next().ok_or(());
        let indicator = Indicator::parse(next()?).ok_or(())?;
        let part = next()?.parse()?;
        let mut moment = || -> Result<Instant, ()> {
            let seconds: i64 = next()?.parse().map_err(|_| ())?;
            Ok(Instant(seconds.checked_mul(1_000_000).ok_or(())?))
        };
        let (from, until) = (moment()?, moment()?);
        let group = parts.next().ok_or(())?.parse()?;
        Ok(Self { indicator, part, group, from, until })
    }
}
