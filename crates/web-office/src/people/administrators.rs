//! What one of the three administrators asked for and another one confirms.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    people::{
        confirm::{self, Confirmed},
        two_hands::{self, AdminRequest, Waiting},
    },
};
use changxiao_domain::orgs::may_confirm;
use uuid::Uuid;

use super::once::{self, Once};
use crate::{
    answer::Answer,
    cx::Cx,
    faults::Faults,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

const PATH: &str = "/administrators";

#[derive(Template)]
#[template(path = "people/administrators.html")]
struct AdministratorsPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    request: &'a Request,
    waiting: Vec<Waiting>,
    faults: Faults,
}

pub(super) async fn show(request: Request) -> Answer {
    render(&request, Faults::default()).await
}

pub(super) async fn confirmed(request: Request, Path(id): Path<String>, _: Form) -> Answer {
    let id = read(&id)?;
    let l = request.cx.l;
    let about = two_hands::waiting(request.app(), request.actor()).await?.into_iter().find(|one| one.id == id);
    match confirm::confirm(request.app(), request.actor(), id).await {
        Ok(Confirmed::Done) => request.redirect(PATH, l.administrators_confirmed),
        Ok(Confirmed::Reset { half }) => {
            let once = Once {
                title: l.people_once_title,
                of: about.map_or_else(String::new, |one| one.about.login),
                secret: half,
                hint: l.administrators_second_half,
                back: PATH.to_owned(),
                back_label: l.administrators_title,
                section: Section::Administrators,
            };
            once::show(&request, once).await
        }
        Err(problem) => render(&request, request.faults(problem)?).await,
    }
}

pub(super) async fn decline(request: Request, Path(id): Path<String>, _: Form) -> Answer {
    two_hands::decline(request.app(), request.actor(), read(&id)?).await?;
    request.redirect(PATH, request.cx.l.administrators_declined)
}

fn read(id: &str) -> Result<Uuid, AppError> {
    id.parse().map_err(|_| AppError::NotFound("request"))
}

async fn render(request: &Request, faults: Faults) -> Answer {
    let page = AdministratorsPage {
        shell: request.form_shell(Section::Administrators, &faults).await,
        cx: &request.cx,
        request,
        waiting: two_hands::waiting(request.app(), request.actor()).await?,
        faults,
    };
    request.form_page(&page.faults, &page)
}

impl AdministratorsPage<'_> {
    /// Why the reader is not the other of the two; empty where it is.
    fn refusal(&self, one: &Waiting) -> String {
        let refused = may_confirm(self.request.actor(), one.asked_by, one.about.id).err();
        refused.map_or_else(String::new, |refused| refused.message().words(self.cx.lang))
    }

    fn asker(&self, one: &Waiting) -> &str {
        self.cx.model.person_names.get(&one.asked_by).map_or("", String::as_str)
    }
}
