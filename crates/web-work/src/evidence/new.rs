//! Bringing files, several at once: each with a caption of its own, the rest is shared.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    evidence::{Bringing, Brought, add as action},
};
use changxiao_domain::evidence::{Use, UsedBy};
use changxiao_web_kit::filters;
use changxiao_words::{fill, say};

use super::fields::{Offered, offered, read};
use crate::{
    answer::{WebError, redirect_with_notice},
    cx::Cx,
    fields::Typed,
    form::{Form, PatientForm},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// Files of one form.
pub(super) const ROWS: usize = 6;
const FILES: [&str; ROWS] = ["file-1", "file-2", "file-3", "file-4", "file-5", "file-6"];
const CAPTIONS: [&str; ROWS] = ["caption-1", "caption-2", "caption-3", "caption-4", "caption-5", "caption-6"];

#[derive(Template)]
#[template(path = "evidence/new.html")]
struct NewPage {
    shell: Shell,
    typed: Typed,
    offered: Offered,
}

impl NewPage {
    /// The lines of the form: number, file, caption, whether it is the first, which alone has to be filled in.
    fn rows(&self) -> impl Iterator<Item = (usize, &'static str, &'static str, bool)> {
        (1..).zip(FILES).zip(CAPTIONS).map(|((row, file), caption)| (row, file, caption, row == 1))
    }
}

/// `?case=` names the case that is to use what is brought.
pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Query(given): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let typed = given.get("case").map_or_else(Typed::default, |case| Typed::default().with("case", case.trim()));
    render(&state, &who, typed, StatusCode::OK).await
}

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    PatientForm(mut form): PatientForm,
) -> Result<Response, WebError> {
    let refused = form.refused.pop().map(|(_, problem)| AppError::from(problem));
    let typed = Typed::of(&form);
    let brought = match refused {
        Some(problem) => Err(problem),
        None => bring(&state, &who, &form, &typed).await,
    };
    match brought {
        Ok(done) => {
            let cx = Cx::of(&state, &who);
            let to = match (form.optional("case"), done.as_slice()) {
                (Some(case), _) => format!("/cases/{case}"),
                (None, [Brought::Added(number) | Brought::Restored(number) | Brought::Stands(number, _)]) => {
                    format!("/evidence/{number}")
                }
                (None, _) => "/evidence".to_owned(),
            };
            Ok(redirect_with_notice(jar, &to, told(&cx, &done)))
        }
        Err(problem) if problem.status() < 500 && !matches!(problem, AppError::NotPermitted(_) | AppError::Csrf) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            render(&state, &who, Typed::refused("", &form, &problem, who.lang()), status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn bring(state: &WebState, who: &Who, form: &Form, typed: &Typed) -> Result<Vec<Brought>, AppError> {
    let files: Vec<Bringing> = FILES
        .iter()
        .zip(CAPTIONS)
        .flat_map(|(file, caption)| {
            let of_row = form.files.iter().filter(move |(field, ..)| field == file);
            of_row.map(move |(_, file_name, stored)| Bringing {
                stored: stored.clone(),
                file_name: file_name.clone(),
                caption: form.text(caption).to_owned(),
                caption_field: caption,
            })
        })
        .collect();
    if files.is_empty() {
        return Err(AppError::field(FILES[0], say!(evidence_choose_file)));
    }
    let done = action(state.app(), &who.actor, &read(typed)?, &files).await?;
    if let Some(case) = form.optional("case") {
        for one in &done {
            let (Brought::Added(number) | Brought::Restored(number) | Brought::Stands(number, _)) = one;
            let of = Use { by: UsedBy::Case, number: case.clone() };
            changxiao_app::evidence::attach(state.app(), &who.actor, *number, of).await?;
        }
    }
    Ok(done)
}

/// How many have come, and which stood already, with their captions: nobody has to write them again.
fn told(cx: &Cx, done: &[Brought]) -> String {
    let added = done.iter().filter(|one| !matches!(one, Brought::Stands(..))).count();
    let mut told = if added > 0 { fill(cx.l.evidence_added, &[("n", &added)]) } else { String::new() };
    for one in done {
        if let Brought::Stands(number, caption) = one {
            let caption = caption.as_deref().unwrap_or("");
            told.push_str(&fill(cx.l.evidence_stands, &[("number", number), ("caption", &caption)]));
        }
    }
    told
}

async fn render(state: &WebState, who: &Who, typed: Typed, status: StatusCode) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let shell = pages::shell(state, who, Section::Evidence, None).await;
    let offered = offered(&cx, who, &typed);
    cx.page_with(status, &NewPage { shell, typed, offered })
}
