//! Many cases at once: the form with what would happen to each, and what did happen to each.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use changxiao_app::{
    AppError,
    cases::{
        Target,
        bulk::{self, Answer, Bulk, Outcome},
        dispatch::Dispatch,
    },
};
use changxiao_domain::{
    cases::{Action, Case},
    ids::UnitId,
};
use changxiao_words::{Lang, fill, texts};

use super::query::ListQuery;
use crate::{
    answer::{WebError, page_with},
    choice::ChoiceGroup,
    form::Form,
    pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words::limit_words,
};

/// What is asked of all cases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dispatch,
    Close,
}

/// A case in the form or in the result.
struct BulkRow {
    number: String,
    /// `260616-0001.3`: which case in which version was shown.
    sent: String,
    title: String,
    place: String,
    state: &'static str,
    /// Kind of the mark: `ok`, `near`, `late`, `idle`.
    lamp: &'static str,
    word: &'static str,
    /// To whom and in which time, or why not.
    what: String,
    ready: bool,
}

#[derive(Template)]
#[template(path = "cases/bulk.html")]
struct BulkPage {
    shell: Shell,
    title: &'static str,
    path: &'static str,
    dispatch: bool,
    /// Nothing was sent yet: the form stands above the rows.
    asks: bool,
    summary: String,
    go: String,
    rows: Vec<BulkRow>,
    ready: usize,
    request_key: String,
    units: Vec<ChoiceGroup>,
    co_units: Vec<ChoiceGroup>,
    designated: bool,
    text: String,
    conditions_met: bool,
    reason: String,
    problem: String,
    problem_number: &'static str,
    list: String,
    list_href: String,
}

pub(super) async fn dispatch_form(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    ask(&state, &who, Kind::Dispatch, &raw.unwrap_or_default()).await
}

pub(super) async fn close_form(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    ask(&state, &who, Kind::Close, &raw.unwrap_or_default()).await
}

pub(super) async fn dispatch(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    act(&state, &who, Kind::Dispatch, &form).await
}

pub(super) async fn close(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    act(&state, &who, Kind::Close, &form).await
}

/// The cases that were ticked in a list, with what the matrix would do to each.
async fn ask(state: &WebState, who: &Who, kind: Kind, raw: &str) -> Result<Response, WebError> {
    let mut form = Form::default();
    for (name, value) in crate::address::pairs(raw.as_bytes()) {
        match name.as_str() {
            "number" => form.put("row", value),
            "list" => form.put("list", value),
            _ => {}
        }
    }
    preview(state, who, kind, &form, StatusCode::OK).await
}

async fn act(state: &WebState, who: &Who, kind: Kind, form: &Form) -> Result<Response, WebError> {
    if form.text("step") != "go" {
        return preview(state, who, kind, form, StatusCode::OK).await;
    }
    let done = match what(kind, form) {
        Ok(what) => {
            let key = form.optional("request_key");
            bulk::carry_out(state.app(), &who.actor, &what, &targets(form), key.as_deref()).await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(answers) => render(state, who, kind, form, &answers, false, None, StatusCode::OK).await,
        Err(problem) if problem.status() == 422 => {
            render(state, who, kind, form, &[], true, Some(&problem), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn preview(
    state: &WebState,
    who: &Who,
    kind: Kind,
    form: &Form,
    status: StatusCode,
) -> Result<Response, WebError> {
    let mut targets = targets(form);
    // What is shown now is what is confirmed.
    for target in &mut targets {
        target.version = None;
    }
    let shown = match what(kind, form) {
        Ok(what) => bulk::preview(state.app(), &who.actor, &what, &targets).await,
        Err(problem) => Err(problem),
    };
    match shown {
        Ok(answers) => render(state, who, kind, form, &answers, true, None, status).await,
        Err(problem) if problem.status() == 422 => {
            render(state, who, kind, form, &[], true, Some(&problem), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `260616-0001.3`, or a number alone as a list sends it. The same case twice is one.
fn targets(form: &Form) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for row in form.all("row") {
        let (number, version) =
            row.split_once('.').map_or((row, None), |(number, version)| (number, version.parse().ok()));
        if !number.is_empty() && !targets.iter().any(|target| target.number == number) {
            targets.push(Target { number: number.to_owned(), version });
        }
    }
    targets
}

fn what(kind: Kind, form: &Form) -> Result<Bulk, AppError> {
    Ok(match kind {
        Kind::Dispatch => {
            let lead = bulk::read_unit("lead", form.text("lead"))?;
            let co: Vec<UnitId> = form
                .all("co")
                .map(|unit| bulk::read_unit("co", unit))
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .flatten()
                .collect();
            // Nobody chosen leaves it to the matrix.
            let co = Some(co).filter(|co| !co.is_empty());
            let to = Dispatch { lead, co, limit: None, designated: form.ticked("designated") };
            Bulk::Dispatch { to, text: form.optional("text") }
        }
        Kind::Close => Bulk::Close { conditions_met: form.ticked("conditions_met"), reason: form.optional("reason") },
    })
}

#[allow(clippy::too_many_arguments, reason = "one page for the form, its refusal and the result")]
async fn render(
    state: &WebState,
    who: &Who,
    kind: Kind,
    form: &Form,
    answers: &[Answer],
    asks: bool,
    problem: Option<&AppError>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Cases, None).await;
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let rows: Vec<BulkRow> = answers.iter().map(|answer| row(who, lang, answer)).collect();
    let ready = rows.iter().filter(|row| row.ready).count();
    let done = answers.iter().filter(|answer| answer.outcome.is_done()).count();
    let key = form.text("request_key");
    let list = ListQuery::read(form.text("list"));
    let unit_id = |unit: &changxiao_domain::orgs::Unit| unit.id.to_string();
    let helping: Vec<&str> = form.all("co").collect();
    let mut co_units = pickers::unit_groups(model, lang, unit_id, "");
    for choice in co_units.iter_mut().flat_map(|group| &mut group.choices) {
        choice.chosen = helping.contains(&choice.value.as_str());
    }
    let (title, path, go) = match kind {
        Kind::Dispatch => (l.cases_bulk_dispatch, "/cases/bulk/dispatch", l.cases_bulk_dispatch_go),
        Kind::Close => (l.cases_bulk_close, "/cases/bulk/close", l.cases_bulk_close_go),
    };
    let summary = match (problem.is_some(), asks) {
        (true, _) => String::new(),
        (_, true) => fill(l.cases_bulk_would, &[("n", &ready), ("other", &(rows.len() - ready))]),
        (_, false) => fill(l.cases_bulk_did, &[("n", &done), ("other", &(rows.len() - done))]),
    };
    let page = BulkPage {
        title,
        path,
        dispatch: kind == Kind::Dispatch,
        asks,
        summary,
        go: fill(go, &[("n", &ready)]),
        ready,
        rows,
        // The key stays with the form: sent twice, it does nothing twice.
        request_key: if key.is_empty() { state.app().new_id(|id| id).to_string() } else { key.to_owned() },
        units: pickers::unit_groups(model, lang, unit_id, form.text("lead")),
        co_units,
        designated: form.ticked("designated"),
        text: form.text("text").to_owned(),
        conditions_met: form.ticked("conditions_met"),
        reason: form.text("reason").to_owned(),
        problem: problem.map_or_else(String::new, |problem| sentence(problem, lang)),
        problem_number: problem.map_or("", AppError::number),
        list: list.text(),
        list_href: list.href(),
        shell,
    };
    page_with(status, &page)
}

fn row(who: &Who, lang: Lang, answer: &Answer) -> BulkRow {
    let l = texts(lang);
    let (lamp, word, what) = match &answer.outcome {
        Outcome::Ready(case) => ("idle", l.cases_bulk_ready, becomes(who, lang, case)),
        Outcome::Done(case) => ("ok", l.cases_bulk_done, becomes(who, lang, case)),
        Outcome::DoneBefore(state) => {
            ("ok", l.cases_bulk_done, fill(l.cases_bulk_done_before, &[("state", &state.words(lang))]))
        }
        Outcome::Changed(last) => ("near", l.cases_bulk_changed, changed(who, lang, last.as_ref())),
        Outcome::Refused(problem) => ("late", l.cases_bulk_refused, sentence(problem, lang)),
    };
    let case = answer.row.as_ref().map(|row| &row.case);
    BulkRow {
        number: answer.number.clone(),
        sent: case.map_or_else(String::new, |case| format!("{}.{}", case.number, case.version)),
        title: case.map_or_else(String::new, |case| who.model.case_title(&case.title, &case.category, lang).to_owned()),
        place: answer.row.as_ref().map_or_else(String::new, |row| row.place.clone()),
        state: match &answer.outcome {
            Outcome::Done(case) => case.state.words(lang),
            _ => case.map_or("", |case| case.state.words(lang)),
        },
        lamp,
        word,
        what,
        ready: matches!(answer.outcome, Outcome::Ready(_)),
    }
}

/// 牵头 市城管局，限 4 工作时; or the state alone.
fn becomes(who: &Who, lang: Lang, case: &Case) -> String {
    let l = texts(lang);
    match case.lead_unit.filter(|_| case.state.is_open()) {
        Some(lead) => {
            let co: Vec<&str> = case.co_units.iter().map(|unit| who.model.unit_name(*unit, lang)).collect();
            let mut words = fill(
                l.cases_bulk_to,
                &[("lead", &who.model.unit_name(lead, lang)), ("limit", &limit_words(lang, case.limit))],
            );
            if !co.is_empty() {
                words.push_str(&fill(l.cases_bulk_with, &[("units", &co.join(l.cases_and))]));
            }
            words
        }
        None => case.state.words(lang).to_owned(),
    }
}

fn changed(who: &Who, lang: Lang, last: Option<&(changxiao_domain::cases::ActorStamp, Action)>) -> String {
    let l = texts(lang);
    match last {
        Some((by, action)) => fill(
            l.cases_bulk_changed_by,
            &[
                ("unit", &who.model.unit_name(by.unit, lang)),
                ("role", &by.role.words(lang)),
                ("action", &action.words(lang)),
            ],
        ),
        None => l.cases_bulk_changed_hint.to_owned(),
    }
}

/// Of wrong fields what is wrong with them, else the sentence of the refusal.
fn sentence(problem: &AppError, lang: Lang) -> String {
    match problem {
        AppError::Invalid(fields) => fields.iter().map(|field| field.message.words(lang)).collect::<Vec<_>>().join(" "),
        other => other.words(lang),
    }
}
