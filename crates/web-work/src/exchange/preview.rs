//! What an export would bring, and every wrong row of it.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use changxiao_app::{
    AppError,
    exchange::{self, ImportOrders, OrderFate, OrdersOutcome, import_orders, keep, mappings, take},
    synonyms,
};
use changxiao_files::sheets::{Problems, Reading};
use changxiao_web_kit::{
    causes::{Causes, meanings},
    cx::Cx,
    filters,
};
use changxiao_words::{fill, texts};

use crate::{
    answer::WebError,
    form::Form,
    pages,
    session::Who,
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
    /// What the form that brings it in sends back.
    draft: String,
    causes: Causes,
    /// How rows that are hidden or struck through were read.
    reading: Reading,
    /// Why the words that were said are not kept; empty where they are.
    notice: String,
}

impl PreviewPage<'_> {
    /// Titles of columns that feed no field.
    fn unused(&self) -> String {
        self.outcome.unused_columns.join(self.cx.l.exchange_text)
    }

    fn has_something(&self) -> bool {
        self.outcome.added + self.outcome.changed + self.outcome.followed > 0
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
    causes: Causes,
}

pub(super) async fn preview(State(state): State<WebState>, who: Who, mut form: Form) -> Result<Response, WebError> {
    let Some(mut sheet) = form.sheet(state.app()).await? else {
        return super::list::again(&state, &who, texts(who.lang()).exchange_no_file.to_owned()).await;
    };
    let (file, bytes) = (sheet.file_name.clone(), std::mem::take(&mut sheet.bytes));
    let request = ImportOrders {
        mapping: form.text("mapping").to_owned(),
        file_name: file,
        bytes,
        dry_run: true,
        skip_wrong: true,
        ..ImportOrders::default()
    };
    look(&state, &who, request, String::new()).await
}

/// Looks at it again with what was said of rows that are hidden or struck through.
pub(super) async fn rows(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    let app = state.app();
    let _place = app.sheets().enter().await.map_err(AppError::from)?;
    let id = form.text("draft").parse().map_err(|_| AppError::NotFound("file"))?;
    match take(app, &who.actor, form.text("mapping"), id, (true, false)).await {
        Ok(mut kept) => {
            (kept.reading.leave_hidden, kept.reading.take_struck) =
                (form.ticked("leave_hidden"), form.ticked("take_struck"));
            look(&state, &who, kept, String::new()).await
        }
        Err(problem @ AppError::Invalid(_)) => super::list::again(&state, &who, problem.words(who.lang())).await,
        Err(problem) => Err(problem.into()),
    }
}

/// Keeps what words of the export mean, and looks at it again.
pub(super) async fn words(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    let app = state.app();
    let _place = app.sheets().enter().await.map_err(AppError::from)?;
    let id = form.text("draft").parse().map_err(|_| AppError::NotFound("file"))?;
    let kept = match take(app, &who.actor, form.text("mapping"), id, (true, false)).await {
        Ok(kept) => kept,
        Err(problem @ AppError::Invalid(_)) => {
            return super::list::again(&state, &who, problem.words(who.lang())).await;
        }
        Err(problem) => return Err(problem.into()),
    };
    let notice = match synonyms::save(app, &who.actor, &meanings(&form)).await {
        Ok(_) => String::new(),
        Err(problem @ AppError::Invalid(_)) => problem.words(who.lang()),
        Err(problem) => return Err(problem.into()),
    };
    look(&state, &who, kept, notice).await
}

pub(super) async fn look(
    state: &WebState,
    who: &Who,
    mut request: ImportOrders,
    notice: String,
) -> Result<Response, WebError> {
    (request.dry_run, request.skip_wrong, request.leave_finished, request.expected) = (true, true, false, None);
    let (file, size, mapping) = (request.file_name.clone(), request.bytes.len(), request.mapping.clone());
    match import_orders(state.app(), &who.actor, request.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            let reading = request.reading.clone();
            let draft = keep(state.app(), &who.actor, request, Some(outcome.plan)).await?.to_string();
            let cx = Cx::of(state, who);
            let causes = causes(&outcome.wrong, who);
            let shell = pages::shell(state, who, Section::Exchange, None).await;
            cx.page(&PreviewPage { shell, cx: &cx, outcome, file, size, draft, causes, reading, notice })
        }
        Err(AppError::Import(problems)) => refused(state, who, &mapping, file, &problems).await,
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
        causes: causes(problems, who),
        file,
    };
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn causes(problems: &Problems, who: &Who) -> Causes {
    Causes::of(&who.model, problems, who.lang(), exchange::sort_of)
}

pub(super) fn n(count: u64) -> String {
    words::count(i64::try_from(count).unwrap_or(i64::MAX))
}
