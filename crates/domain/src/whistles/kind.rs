//! The three kinds of whistles and how long the called units have to turn up.

use changxiao_words::{Lang, coded};
use serde::Deserialize;

use crate::{
    calendar::{Calendar, CalendarError, Limit, LimitClock, NEAR_PERCENT, NotALimit},
    time::{Instant, MINUTE},
};

coded! {
    /// Why a whistle is blown (Xinhua 2018: daily, tackling and emergency whistle).
    pub enum Kind {
        /// 日常哨: a matter of residents that the street cannot solve alone.
        Daily = "daily", whistles_kind_daily;
        /// 攻坚哨: key work, joint enforcement.
        Tackling = "tackling", whistles_kind_tackling;
        /// 应急哨: an emergency.
        Emergency = "emergency", whistles_kind_emergency;
    }
}

/// How long a unit has: minutes that run on by day and night, or a limit of the working calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierLimit {
    Minutes(i64),
    Counted(Limit),
}

impl TierLimit {
    /// Reads `30分钟` or a limit such as `1工作日`.
    pub fn parse(text: &str) -> Result<Self, NotALimit> {
        let minutes = text.trim().strip_suffix("分钟").map(|digits| digits.trim().parse::<i64>());
        match minutes {
            Some(Ok(minutes)) if (1..=60 * 24 * 366).contains(&minutes) => Ok(Self::Minutes(minutes)),
            Some(_) => Err(NotALimit(text.chars().take(60).collect())),
            None => text.parse().map(Self::Counted),
        }
    }

    /// When the lamp turns yellow and when the limit is used up.
    pub fn moments(self, from: Instant, calendar: &Calendar) -> Result<(Instant, Instant), CalendarError> {
        match self {
            Self::Minutes(minutes) => {
                let total = minutes.saturating_mul(MINUTE);
                Ok((from.plus_micros(total / 100 * NEAR_PERCENT), from.plus_micros(total)))
            }
            Self::Counted(limit) => {
                let clock = LimitClock::new(limit, from);
                // A clock that was never stopped has both moments.
                let near = clock.near(calendar)?.unwrap_or(from);
                Ok((near, clock.due(calendar)?.unwrap_or(from)))
            }
        }
    }

    /// As the table writes it: 30分钟, 1工作日.
    pub fn text(self) -> String {
        match self {
            Self::Minutes(minutes) => format!("{minutes}分钟"),
            Self::Counted(limit) => limit.to_string(),
        }
    }

    pub fn words(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Minutes(_), Lang::Zh) => self.text(),
            (Self::Minutes(minutes), _) => format!("{minutes} minutes"),
            (Self::Counted(limit), _) => limit.words(lang),
        }
    }
}

/// The limits of all kinds, each with its source: data that ships with the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    pub edition: String,
    pub tiers: Vec<Tier>,
    /// How long both sides have to rate before what is missing may be waived.
    pub rating: Tier,
}

/// One limit with its source in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// `None` for the limit of the ratings.
    pub kind: Option<Kind>,
    pub limit: TierLimit,
    pub source_zh: String,
    pub source_en: String,
    pub link: String,
}

/// What is wrong with a table of limits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TiersFault {
    #[error("the document is no table of whistle limits: {0}")]
    Unreadable(String),
    #[error("“{0}” is no kind of whistle")]
    UnknownKind(String),
    #[error("the kind {0} has no limit, or more than one")]
    NotOnce(&'static str),
    #[error(transparent)]
    Limit(#[from] NotALimit),
}

#[derive(Deserialize)]
struct TiersText {
    edition: String,
    tiers: Vec<TierText>,
    rating: TierText,
}

#[derive(Deserialize)]
struct TierText {
    #[serde(default)]
    kind: String,
    limit: String,
    source_zh: String,
    source_en: String,
    #[serde(default)]
    link: String,
}

impl Tiers {
    /// Reads `changxiao-whistle-tiers/1`. Every kind has one limit.
    pub fn from_json(text: &str) -> Result<Self, TiersFault> {
        let read: TiersText =
            serde_json::from_str(text).map_err(|problem| TiersFault::Unreadable(problem.to_string()))?;
        let tiers = read.tiers.into_iter().map(tier).collect::<Result<Vec<_>, _>>()?;
        for kind in Kind::ALL {
            if tiers.iter().filter(|tier| tier.kind == Some(kind)).count() != 1 {
                return Err(TiersFault::NotOnce(kind.code()));
            }
        }
        Ok(Self { edition: read.edition, tiers, rating: tier(read.rating)? })
    }

    /// The limit of a kind; a table that was read has one for each.
    pub fn of(&self, kind: Kind) -> TierLimit {
        self.tiers.iter().find(|tier| tier.kind == Some(kind)).map_or(TierLimit::Minutes(30), |tier| tier.limit)
    }
}

fn tier(text: TierText) -> Result<Tier, TiersFault> {
    let kind = match text.kind.as_str() {
        "" => None,
        code => Some(Kind::parse(code).ok_or_else(|| TiersFault::UnknownKind(code.to_owned()))?),
    };
    let limit = TierLimit::parse(&text.limit)?;
    Ok(Tier { kind, limit, source_zh: text.source_zh, source_en: text.source_en, link: text.link })
}
