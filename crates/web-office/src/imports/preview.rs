//! What a file would change, or everything that is wrong with it.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use changxiao_app::{
    AppError,
    imports::{self, Change, ImportOptions, ImportOutcome, ImportRequest, Kind, drafts},
};
use changxiao_domain::{geo::Datum, ids::ImportId};
use changxiao_files::sheets::Problems;

use super::{list, templates::file_of};
use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    form::Form,
    request::Request,
    sheet_problem::problem_line,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "imports/preview.html")]
struct PreviewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    outcome: ImportOutcome,
    file: &'a str,
    /// In bytes.
    size: usize,
    /// Where the file is kept until it is taken; `None` where it would change nothing.
    draft: Option<ImportId>,
}

#[derive(Template)]
#[template(path = "imports/problems.html")]
struct ProblemsPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    kind: Kind,
    file: &'a str,
    problems: &'a Problems,
}

pub(super) async fn preview(request: Request, Path(kind): Path<String>, mut form: Form) -> Answer {
    let kind = Kind::parse(&kind).ok_or(AppError::NotFound("kind"))?;
    let (app, actor) = (request.app(), request.actor());
    let Some(mut sheet) = form.sheet(app).await? else {
        return list::show(&request, request.cx.l.imports_no_file.to_owned()).await;
    };
    let (file, bytes) = (sheet.file_name.clone(), std::mem::take(&mut sheet.bytes));
    let size = bytes.len();
    let options = ImportOptions { datum: Datum::read(form.text("datum")), ..ImportOptions::default() };
    let draft = ImportRequest { kind, file_name: file.clone(), bytes, dry_run: true, options };
    match imports::import(app, actor, draft.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            let nothing = outcome.added + outcome.changed == 0;
            let draft = if nothing { None } else { Some(drafts::keep(app, actor, draft).await?) };
            let shell = request.shell(Section::Imports).await;
            request.page(&PreviewPage { shell, cx: &request.cx, outcome, file: &file, size, draft })
        }
        Err(AppError::Import(problems)) => refused(&request, kind, &file, &problems).await,
        Err(problem) => Err(problem.into()),
    }
}

/// Everything that is wrong, in a table; nothing was saved.
pub(super) async fn refused(request: &Request, kind: Kind, file: &str, problems: &Problems) -> Answer {
    let shell = request.shell(Section::Imports).await;
    let page = ProblemsPage { shell, cx: &request.cx, kind, file, problems };
    request.cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

impl PreviewPage<'_> {
    /// How many rows would be added, changed or removed.
    fn all(&self) -> u64 {
        self.outcome.added + self.outcome.changed + self.outcome.removed
    }

    fn confirm_text(&self) -> &'static str {
        if self.outcome.removed > 0 { self.cx.l.imports_confirm_removed } else { self.cx.l.imports_confirm }
    }

    fn is_cut(&self) -> bool {
        self.all() > self.outcome.first.len() as u64
    }

    fn unknown_columns(&self) -> String {
        self.outcome.unknown_columns.join(self.cx.l.imports_text)
    }
}
