//! What the security administrator keeps: tokens of the interface, locked accounts, the rules for passwords and sign-in.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    people::{
        issue_token::{self, IssueToken, SCOPES, issue_token, revoke_token},
        locks,
    },
};
use changxiao_domain::{
    ids::{PostId, TokenId},
    orgs::Permission,
};
use changxiao_words::{Lang, Texts, fill, say, texts};

use super::{
    once::{self, Once},
    rules::{RuleForms, rule_forms},
};
use crate::{
    address::encode,
    answer::{WebError, page_with, redirect_with_notice},
    choice::Choice,
    faults::Faults,
    form::Form,
    pages::{self, moment},
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "people/security.html")]
struct SecurityPage {
    shell: Shell,
    request_key: String,
    tokens: Vec<TokenLine>,
    locks: Vec<LockLine>,
    posts: Vec<Choice>,
    scopes: Vec<Choice>,
    draft: TokenDraft,
    rules: RuleForms,
    faults: Faults,
}

struct TokenLine {
    id: String,
    name: String,
    post: String,
    scopes: String,
    until: String,
    state: &'static str,
    live: bool,
}

struct LockLine {
    login: String,
    words: String,
    href: String,
}

#[derive(Default)]
struct TokenDraft {
    name: String,
    post: String,
    days: String,
    scopes: Vec<String>,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Security, jar).await;
    let draft = TokenDraft { days: "90".to_owned(), ..TokenDraft::default() };
    let rules = rule_forms(&who, None);
    let response = render(&state, &who, shell, draft, rules, Faults::default()).await?;
    Ok((jar, response))
}

/// The page with one of the rules as it came back.
pub(super) async fn again(state: &WebState, who: &Who, rules: RuleForms, faults: Faults) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Security, faults.notice.clone()).await;
    let draft = TokenDraft { days: "90".to_owned(), ..TokenDraft::default() };
    render(state, who, shell, draft, rules, faults).await
}

pub(super) async fn issue(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    let draft = TokenDraft {
        name: form.text("name").to_owned(),
        post: form.text("post").to_owned(),
        days: form.text("days").to_owned(),
        scopes: form.all("scope").map(str::to_owned).collect(),
    };
    let l = texts(who.lang());
    let done = match draft.post.parse::<PostId>() {
        Err(_) => Err(AppError::field("post", say!(people_choose_post))),
        Ok(post) => {
            let new = IssueToken {
                post,
                name: draft.name.clone(),
                scopes: draft.scopes.clone(),
                days: draft.days.parse().unwrap_or(0),
                request_key: form.text("request_key").to_owned(),
            };
            issue_token(state.app(), &who.actor, new).await
        }
    };
    match done {
        Ok((_, secret)) => {
            let once = Once {
                title: l.people_token_once_title,
                of: draft.name,
                secret,
                hint: l.people_token_once_hint,
                back: "/security".to_owned(),
                back_label: l.people_security.to_owned(),
                section: Section::Security,
            };
            once::show(&state, &who, once).await
        }
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            let shell = pages::shell(&state, &who, Section::Security, faults.notice.clone()).await;
            render(&state, &who, shell, draft, rule_forms(&who, None), faults).await
        }
    }
}

pub(super) async fn revoke(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(token): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let token: TokenId = token.parse().map_err(|_| AppError::NotFound("token"))?;
    revoke_token(state.app(), &who.actor, token).await?;
    Ok(redirect_with_notice(jar, "/security", texts(who.lang()).people_token_revoked))
}

pub(super) async fn release(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(login): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    locks::release(state.app(), &who.actor, &login).await?;
    Ok(redirect_with_notice(jar, "/security", texts(who.lang()).people_lock_released))
}

async fn render(
    state: &WebState,
    who: &Who,
    shell: Shell,
    draft: TokenDraft,
    rules: RuleForms,
    faults: Faults,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let now = state.app().now();
    let model = &who.model;
    let tokens = issue_token::tokens(state.app(), &who.actor).await?;
    let locked = locks::locks(state.app(), &who.actor).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        &SecurityPage {
            request_key: state.app().new_id(|id| id).to_string(),
            tokens: tokens
                .into_iter()
                .map(|token| {
                    let live = token.revoked_at.is_none() && now < token.expires_at;
                    TokenLine {
                        id: token.id.to_string(),
                        post: model.post_label(token.post, lang),
                        scopes: scope_words(&token.scopes, lang, l),
                        until: moment(who, now, token.expires_at),
                        state: match token.revoked_at {
                            Some(_) => l.people_token_state_revoked,
                            None if live => l.people_token_state_live,
                            None => l.people_token_state_expired,
                        },
                        name: token.name,
                        live,
                    }
                })
                .collect(),
            locks: locked
                .into_iter()
                .map(|lock| LockLine {
                    words: fill(l.people_lock_words, &[("n", &lock.failures), ("time", &moment(who, now, lock.until))]),
                    href: format!("/security/locks/{}/release", encode(&lock.login)),
                    login: lock.login,
                })
                .collect(),
            posts: post_choices(who, &draft.post),
            scopes: SCOPES
                .iter()
                .map(|scope| Choice::new(*scope, scope_word(scope, l), draft.scopes.iter().any(|given| given == scope)))
                .collect(),
            draft,
            rules,
            faults,
            shell,
        },
    )
}

/// Posts in force, by unit and title. The holder stays unnamed for whoever does not manage people.
fn post_choices(who: &Who, chosen: &str) -> Vec<Choice> {
    let model = &who.model;
    let lang = who.lang();
    let names = who.actor.may(Permission::ManagePeople);
    let mut choices: Vec<Choice> = model
        .posts
        .values()
        .filter(|post| post.in_force(model.day) && model.units.get(post.unit).is_some())
        .map(|post| {
            let name = if names { model.person_names.get(&post.person).map_or("", String::as_str) } else { "" };
            let id = post.id.to_string();
            let chosen = id == chosen;
            Choice::new(id, format!("{} {name}", model.post_label(post.id, lang)).trim().to_owned(), chosen)
        })
        .collect();
    choices.sort_by(|one, two| (&one.label, &one.value).cmp(&(&two.label, &two.value)));
    choices
}

fn scope_word(scope: &str, l: &'static Texts) -> &'static str {
    match scope {
        "read" => l.people_scope_read,
        "report" => l.people_scope_report,
        "handle" => l.people_scope_handle,
        _ => l.people_scope_inspect,
    }
}

fn scope_words(scopes: &str, lang: Lang, l: &'static Texts) -> String {
    scopes.split_whitespace().map(|scope| scope_word(scope, l)).collect::<Vec<_>>().join(texts(lang).people_text)
}
