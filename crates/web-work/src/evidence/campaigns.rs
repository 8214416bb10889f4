//! The campaigns that items are marked with.

use askama::Template;
use axum::http::StatusCode;
use changxiao_app::evidence::{NewCampaign, add_campaign};
use changxiao_domain::orgs::Permission;
use changxiao_web_kit::{cx::Cx, fields::Typed, filters, request::Request};
use changxiao_words::fill;

use crate::{
    answer::Answer,
    form::Form,
    pages,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "evidence/campaigns.html")]
struct CampaignsPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    typed: Typed,
    may_add: bool,
}

pub(super) async fn list(request: Request) -> Answer {
    let shell = request.shell(Section::Evidence).await;
    let may_add = request.may(Permission::ManageReference);
    request.page(&CampaignsPage { shell, cx: &request.cx, typed: Typed::default(), may_add })
}

pub(super) async fn add(request: Request, form: Form) -> Answer {
    let text = |name: &str| form.text(name).to_owned();
    let (code, name_zh, name_en, source) = (text("code"), text("name_zh"), text("name_en"), text("source"));
    let new = NewCampaign { code, name_zh, name_en, source };
    match add_campaign(request.app(), request.actor(), &new).await {
        Ok(()) => {
            let words = fill(request.cx.l.evidence_campaign_added, &[("name", &new.name_zh)]);
            request.redirect("/evidence/campaigns", words)
        }
        Err(problem) if problem.is_mendable() => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let typed = Typed::refused("", &form, &problem, request.lang());
            let shell = pages::shell(&request.state, &request.who, Section::Evidence, None).await;
            request.cx.page_with(status, &CampaignsPage { shell, cx: &request.cx, typed, may_add: true })
        }
        Err(problem) => Err(problem.into()),
    }
}
