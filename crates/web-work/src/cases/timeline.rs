//! What was done to a case, newest first, in words: who by unit and role, never by name, and the facts that the event keeps.

use changxiao_app::model::CityModel;
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Action, Event, ObjectionKind, Source, SupervisionKind, SuspensionKind, Topic, hex},
    escalation::Rung,
    ids::UnitId,
    time::Instant,
};
use changxiao_store::{callbacks::CallbackRow, cases::PhotoRow};
use changxiao_words::{Lang, Texts, fill, texts};
use serde_json::Value;

use super::callback::answer_words;
use crate::{
    clock::{CaseClock, counted},
    names::source_word,
    pages::wall,
    words::{self, limit_words},
};

/// One line of the timeline.
#[derive(Clone, Debug)]
pub struct EventView {
    pub time: String,
    pub verb: String,
    /// Unit and role.
    pub who: String,
    pub lines: Vec<String>,
    pub photos: Vec<String>,
    /// The first six digits of the event's link in the chain; empty for a call-back, which is no link of it.
    pub hash: String,
}

/// What the words need to know.
pub struct Reader<'a> {
    pub model: &'a CityModel,
    pub lang: Lang,
    pub now: Instant,
}

impl Reader<'_> {
    /// Newest first. `true`: the events lie on several days, and each says which.
    pub fn read(&self, events: &[Event], photos: &[PhotoRow], callbacks: &[CallbackRow]) -> (Vec<EventView>, bool) {
        let moments = || events.iter().map(|event| event.at).chain(callbacks.iter().map(|row| row.callback.at));
        let day = |at: Instant| self.model.day_of(at);
        let long = moments().min().map(day) != moments().max().map(day);
        // A call-back of the same moment came after what it was about.
        let mut views: Vec<(Instant, EventView)> =
            callbacks.iter().rev().map(|row| (row.callback.at, self.callback(row, long))).collect();
        views.extend(events.iter().rev().map(|event| (event.at, self.event(event, photos, long))));
        views.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        (views.into_iter().map(|(_, view)| view).collect(), long)
    }

    /// A call-back stands beside the sealed events and is no link of their chain.
    fn callback(&self, row: &CallbackRow, long: bool) -> EventView {
        let l = texts(self.lang);
        let at = wall(self.model, row.callback.at);
        let who = row.by.map_or_else(
            || row.callback.source.words(self.lang).to_owned(),
            |(unit, role)| format!("{} {}", self.model.unit_name(unit, self.lang), role.words(self.lang)),
        );
        let note = Some(row.note.clone()).filter(|note| !note.is_empty());
        EventView {
            time: if long { words::moment(self.lang, at, self.this_year()) } else { words::time_of_day(at) },
            verb: l.callbacks_title.to_owned(),
            who,
            lines: std::iter::once(answer_words(self.lang, &row.callback)).chain(note).collect(),
            photos: Vec::new(),
            hash: String::new(),
        }
    }

    fn event(&self, event: &Event, photos: &[PhotoRow], long: bool) -> EventView {
        let l = texts(self.lang);
        let at = wall(self.model, event.at);
        let unit = self.model.unit_name(event.actor.unit, self.lang);
        let who = if event.actor.system {
            l.cases_by_system.to_owned()
        } else {
            format!("{unit} {}", event.actor.role.words(self.lang))
        };
        EventView {
            time: if long { words::moment(self.lang, at, self.this_year()) } else { words::time_of_day(at) },
            verb: event.action.words(self.lang).to_owned(),
            who,
            lines: self.lines(event),
            photos: photos.iter().filter(|photo| photo.seq == event.seq).map(|photo| hex(&photo.hash)).collect(),
            hash: hex(&event.hash)[..6].to_owned(),
        }
    }

    fn this_year(&self) -> i16 {
        self.model.day_of(self.now).year()
    }

    /// The facts of an event: what was decided first, then what was written.
    fn lines(&self, event: &Event) -> Vec<String> {
        let (l, kept) = (texts(self.lang), &event.particulars);
        let mut facts = Vec::new();
        match event.action {
            Action::Report | Action::SelfHandle => {
                if let Some(source) = kept["source"].as_str().and_then(Source::parse) {
                    facts.push(source_word(self.lang, source).to_owned());
                }
                facts.extend(self.category(l, kept));
            }
            Action::File => {
                facts.extend(self.category(l, kept));
                facts.extend(standard(l, kept));
                facts.extend(self.limit(l, kept));
            }
            Action::Dispatch => facts.extend(self.dispatched(l, kept)),
            Action::Submit | Action::SubmitToUnit | Action::Confirm => {
                match kept["on_time"].as_bool() {
                    Some(true) => facts.push(l.cases_on_time.to_owned()),
                    Some(false) => facts.push(l.cases_not_on_time.to_owned()),
                    None => {}
                }
                facts.extend(text(kept, "without_photo").map(|why| fill(l.cases_fact_no_photo, &[("why", &why)])));
            }
            Action::CheckFail
            | Action::Rework
            | Action::Reopen
            | Action::GrantExtension
            | Action::EndSuspension
            | Action::RefuseObjection => facts.extend(self.due(l, kept)),
            Action::GrantObjection => {
                facts.extend(self.limit(l, kept));
                facts.extend(self.due(l, kept));
            }
            Action::AskSuspension | Action::GrantSuspension => {
                facts.extend(
                    kept["kind"].as_str().and_then(SuspensionKind::parse).map(|kind| kind.words(self.lang).to_owned()),
                );
                facts.extend(self.moment(&kept["until"]).map(|at| fill(l.cases_fact_until, &[("time", &at)])));
            }
            Action::Object => {
                let kind = kept["kind"].as_str().and_then(ObjectionKind::parse);
                facts.extend(kind.map(|kind| kind.words(self.lang).to_owned()));
            }
            Action::Supervise => {
                let kind = kept["kind"].as_str().and_then(SupervisionKind::parse);
                facts.extend(kind.map(|kind| kind.words(self.lang).to_owned()));
                if kept["reply_required"].as_bool().unwrap_or(false) {
                    facts.push(l.cases_fact_reply.to_owned());
                }
            }
            Action::ReportVerify => {
                let found = kept["found"].as_bool().unwrap_or(false);
                facts.push(if found { l.cases_fact_found } else { l.cases_fact_not_found }.to_owned());
            }
            Action::GrantAppeal => facts.push(l.cases_fact_exempt.to_owned()),
            Action::Recount => facts.extend(self.moved(l, kept)),
            Action::Escalate => facts.extend(self.climbed(l, kept)),
            Action::Close => {
                let checked = kept["checked"].as_bool().unwrap_or(false);
                facts.push(if checked { l.cases_fact_checked } else { l.cases_fact_unchecked }.to_owned());
                if kept["conditions_met"].as_bool().unwrap_or(false) {
                    facts.push(l.cases_fact_conditions.to_owned());
                }
            }
            _ => {}
        }
        if let Some(topic) = kept["lapsed"].as_str().and_then(Topic::parse) {
            facts.push(fill(l.cases_fact_lapsed, &[("topic", &topic.words(self.lang))]));
        }
        let mut lines = Vec::new();
        if !facts.is_empty() {
            lines.push(facts.join(l.cases_comma));
        }
        lines.extend(text(kept, "text"));
        lines.extend(text(kept, "done"));
        lines.extend(text(kept, "reason").map(|why| fill(l.cases_fact_reason, &[("why", &why)])));
        lines
    }

    fn category(&self, l: &Texts, kept: &Value) -> Option<String> {
        let code = kept["category"].as_str()?;
        Some(fill(l.cases_fact_category, &[("name", &self.model.category_name(code, self.lang)), ("code", &code)]))
    }

    fn limit(&self, l: &Texts, kept: &Value) -> Option<String> {
        Some(fill(l.cases_limit_is, &[("limit", &limit_words(self.lang, limit_of(&kept["limit"])?))]))
    }

    fn dispatched(&self, l: &Texts, kept: &Value) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(lead) = self.unit(&kept["lead"]) {
            facts.push(fill(l.cases_fact_lead, &[("unit", &lead)]));
        }
        let co: Vec<String> = kept["co"].as_array().into_iter().flatten().filter_map(|unit| self.unit(unit)).collect();
        if !co.is_empty() {
            facts.push(fill(l.cases_fact_co, &[("units", &co.join(l.cases_and))]));
        }
        facts.extend(self.limit(l, kept));
        if let Some(before) = limit_of(&kept["limit_before"]) {
            facts.push(fill(l.cases_fact_limit_before, &[("limit", &limit_words(self.lang, before))]));
        }
        if kept["designated"].as_bool().unwrap_or(false) {
            facts.push(l.cases_fact_designated.to_owned());
        }
        facts.extend(self.due(l, kept));
        facts
    }

    fn due(&self, l: &Texts, kept: &Value) -> Option<String> {
        Some(fill(l.cases_due_at, &[("time", &self.moment(&kept["due_at"])?)]))
    }

    fn moved(&self, l: &Texts, kept: &Value) -> Option<String> {
        let (before, after) = (self.moment(&kept["due_before"])?, self.moment(&kept["due_at"])?);
        Some(fill(l.cases_fact_due_moved, &[("before", &before), ("after", &after)]))
    }

    /// How much of the limit was used, to whom it went up, and who stood in for whom. Posts, never persons.
    fn climbed(&self, l: &Texts, kept: &Value) -> Vec<String> {
        let share = kept["share_permille"].as_i64().map(|share| format!("{}%", share / 10));
        let rung = kept["rung"].as_str().and_then(Rung::parse).map(|rung| rung.words(self.lang));
        let post = |id: &Value| Some(self.model.post_label(id.as_str()?.parse().ok()?, self.lang));
        let told = |told: &Value| {
            let name = post(&told["post"])?;
            Some(match post(&told["for"]) {
                Some(absent) => fill(l.escalation_fact_stands_in, &[("post", &name), ("absent", &absent)]),
                None => name,
            })
        };
        let told: Vec<String> = kept["told"].as_array().into_iter().flatten().filter_map(told).collect();
        let mut facts = Vec::new();
        if let (Some(share), Some(rung)) = (share, rung) {
            facts.push(fill(l.escalation_fact, &[("share", &share), ("rung", &rung)]));
        }
        if !told.is_empty() {
            facts.push(fill(l.escalation_fact_told, &[("posts", &told.join(l.cases_and))]));
        }
        facts
    }

    fn moment(&self, micros: &Value) -> Option<String> {
        let at = wall(self.model, Instant(micros.as_i64()?));
        Some(words::moment(self.lang, at, self.this_year()))
    }

    fn unit(&self, value: &Value) -> Option<String> {
        let unit: UnitId = value.as_str()?.parse().ok()?;
        Some(self.model.unit_name(unit, self.lang).to_owned()).filter(|name| !name.is_empty())
    }
}

/// By which version of the filing standard, and by which of its conditions.
fn standard(l: &Texts, kept: &Value) -> Option<String> {
    let version = kept["standard"].as_str()?.rsplit('/').next().unwrap_or_default();
    Some(match kept["condition"].as_i64() {
        Some(number) => fill(l.cases_fact_condition, &[("version", &version), ("n", &number)]),
        None => fill(l.cases_fact_standard, &[("version", &version)]),
    })
}

fn text(kept: &Value, key: &str) -> Option<String> {
    kept[key].as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn limit_of(value: &Value) -> Option<Limit> {
    Some(Limit::new(LimitKind::parse(value["kind"].as_str()?)?, value["amount"].as_i64()?))
}

/// How long the handling took, for the stepper.
pub fn took(model: &CityModel, lang: Lang, clock: &CaseClock, now: Instant) -> Option<String> {
    clock.handled_at?;
    Some(counted(&model.calendar, lang, clock.limit.kind, clock.used(&model.calendar, now)?))
}
