//! Where things are shown: links from one feature to the pages of another.

use changxiao_app::model::CityModel;
use changxiao_domain::{
    calendar::Limit,
    cases::Case,
    ids::UnitId,
    indicators::Counted,
    time::{Day, Instant},
};

use crate::address::{address, encode};

pub fn unit_href(model: &CityModel, unit: UnitId) -> String {
    model.all_units.get(&unit).map_or_else(String::new, |unit| format!("/units/{}", encode(&unit.code)))
}

/// The page of a node of the system that inspections follow.
pub fn node_href(model: &CityModel, code: &str) -> String {
    let row = model.current_system().and_then(|system| model.systems.iter().find(|(row, _)| row.id == system.id));
    row.map_or_else(
        || "/standards".to_owned(),
        |(row, _)| format!("/standards/{}/nodes/{}", encode(&format!("{}~{}", row.key, row.edition)), encode(code)),
    )
}

/// The scores of the month of a day: where a unit's latest score stands.
pub fn score_href(day: Day, unit: &str) -> String {
    format!("/scores/{:04}-{:02}/units/{}", day.year(), day.month(), encode(unit))
}

/// The list of cases that a figure was counted from. `narrowed` is what was chosen beside the figure.
pub fn cases_href(counted: &Counted, narrowed: &[(&'static str, String)]) -> String {
    let mut href = String::from("/cases?tab=all");
    for (key, value) in narrowed {
        href.push_str(&format!("&{key}={}", encode(value)));
    }
    href.push_str(&format!("&counted={}", encode(&counted.to_string())));
    href
}

/// The page with the clock of a case filled in; empty while nothing is counted.
pub fn deadline_href(model: &CityModel, case: &Case) -> String {
    let Some(clock) = case.limit_clock() else { return String::new() };
    let moment = |at: Option<Instant>| {
        at.map_or_else(String::new, |at| {
            let at = at.in_zone(model.calendar.zone());
            format!("{}T{:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second())
        })
    };
    // One suspension and one objection of a unit: no clock has more than two pauses.
    let (first, second) = (clock.pauses.first(), clock.pauses.get(1));
    let extended = Limit::new(clock.limit.kind, clock.limit.amount * case.standing.extended);
    address(
        "/calendar/deadline",
        &[
            ("from", &moment(Some(clock.started))),
            ("limit", &clock.limit.to_string()),
            ("paused", &moment(first.map(|pause| pause.from))),
            ("resumed", &moment(first.and_then(|pause| pause.until))),
            ("paused2", &moment(second.map(|pause| pause.from))),
            ("resumed2", &moment(second.and_then(|pause| pause.until))),
            ("extension", &if extended.amount > 0 { extended.to_string() } else { String::new() }),
        ],
    )
}
