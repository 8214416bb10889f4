//! What an import did, and the way back while nothing has been built on it.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use changxiao_app::{
    AppError,
    imports::undo::{self, TakingBack},
};
use changxiao_domain::ids::ImportId;
use changxiao_words::fill;

use crate::{
    answer::Answer,
    calendar::recount,
    cx::Cx,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
    words,
};

/// So many entries of a sort are shown.
const SHOWN: usize = 40;

#[derive(Template)]
#[template(path = "imports/done.html")]
struct DonePage<'a> {
    shell: Shell,
    cx: &'a Cx,
    back: TakingBack,
    /// Why it was not taken back just now; empty where nobody tried.
    problem: String,
}

pub(super) async fn page(request: Request, Path(import): Path<String>) -> Answer {
    show(&request, id(&import)?, String::new()).await
}

/// Takes the import back.
pub(super) async fn take_back(request: Request, Path(import): Path<String>, _form: Form) -> Answer {
    let id = id(&import)?;
    let (done, recounted) = match undo::take_back(request.app(), request.actor(), id).await {
        Ok(done) => done,
        Err(problem @ AppError::Invalid(_)) => return show(&request, id, problem.words(request.lang())).await,
        Err(problem) => return Err(problem.into()),
    };
    let l = request.cx.l;
    let n = |count: usize| words::count(i64::try_from(count).unwrap_or(i64::MAX));
    let counts = [("removed", n(done.removed.len())), ("put_back", n(done.put_back.len()))];
    let said = fill(l.imports_back_notice, &counts.each_ref().map(|(name, n)| (*name, n as &dyn std::fmt::Display)));
    let here = format!("/imports/done/{id}");
    match recounted {
        Some(recounted) => {
            let notice = format!("{said}{}{}", l.imports_text_2, recount::sentence(&recounted, l));
            request.redirect(&recount::href_or(&recounted, &here), notice)
        }
        None => request.redirect(&here, said),
    }
}

async fn show(request: &Request, id: ImportId, problem: String) -> Answer {
    let back = undo::look(request.app(), request.actor(), id).await?;
    let shell = request.shell(Section::Imports).await;
    let page = DonePage { shell, cx: &request.cx, back, problem };
    match page.problem.is_empty() {
        true => request.page(&page),
        false => request.cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
    }
}

fn id(text: &str) -> Result<ImportId, AppError> {
    text.parse().map_err(|_| AppError::NotFound("import"))
}

impl DonePage<'_> {
    fn person(&self) -> &str {
        let person = self.back.import.person;
        person.and_then(|person| self.cx.model.person_names.get(&person)).map_or("", String::as_str)
    }

    fn is_taken_back(&self) -> bool {
        self.back.import.taken_back_at.is_some()
    }

    /// Each entry with whether it would go.
    fn entries(&self) -> impl Iterator<Item = (bool, &str)> {
        let removed = self.back.removed.iter().take(SHOWN).map(|label| (true, label.as_str()));
        removed.chain(self.back.put_back.iter().take(SHOWN).map(|label| (false, label.as_str())))
    }

    fn all(&self) -> usize {
        self.back.removed.len() + self.back.put_back.len()
    }

    fn is_cut(&self) -> bool {
        self.back.removed.len() > SHOWN || self.back.put_back.len() > SHOWN
    }
}
