//! What a handler of a page begins with, and how it answers.

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::IntoResponse,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{App, model::CityModel};
use changxiao_domain::orgs::{Actor, Permission};
use changxiao_words::Lang;

use crate::{
    answer::{Answer, WebError, redirect_with_notice, take_notice},
    cx::Cx,
    faults::Faults,
    pages,
    session::Who,
    shell::{Notice, NoticeKind, Section, Shell},
    state::WebState,
};

/// A request of a signed-in person for a page.
pub struct Request {
    pub state: WebState,
    pub who: Who,
    pub cx: Cx,
    pub jar: PrivateCookieJar,
}

impl FromRequestParts<WebState> for Request {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebError> {
        let who = Who::from_request_parts(parts, state).await?;
        let Ok(jar) = PrivateCookieJar::from_request_parts(parts, state).await;
        Ok(Self { cx: Cx::of(state, &who), state: state.clone(), who, jar })
    }
}

impl Request {
    pub fn app(&self) -> &App {
        self.state.app()
    }

    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.who.actor.may(permission)
    }

    pub fn lang(&self) -> Lang {
        self.cx.lang
    }

    pub fn model(&self) -> &CityModel {
        &self.cx.model
    }

    /// The frame of a page, with the sentence that the page before left.
    pub async fn shell(&self, section: Section) -> Shell {
        let (_, notice) = take_notice(self.jar.clone());
        let notice = notice.map(|text| Notice { kind: NoticeKind::Done, text, link: None });
        pages::shell(&self.state, &self.who, section, notice).await
    }

    /// The frame of a page with a form, which may have come back.
    pub async fn form_shell(&self, section: Section, faults: &Faults) -> Shell {
        match &faults.notice {
            None => self.shell(section).await,
            notice => pages::shell(&self.state, &self.who, section, notice.clone()).await,
        }
    }

    /// Answers with a page.
    pub fn page(&self, template: &impl Template) -> Answer {
        let (jar, _) = take_notice(self.jar.clone());
        Ok((jar, self.cx.page(template)?).into_response())
    }

    /// Answers with a page whose form came back where something is wrong with it.
    pub fn form_page(&self, faults: &Faults, template: &impl Template) -> Answer {
        match faults.is_empty() {
            true => self.page(template),
            false => self.cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, template),
        }
    }

    /// Leads to another page, which says once what was done.
    pub fn redirect(&self, to: &str, notice: impl Into<String>) -> Answer {
        Ok(redirect_with_notice(self.jar.clone(), to, notice))
    }

    /// What is wrong with a form; anything else than that goes on to the error page.
    pub fn faults(&self, problem: changxiao_app::AppError) -> Result<Faults, WebError> {
        Faults::from(problem, self.cx.lang)
    }
}
