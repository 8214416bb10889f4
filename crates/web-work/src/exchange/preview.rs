//! What an export would bring, and every wrong row of it.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use changxiao_app::{
    AppError,
    exchange::{ImportOrders, OrderFate, OrdersOutcome, import_orders, keep, mappings},
};
use changxiao_files::sheets::Problems;
use changxiao_web_kit::{cx::Cx, filters};
use changxiao_words::{fill, texts};

use crate::{
    answer::WebError,
    form::Form,
    pages,
    session::Who,
    sheet_problem::{ProblemLine, problem_line},
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "exchange/preview.html")]
struct PreviewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    outcome: OrdersOutcome,
    file: String,
    /// In bytes.
    size: usize,
    /// What the form that brings it in sends back; none where there is nothing to bring in.
    draft: Option<String>,
    problems: Vec<ProblemLine>,
}

impl PreviewPage<'_> {
    /// Titles of columns that feed no field.
    fn unused(&self) -> String {
        self.outcome.unused_columns.join(self.cx.l.exchange_text)
    }

    /// What is asked once more before it is brought in.
    fn confirm(&self) -> String {
        let (l, outcome, wrong) = (self.cx.l, &self.outcome, self.outcome.wrong.count());
        let words = if wrong > 0 { l.exchange_confirm_wrong } else { l.exchange_confirm };
        fill(words, &[("new", &n(outcome.added)), ("changed", &n(outcome.changed)), ("wrong", &wrong)])
    }
}

#[derive(Template)]
#[template(path = "exchange/refused.html")]
struct RefusedPage {
    shell: Shell,
    mapping: String,
    label: String,
    file: String,
    problems: Vec<ProblemLine>,
}

pub(super) async fn preview(State(state): State<WebState>, who: Who, mut form: Form) -> Result<Response, WebError> {
    let Some(mut sheet) = form.sheet(state.app()).await? else {
        return super::list::again(&state, &who, texts(who.lang()).exchange_no_file.to_owned()).await;
    };
    let (file, bytes) = (sheet.file_name.clone(), std::mem::take(&mut sheet.bytes));
    let (size, mapping) = (bytes.len(), form.text("mapping").to_owned());
    let request = ImportOrders {
        mapping: mapping.clone(),
        file_name: file.clone(),
        bytes,
        dry_run: true,
        skip_wrong: true,
        leave_finished: false,
    };
    match import_orders(state.app(), &who.actor, request.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            let has_something = outcome.added + outcome.changed + outcome.followed > 0;
            let draft = match has_something {
                true => Some(keep(state.app(), &who.actor, request).await?.to_string()),
                false => None,
            };
            let cx = Cx::of(&state, &who);
            let problems = problem_lines(&outcome.wrong, &who);
            let shell = pages::shell(&state, &who, Section::Exchange, None).await;
            cx.page(&PreviewPage { shell, cx: &cx, outcome, file, size, draft, problems })
        }
        Err(AppError::Import(problems)) => refused(&state, &who, &mapping, file, &problems).await,
        Err(problem) => Err(problem.into()),
    }
}

/// A file that could not be read at all by this mapping.
pub(super) async fn refused(
    state: &WebState,
    who: &Who,
    mapping: &str,
    file: String,
    problems: &Problems,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let held = mappings::find(state.app(), &who.actor, mapping).await?;
    let page = RefusedPage {
        shell: pages::shell(state, who, Section::Exchange, None).await,
        mapping: mapping.to_owned(),
        label: held.mapping.label(cx.lang).to_owned(),
        problems: problem_lines(problems, who),
        file,
    };
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn problem_lines(problems: &Problems, who: &Who) -> Vec<ProblemLine> {
    problems.kept().iter().map(|problem| problem_line(problem, who.lang())).collect()
}

pub(super) fn n(count: u64) -> String {
    words::count(i64::try_from(count).unwrap_or(i64::MAX))
}
