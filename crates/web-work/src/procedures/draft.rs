//! The draft of a procedure: its drawing, its parts with what is wrong with each, and what becomes of it.

use askama::Template;
use axum::{extract::Path, http::StatusCode, response::IntoResponse as _};
use changxiao_app::{
    AppError,
    procedures::draft::{Draft, draft},
};
use changxiao_domain::matters::FlowOf;
use changxiao_web_kit::{filters, request::Request};

use super::{
    new::status,
    show::{answer, file},
    shown::{FlowShown, ItemShown, ListShown, flows, heads, kinds, templates},
    wording,
};
use crate::{
    answer::Answer,
    choice::Choice,
    shell::{Notice, NoticeKind, Section, Shell},
};

#[derive(Template)]
#[template(path = "procedures/draft.html")]
struct DraftPage {
    shell: Shell,
    key: String,
    name: String,
    version: i64,
    is_proposed: bool,
    /// Whoever reads wrote it as well, and another person has to put it in force.
    is_mine: bool,
    writers: String,
    faults: usize,
    heads: Vec<ItemShown>,
    flows: Vec<FlowShown>,
    templates: ListShown,
    given: Vec<Choice>,
    effects: Vec<Choice>,
}

pub(super) async fn show(request: Request, Path(key): Path<String>) -> Answer {
    let draft = draft(request.app(), request.actor(), &key).await?;
    let shell = request.shell(Section::Procedures).await;
    page(&request, shell, draft, StatusCode::OK)
}

/// The page with the sentence that says why nothing was done.
pub(super) async fn refused(request: &Request, key: &str, problem: AppError) -> Answer {
    if !problem.is_mendable() {
        return Err(problem.into());
    }
    let draft = draft(request.app(), request.actor(), key).await?;
    let mut shell = request.shell(Section::Procedures).await;
    let text = format!("{} · {}", problem.words(request.lang()), problem.number());
    shell.notice = Some(Notice { kind: NoticeKind::Failed, text, link: None });
    page(request, shell, draft, status(&problem))
}

pub(super) async fn download(request: Request, Path(key): Path<String>) -> Answer {
    let draft = draft(request.app(), request.actor(), &key).await?;
    Ok(file(&draft.document)?.into_response())
}

fn page(request: &Request, shell: Shell, draft: Draft, status: StatusCode) -> Answer {
    let (cx, Draft { row, document, faults }) = (&request.cx, draft);
    let name = |person| cx.model.person_names.get(person).cloned().unwrap_or_default();
    let [given, effects] = kinds(cx);
    let page = DraftPage {
        shell,
        key: row.key.to_string(),
        name: document.name(cx.lang).to_owned(),
        version: row.version,
        is_proposed: row.is_proposed,
        is_mine: row.written_by.contains(&request.actor().person),
        writers: wording::listed(cx, row.written_by.iter().map(name)),
        faults: faults.len(),
        heads: heads(cx, &document, &faults),
        flows: flows(cx, &document, &faults),
        templates: templates(cx, &document, &faults),
        given,
        effects,
    };
    answer(request, status, &page)
}

impl DraftPage {
    /// Whether lines of this list are rows, which have conditions and effects.
    fn are_rows(&self, new: &str) -> bool {
        FlowOf::ALL.iter().any(|of| new == format!("{}/rows/-", of.place()))
    }
}
