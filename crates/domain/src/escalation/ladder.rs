//! The ladder as data, and which of its levels comes next.

use changxiao_words::{Lang, coded};
use serde::{Deserialize, Serialize};

use crate::{
    bounds::Bounds,
    calendar::{Calendar, LimitClock},
    time::{Day, Instant},
};

coded! {
    /// A rung: who is told. The order is the order of the ladder.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Rung {
        /// 承办人: whoever took the case on, or the unit's handlers.
        Handler = "handler", escalation_rung_handler;
        /// 联络员: whom the unit named for the mechanism.
        Contact = "contact", escalation_rung_contact;
        /// 分管负责人: a deputy of the unit's head.
        Deputy = "deputy", escalation_rung_deputy;
        /// 主要负责人.
        UnitHead = "unit_head", escalation_rung_unit_head;
        /// 组长: the leader above the unit.
        GroupLeader = "group_leader", escalation_rung_group_leader;
    }
}

impl Rung {
    /// The rung above; `None` at the top.
    pub fn above(self) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| *rung > self)
    }
}

/// One level: this rung is told when so many thousandths of the limit are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub rung: Rung,
    /// Thousandths of the limit: 800 is the yellow lamp, 1000 the deadline.
    pub share_permille: i64,
}

/// A checked ladder: at least one level, rungs and shares strictly rising.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    format: String,
    pub version: String,
    #[serde(with = "crate::standards::day_text")]
    pub effective_from: Day,
    /// certain, inferred.
    pub evidence: String,
    pub source_zh: String,
    pub source_en: String,
    levels: Vec<Level>,
    /// A post whose title contains one of these is the unit's contact.
    pub contact_titles: Vec<String>,
    /// A head's post whose title contains one of these is a deputy's.
    pub deputy_titles: Vec<String>,
}

/// Why a ladder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LadderFault {
    #[error("the ladder is not JSON of the expected shape: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the format is “{0}”; “changxiao-escalation/1” is expected")]
    Format(String),
    #[error("the ladder has no level")]
    Empty,
    #[error("level {0} does not rise: rung and share must be higher than those of the level before it")]
    NotRising(usize),
    #[error("level {level} lies at {share} thousandths; {SHARES} are possible")]
    Share { level: usize, share: i64 },
}

/// Nobody is reminded while the lamp is green: the sweep looks at a case for the first time when its lamp turns yellow.
const SHARES: Bounds = Bounds::new(800, 20_000);

/// A level that a clock reaches, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Counted from 1.
    pub level: usize,
    pub rung: Rung,
    pub share_permille: i64,
    /// The first moment at which the share is used.
    pub due_at: Instant,
}

impl Ladder {
    /// Errors: what is wrong, and at which level.
    pub fn parse(text: &str) -> Result<Self, LadderFault> {
        let ladder: Self = serde_json::from_str(text)?;
        if ladder.format != "changxiao-escalation/1" {
            return Err(LadderFault::Format(ladder.format));
        }
        if ladder.levels.is_empty() {
            return Err(LadderFault::Empty);
        }
        for (place, level) in ladder.levels.iter().enumerate() {
            if !SHARES.contains(level.share_permille) {
                return Err(LadderFault::Share { level: place + 1, share: level.share_permille });
            }
            let before = place.checked_sub(1).map(|before| ladder.levels[before]);
            if before.is_some_and(|before| level.rung <= before.rung || level.share_permille <= before.share_permille) {
                return Err(LadderFault::NotRising(place + 1));
            }
        }
        Ok(ladder)
    }

    /// Lowest first.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.source_zh, &self.source_en)
    }

    /// The level after the first `reached` ones, and when this clock comes there. `None`: the top is reached; a pause that is
    /// not over holds the clock before it; or it lies more than ten years away.
    pub fn next(&self, clock: &LimitClock, calendar: &Calendar, reached: usize) -> Option<Step> {
        let level = self.levels.get(reached)?;
        let due_at = clock.at_permille(calendar, level.share_permille).ok().flatten()?;
        Some(Step { level: reached + 1, rung: level.rung, share_permille: level.share_permille, due_at })
    }
}
