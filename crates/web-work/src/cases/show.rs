//! One case: head with stepper, photos, timeline, place, and what this post can do now.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    cases::{
        list as cases_list,
        view::{CaseView, at_same_site, view as view_case},
    },
    recurrence::view::of_case as chronic_of_case,
    whistles::list::of_case as whistles_of_case,
};
use changxiao_domain::cases::{Action, State as CaseState};
use changxiao_words::{Lang, fill, texts};

use super::{
    callback::{self, CallbackView},
    forms::{self, Actions, Typed},
    list::{filter_of, tab_label},
    query::ListQuery,
};
use crate::{
    address::{encode, pairs},
    answer::WebError,
    cx::Cx,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

pub use super::sheet::Sheet;
pub(super) use super::sheet::sheet;

pub struct Similar {
    pub number: String,
    pub title: String,
    pub state: &'static str,
    pub when: String,
}

#[derive(Default)]
pub struct Neighbours {
    pub list_href: String,
    pub list_label: String,
    pub list_param: String,
    pub previous: String,
    pub next: String,
}

#[derive(Template)]
#[template(path = "cases/show.html")]
struct CasePage {
    shell: Shell,
    sheet: Sheet,
    actions: Actions,
    callback: CallbackView,
    mine: bool,
    holder: String,
    similar: Vec<Similar>,
    similar_href: String,
    neighbours: Neighbours,
    /// Whistles that stem from this case: number, title, state.
    whistles: Vec<(String, String, &'static str)>,
    may_blow: bool,
    /// Mark and address of the chronic problem that it belongs to; the address is empty where the post may not open it.
    chronic: Option<(String, String)>,
    conflict: String,
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
    render(&state, &who, &number, &list.unwrap_or_default(), Typed::default(), Some(jar), StatusCode::OK).await
}

/// The page, with a form that was refused where there is one. With a jar, a notice of the page before is shown once.
pub(super) async fn render(
    state: &WebState,
    who: &Who,
    number: &str,
    list: &str,
    typed: Typed,
    jar: Option<PrivateCookieJar>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let (app, lang) = (state.app(), cx.lang);
    let view = view_case(app, &who.actor, number).await?;
    let similar = at_same_site(app, &who.actor, &view.row, 6).await?;
    let neighbours = neighbours(state, who, &view, list).await?;
    let whistles = whistles_of_case(app, &who.actor, view.row.case.id).await?;
    let chronic = chronic_of_case(app, &who.actor, view.row.case.id).await?.map(|(number, nth, _, open)| {
        let href = if open { format!("/recurrence/{number}") } else { String::new() };
        (crate::names::mark_words(lang, nth), href)
    });
    let (shell, jar) = match jar {
        Some(jar) => {
            let (shell, jar) = pages::shell_with_notice(state, who, Section::Cases, jar).await;
            (shell, Some(jar))
        }
        None => (pages::shell(state, who, Section::Cases, None).await, None),
    };
    let this_year = who.model.day_of(app.now()).year();
    let actions = forms::actions(who, &view, &typed, app.now());
    let page = CasePage {
        mine: actions.main.iter().any(|form| form.open),
        holder: holder(who, &view, lang),
        whistles: whistles.into_iter().map(|line| (line.number, line.title, line.state.words(lang))).collect(),
        chronic,
        may_blow: view.row.case.state.is_open() && crate::whistles::may_blow(who),
        similar: similar
            .iter()
            .map(|line| Similar {
                number: line.number.clone(),
                title: who.model.category_name(&line.category, lang).to_owned(),
                state: line.state.words(lang),
                when: words::day(lang, who.model.day_of(line.reported_at), this_year),
            })
            .collect(),
        similar_href: view
            .site
            .as_ref()
            .map_or_else(String::new, |site| format!("/cases?tab=all&site={}", site.number)),
        sheet: sheet(&cx, who, &view),
        conflict: if status == StatusCode::CONFLICT {
            texts(lang).cases_conflict.to_owned()
        } else if actions.main.iter().chain(&actions.more).any(super::forms::FormView::is_refused) {
            String::new()
        } else {
            // The action is not offered any more, so that no form can say why it was refused.
            typed.sentence.clone()
        },
        callback: callback::view(who, &view, &typed),
        actions,
        neighbours,
        shell,
    };
    let response = cx.page_with(status, &page)?;
    Ok(match jar {
        Some(jar) => (jar, response).into_response(),
        None => response,
    })
}

async fn neighbours(state: &WebState, who: &Who, view: &CaseView, list: &str) -> Result<Neighbours, WebError> {
    let l = texts(who.lang());
    let query = ListQuery::read(list);
    if query.text().is_empty() {
        // One came by a link of one's own, not from a list.
        return Ok(Neighbours::default());
    }
    let mut found = Neighbours {
        list_href: query.href(),
        list_label: tab_label(l, query.tab(&who.actor, &who.model, state.app().now())).to_owned(),
        list_param: query.text(),
        previous: String::new(),
        next: String::new(),
    };
    let (filter, _) = filter_of(state, who, &query).await?;
    let (previous, next) = cases_list::neighbours(state.app(), &who.actor, &filter, &view.row).await?;
    let href = |number: String| format!("/cases/{number}?list={}", encode(&query.text()));
    found.previous = previous.map(href).unwrap_or_default();
    found.next = next.map(href).unwrap_or_default();
    Ok(found)
}

/// Who acts next, for those who cannot.
fn holder(who: &Who, view: &CaseView, lang: Lang) -> String {
    let (l, case) = (texts(lang), &view.row.case);
    let lead = case.lead_unit.map_or("", |unit| who.model.unit_name(unit, lang));
    let role = |role: changxiao_domain::orgs::Role| role.words(lang);
    use changxiao_domain::orgs::Role;
    let (holder, verb) = match case.state {
        CaseState::Reported => (role(Role::Dispatcher), Action::File.words(lang)),
        CaseState::Filed => (role(Role::Dispatcher), Action::Dispatch.words(lang)),
        CaseState::Dispatched => (lead, Action::Accept.words(lang)),
        CaseState::Handling => (lead, Action::Submit.words(lang)),
        CaseState::Submitted => (lead, Action::Confirm.words(lang)),
        CaseState::Handled => (role(Role::Dispatcher), Action::RequestCheck.words(lang)),
        CaseState::Checking if case.check_passed_at.is_some() => (role(Role::Office), Action::Close.words(lang)),
        CaseState::Checking => (role(Role::Checker), l.cases_check),
        CaseState::Verifying => (role(Role::Checker), Action::ReportVerify.words(lang)),
        CaseState::SelfHandled => (role(Role::Dispatcher), Action::AuditPass.words(lang)),
        CaseState::Suspended => (lead, Action::EndSuspension.words(lang)),
        CaseState::Closed | CaseState::ForceClosed | CaseState::Voided | CaseState::Merged => {
            return fill(l.cases_held_by_nobody, &[("state", &case.state.words(lang))]);
        }
    };
    fill(l.cases_held_by, &[("who", &holder), ("verb", &verb)])
}
