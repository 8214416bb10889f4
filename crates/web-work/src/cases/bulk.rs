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
use changxiao_domain::{calendar::DueStatus, cases::Case, ids::UnitId};

use super::query::ListQuery;
use crate::{
    answer::WebError,
    choice::ChoiceGroup,
    cx::Cx,
    filters,
    form::Form,
    pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// What is asked of all cases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dispatch,
    Close,
}

#[derive(Template)]
#[template(path = "cases/bulk.html")]
struct BulkPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    kind: Kind,
    /// Nothing was sent yet: the form stands above the rows.
    asks: bool,
    answers: &'a [Answer],
    /// Why the form came back.
    problem: Option<&'a AppError>,
    form: &'a Form,
    request_key: String,
    units: Vec<ChoiceGroup>,
    co_units: Vec<ChoiceGroup>,
    list: ListQuery,
}

impl BulkPage<'_> {
    fn title(&self) -> &'static str {
        match self.kind {
            Kind::Dispatch => self.cx.l.cases_bulk_dispatch,
            Kind::Close => self.cx.l.cases_bulk_close,
        }
    }

    /// How many can be done, or were.
    fn count(&self) -> usize {
        let counts = |answer: &&Answer| match self.asks {
            true => matches!(answer.outcome, Outcome::Ready(_)),
            false => answer.outcome.is_done(),
        };
        self.answers.iter().filter(counts).count()
    }

    fn title_of<'a>(&'a self, case: &'a Case) -> &'a str {
        self.cx.model.case_title(&case.title, &case.category, self.cx.lang)
    }

    /// Of wrong fields what is wrong with them, else the sentence of the refusal.
    fn sentence(&self, problem: &AppError) -> String {
        let lang = self.cx.lang;
        match problem {
            AppError::Invalid(fields) => {
                fields.iter().map(|field| field.message.words(lang)).collect::<Vec<_>>().join(" ")
            }
            other => other.words(lang),
        }
    }
}

/// Who has the case as long as it is open.
pub(super) fn lead_of(case: &Case) -> Option<UnitId> {
    case.lead_unit.filter(|_| case.state.is_open())
}

/// How the outcome of a case is marked.
pub(super) fn mark(outcome: &Outcome) -> DueStatus {
    match outcome {
        Outcome::Ready(_) => DueStatus::Idle,
        Outcome::Done(_) | Outcome::DoneBefore(_) => DueStatus::Ok,
        Outcome::Changed(_) => DueStatus::Near,
        Outcome::Refused(_) => DueStatus::Late,
    }
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
    preview(state, who, kind, &form).await
}

async fn act(state: &WebState, who: &Who, kind: Kind, form: &Form) -> Result<Response, WebError> {
    if form.text("step") != "go" {
        return preview(state, who, kind, form).await;
    }
    let done = match what(kind, form) {
        Ok(what) => {
            let key = form.optional("request_key");
            bulk::carry_out(state.app(), &who.actor, &what, &targets(form), key.as_deref()).await
        }
        Err(problem) => Err(problem),
    };
    render(state, who, kind, form, false, done).await
}

async fn preview(state: &WebState, who: &Who, kind: Kind, form: &Form) -> Result<Response, WebError> {
    let mut targets = targets(form);
    // What is shown now is what is confirmed.
    for target in &mut targets {
        target.version = None;
    }
    let shown = match what(kind, form) {
        Ok(what) => bulk::preview(state.app(), &who.actor, &what, &targets).await,
        Err(problem) => Err(problem),
    };
    render(state, who, kind, form, true, shown).await
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

/// The form above its rows, or what became of them; with a problem the form alone.
async fn render(
    state: &WebState,
    who: &Who,
    kind: Kind,
    form: &Form,
    asks: bool,
    done: Result<Vec<Answer>, AppError>,
) -> Result<Response, WebError> {
    let (answers, problem) = match done {
        Ok(answers) => (answers, None),
        Err(problem) if problem.status() == 422 => (Vec::new(), Some(problem)),
        Err(problem) => return Err(problem.into()),
    };
    let cx = Cx::of(state, who);
    let units = |chosen: &str| pickers::unit_groups(&cx.model, cx.lang, |unit| unit.id.to_string(), chosen);
    let mut co_units = units("");
    for choice in co_units.iter_mut().flat_map(|group| &mut group.choices) {
        choice.chosen = form.all("co").any(|unit| unit == choice.value);
    }
    let page = BulkPage {
        shell: pages::shell(state, who, Section::Cases, None).await,
        kind,
        asks: asks || problem.is_some(),
        answers: &answers,
        problem: problem.as_ref(),
        // The key stays with the form: sent twice, it does nothing twice.
        request_key: form.optional("request_key").unwrap_or_else(|| state.app().new_id(|id| id).to_string()),
        units: units(form.text("lead")),
        co_units,
        list: ListQuery::read(form.text("list")),
        form,
        cx: &cx,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.page_with(status, &page)
}
