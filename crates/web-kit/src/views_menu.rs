//! The menu of a list in which its filters are kept under names.

use askama::Template;
use changxiao_app::{AppError, views};
use changxiao_domain::{ids::ViewId, orgs::Actor};
use changxiao_store::views::{SavedView, SharedWith, Viewed};
use changxiao_words::fill;

use crate::{answer::Answer, cx::Cx, form::Form, request::Request, shell::Shell};

pub struct ViewsMenu {
    /// Where the forms are sent: `/cases/views`.
    place: &'static str,
    /// The filter that is open, as a query without its question mark.
    query: String,
    views: Vec<MenuView>,
    may_share_city: bool,
}

struct MenuView {
    id: String,
    name: String,
    href: String,
    is_open: bool,
    /// Who made it and with whom it is shared, in words; empty where it is the post's own alone.
    note: String,
    may_delete: bool,
}

impl ViewsMenu {
    /// `query`: of the filter that is open; `href` gives the address of a view.
    pub fn of(
        cx: &Cx,
        actor: &Actor,
        place: &'static str,
        query: String,
        all: &[SavedView],
        href: impl Fn(&str) -> String,
    ) -> Self {
        let open = href(&query);
        let view = |view: &SavedView| {
            let href = href(&view.query);
            MenuView {
                id: view.id.to_string(),
                name: view.name.clone(),
                is_open: href == open,
                href,
                note: note(cx, actor, view),
                may_delete: views::may_delete(actor, view),
            }
        };
        let views = all.iter().map(view).collect();
        Self { place, query, views, may_share_city: views::may_share(actor, SharedWith::City) }
    }
}

fn note(cx: &Cx, actor: &Actor, view: &SavedView) -> String {
    match view.shared {
        _ if view.post != actor.post => fill(cx.l.cases_view_by, &[("post", &cx.model.post_label(view.post, cx.lang))]),
        Some(SharedWith::Unit) => cx.l.cases_view_with_unit.to_owned(),
        Some(SharedWith::City) => cx.l.cases_view_with_city.to_owned(),
        None => String::new(),
    }
}

/// Keeps the filter that a form carries; leads back to the list, which says what was done. `href` gives the address of a query.
pub async fn save(request: Request, list: Viewed, form: &Form, query: String, href: String) -> Answer {
    let shared = SharedWith::parse(form.text("share"));
    match views::save_view(request.app(), request.actor(), list, form.text("name"), &query, shared).await {
        Ok(view) => request.redirect(&href, fill(request.cx.l.cases_view_saved, &[("name", &view.name)])),
        // A menu has no place for an error; the list says it above its rows and keeps the filter.
        Err(problem @ AppError::Invalid(_)) => {
            let words = problem.words(request.lang());
            request.redirect(&href, words)
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Takes a view away; leads back to the list as it was.
pub async fn delete(request: Request, list: Viewed, view: &str, href: String) -> Answer {
    let view: ViewId = view.parse().map_err(|_| AppError::NotFound("view"))?;
    views::delete_view(request.app(), request.actor(), list, view).await?;
    request.redirect(&href, request.cx.l.cases_view_deleted)
}

#[derive(Template)]
#[template(path = "views_menu.html")]
pub struct ViewsPart<'a> {
    shell: &'a Shell,
    menu: &'a ViewsMenu,
}

impl Shell {
    /// A page writes `{{ shell.views(menu)|safe }}`.
    pub fn views<'a>(&'a self, menu: &'a ViewsMenu) -> ViewsPart<'a> {
        ViewsPart { shell: self, menu }
    }
}
