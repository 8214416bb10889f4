//! What a file would change, or everything that is wrong with it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use changxiao_app::{
    AppError,
    imports::{self, Change, ImportOptions, ImportOutcome, ImportRequest, Kind, drafts},
};
use changxiao_domain::geo::Datum;
use changxiao_files::sheets::Problems;
use changxiao_words::{fill, texts};

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
#[template(path = "imports/preview.html")]
struct PreviewPage {
    shell: Shell,
    kind: &'static str,
    kind_name: &'static str,
    file: String,
    size: String,
    rows: String,
    added: String,
    changed: String,
    unchanged: String,
    passed_over: String,
    removed: Option<String>,
    remarks: Vec<String>,
    nothing: bool,
    unknown_columns: String,
    lines: Vec<RowLine>,
    shown: String,
    draft: String,
    confirm: String,
}

struct RowLine {
    row: String,
    change: Change,
    label: String,
    fields: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "imports/problems.html")]
struct ProblemsPage {
    shell: Shell,
    kind: &'static str,
    kind_name: &'static str,
    file: String,
    summary: String,
    problems: Vec<ProblemLine>,
    template: String,
    accepts: &'static str,
}

pub(super) fn datums() -> Vec<(&'static str, &'static str)> {
    Datum::ALL.iter().map(|datum| (datum.code(), datum.name())).collect()
}

pub(super) async fn preview(
    State(state): State<WebState>,
    who: Who,
    Path(kind): Path<String>,
    mut form: Form,
) -> Result<Response, WebError> {
    let kind = Kind::parse(&kind).ok_or(AppError::NotFound("kind"))?;
    let Some(at) = form.files.iter().position(|(field, ..)| field == "file") else {
        return super::list::again(&state, &who, texts(who.lang()).imports_no_file.to_owned()).await;
    };
    let (_, file_name, bytes) = form.files.swap_remove(at);
    let size = bytes.len();
    let options = ImportOptions { datum: Datum::read(form.text("datum")), ..ImportOptions::default() };
    let request = ImportRequest { kind, file_name: file_name.clone(), bytes, dry_run: true, options };
    match imports::import(state.app(), &who.actor, request.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            let nothing = outcome.added + outcome.changed == 0;
            let draft =
                if nothing { String::new() } else { drafts::keep(state.app(), &who.actor, request).await?.to_string() };
            show(&state, &who, outcome, file_name, size, draft).await
        }
        Err(AppError::Import(problems)) => refused(&state, &who, kind, file_name, &problems).await,
        Err(problem) => Err(problem.into()),
    }
}

async fn show(
    state: &WebState,
    who: &Who,
    outcome: ImportOutcome,
    file: String,
    size: usize,
    draft: String,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let shell = pages::shell(state, who, Section::Imports, None).await;
    let l = shell.l;
    let n = |count: u64| words::count(i64::try_from(count).unwrap_or(i64::MAX));
    let lines: Vec<RowLine> = outcome
        .first
        .iter()
        .map(|row| RowLine {
            row: row.row.map_or_else(String::new, |row| row.to_string()),
            change: row.change,
            label: row.label.words(lang),
            fields: row
                .fields
                .iter()
                .map(|field| (field.title.words(lang), field.before.words(lang), field.after.words(lang)))
                .collect(),
        })
        .collect();
    let all = outcome.added + outcome.changed + outcome.removed;
    let page = PreviewPage {
        kind: outcome.kind.code(),
        kind_name: outcome.kind.words(lang),
        size: words::file_size(i64::try_from(size).unwrap_or(i64::MAX)),
        rows: n(outcome.rows_read),
        added: n(outcome.added),
        changed: n(outcome.changed),
        unchanged: n(outcome.unchanged),
        passed_over: if outcome.passed_over == 0 {
            String::new()
        } else {
            fill(l.imports_passed_over, &[("n", &n(outcome.passed_over))])
        },
        removed: (outcome.removed > 0).then(|| n(outcome.removed)),
        remarks: outcome.remarks.iter().map(|remark| remark.words(lang)).collect(),
        nothing: all == 0,
        unknown_columns: if outcome.unknown_columns.is_empty() {
            String::new()
        } else {
            fill(l.imports_unknown_columns, &[("columns", &outcome.unknown_columns.join(texts(lang).imports_text))])
        },
        shown: if all > lines.len() as u64 {
            fill(l.imports_shown, &[("n", &lines.len()), ("all", &n(all))])
        } else {
            String::new()
        },
        confirm: fill(
            if outcome.removed > 0 { l.imports_confirm_removed } else { l.imports_confirm },
            &[("added", &n(outcome.added)), ("changed", &n(outcome.changed)), ("removed", &n(outcome.removed))],
        ),
        lines,
        file,
        draft,
        shell,
    };
    page_with(StatusCode::OK, &page)
}

/// Everything that is wrong, in a table; nothing was saved.
pub(super) async fn refused(
    state: &WebState,
    who: &Who,
    kind: Kind,
    file: String,
    problems: &Problems,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let shell = pages::shell(state, who, Section::Imports, None).await;
    let l = shell.l;
    let summary = if problems.count() > problems.kept().len() {
        fill(
            l.imports_problems_first,
            &[("n", &words::count(i64::try_from(problems.count()).unwrap_or(0))), ("shown", &problems.kept().len())],
        )
    } else {
        fill(l.imports_problems_all, &[("n", &problems.count())])
    };
    let page = ProblemsPage {
        kind: kind.code(),
        kind_name: kind.words(lang),
        summary,
        problems: problems.kept().iter().map(|problem| problem_line(problem, lang)).collect(),
        template: format!("/imports/templates/{}", super::templates::file_of(kind)),
        accepts: kind.accepts(),
        file,
        shell,
    };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
