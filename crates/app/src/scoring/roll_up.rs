//! Pass rates by site type, standard node and division, over the visits that a post may see.

use std::collections::BTreeMap;

use changxiao_domain::{
    divisions::{DivisionCode, Level},
    orgs::{Actor, RowOwner},
    scoring::{PassRow, Rate, roll_up, roll_up_by_division},
};

use super::{PeriodScores, PeriodVisit};
use crate::model::CityModel;

/// Rates of a period, each by code.
pub struct PassRates {
    pub total: Rate,
    pub visits: usize,
    pub site_types: BTreeMap<String, Rate>,
    /// Every node that an item hangs on, and every node above it.
    pub nodes: BTreeMap<String, Rate>,
    /// Counties and townships, by padded code.
    pub divisions: BTreeMap<i64, Rate>,
    /// How many visits were made in a division.
    pub visits_in: BTreeMap<i64, usize>,
    pub visits_of_type: BTreeMap<String, usize>,
}

/// Whether a post may see a visit: by unit and by division, as everywhere.
pub fn may_see(actor: &Actor, visit: &PeriodVisit) -> bool {
    let units: Vec<_> = visit.row.unit.into_iter().collect();
    let division = DivisionCode::from_padded(visit.row.division).ok();
    actor.may_see(RowOwner { city: actor.city, units: &units, division })
}

/// Adds the visits up that `actor` may see.
pub fn pass_rates(model: &CityModel, scores: &PeriodScores, actor: &Actor) -> PassRates {
    let seen: Vec<&PeriodVisit> = scores.facts.visits.iter().filter(|visit| may_see(actor, visit)).collect();
    let rows: Vec<PassRow> = seen.iter().flat_map(|visit| rows_of(visit)).collect();
    let by_type = roll_up(&rows, |row| Some(row.site_type.clone()));
    let by_node = roll_up(&rows, |row| row.node.clone());
    let systems = scores.systems();
    let mut nodes: BTreeMap<String, Rate> = BTreeMap::new();
    for (code, rate) in by_node.rates {
        let mut at = Some(code);
        while let Some(code) = at {
            at = model.node_of(&systems, &code).and_then(|node| node.parent.clone());
            *nodes.entry(code).or_default() += rate;
        }
    }
    let mut divisions: BTreeMap<i64, Rate> = BTreeMap::new();
    for level in [Level::County, Level::Township] {
        let by_division = roll_up_by_division(&rows, level);
        divisions.extend(by_division.rates.into_iter().map(|(code, rate)| (code.padded(), rate)));
    }
    let mut visits_in: BTreeMap<i64, usize> = BTreeMap::new();
    let mut visits_of_type: BTreeMap<String, usize> = BTreeMap::new();
    for visit in &seen {
        *visits_of_type.entry(visit.row.site_type.clone()).or_default() += 1;
        let Ok(code) = DivisionCode::from_padded(visit.row.division) else { continue };
        for level in [Level::County, Level::Township] {
            if let Some(code) = code.at_level(level) {
                *visits_in.entry(code.padded()).or_default() += 1;
            }
        }
    }
    PassRates {
        total: by_type.total,
        visits: seen.len(),
        site_types: by_type.rates,
        nodes,
        divisions,
        visits_in,
        visits_of_type,
    }
}

fn rows_of(visit: &PeriodVisit) -> Vec<PassRow> {
    let Ok(division) = DivisionCode::from_padded(visit.row.division) else { return Vec::new() };
    let row = |item: &super::PeriodItem| PassRow {
        site_type: visit.row.site_type.clone(),
        node: item.node.as_deref().map(str::to_owned),
        division,
        unit: visit.unit,
        met: i64::from(item.met),
        not_met: i64::from(!item.met),
    };
    visit.items.iter().map(row).collect()
}
