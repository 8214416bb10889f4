//! Everybody, by login: posts and state of the account.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::people::list::{self, AccountState, PersonFilter};
use changxiao_domain::orgs::Role;
use changxiao_words::{Lang, Texts, fill, texts};
use serde::Deserialize;

use crate::{
    address::{address, encode},
    answer::{WebError, page},
    choice::{Choice, Tab},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct Asked {
    q: Option<String>,
    state: Option<String>,
    role: Option<String>,
    page: Option<usize>,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    shell: Shell,
    q: String,
    state: String,
    role: String,
    role_name: String,
    tabs: Vec<Tab>,
    roles: Vec<Choice>,
    rows: Vec<Row>,
    range: String,
    previous: String,
    next: String,
    filtered: bool,
    /// Only the one who looks is there.
    is_new: bool,
}

struct Row {
    href: String,
    login: String,
    name: String,
    posts: Vec<String>,
    state: &'static str,
    tag: &'static str,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(asked): Query<Asked>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let role = asked.role.as_deref().and_then(Role::parse);
    let filter = PersonFilter {
        words: asked.q.unwrap_or_default().trim().to_owned(),
        state: asked.state.filter(|state| AccountState::CODES.contains(&state.as_str())).unwrap_or_default(),
        role: role.map_or_else(String::new, |role| role.code().to_owned()),
    };
    let number = asked.page.unwrap_or(1).clamp(1, 10_000);
    let skip = (number - 1) * PAGE;
    let found = list::list(state.app(), &who.actor, &filter, skip, PAGE).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::People, jar).await;
    let to = |state: &str, role: &str, page: &str| {
        address("/people", &[("q", &filter.words), ("state", state), ("role", role), ("page", page)])
    };
    let all: usize = found.by_state.iter().sum();
    let mut tabs = vec![Tab {
        href: to("", &filter.role, ""),
        label: l.people_everybody.to_owned(),
        count: all.to_string(),
        current: filter.state.is_empty(),
    }];
    tabs.extend(AccountState::CODES.iter().zip(found.by_state).filter(|(_, n)| *n > 0).map(|(code, n)| Tab {
        href: to(code, &filter.role, ""),
        label: state_of(l, code).0.to_owned(),
        count: n.to_string(),
        current: filter.state == **code,
    }));
    let mut roles = vec![Choice::new(to(&filter.state, "", ""), l.people_every_role, role.is_none())];
    roles.extend(
        Role::ALL.into_iter().map(|of| Choice::new(to(&filter.state, of.code(), ""), of.words(lang), role == Some(of))),
    );
    let rows: Vec<Row> = found
        .lines
        .iter()
        .map(|line| {
            let (word, tag) = state_of(l, line.state.code());
            Row {
                href: format!("/people/{}", encode(&line.login)),
                login: line.login.clone(),
                name: line.name.clone(),
                posts: line.posts.iter().map(|post| who.model.post_label(post.id, lang)).collect(),
                state: word,
                tag,
            }
        })
        .collect();
    let filtered = !(filter.words.is_empty() && filter.state.is_empty() && filter.role.is_empty());
    let page_data = ListPage {
        range: fill(
            l.orgs_range,
            &[("from", &(skip + usize::from(!rows.is_empty()))), ("to", &(skip + rows.len())), ("n", &found.total)],
        ),
        previous: if number > 1 { to(&filter.state, &filter.role, &(number - 1).to_string()) } else { String::new() },
        next: if skip + rows.len() < found.total {
            to(&filter.state, &filter.role, &(number + 1).to_string())
        } else {
            String::new()
        },
        is_new: !filtered && found.total <= 1,
        filtered,
        tabs,
        roles,
        rows,
        role_name: role.map_or(l.people_every_role, |role| role.words(lang)).to_owned(),
        q: filter.words,
        state: filter.state,
        role: filter.role,
        shell,
    };
    Ok((jar, page(&page_data)?))
}

/// The word of an account's state and the kind of its tag.
pub(super) fn state_of(l: &'static Texts, code: &str) -> (&'static str, &'static str) {
    match code {
        "open" => (l.people_state_open, ""),
        "must_change" => (l.people_state_must_change, ""),
        "locked" => (l.people_state_locked, "near"),
        "forgotten" => (l.people_state_forgotten, "near"),
        _ => (l.people_state_closed, "near"),
    }
}

/// A day with its year, in the city.
pub(super) fn day_words(lang: Lang, day: changxiao_domain::time::Day) -> String {
    words::full_day(lang, day)
}
