//! The end of a division: which one follows it and each division within it, and what goes over.

use askama::Template;
use axum::extract::{Path, Query};
use changxiao_app::{
    AppError,
    departures::{
        Hangs,
        end_division::{Pair, end_division, preview},
    },
};
use changxiao_domain::{divisions::DivisionCode, time::Day};
use changxiao_words::{fill, say};
use serde::Deserialize;

use super::view::read_code;
use crate::{
    answer::Answer,
    faults::Faults,
    filters,
    form::Form,
    pickers::read_day,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Default, Deserialize)]
pub(super) struct EndingQuery {
    until: Option<String>,
    successor: Option<String>,
}

#[derive(Template)]
#[template(path = "divisions/ending.html")]
struct EndingPage<'a> {
    shell: Shell,
    code: DivisionCode,
    day: Day,
    successor: &'a str,
    /// Empty until the successor is known.
    pairs: Vec<(Pair, Vec<Hangs>)>,
    faults: Faults,
}

/// So many divisions within are listed.
const MOST: usize = 200;

pub(super) async fn form(request: Request, Path(code): Path<String>, Query(query): Query<EndingQuery>) -> Answer {
    let code = read_code(&code)?;
    let day = read_day(query.until.as_deref()).unwrap_or(request.model().day);
    show(&request, code, query.successor.as_deref().unwrap_or(""), day, Faults::default()).await
}

pub(super) async fn end(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let code = read_code(&code)?;
    let (day, successor) = (read_day(Some(form.text("until"))), form.text("successor"));
    let done = match day {
        None => Err(AppError::field("until", say!(orgs_write_day_2026_11_21))),
        Some(until) => end_division(request.app(), request.actor(), code, successor, until).await,
    };
    match done {
        Ok(decided) => {
            let moved: usize = decided.iter().map(|one| one.moved).sum();
            let notice = match decided.iter().any(|one| one.waits) {
                true => request.cx.l.departures_waits.to_owned(),
                false => fill(request.cx.l.departures_done, &[("n", &moved)]),
            };
            request.redirect(&format!("/divisions/{code}"), notice)
        }
        Err(problem) => {
            let faults = request.faults(problem)?;
            show(&request, code, successor, day.unwrap_or(request.model().day), faults).await
        }
    }
}

async fn show(request: &Request, code: DivisionCode, successor: &str, day: Day, mut faults: Faults) -> Answer {
    request.model().divisions.get(code).ok_or(AppError::NotFound("division"))?;
    let mut pairs = Vec::new();
    if !successor.is_empty() {
        match preview(request.app(), request.actor(), code, successor, day).await {
            Ok(found) => pairs = found,
            Err(problem) if faults.is_empty() => faults = request.faults(problem)?,
            Err(_) => {}
        }
    }
    let shell = request.form_shell(Section::Divisions, &faults).await;
    let page = EndingPage { shell, code, day, successor, pairs, faults };
    request.form_page(&page.faults, &page)
}
