//! What an export would bring, and every wrong row of it.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use changxiao_app::{
    AppError,
    exchange::{ImportOrders, OrderFate, OrdersOutcome, import_orders, keep, mappings},
};
use changxiao_files::sheets::Problems;
use changxiao_words::{Texts, fill, texts};

use crate::{
    answer::{WebError, page_with},
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
struct PreviewPage {
    shell: Shell,
    mapping: String,
    label: String,
    file: String,
    size: String,
    figures: Vec<(&'static str, String)>,
    unused: String,
    nothing: bool,
    draft: String,
    skip: bool,
    confirm: String,
    wrong: String,
    problems: Vec<ProblemLine>,
    orders: Vec<OrderLine>,
}

struct OrderLine {
    row: String,
    number: String,
    fate: OrderFate,
    title: String,
    category: String,
    place: String,
    differences: String,
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
    let Some(at) = form.files.iter().position(|(field, ..)| field == "file") else {
        return super::list::again(&state, &who, texts(who.lang()).exchange_no_file.to_owned()).await;
    };
    let (_, file_name, bytes) = form.files.swap_remove(at);
    let size = bytes.len();
    let mapping = form.text("mapping").to_owned();
    let request =
        ImportOrders { mapping: mapping.clone(), file_name: file_name.clone(), bytes, dry_run: true, skip_wrong: true };
    match import_orders(state.app(), &who.actor, request.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            let nothing = outcome.added + outcome.changed + outcome.followed == 0;
            let draft = if nothing { String::new() } else { keep(state.app(), &who.actor, request).await?.to_string() };
            show(&state, &who, outcome, (file_name, size), draft).await
        }
        Err(AppError::Import(problems)) => refused(&state, &who, &mapping, file_name, &problems).await,
        Err(problem) => Err(problem.into()),
    }
}

async fn show(
    state: &WebState,
    who: &Who,
    outcome: OrdersOutcome,
    (file, size): (String, usize),
    draft: String,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let shell = pages::shell(state, who, Section::Exchange, None).await;
    let l = shell.l;
    let orders = outcome
        .first
        .iter()
        .map(|seen| OrderLine {
            row: seen.row.to_string(),
            number: seen.order.number.clone(),
            fate: seen.fate,
            title: seen.order.title.clone(),
            category: model.category_name(&seen.order.category, lang).to_owned(),
            place: format!("{} {}", model.place_name(seen.order.division, lang), seen.order.place).trim().to_owned(),
            differences: seen.differences.words(lang),
        })
        .collect();
    let skip = !outcome.wrong.is_empty();
    let page = PreviewPage {
        mapping: outcome.mapping.name.clone(),
        label: outcome.mapping.label(lang).to_owned(),
        size: words::file_size(i64::try_from(size).unwrap_or(i64::MAX)),
        figures: figures(l, &outcome),
        unused: if outcome.unused_columns.is_empty() {
            String::new()
        } else {
            fill(l.exchange_unused, &[("columns", &outcome.unused_columns.join(texts(lang).exchange_text))])
        },
        nothing: outcome.added + outcome.changed + outcome.followed == 0,
        confirm: fill(
            if skip { l.exchange_confirm_wrong } else { l.exchange_confirm },
            &[("new", &n(outcome.added)), ("changed", &n(outcome.changed)), ("wrong", &outcome.wrong.count())],
        ),
        wrong: wrong_words(l, &outcome.wrong),
        problems: outcome.wrong.kept().iter().map(|problem| problem_line(problem, lang)).collect(),
        skip,
        orders,
        file,
        draft,
        shell,
    };
    page_with(StatusCode::OK, &page)
}

fn figures(l: &'static Texts, outcome: &OrdersOutcome) -> Vec<(&'static str, String)> {
    vec![
        (l.exchange_rows, n(outcome.rows_read)),
        (l.exchange_new, n(outcome.added)),
        (l.exchange_changed, n(outcome.changed)),
        (l.exchange_followed, n(outcome.followed)),
        (l.exchange_same, n(outcome.unchanged)),
        (l.exchange_not_ours, n(outcome.passed_over)),
        (l.exchange_wrong, n(outcome.wrong.count() as u64)),
    ]
}

fn wrong_words(l: &Texts, wrong: &Problems) -> String {
    let (all, shown) = (wrong.count(), wrong.kept().len());
    match all {
        0 => String::new(),
        _ if all > shown => fill(l.exchange_wrong_first, &[("n", &n(all as u64)), ("shown", &shown)]),
        _ => fill(l.exchange_wrong_all, &[("n", &all)]),
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
    let lang = who.lang();
    let held = mappings::find(state.app(), &who.actor, mapping).await?;
    let page = RefusedPage {
        shell: pages::shell(state, who, Section::Exchange, None).await,
        mapping: mapping.to_owned(),
        label: held.mapping.label(lang).to_owned(),
        problems: problems.kept().iter().map(|problem| problem_line(problem, lang)).collect(),
        file,
    };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn n(count: u64) -> String {
    words::count(i64::try_from(count).unwrap_or(i64::MAX))
}
