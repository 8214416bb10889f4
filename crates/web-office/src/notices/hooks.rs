//! The webhooks of the city: where messages are pushed to, and whether the last ones arrived.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    notices::hooks::{self, HookView, NewHook},
};
use changxiao_domain::{ids::HookId, notices::NoticeKind};
use changxiao_store::notices::hooks::HookStyle;
use changxiao_web_kit::{
    answer::Answer,
    choice::Choice,
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    pickers::unit_choices,
    request::Request,
    shell::{Section, Shell},
};
use changxiao_words::{Lang, Texts, say};

#[derive(Template)]
#[template(path = "notices/hooks.html")]
struct HooksPage {
    shell: Shell,
    hooks: Vec<HookView>,
    styles: Vec<Choice>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    typed: Typed,
    faults: Faults,
}

pub(super) async fn show(request: Request) -> Answer {
    let typed = Typed::default()
        .with("style", HookStyle::WeCom.code())
        .with("kind", NoticeKind::Escalated.code())
        .with("kind", NoticeKind::DueStatus.code());
    render(&request, typed, Faults::default()).await
}

pub(super) async fn add(request: Request, form: Form) -> Answer {
    let done = match new_hook(&request, &form) {
        Ok(new) => hooks::add(request.app(), request.actor(), new).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => request.redirect("/webhooks", request.cx.l.notices_hook_added),
        Err(problem) => render(&request, Typed::of(&form), request.faults(problem)?).await,
    }
}

pub(super) async fn test(request: Request, Path(hook): Path<String>, _: Form) -> Answer {
    let id: HookId = hook.parse().map_err(|_| AppError::NotFound("webhook"))?;
    hooks::test(request.app(), request.actor(), id).await?;
    request.redirect("/webhooks", request.cx.l.notices_test_sent)
}

pub(super) async fn end(request: Request, Path(hook): Path<String>, _: Form) -> Answer {
    let id: HookId = hook.parse().map_err(|_| AppError::NotFound("webhook"))?;
    hooks::end(request.app(), request.actor(), id).await?;
    request.redirect("/webhooks", request.cx.l.notices_hook_ended)
}

fn new_hook(request: &Request, form: &Form) -> Result<NewHook, AppError> {
    let text = |name| form.text(name).to_owned();
    let style = HookStyle::parse(form.text("style"));
    let style = style.ok_or_else(|| AppError::field("style", say!(notices_choose_format)))?;
    let unit = match form.text("unit") {
        "" => None,
        code => {
            let unit = request.model().unit_named(code);
            Some(unit.ok_or_else(|| AppError::field("unit", say!(notices_there_no_such_unit)))?.id)
        }
    };
    Ok(NewHook {
        name: text("name"),
        style,
        url: text("url"),
        secret_name: text("secret"),
        kinds: form.all("kind").filter_map(NoticeKind::parse).collect(),
        unit,
        lang: if form.ticked("english") { Lang::En } else { Lang::Zh },
    })
}

async fn render(request: &Request, typed: Typed, faults: Faults) -> Answer {
    let (l, lang) = (request.cx.l, request.lang());
    let shell = request.form_shell(Section::Jobs, &faults).await;
    let hooks = hooks::list(request.app(), request.actor()).await?;
    let mut units = unit_choices(request.model(), lang);
    for unit in &mut units {
        unit.chosen = unit.value == typed.get("unit");
    }
    let styles = HookStyle::ALL.map(|style| Choice::of(style.code(), style_words(style, l), typed.get("style")));
    let kinds = NoticeKind::for_hooks()
        .map(|kind| Choice::new(kind.code(), kind.words(lang), typed.has("kind", kind.code())))
        .collect();
    let page = HooksPage { shell, hooks, styles: styles.into(), kinds, units, typed, faults };
    request.form_page(&page.faults, &page)
}

fn style_words(style: HookStyle, l: &'static Texts) -> &'static str {
    match style {
        HookStyle::Signed => l.notices_style_signed,
        HookStyle::WeCom => l.notices_style_wecom,
        HookStyle::DingTalk => l.notices_style_dingtalk,
    }
}
