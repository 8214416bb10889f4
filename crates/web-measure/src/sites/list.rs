//! The list of sites with its map.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::sites::list::{self as action, From};
use changxiao_domain::orgs::Permission;
use changxiao_store::sites::{SiteFilter, SiteLine};
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

const ROWS: usize = 50;

/// What the address says. Every part is optional; nonsense narrows nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    division: Option<String>,
    #[serde(rename = "type")]
    site_type: Option<String>,
    unit: Option<String>,
    q: Option<String>,
    /// `none`: only sites that nobody answers for.
    duty: Option<String>,
    /// `1`: those that are no longer inspected, too.
    inactive: Option<String>,
    after: Option<i64>,
    before: Option<i64>,
    /// One site, for the small map of its page.
    pub(super) number: Option<i64>,
}

impl Wanted {
    pub(super) fn filter(&self, who: &Who) -> SiteFilter {
        SiteFilter {
            divisions: self.division.as_deref().and_then(pickers::division_of).map(|code| code.range()),
            site_type: self.site_type.clone().filter(|code| !code.is_empty()),
            unit: self.unit.as_deref().and_then(|unit| pickers::unit_of(&who.model, unit)),
            words: match self.number {
                Some(number) => Some(number.to_string()),
                None => self.q.clone().filter(|words| !words.trim().is_empty()),
            },
            without_unit: self.duty.as_deref() == Some("none"),
            with_inactive: self.inactive.as_deref() == Some("1") || self.number.is_some(),
            ..SiteFilter::default()
        }
    }

    fn is_narrowed(&self) -> bool {
        let set = |value: &Option<String>| value.as_deref().is_some_and(|value| !value.trim().is_empty());
        set(&self.division)
            || set(&self.site_type)
            || set(&self.unit)
            || set(&self.q)
            || set(&self.duty)
            || set(&self.inactive)
    }

    /// The filters as a query without its question mark; what is empty is left out.
    pub(super) fn query(&self) -> String {
        let parts = [
            ("division", &self.division),
            ("type", &self.site_type),
            ("unit", &self.unit),
            ("q", &self.q),
            ("duty", &self.duty),
            ("inactive", &self.inactive),
        ];
        let set = parts.into_iter().filter_map(|(name, value)| {
            value
                .as_deref()
                .map(str::trim)
                .filter(|value| !value.is_empty())
                .map(|value| format!("{name}={}", encode(value)))
        });
        set.collect::<Vec<_>>().join("&")
    }
}

struct Row {
    href: String,
    number: i64,
    name: String,
    kind: String,
    place: String,
    unit: String,
    last_visit: String,
    rate: String,
    open_cases: i64,
    open_href: String,
    active: bool,
}

#[derive(Template)]
#[template(path = "sites/list.html")]
struct SitesPage {
    shell: Shell,
    rows: Vec<Row>,
    total: String,
    range: String,
    previous: String,
    next: String,
    types: Vec<Choice>,
    divisions: Vec<ChoiceGroup>,
    units: Vec<String>,
    unit: String,
    q: String,
    without_duty: bool,
    with_inactive: bool,
    narrowed: bool,
    may_manage: bool,
    export_href: String,
    points_href: String,
    import_href: &'static str,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let from = match (wanted.after, wanted.before) {
        (_, Some(before)) => From::Before(before),
        (after, None) => From::After(after.unwrap_or(0)),
    };
    let found = action::list(state.app(), &who.actor, &wanted.filter(&who), from, ROWS).await?;
    let query = wanted.query();
    let with = |what: &str| if query.is_empty() { format!("/sites?{what}") } else { format!("/sites?{query}&{what}") };
    let numbers =
        found.lines.first().zip(found.lines.last()).map(|(first, last)| (first.site.number, last.site.number));
    let previous =
        numbers.filter(|_| found.has_previous).map(|(first, _)| with(&format!("before={first}"))).unwrap_or_default();
    let next = numbers.filter(|_| found.has_next).map(|(_, last)| with(&format!("after={last}"))).unwrap_or_default();
    let now = state.app().now();
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Sites, jar).await;
    let sites = SitesPage {
        total: fill(l.sites_count, &[("n", &words::count(found.total))]),
        range: fill(l.sites_range, &[("n", &found.lines.len()), ("all", &words::count(found.total))]),
        rows: found.lines.iter().map(|line| row(&who, now, line)).collect(),
        previous,
        next,
        types: pickers::site_types(&who.model, lang, wanted.site_type.as_deref().unwrap_or_default()),
        divisions: pickers::divisions_on_the_way(
            &who.model,
            &who.actor,
            wanted.division.as_deref().and_then(pickers::division_of),
            lang,
        ),
        units: pickers::unit_suggestions(&who.model, lang),
        unit: match wanted.unit.as_deref().and_then(|unit| pickers::unit_of(&who.model, unit)) {
            Some(unit) => who.model.unit_name(unit, lang).to_owned(),
            None => String::new(),
        },
        q: wanted.q.clone().unwrap_or_default(),
        without_duty: wanted.duty.as_deref() == Some("none"),
        with_inactive: wanted.inactive.as_deref() == Some("1"),
        narrowed: wanted.is_narrowed(),
        may_manage: who.actor.may(Permission::ManageSites),
        export_href: if who.actor.may(Permission::Export) {
            format!("/sites/export.xlsx?{query}")
        } else {
            String::new()
        },
        points_href: format!("/sites/points.json?{query}"),
        import_href: if who.actor.may(Permission::Import) { "/imports" } else { "" },
        shell,
    };
    Ok((jar, page(&sites)?).into_response())
}

fn row(who: &Who, now: changxiao_domain::time::Instant, line: &SiteLine) -> Row {
    let (site, lang) = (&line.site, who.lang());
    let l = texts(lang);
    Row {
        href: format!("/sites/{}", site.number),
        number: site.number,
        name: names::site_name(site, lang),
        kind: who.model.site_type_name(&site.site_type, lang).to_owned(),
        place: who.model.place_name(site.division, lang),
        unit: site.unit.map_or_else(String::new, |unit| who.model.unit_name(unit, lang).to_owned()),
        last_visit: line.last_visit.map_or_else(
            || l.sites_never.to_owned(),
            |at| words::day(lang, who.model.day_of(at), who.model.day_of(now).year()),
        ),
        rate: match line.last_result {
            Some((met, not_met)) if met + not_met > 0 => {
                fill(l.sites_met_share, &[("share", &names::rate(met, not_met))])
            }
            Some(_) => l.sites_not_rated.to_owned(),
            None => String::new(),
        },
        open_cases: line.open_cases,
        open_href: format!("/sites/{}#cases", site.number),
        active: site.active,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_carries_only_what_is_set() {
        let wanted = Wanted {
            q: Some("主干道 3".to_owned()),
            unit: Some(" ".to_owned()),
            duty: Some("none".to_owned()),
            ..Wanted::default()
        };
        assert_eq!(wanted.query(), "q=%E4%B8%BB%E5%B9%B2%E9%81%93%203&duty=none");
        assert!(wanted.is_narrowed());
        assert!(!Wanted { unit: Some(String::new()), ..Wanted::default() }.is_narrowed());
    }
}
