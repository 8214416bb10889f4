//! A person's own absences, and who stands in.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, escalation::absences};
use changxiao_domain::ids::AbsenceId;
use changxiao_words::{say, texts};

use crate::{
    answer::{WebError, page_with, redirect_with_notice},
    faults::Faults,
    form::Form,
    pages,
    pickers::read_day,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "escalation/absences.html")]
struct AbsencesPage {
    shell: Shell,
    absences: Vec<Line>,
    /// Post, and who stands in; empty: nobody.
    posts: Vec<(String, String)>,
    first: String,
    last: String,
    faults: Faults,
}

struct Line {
    id: String,
    first: String,
    last: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Elsewhere, jar).await;
    let today = who.model.day_of(state.app().now()).to_string();
    Ok((jar, render(&state, &who, shell, (today, String::new()), Faults::default()).await?))
}

pub(super) async fn enter(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let typed = (form.text("first").to_owned(), form.text("last").to_owned());
    let days = read_day(Some(&typed.0)).zip(read_day(Some(&typed.1)));
    let done = match days {
        None => Err(AppError::field("first", say!(escalation_enter_first_last_day))),
        Some((first, last)) => absences::enter(state.app(), &who.actor, first, last).await,
    };
    match done {
        Ok(_) => Ok(redirect_with_notice(jar, "/absences", texts(who.lang()).escalation_absence_entered)),
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            let shell = pages::shell(&state, &who, Section::Elsewhere, faults.notice.clone()).await;
            render(&state, &who, shell, typed, faults).await
        }
    }
}

pub(super) async fn end(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(absence): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let id: AbsenceId = absence.parse().map_err(|_| AppError::NotFound("absence"))?;
    absences::end(state.app(), &who.actor, id).await?;
    Ok(redirect_with_notice(jar, "/absences", texts(who.lang()).escalation_absence_ended))
}

async fn render(
    state: &WebState,
    who: &Who,
    shell: Shell,
    (first, last): (String, String),
    faults: Faults,
) -> Result<Response, WebError> {
    let (lang, l) = (who.lang(), shell.l);
    let absences = absences::mine(state.app(), &who.actor).await?;
    let line = |row: &changxiao_store::escalations::AbsenceRow| Line {
        id: row.id.to_string(),
        first: row.first_day.to_string(),
        last: row.last_day.to_string(),
    };
    let absences = absences.iter().map(line).collect();
    let label = |post: &changxiao_domain::orgs::Post| who.model.post_label(post.id, lang);
    let posts = absences::deputies(&who.model, &who.actor)
        .into_iter()
        .map(|(post, deputies)| (label(post), deputies.into_iter().map(label).collect::<Vec<_>>().join(l.cases_and)))
        .collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(status, &AbsencesPage { shell, absences, posts, first, last, faults })
}
