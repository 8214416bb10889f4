//! When notices go out, as data, and the plan for what waits for one receiver.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use super::NoticeKind;
use crate::{
    bounds::{Bounds, OutOfBounds},
    calendar::{Calendar, Limit},
    time::{Day, Instant, MINUTE},
};

/// Quiet hours, window and digest. A city may keep its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRules {
    format: String,
    pub version: String,
    #[serde(with = "crate::standards::day_text")]
    pub effective_from: Day,
    pub evidence: String,
    pub source_zh: String,
    pub source_en: String,
    /// Minutes after midnight between which anything may go out.
    pub open_from_minute: i64,
    pub open_until_minute: i64,
    pub days_off_are_quiet: bool,
    /// For so long what is not urgent is gathered.
    pub window_minutes: i64,
    /// More than this become one message.
    pub digest_above: usize,
    /// Kinds that pass at any hour.
    pub urgent: Vec<NoticeKind>,
    /// Kinds that pass at any hour when the case's limit runs on through the night.
    pub urgent_when_limit_runs_on: Vec<NoticeKind>,
    /// Days for which read notices and sent messages are kept.
    pub keep_days: i64,
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoticeRulesFault {
    #[error("the rules are not JSON of the expected shape: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the format is “{0}”; “changxiao-notices/1” is expected")]
    Format(String),
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
}

/// A notice that has not gone out yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    pub urgent: bool,
    pub at: Instant,
}

/// Notices that go out as one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Places in the list that was given, rising.
    pub items: Vec<usize>,
    pub urgent: bool,
}

/// What to do with everything that waits for one receiver: each place stands in exactly one bundle or is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub send: Vec<Bundle>,
    pub hold: Vec<usize>,
}

impl NoticeRules {
    /// Errors: what is wrong.
    pub fn parse(text: &str) -> Result<Self, NoticeRulesFault> {
        let rules: Self = serde_json::from_str(text)?;
        if rules.format != "changxiao-notices/1" {
            return Err(NoticeRulesFault::Format(rules.format));
        }
        Bounds::new(0, 1439).check("open_from_minute", rules.open_from_minute)?;
        Bounds::new(rules.open_from_minute + 1, 1440).check("open_until_minute", rules.open_until_minute)?;
        Bounds::new(0, 1440).check("window_minutes", rules.window_minutes)?;
        Bounds::new(1, 1000).check("digest_above", i64::try_from(rules.digest_above).unwrap_or(i64::MAX))?;
        Bounds::new(1, 36_500).check("keep_days", rules.keep_days)?;
        Ok(rules)
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.source_zh, &self.source_en)
    }

    /// Whether a notice of this kind about a case with this limit passes at any hour.
    pub fn is_urgent(&self, kind: NoticeKind, limit: Option<Limit>) -> bool {
        let runs_on = limit.is_some_and(|limit| !limit.kind.only_working_time());
        self.urgent.contains(&kind) || (runs_on && self.urgent_when_limit_runs_on.contains(&kind))
    }

    /// True when only urgent notices may go out.
    pub fn is_quiet(&self, calendar: &Calendar, now: Instant) -> bool {
        let at = now.in_zone(calendar.zone());
        let minute = i64::from(at.hour()) * 60 + i64::from(at.minute());
        (self.days_off_are_quiet && !calendar.is_workday(at.date()))
            || !(self.open_from_minute..self.open_until_minute).contains(&minute)
    }

    /// The first moment from `now` on at which anything may go out; `now` itself outside quiet hours.
    pub fn opens_at(&self, calendar: &Calendar, now: Instant) -> Instant {
        if !self.is_quiet(calendar, now) {
            return now;
        }
        let today = calendar.day_of(now);
        let opening = |day: Day| {
            let minute = i8::try_from(self.open_from_minute % 60).unwrap_or(0);
            let hour = i8::try_from(self.open_from_minute / 60).unwrap_or(0);
            Instant::from_civil(day.at(hour, minute, 0, 0), calendar.zone())
        };
        // A year without a workday does not happen; if it did, notices would go out after it.
        std::iter::successors(Some(today), |day| day.tomorrow().ok())
            .take(366)
            .map(opening)
            .find(|at| *at > now && !self.is_quiet(calendar, *at))
            .unwrap_or(now)
    }

    /// What goes out at `now` of everything that waits for one receiver.
    ///
    /// Urgent notices go at once. The others wait for the window that the oldest of them opened and for the end of quiet hours,
    /// and then go together. Of either sort, more than `digest_above` become one message. A notice from after `now`, because the
    /// clock was set back, does not wait.
    pub fn plan(&self, calendar: &Calendar, pending: &[Pending], now: Instant) -> Plan {
        let of =
            |urgent: bool| -> Vec<usize> { (0..pending.len()).filter(|at| pending[*at].urgent == urgent).collect() };
        let (urgent, others) = (of(true), of(false));
        let mut plan = Plan { send: self.bundles(urgent, true), hold: Vec::new() };
        let oldest = others.iter().map(|at| pending[*at].at).min();
        let gathering = oldest.is_some_and(|oldest| (0..self.window_minutes * MINUTE).contains(&now.since(oldest)));
        if gathering || self.is_quiet(calendar, now) {
            plan.hold = others;
        } else {
            plan.send.extend(self.bundles(others, false));
        }
        plan
    }

    fn bundles(&self, items: Vec<usize>, urgent: bool) -> Vec<Bundle> {
        if items.len() > self.digest_above {
            return vec![Bundle { items, urgent }];
        }
        items.into_iter().map(|item| Bundle { items: vec![item], urgent }).collect()
    }
}
