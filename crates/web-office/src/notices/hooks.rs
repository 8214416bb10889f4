//! The webhooks of the city: where messages are pushed to, and whether the last ones arrived.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    notices::hooks::{self, HookView, NewHook},
};
use changxiao_domain::{ids::HookId, notices::NoticeKind};
use changxiao_store::notices::hooks::HookStyle;
use changxiao_web_kit::{
    answer::{WebError, redirect_with_notice},
    choice::Choice,
    cx::Cx,
    faults::Faults,
    filters,
    form::Form,
    pages,
    pickers::unit_choices,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use changxiao_words::{Lang, Texts, say, texts};

#[derive(Template)]
#[template(path = "notices/hooks.html")]
struct HooksPage {
    shell: Shell,
    hooks: Vec<HookView>,
    styles: Vec<Choice>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    draft: Draft,
    faults: Faults,
}

#[derive(Default)]
struct Draft {
    name: String,
    style: String,
    url: String,
    secret: String,
    kinds: Vec<String>,
    unit: String,
    english: bool,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Jobs, jar).await;
    let draft = Draft {
        style: HookStyle::WeCom.code().to_owned(),
        kinds: vec![NoticeKind::Escalated.code().to_owned(), NoticeKind::DueStatus.code().to_owned()],
        ..Draft::default()
    };
    Ok((jar, render(&state, &who, shell, draft, Faults::default()).await?))
}

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let draft = Draft {
        name: form.text("name").to_owned(),
        style: form.text("style").to_owned(),
        url: form.text("url").to_owned(),
        secret: form.text("secret").to_owned(),
        kinds: form.all("kind").map(str::to_owned).collect(),
        unit: form.text("unit").to_owned(),
        english: form.ticked("english"),
    };
    match new_hook(&who, &draft) {
        Ok(new) => match hooks::add(state.app(), &who.actor, new).await {
            Ok(_) => Ok(redirect_with_notice(jar, "/webhooks", texts(who.lang()).notices_hook_added)),
            Err(problem) => again(&state, &who, draft, problem).await,
        },
        Err(problem) => again(&state, &who, draft, problem).await,
    }
}

pub(super) async fn test(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(hook): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let id: HookId = hook.parse().map_err(|_| AppError::NotFound("webhook"))?;
    hooks::test(state.app(), &who.actor, id).await?;
    Ok(redirect_with_notice(jar, "/webhooks", texts(who.lang()).notices_test_sent))
}

pub(super) async fn end(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(hook): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let id: HookId = hook.parse().map_err(|_| AppError::NotFound("webhook"))?;
    hooks::end(state.app(), &who.actor, id).await?;
    Ok(redirect_with_notice(jar, "/webhooks", texts(who.lang()).notices_hook_ended))
}

fn new_hook(who: &Who, draft: &Draft) -> Result<NewHook, AppError> {
    let style = HookStyle::parse(&draft.style).ok_or_else(|| AppError::field("style", say!(notices_choose_format)))?;
    let unit = match draft.unit.as_str() {
        "" => None,
        code => Some(
            who.model
                .units
                .by_code(code)
                .map(|unit| unit.id)
                .ok_or_else(|| AppError::field("unit", say!(notices_there_no_such_unit)))?,
        ),
    };
    Ok(NewHook {
        name: draft.name.clone(),
        style,
        url: draft.url.clone(),
        secret_name: draft.secret.clone(),
        kinds: draft.kinds.iter().filter_map(|kind| NoticeKind::parse(kind)).collect(),
        unit,
        lang: if draft.english { Lang::En } else { Lang::Zh },
    })
}

async fn again(state: &WebState, who: &Who, draft: Draft, problem: AppError) -> Result<Response, WebError> {
    let faults = Faults::from(problem, who.lang())?;
    let shell = pages::shell(state, who, Section::Jobs, faults.notice.clone()).await;
    render(state, who, shell, draft, faults).await
}

async fn render(state: &WebState, who: &Who, shell: Shell, draft: Draft, faults: Faults) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let lang = cx.lang;
    let hooks = hooks::list(state.app(), &who.actor).await?;
    let mut units = unit_choices(&who.model, lang);
    for unit in &mut units {
        unit.chosen = unit.value == draft.unit;
    }
    let styles =
        HookStyle::ALL.map(|style| Choice::new(style.code(), style_words(style, cx.l), style.code() == draft.style));
    let kinds = NoticeKind::for_hooks()
        .map(|kind| Choice::new(kind.code(), kind.words(lang), draft.kinds.iter().any(|code| code == kind.code())));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    cx.page_with(
        status,
        &HooksPage { shell, hooks, styles: styles.into(), kinds: kinds.collect(), units, draft, faults },
    )
}

fn style_words(style: HookStyle, l: &'static Texts) -> &'static str {
    match style {
        HookStyle::Signed => l.notices_style_signed,
        HookStyle::WeCom => l.notices_style_wecom,
        HookStyle::DingTalk => l.notices_style_dingtalk,
    }
}
