//! The limit of an open case in a line.

use changxiao_app::model::CityModel;
use changxiao_domain::{calendar::lamp, lang::Lang, time::Instant};
use changxiao_store::overview::OpenLine;

use crate::{
    text::{fill, texts},
    words,
};

/// What is drawn: kind of lamp, share of the limit used, words.
pub struct Clock {
    pub kind: &'static str,
    pub share: u8,
    pub words: String,
}

pub fn clock(_model: &CityModel, line: &OpenLine, lang: Lang, now: Instant) -> Clock {
    let runs = line.state.runs_clock() && line.paused_at.is_none();
    let kind = lamp(line.near_at, line.due_at, now, !runs).code();
    match (runs, line.due_at, line.clock_from) {
        (true, Some(due), Some(from)) => Clock {
            kind,
            share: words::share(now.since(from), due.since(from)),
            words: words::time_left(lang, due.since(now)),
        },
        _ => {
            let since = line.handled_at.unwrap_or(line.reported_at);
            let waited = words::duration(lang, now.since(since).max(0));
            Clock { kind: "idle", share: 0, words: fill(texts(lang).overview_waited, &[("time", &waited)]) }
        }
    }
}
