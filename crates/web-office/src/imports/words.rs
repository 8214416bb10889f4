//! The city's own words: said where a file needs them, and kept.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    imports::{Kind, readings},
    synonyms::{self, Meant, choices},
};
use changxiao_store::synonyms::SynonymRow;
use changxiao_words::Texts;
use std::collections::HashMap;

use super::{columns, list, preview};
use crate::{
    answer::Answer,
    causes::meanings,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "imports/words.html")]
struct WordsPage {
    shell: Shell,
    words: Vec<Said>,
    readings: Vec<Said>,
}

/// One thing that the city has said, as a row of its table.
struct Said {
    /// Of what sort it is.
    of: String,
    said: String,
    /// What it means with its code; empty for a way to read a list.
    means: (String, String),
    /// The fields by which it is taken back.
    fields: [(&'static str, String); 2],
}

/// Keeps what texts of a file mean, and looks at the file again.
pub(super) async fn save(request: Request, Path((kind, draft)): Path<(String, String)>, form: Form) -> Answer {
    let (app, actor) = (request.app(), request.actor());
    let _place = app.sheets().enter().await.map_err(AppError::from)?;
    let kept = match columns::kept(&request, &kind, &draft).await {
        Ok(kept) => kept,
        Err(problem @ AppError::Invalid(_)) => return list::show(&request, problem.words(request.lang())).await,
        Err(problem) => return Err(problem.into()),
    };
    match synonyms::save(app, actor, &meanings(&form)).await {
        // The model is another one now: whoever looks next looks with the new words.
        Ok(_) => preview::look(&request, kept, "").await,
        Err(problem @ AppError::Invalid(_)) => {
            let words = problem.words(request.lang());
            preview::look(&request, kept, &words).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Everything that the city has said of its lists.
pub(super) async fn page(request: Request) -> Answer {
    let (app, actor) = (request.app(), request.actor());
    let words = synonyms::list(app, actor).await?;
    let readings = readings::list(app, actor).await?;
    let mut names = HashMap::new();
    for sort in ["unit", "division", "site_type", "category"] {
        if words.iter().any(|word| word.sort == sort) {
            let of_sort = choices(request.model(), sort, request.lang());
            names.extend(of_sort.into_iter().map(|Meant { code, name }| ((sort.to_owned(), code), name)));
        }
    }
    let l = request.cx.l;
    let word = |row: SynonymRow| Said {
        of: sort_words(l, &row.sort).to_owned(),
        means: (names.get(&(row.sort.clone(), row.code.clone())).cloned().unwrap_or_default(), row.code),
        said: row.written.clone(),
        fields: [("sort", row.sort), ("written", row.written)],
    };
    let reading = |kept: readings::NamedReading| Said {
        of: kept.kind.words(request.lang()).to_owned(),
        said: kept.name.clone(),
        means: (String::new(), String::new()),
        fields: [("kind", kept.kind.code().to_owned()), ("name", kept.name)],
    };
    let (words, readings) = (words.into_iter().map(word).collect(), readings.into_iter().map(reading).collect());
    let shell = request.shell(Section::Imports).await;
    request.page(&WordsPage { shell, words, readings })
}

/// Takes one back.
pub(super) async fn remove(request: Request, form: Form) -> Answer {
    let (app, actor) = (request.app(), request.actor());
    match Kind::parse(form.text("kind")) {
        Some(kind) => readings::remove(app, actor, kind, form.text("name")).await?,
        None => synonyms::remove(app, actor, form.text("sort"), form.text("written")).await?,
    }
    request.redirect("/imports/words", request.cx.l.imports_removed)
}

/// What people call a sort of words.
fn sort_words(l: &Texts, sort: &str) -> &'static str {
    match sort {
        "unit" => l.imports_sort_unit,
        "division" => l.imports_sort_division,
        "site_type" => l.imports_sort_site_type,
        "category" => l.imports_sort_category,
        "unit_kind" => l.imports_column_units_kind,
        "role" => l.imports_column_role,
        "duty" => l.imports_column_duty,
        "day_kind" => l.imports_column_kind,
        "datum" => l.imports_column_datum,
        "level" => l.imports_column_level,
        _ => l.imports_sort_other,
    }
}
