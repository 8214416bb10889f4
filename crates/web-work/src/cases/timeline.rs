//! What was done to a case, in words: how its events are told, and the call-backs among them.

use changxiao_app::cases::view::CaseView;
use changxiao_domain::{
    cases::{
        Action::{self, *},
        ObjectionKind, Source, SupervisionKind, SuspensionKind, Topic, hex,
    },
    escalation::Rung,
};
use changxiao_store::callbacks::CallbackRow;
use changxiao_words::{fill, keys, texts};

use super::callback::answer_words;
use crate::{
    cx::Cx,
    names::source_word,
    timeline::{Narration, Particulars, Row, Timeline, unit_and_role},
};

const NARRATION: Narration<Action> = Narration {
    system: keys::cases_by_system,
    comma: keys::cases_comma,
    facts,
    written: &[("text", None), ("done", None), ("reason", Some(keys::cases_fact_reason))],
};

/// The events with their photos, and the call-backs, which stand beside the events and are no links of their chain.
pub fn timeline(cx: &Cx, view: &CaseView) -> Timeline {
    let mut timeline = Timeline::of(cx, &NARRATION, &view.events);
    for (row, event) in timeline.rows.iter_mut().zip(view.events.iter().rev()) {
        let of_event = view.photos.iter().filter(|photo| photo.seq == event.seq);
        row.photos =
            of_event.map(|photo| format!("/cases/{}/photos/{}", view.row.case.number, hex(&photo.hash))).collect();
    }
    timeline.with(view.callbacks.iter().rev().map(|row| callback(cx, row)).collect()).with_days_where_needed(cx)
}

fn callback(cx: &Cx, row: &CallbackRow) -> Row {
    let note = Some(row.note.clone()).filter(|note| !note.is_empty());
    Row {
        at: row.callback.at,
        verb: cx.l.callbacks_title.to_owned(),
        who: match row.by {
            Some((unit, role)) => unit_and_role(cx, unit, role),
            None => row.callback.source.words(cx.lang).to_owned(),
        },
        lines: std::iter::once(answer_words(cx.lang, &row.callback)).chain(note).collect(),
        photos: Vec::new(),
        hash: String::new(),
    }
}

fn facts(action: &Action, kept: Particulars<'_>) -> Vec<Option<String>> {
    let due = || kept.at("due_at", keys::cases_due_at);
    let limit = || kept.limit("limit", keys::cases_limit_is);
    let mut facts = match action {
        Report | SelfHandle => {
            let source = kept.text("source").and_then(Source::parse);
            vec![source.map(|source| source_word(kept.lang(), source).to_owned()), category(kept)]
        }
        File => vec![category(kept), standard(kept), limit()],
        Dispatch => vec![
            kept.of_unit("lead", keys::cases_fact_lead),
            kept.of_units("co", keys::cases_fact_co, keys::cases_and),
            limit(),
            kept.limit("limit_before", keys::cases_fact_limit_before),
            kept.when("designated", keys::cases_fact_designated),
            due(),
        ],
        Submit | SubmitToUnit | Confirm => vec![
            kept.either("on_time", keys::cases_on_time, keys::cases_not_on_time),
            kept.written("without_photo", keys::cases_fact_no_photo),
        ],
        CheckFail | Rework | Reopen | GrantExtension | EndSuspension | RefuseObjection => vec![due()],
        GrantObjection => vec![limit(), due()],
        AskSuspension | GrantSuspension => {
            vec![kept.code("kind", SuspensionKind::parse), kept.at("until", keys::cases_fact_until)]
        }
        Object => vec![kept.code("kind", ObjectionKind::parse)],
        Supervise => {
            vec![kept.code("kind", SupervisionKind::parse), kept.when("reply_required", keys::cases_fact_reply)]
        }
        ReportVerify => vec![kept.either("found", keys::cases_fact_found, keys::cases_fact_not_found)],
        GrantAppeal => vec![Some(texts(kept.lang()).cases_fact_exempt.to_owned())],
        Recount => vec![moved(kept)],
        Escalate => vec![climbed(kept), told(kept)],
        Close => vec![
            kept.either("checked", keys::cases_fact_checked, keys::cases_fact_unchecked),
            kept.when("conditions_met", keys::cases_fact_conditions),
        ],
        _ => Vec::new(),
    };
    facts.push(kept.code("lapsed", Topic::parse).map(|topic| kept.fill(keys::cases_fact_lapsed, "topic", &topic)));
    facts
}

fn category(kept: Particulars<'_>) -> Option<String> {
    let code = kept.text("category")?;
    let name = kept.cx.model.category_name_of(kept.text("standard"), code, kept.lang());
    Some(fill(texts(kept.lang()).cases_fact_category, &[("name", &name), ("code", &code)]))
}

/// By which version of the filing standard, and by which of its conditions.
fn standard(kept: Particulars<'_>) -> Option<String> {
    let l = texts(kept.lang());
    let version = kept.text("standard")?.rsplit('/').next().unwrap_or_default();
    Some(match kept.value("condition").as_i64() {
        Some(number) => fill(l.cases_fact_condition, &[("version", &version), ("n", &number)]),
        None => fill(l.cases_fact_standard, &[("version", &version)]),
    })
}

fn moved(kept: Particulars<'_>) -> Option<String> {
    let (before, after) = (kept.moment("due_before")?, kept.moment("due_at")?);
    Some(fill(texts(kept.lang()).cases_fact_due_moved, &[("before", &before), ("after", &after)]))
}

/// How much of the limit was used, and to whom it went up.
fn climbed(kept: Particulars<'_>) -> Option<String> {
    let share = format!("{}%", kept.value("share_permille").as_i64()? / 10);
    let rung = kept.code("rung", Rung::parse)?;
    Some(fill(texts(kept.lang()).escalation_fact, &[("share", &share), ("rung", &rung)]))
}

/// Which posts were told, and who stood in for whom. Posts, never persons.
fn told(kept: Particulars<'_>) -> Option<String> {
    let l = texts(kept.lang());
    let posts = kept.parts("told").filter_map(|told| {
        let post = told.post("post")?;
        Some(match told.post("for") {
            Some(absent) => fill(l.escalation_fact_stands_in, &[("post", &post), ("absent", &absent)]),
            None => post,
        })
    });
    let posts = posts.collect::<Vec<_>>().join(l.cases_and);
    (!posts.is_empty()).then(|| fill(l.escalation_fact_told, &[("posts", &posts)]))
}
