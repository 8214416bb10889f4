//! The check-list on a page of its own, and what its buttons do.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError, founding,
    imports::{self, Kind},
};
use changxiao_domain::founding::Step;
use changxiao_words::fill;

use super::card;
use crate::{
    answer::Answer,
    download::attachment,
    form::Form,
    request::Request,
    shell::{Notice, NoticeKind, Section, Shell},
    words,
};

#[derive(Template)]
#[template(path = "founding/page.html")]
struct StepsPage {
    shell: Shell,
    card: String,
}

pub(super) async fn page(request: Request) -> Answer {
    let shell = request.shell(Section::Overview).await;
    let card = card::always(&request, &shell).await?;
    request.page(&StepsPage { shell, card })
}

pub(super) async fn carry_out(request: Request, Path(step): Path<String>, _: Form) -> Answer {
    let step = Step::parse(&step).ok_or(AppError::NotFound("step"))?;
    let _place = request.app().sheets().enter().await.map_err(AppError::from)?;
    match founding::carry_out(request.app(), request.actor(), step, None).await {
        Ok(brought) => {
            let n = |count: u64| words::count(i64::try_from(count).unwrap_or(i64::MAX));
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("step", &step.words(request.lang())),
                ("added", &n(brought.added)),
                ("changed", &n(brought.changed)),
                ("unchanged", &n(brought.unchanged)),
            ];
            let done = fill(request.cx.l.founding_done, &values);
            request.redirect("/#founding", done)
        }
        Err(problem) => refused(&request, problem).await,
    }
}

pub(super) async fn undo(request: Request, Path(step): Path<String>, _: Form) -> Answer {
    let step = Step::parse(&step).ok_or(AppError::NotFound("step"))?;
    match founding::undo(request.app(), request.actor(), step).await {
        Ok(removed) => {
            let n = i64::try_from(removed).unwrap_or(i64::MAX);
            let undone = fill(request.cx.l.founding_undone, &[("step", &step.words(request.lang())), ("n", &n)]);
            request.redirect("/#founding", undone)
        }
        Err(problem) => refused(&request, problem).await,
    }
}

/// The list again, with why nothing was done.
async fn refused(request: &Request, problem: AppError) -> Answer {
    let faults = request.faults(problem)?;
    let text = match &faults.notice {
        Some(notice) => notice.text.clone(),
        None => faults.of("step").to_owned(),
    };
    let mut shell = request.shell(Section::Overview).await;
    shell.notice = Some(Notice { kind: NoticeKind::Failed, text, link: None });
    let card = card::always(request, &shell).await?;
    request.cx.page_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &StepsPage { shell, card })
}

/// A sheet to begin with, filled in with the city's own units and places where it can be.
pub(super) async fn sample(request: Request, Path(file): Path<String>) -> Answer {
    let kind = file.split('.').next().and_then(Kind::parse).ok_or(AppError::NotFound("sample"))?;
    let sample = imports::sample(request.app(), request.model(), kind, request.lang())?;
    Ok(attachment(sample.mime, &sample.file_name, sample.bytes))
}
