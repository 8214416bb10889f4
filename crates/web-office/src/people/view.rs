//! One person: account, posts of today and before, and what can be done with them.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    model::CityModel,
    people::list::{self, AccountState, PersonView},
};
use changxiao_domain::{
    ids::{PersonId, PostId},
    orgs::Role,
};
use changxiao_words::{Lang, fill, texts};

use super::list::{day_words, state_of};
use crate::{
    address::encode,
    answer::{WebError, page_with},
    choice::Choice,
    faults::Faults,
    links::unit_href,
    pages::{self, moment},
    pickers::unit_choices,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "people/view.html")]
struct ViewPage {
    shell: Shell,
    /// Not `name`: the parameters of a template's macro hide a field of their own name.
    full_name: String,
    login: String,
    href: String,
    state: &'static str,
    tag: &'static str,
    /// Until when a lock lasts; empty without one.
    until: String,
    closed: bool,
    is_self: bool,
    created: String,
    seen: String,
    password_set: String,
    posts: Vec<PostLine>,
    past: Vec<PostLine>,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    /// Posts for which the new one can stand in.
    deputies: Vec<Choice>,
    draft: PostDraft,
    faults: Faults,
    today: String,
}

struct PostLine {
    id: String,
    title: String,
    role: &'static str,
    unit: String,
    unit_href: String,
    from: String,
    until: String,
    /// Whose post it stands in for; empty for a post of its own.
    stands_in_for: String,
    /// Begins on a later day.
    ahead: bool,
}

/// What was typed into the form for a new post.
#[derive(Clone, Default)]
pub(super) struct PostDraft {
    pub unit: String,
    pub role: String,
    pub title: String,
    pub from: String,
    pub deputy_of: String,
}

pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(login): Path<String>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::People, jar).await;
    let response = render(&state, &who, shell, &login, Faults::default(), None).await?;
    Ok((jar, response))
}

/// The page with a form that came back.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    login: &str,
    faults: Faults,
    draft: Option<PostDraft>,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::People, faults.notice.clone()).await;
    render(state, who, shell, login, faults, draft).await
}

async fn render(
    state: &WebState,
    who: &Who,
    shell: Shell,
    login: &str,
    faults: Faults,
    draft: Option<PostDraft>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let now = state.app().now();
    let PersonView { row, state: account, posts } = list::view(state.app(), &who.actor, login).await?;
    let (word, tag) = state_of(l, account.code());
    let line = |post: &changxiao_domain::orgs::Post| PostLine {
        id: post.id.to_string(),
        title: post.title.clone(),
        role: post.role.words(lang),
        unit: model.unit_name(post.unit, lang).to_owned(),
        unit_href: unit_href(model, post.unit),
        from: day_words(lang, post.from),
        until: post.until.map_or_else(String::new, |until| day_words(lang, until)),
        stands_in_for: post
            .deputy_of
            .map_or_else(String::new, |of| fill(l.people_stands_in, &[("post", &post_words(model, of, lang))])),
        ahead: post.from > model.day,
    };
    let (held, past): (Vec<_>, Vec<_>) =
        posts.iter().partition(|post| post.until.is_none_or(|until| until > model.day));
    let draft = draft.unwrap_or_else(|| PostDraft { from: model.day.to_string(), ..PostDraft::default() });
    let roles = Role::ALL.into_iter().map(|role| Choice::new(role.code(), role.words(lang), role.code() == draft.role));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        &ViewPage {
            href: format!("/people/{}", encode(&row.login)),
            state: word,
            tag,
            until: match account {
                AccountState::Locked { until } => fill(l.people_until, &[("time", &moment(who, now, until))]),
                _ => String::new(),
            },
            closed: matches!(account, AccountState::Closed | AccountState::Forgotten),
            is_self: row.id == who.person.id,
            created: moment(who, now, row.created_at),
            seen: row.last_seen_at.map_or_else(|| l.people_never.to_owned(), |at| moment(who, now, at)),
            password_set: moment(who, now, row.password_set_at),
            posts: held.into_iter().map(line).collect(),
            past: past.into_iter().map(line).collect(),
            units: unit_choices(model, lang),
            roles: roles.collect(),
            deputies: deputy_choices(model, row.id, &draft.deputy_of, lang),
            draft,
            faults,
            today: model.day.to_string(),
            full_name: row.name,
            login: row.login,
            shell,
        },
    )
}

/// A post with who holds it.
fn post_words(model: &CityModel, post: PostId, lang: Lang) -> String {
    let holder = model.posts.get(&post).and_then(|post| model.person_names.get(&post.person));
    format!("{} {}", model.post_label(post, lang), holder.map_or("", String::as_str)).trim().to_owned()
}

/// Posts of other people that are in force and stand in for nobody themselves.
fn deputy_choices(model: &CityModel, person: PersonId, chosen: &str, lang: Lang) -> Vec<Choice> {
    let others = model.posts.values().filter(|post| {
        post.person != person
            && post.deputy_of.is_none()
            && post.in_force(model.day)
            && model.units.get(post.unit).is_some()
    });
    let mut choices: Vec<Choice> = others
        .map(|post| {
            let id = post.id.to_string();
            let chosen = id == chosen;
            Choice::new(id, post_words(model, post.id, lang), chosen)
        })
        .collect();
    choices.sort_by(|one, two| (&one.label, &one.value).cmp(&(&two.label, &two.value)));
    choices
}
