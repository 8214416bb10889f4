//! The figures of both sides for a period: counted from the calls, integers only. A unit that was never due is not rated.

use std::collections::BTreeMap;

use changxiao_words::coded;

use super::{State, Turnout};
use crate::{ids::UnitId, time::Instant};

coded! {
    /// A figure, by which a list shows the very whistles that it is made of.
    pub enum Figure {
        Called = "called", whistles_figure_called;
        OnTime = "on_time", whistles_figure_on_time;
        Late = "late", whistles_figure_late;
        Absent = "absent", whistles_figure_absent;
        Pending = "pending", whistles_figure_pending;
        /// Rated by the street.
        Rated = "rated", whistles_figure_rated;
        Blown = "blown", whistles_figure_blown;
        Refused = "refused", whistles_figure_refused;
        Unjustified = "unjustified", whistles_figure_unjustified;
        /// Rated by units.
        RatedByUnits = "rated_by_units", whistles_figure_rated_by_units;
    }
}

/// One call of a whistle that was blown in the period, as it stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFact {
    pub unit: UnitId,
    pub turnout: Turnout,
    pub due_at: Option<Instant>,
    /// Response and solution, each from 1 to 5.
    pub rating: Option<(i64, i64)>,
}

/// What one called unit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitFigures {
    pub called: i64,
    pub on_time: i64,
    pub late: i64,
    /// Said that it could not come, never came, or has let its limit run out so far.
    pub absent: i64,
    /// Its limit still runs.
    pub pending: i64,
    pub ratings: i64,
    /// Sum of response and solution over all ratings.
    pub points: i64,
}

impl UnitFigures {
    /// Whether anything was due: a call that is decided.
    pub const fn is_rated(&self) -> bool {
        self.on_time + self.late + self.absent > 0
    }

    /// The average of response and solution in thousandths of a point (1000 to 5000); `None` without a rating.
    pub const fn average(&self) -> Option<i64> {
        if self.ratings == 0 { None } else { Some(self.points * 1000 / (self.ratings * 2)) }
    }

    /// The share of calls that were answered in time, in thousandths; `None` where nothing was due.
    pub const fn on_time_share(&self) -> Option<i64> {
        let due = self.on_time + self.late + self.absent;
        if due == 0 { None } else { Some(self.on_time * 1000 / due) }
    }
}

/// Figures of every unit that was called; calls that do not count leave no trace.
pub fn unit_figures(facts: &[CallFact], now: Instant) -> BTreeMap<UnitId, UnitFigures> {
    let mut units: BTreeMap<UnitId, UnitFigures> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.turnout.counts()) {
        let figures = units.entry(fact.unit).or_default();
        figures.called += 1;
        match fact.turnout {
            Turnout::OnTime => figures.on_time += 1,
            Turnout::Late => figures.late += 1,
            Turnout::Waiting if fact.due_at.is_none_or(|due| now <= due) => figures.pending += 1,
            _ => figures.absent += 1,
        }
        if let Some((response, solution)) = fact.rating {
            figures.ratings += 1;
            figures.points += response + solution;
        }
    }
    units
}

/// What one street did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreetFigures {
    pub blown: i64,
    /// Its own head refused to blow.
    pub refused: i64,
    /// A consultation found that it should not have been blown.
    pub unjustified: i64,
    /// Units' ratings of its calls, and how many of them say that the call was justified.
    pub rated: i64,
    pub justified: i64,
}

/// Figures of every street: `whistles` are its whistles with state and whether they were blown, `ratings` its calls' ratings.
pub fn street_figures(
    whistles: impl IntoIterator<Item = (UnitId, State, bool)>,
    ratings: impl IntoIterator<Item = (UnitId, bool)>,
) -> BTreeMap<UnitId, StreetFigures> {
    let mut streets: BTreeMap<UnitId, StreetFigures> = BTreeMap::new();
    for (street, state, blown) in whistles {
        let figures = streets.entry(street).or_default();
        figures.blown += i64::from(blown);
        figures.refused += i64::from(state == State::Refused);
        figures.unjustified += i64::from(state == State::Unjustified);
    }
    for (street, justified) in ratings {
        let figures = streets.entry(street).or_default();
        figures.rated += 1;
        figures.justified += i64::from(justified);
    }
    streets
}
