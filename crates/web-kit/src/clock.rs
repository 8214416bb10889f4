//! The limit of a case as bar and words. Time is counted as the limit counts it: a working hour does not pass at noon.

use changxiao_domain::{
    calendar::{Calendar, DueStatus, Limit, LimitKind, lamp},
    cases::{Case, State},
    time::{HOUR, Instant, MINUTE},
};
use changxiao_store::cases::CaseLine;
use changxiao_words::{Lang, fill, texts};

use crate::words::{self, limit_words};

/// The clock of a case.
#[derive(Clone, Copy, Debug)]
pub struct CaseClock {
    pub state: State,
    pub limit: Limit,
    pub clock_from: Option<Instant>,
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub paused_at: Option<Instant>,
    pub handled_at: Option<Instant>,
    /// Extensions of one original limit each.
    pub extended: i64,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitView {
    /// `ok`, `near`, `late`, `idle`.
    pub kind: &'static str,
    /// 0 to 100.
    pub share: u8,
    pub words: String,
}

impl From<&CaseLine> for CaseClock {
    fn from(line: &CaseLine) -> Self {
        Self {
            state: line.state,
            limit: line.limit,
            clock_from: line.clock_from,
            near_at: line.near_at,
            due_at: line.due_at,
            paused_at: line.paused_at,
            handled_at: line.handled_at,
            extended: line.extended,
        }
    }
}

impl From<&Case> for CaseClock {
    fn from(case: &Case) -> Self {
        Self {
            state: case.state,
            limit: case.limit,
            clock_from: case.clock_from,
            near_at: case.near_at,
            due_at: case.due_at,
            paused_at: case.paused_at,
            handled_at: case.handled_at,
            extended: case.standing.extended,
        }
    }
}

impl CaseClock {
    pub fn runs(&self) -> bool {
        self.state.runs_clock() && self.paused_at.is_none() && self.due_at.is_some()
    }

    pub fn lamp(&self, now: Instant) -> DueStatus {
        lamp(self.near_at, self.due_at, now, !self.runs())
    }

    /// The limit with its extensions in counted microseconds.
    pub fn total(&self, calendar: &Calendar) -> i64 {
        calendar.total(self.limit).saturating_mul(1 + self.extended)
    }

    /// Counted microseconds from the start of the clock to its stop, or to `now` while it runs. They are told from the deadline,
    /// which knows of every pause and extension.
    pub fn used(&self, calendar: &Calendar, now: Instant) -> Option<i64> {
        let due = self.clock_from.and(self.due_at)?;
        let to = if self.runs() { now } else { self.handled_at.or(self.paused_at)? };
        let (kind, total) = (self.limit.kind, self.total(calendar));
        Some((total - calendar.used(kind, to, due) + calendar.used(kind, due, to)).max(0))
    }

    /// Counted microseconds that are left; negative when the limit has passed. `None` when no clock runs.
    pub fn left(&self, calendar: &Calendar, now: Instant) -> Option<i64> {
        let due = self.due_at.filter(|_| self.runs())?;
        Some(if now <= due {
            calendar.used(self.limit.kind, now, due)
        } else {
            -calendar.used(self.limit.kind, due, now).max(1)
        })
    }

    pub fn view(&self, calendar: &Calendar, lang: Lang, now: Instant) -> LimitView {
        let l = texts(lang);
        let kind = self.lamp(now).code();
        if let Some(left) = self.left(calendar, now) {
            let share =
                if left < 0 { 100 } else { words::share(self.used(calendar, now).unwrap_or(0), self.total(calendar)) };
            return LimitView { kind, share, words: left_words(calendar, lang, self.limit.kind, left) };
        }
        let paused = self.paused_at.filter(|_| self.state.runs_clock());
        if let Some((paused, due)) = paused.zip(self.due_at) {
            let left = counted(calendar, lang, self.limit.kind, calendar.used(self.limit.kind, paused, due));
            let words = fill(l.cases_paused_left, &[("time", &left)]);
            return LimitView { kind: "idle", share: 0, words };
        }
        let words = match (self.used(calendar, now), self.state) {
            (Some(used), _) => fill(l.cases_limit_took, &[("time", &counted(calendar, lang, self.limit.kind, used))]),
            (None, State::Reported | State::Verifying | State::Filed) => {
                fill(l.cases_limit_is, &[("limit", &limit_words(lang, self.limit))])
            }
            (None, _) => "—".to_owned(),
        };
        LimitView { kind: "idle", share: 0, words }
    }
}

/// 剩 1 小时 46 分, 超 1 工作日 2 小时.
pub fn left_words(calendar: &Calendar, lang: Lang, kind: LimitKind, left: i64) -> String {
    if !kind.only_working_time() || left.saturating_abs() < calendar.working_day_minutes() * MINUTE {
        return words::time_left(lang, left);
    }
    let length = counted(calendar, lang, kind, left.saturating_abs());
    match (lang, left < 0) {
        (Lang::Zh, false) => format!("剩 {length}"),
        (Lang::Zh, true) => format!("超 {length}"),
        (_, false) => format!("{length} left"),
        (_, true) => format!("{length} late"),
    }
}

/// A length of counted time. A day of working time has the city's working hours, not twenty-four, and is called so.
pub fn counted(calendar: &Calendar, lang: Lang, kind: LimitKind, micros: i64) -> String {
    let day = calendar.working_day_minutes() * MINUTE;
    if !kind.only_working_time() || micros < day {
        return words::duration(lang, micros);
    }
    let (days, hours) = (micros / day, micros % day / HOUR);
    match (lang, hours) {
        (Lang::Zh, 0) => format!("{days} 工作日"),
        (Lang::Zh, _) => format!("{days} 工作日 {hours} 小时"),
        (_, 0) => format!("{days} {}", if days == 1 { "workday" } else { "workdays" }),
        (_, _) => format!("{days} {} {hours} h", if days == 1 { "workday" } else { "workdays" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday 2026-06-11, at an hour of Shanghai.
    fn at(hour: i8, minute: i8) -> Instant {
        let day = changxiao_domain::time::Day::constant(2026, 6, 11);
        Instant::from_civil(day.at(hour, minute, 0, 0), Calendar::plain().zone())
    }

    fn clock(amount: i64, from: Instant) -> CaseClock {
        let (calendar, limit) = (Calendar::plain(), Limit::new(LimitKind::WorkingHour, amount));
        CaseClock {
            state: State::Handling,
            limit,
            clock_from: Some(from),
            near_at: calendar.at_share(from, limit, 80).ok(),
            due_at: calendar.deadline(from, limit).ok(),
            paused_at: None,
            handled_at: None,
            extended: 0,
        }
    }

    #[test]
    fn noon_is_neither_used_nor_left() {
        let (calendar, clock) = (Calendar::plain(), clock(4, at(10, 0)));
        let view = clock.view(&calendar, Lang::Zh, at(13, 0));
        assert_eq!(view, LimitView { kind: "ok", share: 50, words: "剩 2 小时 00 分".to_owned() });
    }

    #[test]
    fn a_late_case_is_full_and_says_by_how_much() {
        let (calendar, clock) = (Calendar::plain(), clock(2, at(8, 0)));
        let view = clock.view(&calendar, Lang::Zh, at(14, 30));
        assert_eq!(view, LimitView { kind: "late", share: 100, words: "超 2 小时 30 分".to_owned() });
    }

    #[test]
    fn a_stopped_clock_says_what_it_took() {
        let stopped = CaseClock { state: State::Handled, handled_at: Some(at(9, 15)), ..clock(2, at(8, 0)) };
        let view = stopped.view(&Calendar::plain(), Lang::Zh, at(16, 0));
        assert_eq!((view.kind, view.words.as_str()), ("idle", "用时 1 小时 15 分"));
    }

    #[test]
    fn a_case_without_clock_says_its_limit() {
        let filed =
            CaseClock { state: State::Filed, clock_from: None, near_at: None, due_at: None, ..clock(4, at(8, 0)) };
        assert_eq!(filed.view(&Calendar::plain(), Lang::Zh, at(9, 0)).words, "限 4 工作时");
    }

    #[test]
    fn working_days_are_not_days() {
        let calendar = Calendar::plain();
        assert_eq!(counted(&calendar, Lang::Zh, LimitKind::WorkingDay, 20 * HOUR), "2 工作日 4 小时");
        assert_eq!(counted(&calendar, Lang::Zh, LimitKind::NaturalDay, 26 * HOUR), "1 日 2 小时");
        assert_eq!(left_words(&calendar, Lang::Zh, LimitKind::WorkingHour, -8 * HOUR), "超 1 工作日");
    }
}
