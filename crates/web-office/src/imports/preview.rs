//! What a file would change, or everything that is wrong with it by its causes, with the remedy in the same place.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use changxiao_app::{
    AppError,
    imports::{self, Change, ImportOptions, ImportOutcome, ImportRequest, Kind, drafts, readings},
};
use changxiao_domain::{geo::Datum, ids::ImportId};
use changxiao_files::sheets::{Problem, Problems};

use super::{list, templates::file_of};
use crate::{
    answer::Answer,
    causes::Causes,
    cx::Cx,
    filters,
    form::Form,
    request::Request,
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
    /// Where the file is kept until it is taken.
    draft: ImportId,
    /// What has happened since the former look; empty where nothing has.
    notice: &'a str,
}

#[derive(Template)]
#[template(path = "imports/problems.html")]
struct ProblemsPage<'a> {
    shell: Shell,
    kind: Kind,
    file: &'a str,
    problems: &'a Problems,
    draft: ImportId,
    datum: Option<Datum>,
    causes: Causes,
}

pub(super) async fn preview(request: Request, Path(kind): Path<String>, mut form: Form) -> Answer {
    let kind = Kind::parse(&kind).ok_or(AppError::NotFound("kind"))?;
    let (app, actor) = (request.app(), request.actor());
    let Some(mut sheet) = form.sheet(app).await? else {
        return list::show(&request, request.cx.l.imports_no_file.to_owned()).await;
    };
    let (file_name, bytes) = (sheet.file_name.clone(), std::mem::take(&mut sheet.bytes));
    // A second upload keeps what was said of the first.
    let mut options = match form.text("draft").parse() {
        Ok(draft) => drafts::take(app, actor, kind, draft).await.map(|request| request.options).unwrap_or_default(),
        Err(_) => ImportOptions::default(),
    };
    if let Some(datum) = Datum::read(form.text("datum")) {
        options.datum = Some(datum);
    }
    if let Some(name) = form.optional("reading") {
        options.reading = readings::find(app, actor, kind, &name).await?;
    }
    look(&request, ImportRequest { kind, file_name, bytes, dry_run: true, options }, "").await
}

/// Looks at a file as it is to be read, keeps it, and shows what it would change or what is wrong with it.
pub(super) async fn look(request: &Request, mut draft: ImportRequest, notice: &str) -> Answer {
    let (app, actor) = (request.app(), request.actor());
    (draft.dry_run, draft.options.expected) = (true, None);
    match imports::import(app, actor, draft.clone(), &|_, _| {}).await {
        Ok(outcome) => {
            let (file, size, plan) = (draft.file_name.clone(), draft.bytes.len(), outcome.plan);
            let draft = drafts::keep(app, actor, draft, Some(plan)).await?;
            let shell = request.shell(Section::Imports).await;
            request.page(&PreviewPage { shell, cx: &request.cx, outcome, file: &file, size, draft, notice })
        }
        Err(AppError::Import(problems)) => refused(request, draft, &problems).await,
        Err(problem) => Err(problem.into()),
    }
}

/// Everything that is wrong; nothing was saved but the file with what was said of it.
async fn refused(request: &Request, draft: ImportRequest, problems: &Problems) -> Answer {
    let (kind, file, datum) = (draft.kind, draft.file_name.clone(), draft.options.datum);
    let draft = drafts::keep(request.app(), request.actor(), draft, None).await?;
    let causes = Causes::of(request.model(), problems, request.lang(), |problem| sort_mended(kind, problem));
    let shell = request.shell(Section::Imports).await;
    let page = ProblemsPage { shell, kind, file: &file, problems, draft, datum, causes };
    request.cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The sort of a text of which it is enough to say what it means.
fn sort_mended(kind: Kind, problem: &Problem) -> Option<&'static str> {
    let of_words = matches!(
        problem.code(),
        "sheet_unknown_code"
            | "import_unknown_unit"
            | "import_ambiguous_unit"
            | "import_unknown_division"
            | "import_ambiguous_division"
            | "import_not_a_division"
            | "import_unknown_category"
    );
    if of_words { imports::sort_of(kind, problem.field.as_deref()?) } else { None }
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

    fn has_columns(&self) -> bool {
        imports::has_columns(self.outcome.kind)
    }
}

impl ProblemsPage<'_> {
    fn has_columns(&self) -> bool {
        imports::has_columns(self.kind)
    }
}
