//! Which kinds of notices ring and which are mailed, and to which address.

use std::collections::BTreeSet;

use askama::Template;
use changxiao_app::notices::preferences;
use changxiao_domain::notices::{NoticeKind, NoticeRules, Preferences};
use changxiao_web_kit::{
    answer::Answer,
    faults::Faults,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "notices/channels.html")]
struct ChannelsPage<'a> {
    shell: Shell,
    chosen: Preferences,
    rules: &'a NoticeRules,
    has_mail: bool,
    faults: Faults,
}

pub(super) async fn show(request: Request) -> Answer {
    let chosen = preferences::mine(request.app(), request.actor()).await?;
    render(&request, chosen, Faults::default()).await
}

pub(super) async fn choose(request: Request, form: Form) -> Answer {
    let ticked =
        |name: &'static str| -> BTreeSet<NoticeKind> { form.all(name).filter_map(NoticeKind::parse).collect() };
    let rings = ticked("rings");
    let chosen = Preferences {
        address: form.text("address").to_owned(),
        silent: NoticeKind::chosen().filter(|kind| !rings.contains(kind)).collect(),
        mailed: ticked("mailed"),
    };
    match preferences::choose(request.app(), request.actor(), chosen.clone()).await {
        Ok(()) => request.redirect("/notices/channels", request.cx.l.notices_saved),
        Err(problem) => render(&request, chosen, request.faults(problem)?).await,
    }
}

pub(super) async fn test(request: Request, _: Form) -> Answer {
    match preferences::test(request.app(), request.actor()).await {
        Ok(()) => request.redirect("/notices/channels", request.cx.l.notices_test_sent),
        Err(problem) => {
            let faults = request.faults(problem)?;
            let chosen = preferences::mine(request.app(), request.actor()).await?;
            render(&request, chosen, faults).await
        }
    }
}

async fn render(request: &Request, chosen: Preferences, faults: Faults) -> Answer {
    let shell = request.form_shell(Section::Elsewhere, &faults).await;
    let (rules, has_mail) = (&request.model().notice_rules, request.app().outlets().has_mail());
    let page = ChannelsPage { shell, chosen, rules, has_mail, faults };
    request.form_page(&page.faults, &page)
}
