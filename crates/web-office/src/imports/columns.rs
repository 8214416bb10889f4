//! Which column of a file is which of ours, corrected by hand.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    imports::{self, FeedOf, ImportRequest, Kind, Shape, drafts, readings},
};
use changxiao_domain::{geo::Datum, ids::ImportId};
use changxiao_files::sheets::{Fed, Reading};
use changxiao_words::Texts;

use super::{list, preview};
use crate::{
    answer::Answer,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "imports/columns.html")]
struct ColumnsPage {
    shell: Shell,
    kind: Kind,
    file: String,
    draft: ImportId,
    shape: Shape,
    reading: Reading,
    datum: Option<Datum>,
}

/// The fields for the first and the second title of a column, with what they are called.
fn sides(l: &'static Texts) -> [(usize, &'static str, &'static str); 2] {
    [(0, "first", l.imports_column_theirs), (1, "second", l.imports_column_second)]
}
/// Which parts of a path can be chosen: from the front, and from the end.
const PARTS: [i8; 7] = [0, 1, 2, 3, -1, -2, -3];

pub(super) async fn page(request: Request, Path((kind, draft)): Path<(String, String)>) -> Answer {
    let kept = match kept(&request, &kind, &draft).await {
        Ok(kept) => kept,
        Err(problem @ AppError::Invalid(_)) => return list::show(&request, problem.words(request.lang())).await,
        Err(problem) => return Err(problem.into()),
    };
    let _place = request.app().sheets().enter().await.map_err(AppError::from)?;
    let shape = match imports::shape(request.app(), request.actor(), &kept).await {
        Ok(shape) => shape,
        // What cannot be read at all has no columns; the look says why.
        Err(AppError::Import(_)) => return preview::look(&request, kept, "").await,
        Err(problem) => return Err(problem.into()),
    };
    let shell = request.shell(Section::Imports).await;
    let draft = draft.parse().map_err(|_| AppError::NotFound("file"))?;
    let (kind, file, datum) = (kept.kind, kept.file_name, kept.options.datum);
    request.page(&ColumnsPage { shell, kind, file, draft, shape, reading: kept.options.reading, datum })
}

pub(super) async fn save(request: Request, Path((kind, draft)): Path<(String, String)>, form: Form) -> Answer {
    let _place = request.app().sheets().enter().await.map_err(AppError::from)?;
    let mut kept = match kept(&request, &kind, &draft).await {
        Ok(kept) => kept,
        Err(problem @ AppError::Invalid(_)) => return list::show(&request, problem.words(request.lang())).await,
        Err(problem) => return Err(problem.into()),
    };
    if let Some(datum) = Datum::read(form.text("datum")) {
        kept.options.datum = Some(datum);
    }
    kept.options.reading = reading_of(&form, kept.kind);
    if let Some(name) = form.optional("keep_as") {
        readings::keep(request.app(), request.actor(), kept.kind, &name, &kept.options.reading).await?;
    }
    preview::look(&request, kept, "").await
}

/// The kept file of an address.
pub(super) async fn kept(request: &Request, kind: &str, draft: &str) -> Result<ImportRequest, AppError> {
    let kind = Kind::parse(kind).ok_or(AppError::NotFound("kind"))?;
    let draft = draft.parse().map_err(|_| AppError::NotFound("file"))?;
    drafts::take(request.app(), request.actor(), kind, draft).await
}

/// What the form says: of each column of ours its title, a second one, a part.
fn reading_of(form: &Form, kind: Kind) -> Reading {
    let mut reading = Reading {
        sheet: form.optional("sheet"),
        leave_hidden: form.ticked("leave_hidden"),
        take_struck: form.ticked("take_struck"),
        ..Reading::default()
    };
    for column in imports::columns_to_map(kind).unwrap_or_default() {
        let of = |prefix: &str| form.optional(&format!("{prefix}-{}", column.code));
        let titles: Vec<String> = [of("first"), of("second")].into_iter().flatten().collect();
        let part = of("part").and_then(|part| part.parse().ok()).filter(|part| PARTS.contains(part)).unwrap_or(0);
        reading.columns.insert(column.code.to_owned(), Fed { titles, part });
    }
    reading
}

impl ColumnsPage {
    fn is_read(&self, sheet: &str) -> bool {
        self.shape.sheet == sheet
    }

    fn is_in(&self, datum: &Datum) -> bool {
        self.datum.unwrap_or_default() == *datum
    }

    fn is_part(&self, feed: &FeedOf, part: &i8) -> bool {
        feed.fed.part == *part
    }

    /// Whether a title feeds a column, as its first or its second.
    fn is_fed(&self, feed: &FeedOf, at: &usize, title: &str) -> bool {
        feed.fed.titles.get(*at).is_some_and(|fed| fed == title)
    }

    fn part_words(&self, part: &i8) -> String {
        let l = self.shell.l;
        let n = part.unsigned_abs();
        match part {
            0 => l.imports_part_whole.to_owned(),
            1.. => changxiao_words::fill(l.imports_part_from_front, &[("n", &n)]),
            _ => changxiao_words::fill(l.imports_part_from_end, &[("n", &n)]),
        }
    }
}
