//! What the security administrator keeps: tokens of the interface, locked accounts, the rules for passwords and sign-in.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    people::{
        issue_token::{self, IssueToken, SCOPES, issue_token, revoke_token},
        locks::{self, Lock},
    },
};
use changxiao_domain::{
    ids::{PostId, TokenId},
    orgs::Permission,
};
use changxiao_store::people::TokenRow;
use changxiao_words::say;

use super::{
    choices::post_choices,
    once::{self, Once},
    rules::{Rule, RuleForm},
    scopes::{scope_word, scope_words},
    trace_words::fact_name,
};
use crate::{
    answer::Answer,
    choice::Choice,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "people/security.html")]
struct SecurityPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    request_key: String,
    tokens: Vec<TokenRow>,
    locks: Vec<Lock>,
    posts: Vec<Choice>,
    scopes: Vec<Choice>,
    /// The form for a token.
    token: Typed,
    password: RuleForm<'a>,
    sign_in: RuleForm<'a>,
    faults: Faults,
}

pub(super) async fn show(request: Request) -> Answer {
    render(&request, None, None, Faults::default()).await
}

/// The page with one of the rules as it came back.
pub(super) async fn again(request: &Request, rule: Rule, form: &Form, problem: AppError) -> Answer {
    render(request, None, Some((rule, form)), request.faults(problem)?).await
}

pub(super) async fn issue(request: Request, form: Form) -> Answer {
    let l = request.cx.l;
    let done = match form.text("post").parse::<PostId>() {
        Err(_) => Err(AppError::field("post", say!(people_choose_post))),
        Ok(post) => {
            let new = IssueToken {
                post,
                name: form.text("name").to_owned(),
                scopes: form.all("scope").map(str::to_owned).collect(),
                days: form.text("days").parse().unwrap_or(0),
                request_key: form.text("request_key").to_owned(),
            };
            issue_token(request.app(), request.actor(), new).await
        }
    };
    match done {
        Ok((_, secret)) => {
            let once = Once {
                title: l.people_token_once_title,
                of: form.text("name").to_owned(),
                secret,
                hint: l.people_token_once_hint,
                back: "/security".to_owned(),
                back_label: l.people_security,
                section: Section::Security,
            };
            once::show(&request, once).await
        }
        Err(problem) => render(&request, Some(Typed::of(&form)), None, request.faults(problem)?).await,
    }
}

pub(super) async fn revoke(request: Request, Path(token): Path<String>, _: Form) -> Answer {
    let token: TokenId = token.parse().map_err(|_| AppError::NotFound("token"))?;
    revoke_token(request.app(), request.actor(), token).await?;
    request.redirect("/security", request.cx.l.people_token_revoked)
}

pub(super) async fn release(request: Request, Path(login): Path<String>, _: Form) -> Answer {
    locks::release(request.app(), request.actor(), &login).await?;
    request.redirect("/security", request.cx.l.people_lock_released)
}

async fn render(request: &Request, token: Option<Typed>, rule: Option<(Rule, &Form)>, faults: Faults) -> Answer {
    let (cx, app, actor) = (&request.cx, request.app(), request.actor());
    let token = token.unwrap_or_else(|| Typed::default().with("days", 90));
    let typed = |of: Rule| rule.filter(|(rule, _)| *rule == of).map(|(_, form)| form);
    let scope = |scope: &&str| Choice::new(*scope, scope_word(scope, cx.l), token.has("scope", scope));
    let page = SecurityPage {
        shell: request.form_shell(Section::Security, &faults).await,
        cx,
        request_key: app.new_id(|id| id).to_string(),
        tokens: issue_token::tokens(app, actor).await?,
        locks: locks::locks(app, actor).await?,
        // The holder stays unnamed for whoever does not manage people.
        posts: post_choices(cx, actor.may(Permission::ManagePeople), token.get("post"), |_| true),
        scopes: SCOPES.iter().map(scope).collect(),
        password: RuleForm::of(cx, Rule::Password, typed(Rule::Password)),
        sign_in: RuleForm::of(cx, Rule::SignIn, typed(Rule::SignIn)),
        token,
        faults,
    };
    request.form_page(&page.faults, &page)
}
