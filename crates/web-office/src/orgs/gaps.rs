//! The report of what nobody answers for.

use askama::Template;
use changxiao_app::{
    departures::queues::Unmanned,
    model::CityModel,
    orgs::unanswered::{self, Unanswered},
};
use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Actor, Permission},
};
use changxiao_web_kit::names::SiteName;
use changxiao_words::Lang;

use crate::{
    address::address,
    answer::Answer,
    cx::Cx,
    download::{called, csv},
    filters,
    links::{node_href, unit_href},
    names::key_name,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "orgs/gaps.html")]
struct GapsPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    report: Unanswered,
}

/// So many places are named; of more, the number is said.
const MOST_PLACES: usize = 4;
/// So many sites and cases in no grid are listed; the sheet has all of them.
const MOST_OPEN: usize = 20;

impl GapsPage<'_> {
    /// Where a row of the matrix is put right.
    fn row_href(&self, place: &DivisionCode, key: &str) -> String {
        address("/units/matrix", &[("division", &place.to_string()), ("key", key)])
    }

    /// The first of the places.
    fn places(&self, places: &[DivisionCode]) -> String {
        let name = |place: &DivisionCode| self.cx.model.name_of_division(*place, self.cx.lang);
        places.iter().take(MOST_PLACES).map(name).collect::<Vec<_>>().join(self.cx.l.orgs_text)
    }

    fn is_everywhere(&self, places: &[DivisionCode]) -> bool {
        places.len() == self.report.asked.0
    }
}

pub(super) async fn show(request: Request) -> Answer {
    let report = unanswered::unanswered(request.app(), request.actor()).await?;
    let shell = request.shell(Section::Units).await;
    request.page(&GapsPage { shell, cx: &request.cx, actor: request.actor(), report })
}

pub(super) async fn export(request: Request) -> Answer {
    let (l, lang, model) = (request.cx.l, request.lang(), request.model());
    let report = unanswered::unanswered(request.app(), request.actor()).await?;
    let row = |kind: &str, code: &str, what: &str, place: Option<&DivisionCode>| {
        let (digits, name) =
            place.map_or_else(Default::default, |place| (place.to_string(), model.name_of_division(*place, lang)));
        vec![kind.to_owned(), code.to_owned(), what.to_owned(), digits, name.to_owned()]
    };
    let mut rows = Vec::new();
    for gap in &report.categories {
        let code = gap.category.to_string();
        let name = model.category_name(&code, lang);
        rows.extend(gap.divisions.iter().map(|place| row(l.orgs_gaps_categories, &code, name, Some(place))));
    }
    rows.extend(report.places.iter().map(|place| row(l.orgs_gaps_places, "", "", Some(place))));
    rows.extend(report.disputed.iter().map(|(place, units)| {
        let names = units.iter().map(|unit| model.unit_name(*unit, lang)).collect::<Vec<_>>().join(l.orgs_text);
        row(l.orgs_gaps_disputed, "", &names, Some(place))
    }));
    rows.extend(report.contents.iter().map(|code| row(l.orgs_gaps_contents, code, node_name(model, code, lang), None)));
    rows.extend(report.ended.iter().map(|(place, key, unit)| {
        let what = format!("{} · {}", key_name(model, key, lang), model.unit_name(*unit, lang));
        row(l.orgs_gaps_ended, key, &what, Some(place))
    }));
    rows.extend(report.unmanned.iter().filter_map(|(unit, _)| {
        let unit = model.units.get(*unit)?;
        Some(row(l.departures_unmanned, &unit.code, unit.name_in(lang), None))
    }));
    rows.extend(report.leaderless.iter().filter_map(|unit| {
        let unit = model.units.get(*unit)?;
        Some(row(l.orgs_gaps_leaderless, &unit.code, unit.name_in(lang), None))
    }));
    rows.extend(report.without_areas.iter().filter_map(|unit| {
        let unit = model.units.get(*unit)?;
        Some(row(l.orgs_gaps_areas, &unit.code, unit.name_in(lang), None))
    }));
    let open = &report.left_open;
    let place = |padded: i64| DivisionCode::from_padded(padded).ok();
    rows.extend(open.sites.iter().map(|site| {
        let place = place(site.division);
        row(l.grids_left_open, &site.number.to_string(), site.plain_name(lang), place.as_ref())
    }));
    rows.extend(open.cases.iter().map(|case| {
        let place = place(case.division);
        row(l.grids_left_open, &case.number, &case.title, place.as_ref())
    }));
    let titles = [l.orgs_gaps_kind, l.orgs_code, l.orgs_gaps_what, l.orgs_division_code, l.orgs_division];
    csv(&called(l.orgs_gaps, model.day, "csv"), &titles, rows)
}

/// The name of a content of the system that inspections follow.
fn node_name<'a>(model: &'a CityModel, code: &str, lang: Lang) -> &'a str {
    model.current_system().and_then(|system| system.node(code)).map_or("", |node| node.label(lang))
}
