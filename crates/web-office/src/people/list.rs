//! Everybody, by login: posts and state of the account.

use askama::Template;
use axum::extract::Query;
use changxiao_app::people::list::{self, AccountKind, PersonFilter, PersonPage};
use changxiao_domain::orgs::Role;
use changxiao_web_kit::filtered::{Filter, Value, codes};
use serde::{Deserialize, Serialize};

use crate::{
    answer::Answer,
    choice::{Choice, Tab},
    filters,
    listing::{Listing, Pager},
    request::Request,
    shell::{Section, Shell},
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("q", Value::Words),
    Filter::new("state", Value::OneOf(|| codes(&AccountKind::ALL, AccountKind::code, &[]))),
    Filter::new("role", Value::OneOf(|| codes(&Role::ALL, Role::code, &[]))),
    Filter::new("page", Value::Number(1, 10_000)),
];

const PAGE: usize = 50;

#[derive(Deserialize, Serialize)]
pub(super) struct PeopleQuery {
    q: Option<String>,
    state: Option<String>,
    role: Option<String>,
    page: Option<usize>,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    shell: Shell,
    filter: PersonFilter,
    tabs: Vec<Tab>,
    roles: Vec<Choice>,
    found: PersonPage,
    /// How many stand on the pages before this one.
    before: usize,
    pager: Pager,
    is_narrowed: bool,
}

pub(super) async fn list(request: Request, Query(mut query): Query<PeopleQuery>) -> Answer {
    let (l, lang) = (request.cx.l, request.lang());
    let filter = PersonFilter {
        words: query.q.as_deref().unwrap_or_default().trim().to_owned(),
        state: query.state.as_deref().and_then(AccountKind::parse),
        role: query.role.as_deref().and_then(Role::parse),
    };
    let number = query.page.take().unwrap_or(1).clamp(1, 10_000);
    query.q = Some(filter.words.clone());
    query.state = filter.state.map(|state| state.code().to_owned());
    query.role = filter.role.map(|role| role.code().to_owned());
    let listing = Listing::new("/people", &query);
    let before = (number - 1) * PAGE;
    let found = list::list(request.app(), request.actor(), &filter, before, PAGE).await?;

    let states = AccountKind::ALL.into_iter().zip(found.by_state).filter(|(_, n)| *n > 0);
    let everybody = found.by_state.iter().sum::<usize>();
    let mut tabs = vec![Tab::counted(listing.with("state", ""), l.people_everybody, everybody, filter.state.is_none())];
    tabs.extend(states.map(|(state, n)| {
        Tab::counted(listing.with("state", state.code()), state.words(lang), n, filter.state == Some(state))
    }));
    let role = |code: &str, label, chosen| Choice::new(listing.with("role", code).to_string(), label, chosen);
    let mut roles = vec![role("", l.people_every_role, filter.role.is_none())];
    roles.extend(Role::ALL.into_iter().map(|of| role(of.code(), of.words(lang), filter.role == Some(of))));
    let to = |number: usize| listing.with("page", number).to_string();
    let pager = Pager {
        previous: if number > 1 { to(number - 1) } else { String::new() },
        next: if before + found.lines.len() < found.total { to(number + 1) } else { String::new() },
    };
    let shell = request.shell(Section::People).await;
    let is_narrowed = listing.is_narrowed();
    request.page(&ListPage { shell, filter, tabs, roles, found, before, pager, is_narrowed })
}

impl ListPage {
    fn role_name(&self) -> &'static str {
        self.filter.role.map_or(self.shell.l.people_every_role, |role| role.words(self.shell.lang))
    }
}

/// The kind of the tag of an account's state.
pub(super) fn tag_of(state: AccountKind) -> &'static str {
    match state {
        AccountKind::Open | AccountKind::MustChange => "",
        AccountKind::Locked | AccountKind::Forgotten | AccountKind::Closed => "near",
    }
}
