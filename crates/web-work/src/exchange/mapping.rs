//! The page of a mapping: titles of the export on the left, our fields on the right.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, FieldProblem, exchange::mappings};
use changxiao_domain::exchange::Field as OurField;
use changxiao_web_kit::{
    cx::Cx,
    fields::{Drawn, Typed},
};
use changxiao_words::{fill, say, texts};

use super::editor::{self, SPARE};
use crate::{
    answer::{WebError, redirect_with_notice},
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
    typed: Typed,
    /// Title of the export, a sample of what stands under it, and the code of the field that it feeds.
    columns: Vec<[String; 3]>,
    facts: Vec<Drawn>,
    values: Vec<Drawn>,
    faults: Faults,
}

impl MappingPage {
    fn fields(&self, chosen: &str) -> Vec<Choice> {
        OurField::ALL.iter().map(|field| Choice::of(field.code(), field.words(self.shell.lang), chosen)).collect()
    }
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let held = mappings::find(state.app(), &who.actor, &name).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Exchange, jar).await;
    let cx = Cx::of(&state, &who);
    let typed = editor::written(&held.mapping, held.version, editor::titles_of(&held.mapping));
    Ok((jar, render(&cx, shell, typed, Faults::default(), &[])?).into_response())
}

/// The editor with the titles of a file.
pub(super) async fn from_file(State(state): State<WebState>, who: Who, mut form: Form) -> Result<Response, WebError> {
    let lang = who.lang();
    let Some(mut sheet) = form.sheet(state.app()).await? else {
        return super::list::again(&state, &who, texts(lang).exchange_no_file.to_owned()).await;
    };
    let (file_name, bytes) = (sheet.file_name.clone(), std::mem::take(&mut sheet.bytes));
    let base = mappings::find(state.app(), &who.actor, form.text("base")).await?;
    let titles = match mappings::titles_of_file(&who.actor, file_name, bytes).await {
        Ok(titles) => titles,
        Err(AppError::Import(problems)) => {
            let first = problems.kept().first().map_or_else(String::new, |problem| problem.sentence(lang));
            return super::list::again(&state, &who, first).await;
        }
        Err(problem) => return Err(problem.into()),
    };
    let typed = editor::written(&base.mapping, base.version, editor::titles_in(&base.mapping, titles));
    let shell = pages::shell(&state, &who, Section::Exchange, None).await;
    render(&Cx::of(&state, &who), shell, typed, Faults::default(), &[])
}

pub(super) async fn save(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (lang, typed) = (who.lang(), Typed::of(&form));
    // A form that took another mapping for its base and gave it a new name begins that name's versions.
    let held = mappings::list(state.app(), &who.actor).await?;
    let is_known = held.iter().any(|held| held.mapping.name == typed.get("name"));
    let seen = form.number("seen").filter(|_| is_known).unwrap_or(0);
    let saved = match editor::mapping_in(&typed) {
        Some(mapping) => mappings::save(state.app(), &who.actor, &mapping, seen).await,
        None => Err(AppError::field("effective_from", say!(exchange_write_day_2026_06_16))),
    };
    match saved {
        Ok(version) => {
            let words = fill(texts(lang).exchange_saved, &[("name", &typed.get("name")), ("n", &version)]);
            Ok(redirect_with_notice(jar, &format!("/exchange/mappings/{}", typed.get("name")), words))
        }
        Err(problem) => {
            let problems = match &problem {
                AppError::Invalid(fields) => fields.clone(),
                _ => Vec::new(),
            };
            let faults = Faults::from(problem, lang)?;
            let shell = pages::shell(&state, &who, Section::Exchange, faults.notice.clone()).await;
            render(&Cx::of(&state, &who), shell, typed, faults, &problems)
        }
    }
}

fn render(
    cx: &Cx,
    shell: Shell,
    typed: Typed,
    faults: Faults,
    problems: &[FieldProblem],
) -> Result<Response, WebError> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut columns = typed.rows(editor::COLUMNS);
    columns.retain(|[title, ..]| !title.is_empty());
    columns.extend(std::iter::repeat_n(Default::default(), SPARE));
    let page = MappingPage {
        facts: editor::FACTS.draw(cx.lang, &typed, &editor::offers(cx.lang), problems),
        values: editor::VALUES.draw(cx.lang, &typed, &Vec::new(), problems),
        shell,
        columns,
        typed,
        faults,
    };
    cx.page_with(status, &page)
}
