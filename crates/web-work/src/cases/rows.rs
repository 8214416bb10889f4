//! A row of a list of cases, in words.

use changxiao_app::{cases::waiting, model::CityModel};
use changxiao_domain::{cases::State, orgs::Actor, time::Instant};
use changxiao_store::cases::CaseLine;
use changxiao_words::{Lang, texts};

use crate::{
    clock::{CaseClock, LimitView},
    names::source_word,
};

/// A row as a table or a card shows it.
#[derive(Clone, Debug)]
pub struct RowView {
    pub number: String,
    pub lamp: &'static str,
    pub lamp_word: &'static str,
    pub category: String,
    pub title: String,
    pub place: String,
    /// The lead unit; empty before a dispatch.
    pub lead: String,
    pub limit: LimitView,
    pub state: &'static str,
    /// It waits for the post that looks.
    pub waits: bool,
    pub reworked: bool,
    /// 顽疾 第3次, where it belongs to a chronic problem.
    pub chronic: String,
    pub source: &'static str,
}

pub fn row_view(model: &CityModel, actor: &Actor, lang: Lang, line: &CaseLine, now: Instant) -> RowView {
    let lamp = line.lamp(now);
    RowView {
        number: line.number.clone(),
        lamp: lamp.code(),
        lamp_word: lamp_word(lang, lamp.code()),
        category: model.category_name(&line.category, lang).to_owned(),
        title: model.case_title(&line.title, &line.category, lang).to_owned(),
        place: line.place.clone(),
        lead: line.lead.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        limit: CaseClock::from(line).view(&model.calendar, lang, now),
        state: line.state.words(lang),
        waits: waiting::waits_for(actor, line),
        reworked: line.rework_count > 0 && matches!(line.state, State::Dispatched | State::Handling),
        chronic: line.chronic.map_or_else(String::new, |nth| crate::names::mark_words(lang, nth)),
        source: source_word(lang, line.source),
    }
}

pub fn lamp_word(lang: Lang, kind: &str) -> &'static str {
    let l = texts(lang);
    match kind {
        "ok" => l.lamp_ok,
        "near" => l.lamp_near,
        "late" => l.lamp_late,
        _ => l.lamp_idle,
    }
}
