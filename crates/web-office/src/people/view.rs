//! One person: account, posts of today and before, and what can be done with them.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    people::{
        directory::link,
        list::{self, AccountKind, AccountState, PersonView},
    },
};
use changxiao_domain::orgs::{Post, Role};
use changxiao_store::directory::LinkRow;

use super::{
    choices::{post_choices, post_words},
    list::tag_of,
};
use crate::{
    address::encode,
    answer::Answer,
    choice::Choice,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    links::unit_href,
    pickers::unit_choices,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "people/view.html")]
struct ViewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    view: PersonView,
    is_self: bool,
    /// Who the person is in the city's directory.
    linked: Option<LinkRow>,
    /// What was typed into the form for a new post.
    typed: Typed,
    faults: Faults,
}

pub(super) async fn view(request: Request, Path(login): Path<String>) -> Answer {
    show(&request, &login, Faults::default(), None).await
}

/// Back to the person with a notice of what was done, or with what is wrong.
pub(super) async fn answer(
    request: &Request,
    login: &str,
    done: Result<(), AppError>,
    notice: &str,
    typed: Option<Typed>,
) -> Answer {
    match done {
        Ok(()) => request.redirect(&format!("/people/{}", encode(login)), notice),
        Err(problem) => show(request, login, request.faults(problem)?, typed).await,
    }
}

async fn show(request: &Request, login: &str, faults: Faults, typed: Option<Typed>) -> Answer {
    let cx = &request.cx;
    let shell = request.form_shell(Section::People, &faults).await;
    let view = list::view(request.app(), request.actor(), login).await?;
    let is_self = view.row.id == request.who.person.id;
    let linked = link::of(request.app(), request.actor().city, view.row.id).await?;
    let typed = typed.unwrap_or_else(|| Typed::default().with("from", cx.model.day));
    let page = ViewPage { shell, cx, view, is_self, linked, typed, faults };
    request.form_page(&page.faults, &page)
}

impl ViewPage<'_> {
    fn is_held(&self, post: &Post) -> bool {
        post.until.is_none_or(|until| until > self.cx.model.day)
    }

    /// Posts of today and of later days.
    fn posts(&self) -> Vec<&Post> {
        self.view.posts.iter().filter(|post| self.is_held(post)).collect()
    }

    fn past(&self) -> Vec<&Post> {
        self.view.posts.iter().filter(|post| !self.is_held(post)).collect()
    }

    fn is_closed(&self) -> bool {
        matches!(self.view.state.kind(), AccountKind::Closed | AccountKind::Forgotten)
    }

    fn units(&self) -> Vec<Choice> {
        unit_choices(&self.cx.model, self.cx.lang)
    }

    fn roles(&self) -> Vec<Choice> {
        let role = |role: Role| Choice::of(role.code(), role.words(self.cx.lang), self.typed.get("role"));
        Role::ALL.into_iter().map(role).collect()
    }

    /// Posts of other people for which the new one can stand in: those that stand in for nobody themselves.
    fn deputies(&self) -> Vec<Choice> {
        let is_offered = |post: &Post| post.person != self.view.row.id && post.deputy_of.is_none();
        post_choices(self.cx, true, self.typed.get("deputy_of"), is_offered)
    }
}
