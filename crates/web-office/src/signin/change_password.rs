//! The page on which one changes one's own password.

use askama::Template;
use axum::{http::StatusCode, response::IntoResponse};
use changxiao_app::{AppError, people::change_password};
use changxiao_words::say;

use crate::{
    answer::Answer,
    form::PersonForm,
    request::Request,
    session::{device_cookie, device_of},
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "signin/password.html")]
struct PasswordPage {
    shell: Shell,
    must: bool,
    /// Why it was not changed.
    problem: Option<AppError>,
}

pub(super) async fn form(request: Request) -> Answer {
    show(&request, None).await
}

pub(super) async fn change(request: Request, PersonForm(form): PersonForm) -> Answer {
    let (old, new, again) = (form.raw("old_password"), form.raw("new_password"), form.raw("new_again"));
    if new != again {
        return show(&request, Some(AppError::field("new_again", say!(password_differ)))).await;
    }
    match change_password::change_password(request.app(), &request.who, old, new).await {
        // This browser goes on knowing the person, under the new password.
        Ok(person) => {
            let device = device_of(&request.jar).map(|device| device_cookie(&device.knowing(&person)));
            let answer = request.redirect("/", request.cx.l.password_changed)?;
            let jar = device.map(|cookie| request.jar.clone().add(cookie));
            Ok((jar, answer).into_response())
        }
        Err(problem @ (AppError::WeakPassword(_) | AppError::Invalid(_))) => show(&request, Some(problem)).await,
        Err(problem) => Err(problem.into()),
    }
}

async fn show(request: &Request, problem: Option<AppError>) -> Answer {
    let status = if problem.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = request.shell(Section::Elsewhere).await;
    request.cx.page_with(status, &PasswordPage { shell, must: request.who.person.must_change, problem })
}

impl PasswordPage {
    /// What is wrong with a field.
    fn error(&self, name: &str) -> String {
        let lang = self.shell.lang;
        match &self.problem {
            Some(AppError::Invalid(fields)) => {
                let of_field = fields.iter().find(|field| field.field == name);
                of_field.map_or_else(String::new, |field| field.message.words(lang))
            }
            Some(weak) if name == "new_password" => weak.words(lang),
            _ => String::new(),
        }
    }
}
