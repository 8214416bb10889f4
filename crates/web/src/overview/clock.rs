//! The limit of an open case in a line.

use changxiao_app::model::CityModel;
use changxiao_domain::time::Instant;
use changxiao_store::overview::OpenLine;
use changxiao_words::{Lang, fill, texts};

use crate::{
    clock::{CaseClock, LimitView},
    words,
};

/// While a clock runs, what is left of it; else how long the case has waited for its next step.
pub fn clock(model: &CityModel, line: &OpenLine, lang: Lang, now: Instant) -> LimitView {
    let clock = CaseClock {
        state: line.state,
        limit: line.limit,
        clock_from: line.clock_from,
        near_at: line.near_at,
        due_at: line.due_at,
        paused_at: line.paused_at,
        handled_at: line.handled_at,
        extended: line.extended,
    };
    if clock.runs() {
        return clock.view(&model.calendar, lang, now);
    }
    let since = line.handled_at.unwrap_or(line.reported_at);
    let waited = words::duration(lang, now.since(since).max(0));
    LimitView { kind: "idle", share: 0, words: fill(texts(lang).overview_waited, &[("time", &waited)]) }
}
