//! What the forms of every procedure do. One handler has the action carried out and answers: with the page and a notice of what was done,
//! or with the page, the refusal and everything that was typed. A procedure gives the addresses of its actions and what each form carries.

use std::pin::Pin;

use axum::http::StatusCode;
use changxiao_app::AppError;
use changxiao_words::Lang;

use crate::{
    acted::Acted,
    answer::redirect_with_notice,
    bodies::Takes,
    routes::{Access, Routes},
};

pub use crate::answer::Answer;

/// The addresses of forms, each with the action behind it.
pub type Steps<T> = &'static [(&'static str, <T as Forms>::Action)];

/// The forms of a thing with a page.
pub trait Forms: Sized + Send + 'static {
    type Thing: Send;
    type Action: Copy + PartialEq + Send + Sync + 'static;

    const STEPS: Steps<Self>;

    /// What the form of an action takes besides fields.
    fn takes(_: Self::Action) -> Takes {
        Takes::Fields
    }

    /// Reads the form and carries the action out.
    fn carried(request: &Acted, action: Self::Action) -> impl Future<Output = Result<Self::Thing, AppError>> + Send;

    /// Where its page lies.
    fn page(thing: &Self::Thing, request: &Acted) -> String;

    /// What is said of it when something was done.
    fn done(thing: &Self::Thing, lang: Lang) -> String;

    /// Its page again, with what was typed and why nothing was done.
    fn again(
        request: Acted,
        action: Self::Action,
        problem: AppError,
        status: StatusCode,
    ) -> impl Future<Output = Answer> + Send;
}

/// Adds the addresses of all forms.
pub fn steps<T: Forms>(routes: Routes, access: Access) -> Routes {
    T::STEPS
        .iter()
        .fold(routes, |routes, (path, action)| routes.post(path, access, form::<T>(*action)).taking(T::takes(*action)))
}

/// Where the form of an action is sent for the thing with this number; empty for an action that has no form.
pub fn address<T: Forms>(action: T::Action, number: &str) -> String {
    let step = T::STEPS.iter().find(|(_, of)| *of == action);
    step.map_or_else(String::new, |(path, _)| path.replace("{number}", number))
}

type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;

fn form<T: Forms>(action: T::Action) -> impl Fn(Acted) -> Answering + Clone + Send + Sync + 'static {
    move |request| Box::pin(act::<T>(request, action))
}

async fn act<T: Forms>(mut request: Acted, action: T::Action) -> Answer {
    let done = match request.refused.take() {
        Some(problem) => Err(problem),
        None => T::carried(&request, action).await,
    };
    match done {
        Ok(thing) => {
            let (to, notice) = (T::page(&thing, &request), T::done(&thing, request.who.lang()));
            Ok(redirect_with_notice(request.jar, &to, notice))
        }
        Err(problem) if problem.is_mendable() => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            T::again(request, action, problem, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}
