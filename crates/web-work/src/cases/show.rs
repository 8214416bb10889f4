//! One case: head with stepper, photos, timeline, place, and what this post can do now.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    App, AppError,
    cases::{
        list as cases_list,
        view::{at_same_site, view as view_case},
    },
    recurrence::view::of_case as chronic_of_case,
    whistles::list::of_case as whistles_of_case,
};
use changxiao_domain::{
    cases::{Action, State as CaseState},
    evidence::UsedBy,
    orgs::{Actor, Role},
    recurrence::State as ChronicState,
    standards::Evidence,
};
use changxiao_store::{cases::CaseLine, whistles::WhistleLine};
use changxiao_web_kit::evidence_panel::EvidencePanel;
use changxiao_words::fill;

use super::{
    callback::CallbackView,
    forms::Actions,
    list::{filter_of, tab_label},
    query::ListQuery,
    sheet::Sheet,
};
use crate::{
    address::pairs,
    answer::WebError,
    cx::Cx,
    exchange,
    fields::Typed,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// The list that the person came from, and what stands beside the case in it.
struct Origin {
    query: ListQuery,
    label: &'static str,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "cases/show.html")]
struct CasePage<'a> {
    shell: Shell,
    sheet: &'a Sheet,
    actions: Actions<'a>,
    callback: CallbackView<'a>,
    similar: Vec<CaseLine>,
    /// `None` for somebody who came by a link of one's own.
    origin: Option<Origin>,
    /// The list as an address has it; empty where there is none.
    list: String,
    /// Whistles that stem from this case.
    whistles: Vec<WhistleLine>,
    may_blow: bool,
    evidence: EvidencePanel,
    /// Number of the chronic problem that it belongs to, which time it is there, and whether the post may open it.
    chronic: Option<(String, i64, ChronicState, bool)>,
    /// What the work order of another system was told last.
    order_status: String,
    /// Why nothing was done, where no form on the page says so.
    refused: &'a str,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let list =
        pairs(raw.unwrap_or_default().as_bytes()).into_iter().find(|(name, _)| name == "list").map(|(_, list)| list);
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Cases, jar).await;
    let page =
        render(&state, &who, shell, &number, &list.unwrap_or_default(), &Typed::default(), StatusCode::OK).await?;
    Ok((jar, page).into_response())
}

/// The page with a form that came back.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    number: &str,
    list: &str,
    typed: &Typed,
    status: StatusCode,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Cases, None).await;
    render(state, who, shell, number, list, typed, status).await
}

/// What it uses of the evidence store, and its photos that could be items.
async fn evidence(app: &App, actor: &Actor, sheet: &Sheet) -> Result<EvidencePanel, AppError> {
    let (number, place) = (&sheet.case().number, format!("/cases/{}", sheet.case().number));
    let photos = sheet.view.photos.iter().map(|photo| photo.hash);
    let src = |hash: &str| format!("{place}/photos/{hash}/small");
    EvidencePanel::of(app, actor, (UsedBy::Case, number, place.clone()), photos, src).await
}

async fn render(
    state: &WebState,
    who: &Who,
    shell: Shell,
    number: &str,
    list: &str,
    typed: &Typed,
    status: StatusCode,
) -> Result<Response, WebError> {
    let (app, actor, cx) = (state.app(), &who.actor, Cx::of(state, who));
    let sheet = Sheet::of(cx.clone(), view_case(app, actor, number).await?);
    let case = sheet.case();
    let origin = origin(state, who, &sheet, list).await?;
    let actions = Actions::of(actor, &sheet, typed);
    let page = CasePage {
        shell,
        callback: CallbackView::of(&sheet.view, typed),
        similar: at_same_site(app, actor, &sheet.view.row, 6).await?,
        list: origin.as_ref().map_or_else(String::new, |origin| origin.query.text()),
        origin,
        whistles: whistles_of_case(app, actor, case.id).await?,
        may_blow: case.state.is_open() && crate::whistles::may_blow(who),
        evidence: evidence(app, actor, &sheet).await?,
        chronic: chronic_of_case(app, actor, case.id).await?,
        order_status: sheet.view.order.as_ref().map_or_else(String::new, |order| exchange::status_words(&cx, order)),
        refused: match status {
            StatusCode::CONFLICT => cx.l.cases_conflict,
            _ if actions.is_refused() => "",
            // The action is not offered any more.
            _ => &typed.sentence,
        },
        actions,
        sheet: &sheet,
    };
    cx.page_with(status, &page)
}

async fn origin(state: &WebState, who: &Who, sheet: &Sheet, list: &str) -> Result<Option<Origin>, WebError> {
    let query = ListQuery::read(list);
    if query.text().is_empty() {
        return Ok(None);
    }
    let filter = match filter_of(state, who, &query).await {
        Ok((filter, _)) => filter,
        // A list that is not there has no neighbours.
        Err(WebError(AppError::Invalid(_))) => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let (previous, next) = cases_list::neighbours(state.app(), &who.actor, &filter, &sheet.view.row).await?;
    let label = tab_label(sheet.cx.l, query.tab(&who.actor, &who.model, sheet.cx.now));
    Ok(Some(Origin { query, label, previous, next }))
}

impl CasePage<'_> {
    fn previous(&self) -> Option<&str> {
        self.origin.as_ref()?.previous.as_deref()
    }

    fn next(&self) -> Option<&str> {
        self.origin.as_ref()?.next.as_deref()
    }

    /// The list of all cases at the site.
    fn similar_href(&self) -> String {
        let site = self.sheet.view.site.as_ref();
        site.map_or_else(String::new, |site| format!("/cases?tab=all&site={}", site.number))
    }

    /// Who acts next, for those who cannot.
    fn holder(&self) -> String {
        let (cx, case) = (&self.sheet.cx, self.sheet.case());
        let (role, action) = match case.state {
            CaseState::Reported => (Some(Role::Dispatcher), Action::File),
            CaseState::Filed => (Some(Role::Dispatcher), Action::Dispatch),
            CaseState::Dispatched => (None, Action::Accept),
            CaseState::Handling => (None, Action::Submit),
            CaseState::Submitted => (None, Action::Confirm),
            CaseState::Handled => (Some(Role::Dispatcher), Action::RequestCheck),
            CaseState::Checking if case.check_passed_at.is_some() => (Some(Role::Office), Action::Close),
            CaseState::Checking => (Some(Role::Checker), Action::CheckPass),
            CaseState::Verifying => (Some(Role::Checker), Action::ReportVerify),
            CaseState::SelfHandled => (Some(Role::Dispatcher), Action::AuditPass),
            CaseState::Suspended => (None, Action::EndSuspension),
            CaseState::Closed | CaseState::ForceClosed | CaseState::Voided | CaseState::Merged => {
                return fill(cx.l.cases_held_by_nobody, &[("state", &case.state.words(cx.lang))]);
            }
        };
        let lead = || case.lead_unit.map_or("", |unit| cx.model.unit_name(unit, cx.lang));
        let who = role.map_or_else(lead, |role| role.words(cx.lang));
        let verb = if action == Action::CheckPass { cx.l.cases_check } else { action.words(cx.lang) };
        fill(cx.l.cases_held_by, &[("who", &who), ("verb", &verb)])
    }
}
