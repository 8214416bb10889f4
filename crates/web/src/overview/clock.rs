//! The limit of an open case in a line.

use changxiao_store::overview::OpenLine;
use changxiao_words::fill;

use crate::{
    clock::{CaseClock, LimitView},
    cx::Cx,
    words,
};

fn case_clock(line: &OpenLine) -> CaseClock {
    CaseClock {
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

/// While a clock runs, what is left of it; else how long the case has waited for its next step.
pub fn clock(cx: &Cx, line: &OpenLine) -> LimitView {
    let clock = case_clock(line);
    if clock.runs() {
        return clock.view(&cx.model.calendar, cx.lang, cx.now);
    }
    let since = line.handled_at.unwrap_or(line.reported_at);
    let waited = words::duration(cx.lang, cx.now.since(since).max(0));
    LimitView { kind: "idle", share: 0, words: fill(cx.l.overview_waited, &[("time", &waited)]) }
}
