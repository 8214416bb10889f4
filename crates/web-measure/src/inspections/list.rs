//! The newest visits, and the sites that have waited longest for one.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    inspections::list::lines,
    sites::{list::longest_unvisited, view::load_visible},
};
use changxiao_domain::{orgs::Permission, time::Instant};
use changxiao_store::{
    inspections::{VisitFilter, VisitLine},
    sites::{SiteFilter, SiteLine, SiteRow},
};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use crate::{
    address::encode,
    answer::{WebError, page},
    choice::{Choice, ChoiceGroup},
    names, pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const ROWS: usize = 40;
/// So many sites are offered at once; words find the others.
const OFFERED: i64 = 8;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    division: Option<String>,
    #[serde(rename = "type")]
    site_type: Option<String>,
    /// A site's number.
    site: Option<String>,
    /// `1`: only visits that found something.
    findings: Option<String>,
    before: Option<i64>,
    /// Words for the sites to choose from.
    q: Option<String>,
}

struct Row {
    href: String,
    site: String,
    kind: String,
    place: String,
    when: String,
    who: String,
    rate: String,
    not_met: i64,
}

struct SiteCard {
    href: String,
    name: String,
    line: String,
    last: String,
}

#[derive(Template)]
#[template(path = "inspections/list.html")]
struct VisitsPage {
    shell: Shell,
    rows: Vec<Row>,
    next: String,
    range: String,
    types: Vec<Choice>,
    divisions: Vec<ChoiceGroup>,
    with_findings: bool,
    /// The site to which the list is narrowed: number and name.
    site: Option<(i64, String)>,
    narrowed: bool,
    may_inspect: bool,
    cards: Vec<SiteCard>,
    q: String,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let site = site_of(&state, &who, wanted.site.as_deref()).await?;
    let division = wanted.division.as_deref().and_then(pickers::division_of);
    let filter = VisitFilter {
        site: site.as_ref().map(|site| site.id),
        site_type: wanted.site_type.clone().filter(|code| !code.is_empty()),
        divisions: division.map(|code| code.range()),
        with_findings: wanted.findings.as_deref() == Some("1"),
        ..VisitFilter::default()
    };
    let (found, more) = lines(state.app(), &who.actor, &filter, wanted.before, ROWS).await?;
    let may_inspect = who.actor.may(Permission::Inspect);
    let words_of_site = wanted.q.clone().unwrap_or_default();
    let sites = match may_inspect {
        true => {
            let filter =
                SiteFilter { words: Some(words_of_site.clone()), divisions: filter.divisions, ..SiteFilter::default() };
            longest_unvisited(state.app(), &who.actor, &filter, OFFERED).await?
        }
        false => Vec::new(),
    };
    let now = state.app().now();
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Inspections, jar).await;
    let visits = VisitsPage {
        shell,
        range: fill(l.inspections_range, &[("n", &found.len())]),
        next: match found.last() {
            Some(last) if more => next_page(&wanted, last.visit.number),
            _ => String::new(),
        },
        rows: found.iter().map(|line| row(&who, now, line)).collect(),
        types: pickers::site_types(&who.model, lang, wanted.site_type.as_deref().unwrap_or_default()),
        divisions: pickers::divisions_on_the_way(&who.model, &who.actor, division, lang),
        with_findings: filter.with_findings,
        narrowed: filter.site.is_some()
            || filter.site_type.is_some()
            || filter.divisions.is_some()
            || filter.with_findings,
        site: site.map(|site| (site.number, names::site_name(&site, lang))),
        may_inspect,
        cards: sites.iter().map(|line| card(&who, now, line)).collect(),
        q: words_of_site,
    };
    Ok((jar, page(&visits)?).into_response())
}

/// The site that the address names; one that is not there or not in the scope is an error, not an empty list.
async fn site_of(state: &WebState, who: &Who, text: Option<&str>) -> Result<Option<SiteRow>, AppError> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => {
            let number = text.parse().map_err(|_| AppError::NotFound("site"))?;
            load_visible(state.app(), &who.actor, number).await.map(Some)
        }
    }
}

fn next_page(wanted: &Wanted, before: i64) -> String {
    let parts = [
        ("division", &wanted.division),
        ("type", &wanted.site_type),
        ("site", &wanted.site),
        ("findings", &wanted.findings),
    ];
    let set = parts.into_iter().filter_map(|(name, value)| {
        value.as_deref().filter(|value| !value.is_empty()).map(|value| format!("{name}={}&", encode(value)))
    });
    format!("/inspections?{}before={before}", set.collect::<String>())
}

fn row(who: &Who, now: Instant, line: &VisitLine) -> Row {
    let (lang, visit) = (who.lang(), &line.visit);
    let year = who.model.day_of(now).year();
    Row {
        href: format!("/inspections/{}", visit.number),
        site: names::marked(&line.site_name, &line.site_name_en, line.site_generated, lang),
        kind: who.model.site_type_name(&visit.site_type, lang).to_owned(),
        place: who.model.place_name(visit.division, lang),
        when: words::moment(lang, pages::wall(&who.model, visit.submitted_at), year),
        who: who.model.post_label(visit.post, lang),
        rate: names::rate(visit.met, visit.not_met),
        not_met: visit.not_met,
    }
}

fn card(who: &Who, now: Instant, line: &SiteLine) -> SiteCard {
    let (lang, site) = (who.lang(), &line.site);
    let l = texts(lang);
    let items = who.model.current_system().map_or(0, |system| system.check_items_of(&site.site_type).len());
    let kind = who.model.site_type_name(&site.site_type, lang);
    SiteCard {
        href: format!("/inspections/new?site={}", site.number),
        name: names::site_name(site, lang),
        line: fill(
            l.inspections_site_line,
            &[("kind", &kind), ("n", &items), ("place", &who.model.place_name(site.division, lang))],
        ),
        last: match line.last_visit {
            None => l.inspections_never.to_owned(),
            Some(at) => {
                let day = words::day(lang, who.model.day_of(at), who.model.day_of(now).year());
                fill(l.inspections_last, &[("day", &day)])
            }
        },
    }
}
