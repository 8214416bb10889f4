//! The page of a mapping: titles of the export on the left, our fields on the right.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, exchange::mappings};
use changxiao_domain::{
    exchange::{DateForm, Field, SystemKind},
    geo::Datum,
};
use changxiao_words::{Lang, fill, say, texts};

use super::editor::Draft;
use crate::{
    answer::{WebError, page_with, redirect_with_notice},
    choice::Choice,
    faults::Faults,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "exchange/mapping.html")]
struct MappingPage {
    shell: Shell,
    draft: Draft,
    faults: Faults,
    kinds: Vec<Choice>,
    forms: Vec<Choice>,
    datums: Vec<Choice>,
    fields: Vec<(&'static str, &'static str)>,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let held = mappings::find(state.app(), &who.actor, &name).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Exchange, jar).await;
    let draft = Draft::of(&held.mapping, held.version);
    Ok((jar, render(&who, shell, draft, Faults::default())?).into_response())
}

/// The editor with the titles of a file.
pub(super) async fn from_file(State(state): State<WebState>, who: Who, mut form: Form) -> Result<Response, WebError> {
    let lang = who.lang();
    let Some(at) = form.files.iter().position(|(field, ..)| field == "file") else {
        return super::list::again(&state, &who, texts(lang).exchange_no_file.to_owned()).await;
    };
    let (_, file_name, bytes) = form.files.swap_remove(at);
    let base = mappings::find(state.app(), &who.actor, form.text("base")).await?;
    let titles = match mappings::titles_of_file(&who.actor, file_name, bytes).await {
        Ok(titles) => titles,
        Err(AppError::Import(problems)) => {
            let first = problems.kept().first().map_or_else(String::new, |problem| problem.sentence(lang));
            return super::list::again(&state, &who, first).await;
        }
        Err(problem) => return Err(problem.into()),
    };
    let draft = Draft::of_titles(&base.mapping, base.version, titles);
    let shell = pages::shell(&state, &who, Section::Exchange, None).await;
    render(&who, shell, draft, Faults::default())
}

pub(super) async fn save(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (lang, mut draft) = (who.lang(), Draft::from_form(&form));
    // A form that took another mapping for its base and gave it a new name begins that name's versions.
    let held = mappings::list(state.app(), &who.actor).await?;
    if !held.iter().any(|held| held.mapping.name == draft.name) {
        draft.seen = 0;
    }
    let saved = match draft.mapping() {
        Some(mapping) => mappings::save(state.app(), &who.actor, &mapping, draft.seen).await,
        None => Err(AppError::field("effective_from", say!(exchange_write_day_2026_06_16))),
    };
    match saved {
        Ok(version) => {
            let words = fill(texts(lang).exchange_saved, &[("name", &draft.name), ("n", &version)]);
            Ok(redirect_with_notice(jar, &format!("/exchange/mappings/{}", draft.name), words))
        }
        Err(problem) => {
            let faults = Faults::from(problem, lang)?;
            let shell = pages::shell(&state, &who, Section::Exchange, faults.notice.clone()).await;
            render(&who, shell, draft.with_spare(), faults)
        }
    }
}

fn render(who: &Who, shell: Shell, draft: Draft, faults: Faults) -> Result<Response, WebError> {
    let lang: Lang = who.lang();
    let kinds = SystemKind::ALL.map(|kind| Choice::new(kind.code(), kind.words(lang), kind.code() == draft.kind));
    let forms = DateForm::ALL.map(|form| Choice::new(form.code(), form.example(), form.code() == draft.date_form));
    let datums = Datum::ALL.map(|datum| Choice::new(datum.code(), datum.name(), datum.code() == draft.datum));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = MappingPage {
        kinds: kinds.into(),
        forms: forms.into(),
        datums: datums.into(),
        fields: Field::ALL.iter().map(|field| (field.code(), field.words(lang))).collect(),
        shell,
        draft,
        faults,
    };
    page_with(status, &page)
}
