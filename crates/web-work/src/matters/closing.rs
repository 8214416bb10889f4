//! 年度结转: what of a year is open and goes on, previewed and then carried out; for programs as well.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use changxiao_app::matters::closing::{CarriedLine, Closed, Closing, close, preview};
use changxiao_domain::{orgs::Permission::ManageReference, scoring::Period};
use changxiao_web_kit::{
    cx::Cx,
    faults::Faults,
    filtered::{Filter, Value},
    filters,
    form::Form,
    json::{
        body::{Document, Sent},
        query::{Parameters, code},
        shapes::{Moment, Named, ok, unit_named},
    },
    openapi::Refused,
    request::Request,
    routes::{Access, Routes, routes},
};
use changxiao_words::fill;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    answer::Answer,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

const HERE: &str = "/matters/closing";

/// The years that can be asked for.
const FILTERS: &[Filter] = &[Filter::new("year", Value::Number(2000, 2199))];

pub(super) fn routes(routes: Routes) -> Routes {
    const MANAGE: Access = Access::May(ManageReference);
    routes
        .get(HERE, MANAGE, page)
        .filtered(&[FILTERS])
        .post(HERE, MANAGE, carry)
        .api(Access::read(ManageReference), routes!(plan))
        .api(Access::handle(ManageReference), routes!(carry_over))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct YearQuery {
    /// 2026; the year before the present one where nothing is said.
    year: String,
}

#[derive(Template)]
#[template(path = "closing/page.html")]
struct ClosingPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    closing: Closing,
    faults: Faults,
    /// How many go on by each procedure.
    by_procedure: Vec<(&'static str, usize)>,
    hidden: usize,
}

/// So many are named; the rest is counted.
const SHOWN: usize = 300;

fn year(cx: &Cx, text: &str) -> Period {
    let last = || cx.this_year() - 1;
    let read = text.trim().parse::<Period>().ok().filter(|year| year.to_string().len() == 4);
    read.or_else(|| last().to_string().parse().ok()).unwrap_or_else(|| Period::month_of(cx.today()))
}

pub(super) async fn page(request: Request, Query(query): Query<YearQuery>) -> Answer {
    let year = year(&request.cx, &query.year);
    show(&request, year, Faults::default()).await
}

async fn show(request: &Request, year: Period, faults: Faults) -> Answer {
    let cx = &request.cx;
    let mut closing = preview(request.app(), request.actor(), year).await?;
    let mut by_procedure: Vec<(&'static str, usize)> = Vec::new();
    for line in &closing.lines {
        let name = line.procedure.document.name(cx.lang);
        match by_procedure.iter_mut().find(|(of, _)| *of == name) {
            Some((_, n)) => *n += 1,
            None => by_procedure.push((name, 1)),
        }
    }
    let hidden = closing.lines.len().saturating_sub(SHOWN);
    closing.lines.truncate(SHOWN);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = request.form_shell(Section::Matters, &faults).await;
    cx.page_with(status, &ClosingPage { shell, cx, closing, faults, by_procedure, hidden })
}

pub(super) async fn carry(request: Request, form: Form) -> Answer {
    let year = year(&request.cx, form.text("year"));
    match close(request.app(), request.actor(), year, form.text("digest")).await {
        Ok(closed) => {
            let said = fill(request.cx.l.closing_done, &[("year", &year), ("n", &closed.carried.len())]);
            request.redirect(&format!("{HERE}?year={year}"), said)
        }
        Err(problem) => {
            let faults = request.faults(problem)?;
            show(&request, year, faults).await
        }
    }
}

impl ClosingPage<'_> {
    fn all(&self) -> usize {
        self.closing.lines.len() + self.hidden
    }

    fn kind(&self, line: &CarriedLine) -> &'static str {
        line.procedure.document.name(self.cx.lang)
    }

    fn previous(&self) -> Period {
        self.closing.year.previous()
    }

    fn next(&self) -> Option<Period> {
        Some(self.closing.year.next()).filter(|next| next.first_day() <= self.cx.today())
    }

    /// What is wrong with the year or with what was previewed.
    fn fault(&self) -> &str {
        let of = self.faults.of("year");
        if of.is_empty() { self.faults.of("digest") } else { of }
    }
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ClosingQuery {
    /// The year before the present one if left out.
    #[param(example = "2026")]
    year: Option<String>,
}

/// What is open of a year and goes on in the next one.
#[derive(Serialize, ToSchema)]
pub(super) struct ClosingShape<'a> {
    #[schema(example = "2026")]
    year: String,
    /// It is over, so that it can be closed.
    over: bool,
    /// Sent back with the closing: what was previewed is what is done.
    digest: &'a str,
    matters: Vec<ClosingItem<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ClosingItem<'a> {
    #[schema(example = "M261130-0001")]
    number: &'a str,
    title: &'a str,
    #[schema(example = "task")]
    procedure: &'a str,
    holder: Named<'a>,
    begun_at: Moment,
    due_at: Option<Moment>,
}

/// A year to close.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClosing {
    #[schema(example = "2026")]
    year: String,
    /// That of the preview.
    digest: String,
}

impl Document for NewClosing {}

#[derive(Serialize, ToSchema)]
pub(super) struct ClosedShape<'a> {
    year: String,
    carried: Vec<CarriedShape<'a>>,
}

/// A matter that goes on as another one.
#[derive(Serialize, ToSchema)]
struct CarriedShape<'a> {
    #[schema(example = "M261130-0001")]
    from: &'a str,
    #[schema(example = "M270104-0001")]
    to: &'a str,
}

fn read_year(text: &str) -> Result<Period, changxiao_app::AppError> {
    code("year", text, |text| text.parse::<Period>().ok().filter(|year| year.to_string().len() == 4))
}

/// What would go on in the next year.
#[utoipa::path(
    get, path = "/api/v1/matters/closing", tag = "matters", operation_id = "preview_closing", params(ClosingQuery),
    responses((status = 200, body = ClosingShape, description = "The earliest first"), (status = "4XX", response = Refused))
)]
pub(super) async fn plan(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<ClosingQuery>,
) -> Answer {
    let year = match &query.year {
        Some(year) => read_year(year)?,
        None => year(&Cx::of(&state, &who), ""),
    };
    let closing = preview(state.app(), &who.actor, year).await?;
    let item = |line: &'_ CarriedLine| -> (Named<'_>, Moment, Option<Moment>) {
        let moment = |at| Moment::new(&who.model, at);
        (unit_named(&who.model, line.holder, who.lang()), moment(line.begun_at), line.due_at.map(moment))
    };
    let matters = closing.lines.iter().map(|line| {
        let (holder, begun_at, due_at) = item(line);
        let procedure = line.procedure.document.key.as_str();
        ClosingItem { number: &line.number, title: &line.title, procedure, holder, begun_at, due_at }
    });
    ok(&ClosingShape {
        year: closing.year.to_string(),
        over: closing.is_over,
        digest: &closing.digest,
        matters: matters.collect(),
    })
}

/// Closes a year: what is open of it goes on in the next one, once.
#[utoipa::path(
    post, path = "/api/v1/matters/closing", tag = "matters", operation_id = "close_year", request_body = NewClosing,
    responses((status = 200, body = ClosedShape, description = "The same again carries nothing over: what goes on is open no more"), (status = "4XX", response = Refused))
)]
pub(super) async fn carry_over(State(state): State<WebState>, who: Who, sent: Sent<NewClosing>) -> Answer {
    let year = read_year(&sent.value.year)?;
    let Closed { year, carried } = close(state.app(), &who.actor, year, &sent.value.digest).await?;
    let carried = carried.iter().map(|(from, to)| CarriedShape { from, to }).collect();
    ok(&ClosedShape { year: year.to_string(), carried })
}
