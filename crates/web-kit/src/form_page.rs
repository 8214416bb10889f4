//! A form on a page of its own, with which something is begun, or its draft revised: it is opened, carried out, or comes back with what
//! was typed and why nothing was done.

use askama::Template;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Path},
    http::{StatusCode, request::Parts},
};
use changxiao_app::{App, AppError};
use changxiao_domain::{orgs::Actor, sealing::Chained};
use changxiao_words::{Key, Lang, fill};

use crate::{
    address::pairs,
    answer::{Answer, WebError},
    cx::Cx,
    fields::{Control, Drawn, Typed},
    form::Form,
    pages,
    request::Request,
    shell::{Section, Shell},
    state::WebState,
};

/// Who opens or sends the form, and what the address says.
pub struct Opening {
    pub request: Request,
    /// What is revised; empty where something is begun.
    pub number: String,
    /// What the address proposes.
    pub query: Vec<(String, String)>,
}

impl FromRequestParts<WebState> for Opening {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebError> {
        let request = Request::from_request_parts(parts, state).await?;
        let number = <Path<String> as OptionalFromRequestParts<WebState>>::from_request_parts(parts, state).await;
        let number = number.ok().flatten();
        let query = pairs(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self { request, number: number.map(|Path(number)| number).unwrap_or_default(), query })
    }
}

impl Opening {
    pub fn app(&self) -> &App {
        self.request.app()
    }

    pub fn actor(&self) -> &Actor {
        self.request.actor()
    }

    /// The frame of the page. What the page before left to say waits for the next one.
    pub async fn shell(&self, section: Section) -> Shell {
        pages::shell(&self.request.state, &self.request.who, section, None).await
    }

    /// The values that the address proposes under a name.
    pub fn proposed<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.trim())
    }
}

/// What is done with a form of its own page.
pub trait FormPage: Send + 'static {
    type Thing: Chained + Send;

    /// The address of the list, below which the thing lies.
    const LIST: &'static str;
    /// What is said of it, with its number.
    const DONE: Key;

    /// What stands in it when it is opened. Errors: the post can do nothing with it.
    fn opened(_: &Opening) -> impl Future<Output = Result<Typed, AppError>> + Send {
        async { Ok(Typed::default()) }
    }

    /// Takes in the files that came with the form, and writes into it what they have become: it comes back with that, not with the files.
    fn take_in(_: &Opening, _: &mut Form) -> impl Future<Output = Result<(), AppError>> + Send {
        async { Ok(()) }
    }

    /// Carries it out.
    fn sent(at: &Opening, typed: &Typed) -> impl Future<Output = Result<Self::Thing, AppError>> + Send;

    fn done(thing: &Self::Thing, lang: Lang) -> String {
        fill(Self::DONE.text(lang), &[("number", &thing.number())])
    }

    fn render(at: Opening, typed: Typed, status: StatusCode) -> impl Future<Output = Answer> + Send;
}

pub async fn open<F: FormPage>(at: Opening) -> Answer {
    let typed = F::opened(&at).await?;
    F::render(at, typed, StatusCode::OK).await
}

pub async fn send<F: FormPage>(at: Opening, mut form: Form) -> Answer {
    let sent = match F::take_in(&at, &mut form).await {
        Ok(()) => F::sent(&at, &Typed::of(&form)).await,
        Err(problem) => Err(problem),
    };
    match sent {
        Ok(thing) => {
            at.request.redirect(&format!("{}/{}", F::LIST, thing.number()), F::done(&thing, at.request.lang()))
        }
        Err(problem) if problem.is_mendable() || matches!(problem, AppError::KeyReused) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let typed = Typed::refused("", &form, &problem, at.request.lang());
            F::render(at, typed, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// What stands around the fields. Their page extends `form_page.html` and writes the block `fields`.
pub struct FormFrame {
    pub heading: String,
    pub hint: &'static str,
    /// Address and words of the list that it belongs to.
    pub list: (&'static str, &'static str),
    /// Where the form is sent, and where leaving it leads.
    pub action: String,
    pub back: String,
    pub button: &'static str,
    pub hidden: Vec<(&'static str, String)>,
    pub typed: Typed,
}

impl FormFrame {
    /// A form that begins something in a list, once: it carries a request key, which stays when the form comes back, since nothing was
    /// begun under it.
    pub fn begins(
        at: &Opening,
        list: (&'static str, &'static str),
        heading: &str,
        hint: &'static str,
        button: &'static str,
        typed: Typed,
    ) -> Self {
        let key = match typed.get("request_key") {
            "" => at.app().new_id(|id| id).to_string(),
            key => key.to_owned(),
        };
        let (action, back) = (format!("{}/new", list.0), list.0.to_owned());
        let hidden = vec![("request_key", key)];
        Self { heading: heading.to_owned(), hint, list, action, back, button, hidden, typed }
    }

    /// The same for a draft that is there already, in the version that was seen.
    pub fn revises(self, number: &str, heading: &str, version: i64) -> Self {
        let back = format!("{}/{number}", self.list.0);
        Self { heading: heading.to_owned(), action: format!("{back}/revision"), back, ..self.with("version", version) }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.hidden.push((name, value.to_string()));
        self
    }
}

#[derive(Template)]
#[template(path = "declared_form.html")]
struct DeclaredPage {
    shell: Shell,
    form: FormFrame,
    fields: Vec<Drawn>,
}

impl DeclaredPage {
    fn has_files(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.control, Control::Files { .. }))
    }
}

/// The page of a form that has nothing but declared fields ([`crate::fields`]).
pub async fn declared(
    at: &Opening,
    section: Section,
    form: FormFrame,
    fields: Vec<Drawn>,
    status: StatusCode,
) -> Answer {
    declared_page(&at.request.cx, at.shell(section).await, form, fields, status)
}

/// The same in a frame that is there already.
pub fn declared_page(cx: &Cx, shell: Shell, form: FormFrame, fields: Vec<Drawn>, status: StatusCode) -> Answer {
    cx.page_with(status, &DeclaredPage { shell, form, fields })
}
