//! One site: facts, check items, history.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::sites::view::{SiteView, view};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    orgs::Permission,
    standards::{Evidence, SiteType},
};
use changxiao_store::{cases::CaseLine, inspections::VisitRow};
use changxiao_web_kit::{
    address::Address,
    answer::WebError,
    cx::Cx,
    filters, names, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// So many rows of history stand on the page.
const VISITS: usize = 8;

/// A visit as a dot; coordinates of a drawing of 640 by 140.
struct Dot<'a> {
    x: i64,
    y: i64,
    visit: &'a VisitRow,
}

#[derive(Template)]
#[template(path = "sites/detail.html")]
struct SitePage<'a> {
    shell: Shell,
    cx: &'a Cx,
    found: &'a SiteView,
    kind: Option<&'a SiteType>,
    dots: Vec<Dot<'a>>,
    outlines: Address,
    may_inspect: bool,
    may_manage: bool,
    may_read_visits: bool,
    may_read_cases: bool,
}

impl SitePage<'_> {
    fn route(&self) -> Option<&str> {
        self.kind?.route(self.cx.lang)
    }

    fn sample(&self) -> Option<&str> {
        self.kind?.sample(self.cx.lang)
    }

    /// The oldest and the newest visit.
    fn ends(&self) -> Option<(&VisitRow, &VisitRow)> {
        Some((self.found.visits.last()?, self.found.visits.first()?))
    }

    fn open_cases(&self) -> usize {
        self.found.cases.iter().filter(|case| case.state.is_open()).count()
    }

    fn title<'a>(&'a self, case: &'a CaseLine) -> &'a str {
        self.cx.model.case_title(&case.title, &case.category, self.cx.lang)
    }

    /// 117.647298, 24.509872.
    fn position(&self) -> Option<String> {
        let (lon, lat) = self.found.site.position?;
        Some(format!("{}, {}", names::degrees(lon), names::degrees(lat)))
    }
}

pub(super) async fn detail(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let found = view(state.app(), &who.actor, number).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Sites, jar).await;
    let county = DivisionCode::from_padded(found.site.division).ok().and_then(|code| code.at_level(Level::County));
    let outlines = Address::new("/sites/outlines.json").with("counts", 0);
    let page = cx.page(&SitePage {
        shell,
        cx: &cx,
        kind: cx.model.site_type(&found.site.site_type),
        dots: dots(&found.visits),
        outlines: county.map_or(outlines.clone(), |county| outlines.with("within", county)),
        may_inspect: who.actor.may(Permission::Inspect) && found.site.active && !found.items.is_empty(),
        may_manage: who.actor.may(Permission::ManageSites),
        may_read_visits: who.actor.may(Permission::ReadInspections),
        may_read_cases: who.actor.may(Permission::ReadCases),
        found: &found,
    })?;
    Ok((jar, page).into_response())
}

/// Oldest left, 100% on top; a visit on which nothing was rated has no dot.
fn dots(visits: &[VisitRow]) -> Vec<Dot<'_>> {
    let (Some(newest), Some(oldest)) = (visits.first(), visits.last()) else { return Vec::new() };
    let span = newest.submitted_at.since(oldest.submitted_at);
    let rated = visits.iter().rev().filter(|visit| visit.met + visit.not_met > 0);
    rated
        .map(|visit| Dot {
            x: if span == 0 { 330 } else { 50 + visit.submitted_at.since(oldest.submitted_at) / (span / 560).max(1) },
            y: 120 - visit.met * 100 / (visit.met + visit.not_met),
            visit,
        })
        .collect()
}
