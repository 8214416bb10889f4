//! Adding, renaming and removing a division.

use axum::extract::Path;
use changxiao_app::divisions;

use super::view::{self, DivisionForm, read_code};
use crate::{answer::Answer, form::Form, request::Request};

pub(super) async fn add(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let parent = read_code(&code)?;
    let [code, name, source] = ["code", "name", "source"].map(|name| form.text(name));
    match divisions::add(request.app(), request.actor(), parent, code, name, source).await {
        Ok(code) => request.redirect(&format!("/divisions/{code}"), request.cx.l.divisions_added),
        Err(problem) => view::again(&request, parent, DivisionForm::Add, &form, problem).await,
    }
}

pub(super) async fn rename(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let code = read_code(&code)?;
    let [was, name, source] = ["was", "name", "source"].map(|name| form.text(name));
    match divisions::rename(request.app(), request.actor(), code, was, name, source).await {
        Ok(()) => request.redirect(&format!("/divisions/{code}"), request.cx.l.divisions_renamed),
        Err(problem) => view::again(&request, code, DivisionForm::Rename, &form, problem).await,
    }
}

pub(super) async fn remove(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let code = read_code(&code)?;
    let above = code.parent().filter(|parent| request.model().divisions.get(*parent).is_some());
    match divisions::remove(request.app(), request.actor(), code).await {
        Ok(()) => {
            let to = above.map_or_else(|| "/divisions".to_owned(), |parent| format!("/divisions/{parent}"));
            request.redirect(&to, request.cx.l.divisions_removed)
        }
        Err(problem) => view::again(&request, code, DivisionForm::Remove, &form, problem).await,
    }
}
