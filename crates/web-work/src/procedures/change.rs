//! What becomes of a draft and of an edition: begun, brought as a file, proposed, given back, confirmed, thrown away, taken back, withdrawn.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    procedures::{
        draft::{discard as throw_away, draft, open as open_draft, replace},
        force::{take_back as take_it_back, withdraw as withdraw_it},
        propose::{confirm as confirm_it, give_back as give_it_back, propose as propose_it},
    },
};
use changxiao_domain::sealing::from_hex;
use changxiao_web_kit::request::Request;
use changxiao_words::say;

use super::draft::refused;
use crate::{
    answer::Answer,
    form::Form,
    shell::{Notice, NoticeKind, Section},
};

/// A draft of a new edition.
pub(super) async fn open(request: Request, Path(key): Path<String>, _: Form) -> Answer {
    let key = open_draft(request.app(), request.actor(), &key).await?;
    request.redirect(&format!("/procedures/{key}/draft"), request.cx.l.procedures_begun)
}

pub(super) async fn upload(request: Request, Path(key): Path<String>, mut form: Form) -> Answer {
    let version = form.number("version").unwrap_or(-1);
    let none = || AppError::field("file", say!(procedures_choose_file));
    let brought = match form.sheet(request.app()).await? {
        Some(sheet) => {
            let text = String::from_utf8_lossy(&sheet.bytes);
            replace(request.app(), request.actor(), (&key, version), text.trim_start_matches('\u{feff}')).await
        }
        None => Err(none()),
    };
    done(&request, &key, brought, request.cx.l.procedures_saved).await
}

pub(super) async fn propose(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let version = form.number("version").unwrap_or(-1);
    let proposed = propose_it(request.app(), request.actor(), &key, version).await;
    done(&request, &key, proposed, request.cx.l.procedures_proposed).await
}

pub(super) async fn give_back(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let version = form.number("version").unwrap_or(-1);
    let given = give_it_back(request.app(), request.actor(), &key, version).await;
    done(&request, &key, given, request.cx.l.procedures_given_back).await
}

pub(super) async fn confirm(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let version = form.number("version").unwrap_or(-1);
    match confirm_it(request.app(), request.actor(), &key, version).await {
        Ok(()) => request.redirect(&format!("/procedures/{key}"), request.cx.l.procedures_confirmed),
        Err(problem) => refused(&request, &key, problem).await,
    }
}

pub(super) async fn discard(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let version = form.number("version").unwrap_or(-1);
    match throw_away(request.app(), request.actor(), &key, version).await {
        Ok(()) => request.redirect("/procedures", request.cx.l.procedures_discarded),
        Err(problem) => refused(&request, &key, problem).await,
    }
}

/// Takes back an edition by which nothing was begun.
pub(super) async fn take_back(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let hash = from_hex(form.text("edition")).ok_or(AppError::NotFound("edition"))?;
    match take_it_back(request.app(), request.actor(), &key, &hash).await {
        Ok(()) => match draft(request.app(), request.actor(), &key).await {
            Ok(_) => request.redirect(&format!("/procedures/{key}/draft"), request.cx.l.procedures_taken_back),
            Err(_) => request.redirect("/procedures", request.cx.l.procedures_taken_back),
        },
        Err(problem) => said(&request, &key, problem).await,
    }
}

pub(super) async fn withdraw(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    match withdraw_it(request.app(), request.actor(), &key, form.text("reason")).await {
        Ok(()) => request.redirect("/procedures", request.cx.l.procedures_is_withdrawn),
        Err(problem) => said(&request, &key, problem).await,
    }
}

async fn done(request: &Request, key: &str, result: Result<(), AppError>, words: &str) -> Answer {
    match result {
        Ok(()) => request.redirect(&format!("/procedures/{key}/draft"), words),
        Err(problem) => refused(request, key, problem).await,
    }
}

/// The procedure with the sentence that says why nothing was done.
async fn said(request: &Request, key: &str, problem: AppError) -> Answer {
    if !problem.is_mendable() {
        return Err(problem.into());
    }
    let mut shell = request.shell(Section::Procedures).await;
    let text = format!("{} · {}", problem.words(request.lang()), problem.number());
    shell.notice = Some(Notice { kind: NoticeKind::Failed, text, link: None });
    super::show::page(request, shell, key, "", super::new::status(&problem)).await
}
