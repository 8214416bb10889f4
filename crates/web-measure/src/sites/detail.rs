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
    standards::{CheckItem, Evidence, System},
};
use changxiao_store::{cases::CaseLine, inspections::VisitRow};
use changxiao_words::{Lang, fill, texts};

use crate::{
    answer::{WebError, page},
    names::{self, quantity_words},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// A check item as pages show it.
pub(crate) struct ItemView {
    pub text: String,
    pub scoring: String,
    pub quantity: String,
    pub certain: bool,
    pub source: String,
}

struct VisitView {
    href: String,
    number: i64,
    when: String,
    rate: String,
    met: i64,
    not_met: i64,
    not_applicable: i64,
}

struct CaseView {
    href: String,
    number: String,
    title: String,
    state: &'static str,
    when: String,
    open: bool,
}

/// A visit as a dot; coordinates of a drawing of 640 by 140.
struct Dot {
    x: i64,
    y: i64,
    words: String,
    href: String,
}

#[derive(Template)]
#[template(path = "sites/detail.html")]
struct SitePage {
    shell: Shell,
    number: i64,
    name: String,
    generated: bool,
    active: bool,
    kind: String,
    place: String,
    unit: String,
    holder: String,
    deputy: String,
    position: String,
    route: String,
    sample: String,
    items: Vec<ItemView>,
    system: String,
    visits: Vec<VisitView>,
    more_visits: String,
    dots: Vec<Dot>,
    first_day: String,
    last_day: String,
    last_rate: String,
    cases: Vec<CaseView>,
    open_cases: usize,
    cases_href: String,
    outlines_href: String,
    points_href: String,
    may_inspect: bool,
    may_manage: bool,
    may_read_visits: bool,
    may_read_cases: bool,
}

pub(super) async fn detail(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let found = view(state.app(), &who.actor, number).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Sites, jar).await;
    let year = who.model.day_of(state.app().now()).year();
    Ok((jar, page(&fill_page(&who, shell, year, &found))?).into_response())
}

/// So many rows of history stand on the page.
const VISITS: usize = 8;

fn fill_page(who: &Who, shell: Shell, year: i16, found: &SiteView) -> SitePage {
    let (lang, model, site) = (who.lang(), &who.model, &found.site);
    let l = texts(lang);
    let post = |post: Option<_>| post.map_or_else(String::new, |post| model.post_label(post, lang));
    let county = DivisionCode::from_padded(site.division).ok().and_then(|code| code.at_level(Level::County));
    let kind = model.site_type(&site.site_type);
    let of_kind = |zh: Option<&String>, en: Option<&String>| match lang {
        Lang::Zh => zh.cloned().unwrap_or_default(),
        _ => en.or(zh).cloned().unwrap_or_default(),
    };
    let day = |at| words::day(lang, model.day_of(at), year);
    let dots = dots(who, year, &found.visits);
    SitePage {
        number: site.number,
        name: names::site_name(site, lang),
        generated: site.generated,
        active: site.active,
        kind: model.site_type_name(&site.site_type, lang).to_owned(),
        place: model.place_name(site.division, lang),
        unit: site.unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        holder: post(site.holder),
        deputy: post(site.deputy),
        position: site
            .position
            .map_or_else(String::new, |(lon, lat)| format!("{}, {}", names::degrees(lon), names::degrees(lat))),
        route: of_kind(kind.and_then(|kind| kind.route_zh.as_ref()), kind.and_then(|kind| kind.route_en.as_ref())),
        sample: of_kind(kind.and_then(|kind| kind.sample_zh.as_ref()), kind.and_then(|kind| kind.sample_en.as_ref())),
        items: found.items.iter().map(|item| item_view(lang, found.system.as_deref(), item)).collect(),
        system: found.system.as_ref().map_or_else(String::new, |system| {
            format!("{} {}", lang.of_data(&system.name_zh, &system.name_en), system.version)
        }),
        visits: found.visits.iter().take(VISITS).map(|visit| visit_view(who, year, visit)).collect(),
        more_visits: if found.visits.len() > VISITS {
            format!("/inspections?site={}", site.number)
        } else {
            String::new()
        },
        first_day: found.visits.last().map_or_else(String::new, |visit| day(visit.submitted_at)),
        last_day: found.visits.first().map_or_else(String::new, |visit| day(visit.submitted_at)),
        last_rate: found.visits.first().map_or_else(String::new, |visit| names::rate(visit.met, visit.not_met)),
        dots,
        open_cases: found.cases.iter().filter(|case| case.state.is_open()).count(),
        cases: found.cases.iter().map(|case| case_view(who, year, case)).collect(),
        cases_href: format!("/cases?site={}", site.number),
        outlines_href: format!(
            "/sites/outlines.json?counts=0{}",
            county.map_or_else(String::new, |county| format!("&within={county}"))
        ),
        points_href: if site.position.is_some() {
            format!("/sites/points.json?number={}", site.number)
        } else {
            String::new()
        },
        may_inspect: who.actor.may(Permission::Inspect) && site.active && !found.items.is_empty(),
        may_manage: who.actor.may(Permission::ManageSites),
        may_read_visits: who.actor.may(Permission::ReadInspections),
        may_read_cases: who.actor.may(Permission::ReadCases),
        shell: Shell { now_label: fill(l.sites_number, &[("n", &site.number)]), ..shell },
    }
}

pub(crate) fn item_view(lang: Lang, system: Option<&System>, item: &CheckItem) -> ItemView {
    ItemView {
        text: lang.of_data(&item.text_zh, &item.text_en).to_owned(),
        scoring: lang.of_data(&item.scoring_zh, &item.scoring_en).to_owned(),
        quantity: item.quantity.as_ref().map_or_else(String::new, |quantity| quantity_words(lang, quantity)),
        certain: item.evidence == Evidence::Certain,
        source: sources(system, &item.source),
    }
}

/// The works that a source names: `S01,S13` by their titles.
pub(crate) fn sources(system: Option<&System>, keys: &str) -> String {
    let title = |key: &str| match system.and_then(|system| system.sources.get(key)) {
        Some(title) => format!("{key} {title}"),
        None => key.to_owned(),
    };
    keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(title).collect::<Vec<_>>().join("; ")
}

fn visit_view(who: &Who, year: i16, visit: &VisitRow) -> VisitView {
    VisitView {
        href: format!("/inspections/{}", visit.number),
        number: visit.number,
        when: words::day(who.lang(), who.model.day_of(visit.submitted_at), year),
        rate: names::rate(visit.met, visit.not_met),
        met: visit.met,
        not_met: visit.not_met,
        not_applicable: visit.not_applicable,
    }
}

fn case_view(who: &Who, year: i16, case: &CaseLine) -> CaseView {
    CaseView {
        href: format!("/cases/{}", case.number),
        number: case.number.clone(),
        title: match who.lang() {
            Lang::Zh => case.title.clone(),
            _ => who.model.category_name(&case.category, Lang::En).to_owned(),
        },
        state: case.state.words(who.lang()),
        when: words::day(who.lang(), who.model.day_of(case.reported_at), year),
        open: case.state.is_open(),
    }
}

/// Oldest left, 100% on top; a visit on which nothing was rated has no dot.
fn dots(who: &Who, year: i16, visits: &[VisitRow]) -> Vec<Dot> {
    let (Some(newest), Some(oldest)) = (visits.first(), visits.last()) else { return Vec::new() };
    let span = newest.submitted_at.since(oldest.submitted_at);
    visits
        .iter()
        .rev()
        .filter(|visit| visit.met + visit.not_met > 0)
        .map(|visit| Dot {
            x: if span == 0 { 330 } else { 50 + visit.submitted_at.since(oldest.submitted_at) / (span / 560).max(1) },
            y: 120 - visit.met * 100 / (visit.met + visit.not_met),
            words: format!(
                "{} {}",
                words::day(who.lang(), who.model.day_of(visit.submitted_at), year),
                names::rate(visit.met, visit.not_met)
            ),
            href: format!("/inspections/{}", visit.number),
        })
        .collect()
}
