//! Somebody leaves a post, or all of them: what hangs there, and who takes it over.

use askama::Template;
use axum::extract::{Path, Query};
use changxiao_app::{
    AppError,
    departures::{
        Hangs,
        leave::{leave, preview, read_people},
    },
    people::list::{self, PersonView},
};
use changxiao_domain::{departures::Subject, ids::PostId, time::Day};
use changxiao_words::{fill, say};
use serde::Deserialize;

use super::choices::{post_choices, post_words};
use crate::{
    address::encode,
    answer::Answer,
    choice::Choice,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    pickers::read_day,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Deserialize)]
pub(super) struct LeavingQuery {
    until: Option<String>,
    post: Option<String>,
}

#[derive(Template)]
#[template(path = "people/leaving.html")]
struct LeavingPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    person: PersonView,
    /// One post; `None`: all of them.
    post: Option<PostId>,
    day: Day,
    hanging: Vec<Hangs>,
    typed: Typed,
    faults: Faults,
}

pub(super) async fn form(request: Request, Path(login): Path<String>, Query(query): Query<LeavingQuery>) -> Answer {
    let day = read_day(query.until.as_deref()).unwrap_or(request.model().day);
    show(&request, &login, query.post.as_deref().unwrap_or(""), day, Typed::default(), Faults::default()).await
}

pub(super) async fn end(request: Request, Path(login): Path<String>, form: Form) -> Answer {
    let day = read_day(Some(form.text("until")));
    let of = form.text("post");
    let done = match day {
        None => Err(AppError::field("until", say!(people_write_day_2026_11_21))),
        Some(until) => {
            let person = list::view(request.app(), request.actor(), &login).await?.row.id;
            let subject = subject(person, of)?;
            match read_people(request.model(), until, |field| form.text(field)) {
                Ok(heirs) => leave(request.app(), request.actor(), subject, until, &heirs).await,
                Err(problem) => Err(problem),
            }
        }
    };
    match done {
        Ok(decided) => {
            let notice = fill(request.cx.l.departures_left, &[("n", &decided.moved)]);
            request.redirect(&format!("/people/{}", encode(&login)), notice)
        }
        Err(problem) => {
            let day = day.unwrap_or(request.model().day);
            show(&request, &login, of, day, Typed::of(&form), request.faults(problem)?).await
        }
    }
}

pub(super) fn subject(person: changxiao_domain::ids::PersonId, post: &str) -> Result<Subject, AppError> {
    match post {
        "" => Ok(Subject::Person(person)),
        post => post.parse().map(Subject::Post).map_err(|_| AppError::NotFound("post")),
    }
}

async fn show(request: &Request, login: &str, of: &str, day: Day, typed: Typed, faults: Faults) -> Answer {
    let person = list::view(request.app(), request.actor(), login).await?;
    let subject = subject(person.row.id, of)?;
    let post = match subject {
        Subject::Post(post) if person.posts.iter().any(|held| held.id == post) => Some(post),
        Subject::Post(_) => return Err(AppError::NotFound("post").into()),
        _ => None,
    };
    let hanging = preview(request.app(), request.actor(), subject, day).await?;
    let shell = request.form_shell(Section::People, &faults).await;
    let page = LeavingPage { shell, cx: &request.cx, person, post, day, hanging, typed, faults };
    request.form_page(&page.faults, &page)
}

impl LeavingPage<'_> {
    fn href(&self) -> String {
        format!("/people/{}", encode(&self.person.row.login))
    }

    fn leaving(&self) -> changxiao_domain::departures::Leaving {
        match self.post {
            Some(_) => changxiao_domain::departures::Leaving::Post,
            None => changxiao_domain::departures::Leaving::Person,
        }
    }

    fn post_words(&self) -> String {
        self.post.map_or_else(|| self.cx.l.departures_all_posts.to_owned(), |post| post_words(self.cx, &post, false))
    }

    /// Posts of others in force: who can take over.
    fn heirs(&self, field: &str) -> Vec<Choice> {
        post_choices(self.cx, true, self.typed.get(field), |post| post.person != self.person.row.id)
    }
}
