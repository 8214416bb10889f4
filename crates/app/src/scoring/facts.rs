//! Who answers for what was found: the facts of every unit, from the visits and cases of a period.
//!
//! - A town answers for the visits to its sites, and for those to sites in its territory that nobody else answers for.
//! - A district answers for what its towns and bureaus answer for: a unit counts with everything below it.
//! - A community answers for the visits within its borders.
//! - A department or an enterprise answers for the check items of its trade, wherever they were checked: the line unit (属事) that the
//!   responsibility matrix names for the place and the category of the item.
//! - A promotion group answers for the check items below the standard nodes that it holds.
//! - The lead unit answers for a case, and every unit above it.
//!
//! Units and their tree are those of the last day of the period, so that a unit that was merged later keeps its score.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use changxiao_domain::{
    cases::State,
    divisions::DivisionCode,
    ids::{SystemId, UnitId},
    inspections::Answer,
    orgs::{Unit, UnitKind, UnitTree},
    scoring::{CaseFact, ClosedWell, Facts, ItemFact, Timeliness, VisitFact},
    standards::{CheckItem, Duty},
    time::{Day, Instant},
};
use changxiao_store::scoring::{LostCase, ScoredVisit, WellClosed};

use crate::model::{CityModel, Matrix};

/// A visit with its answers and with whom each concerns.
#[derive(Clone, Debug)]
pub struct PeriodVisit {
    pub row: ScoredVisit,
    /// The unit that answers for the site, or for the territory where nobody answers for the site.
    pub unit: Option<UnitId>,
    pub items: Vec<PeriodItem>,
}

/// A check item that applied.
#[derive(Clone, Debug)]
pub struct PeriodItem {
    pub code: Arc<str>,
    pub met: bool,
    /// The standard node that it belongs to.
    pub node: Option<Arc<str>>,
    /// 属事: whose trade it is at this place.
    line: Option<UnitId>,
    /// The promotion groups that hold the node.
    groups: Arc<[UnitId]>,
}

/// Everything that counts in a period.
#[derive(Clone, Debug, Default)]
pub struct PeriodFacts {
    pub visits: Vec<PeriodVisit>,
    pub closed_well: Vec<WellClosed>,
    pub lost: Vec<LostCase>,
}

impl PeriodFacts {
    /// All facts once: what the whole city is scored by.
    pub fn of_city(&self, now: Instant) -> Facts {
        let mut well: BTreeMap<&str, i64> = BTreeMap::new();
        for one in &self.closed_well {
            *well.entry(&one.category).or_default() += one.count;
        }
        Facts {
            visits: self.visits.iter().map(|visit| visit_fact(visit, visit.items.iter())).collect(),
            cases: self.lost.iter().map(|case| case_fact(case, now)).collect(),
            closed_well: well
                .into_iter()
                .map(|(category, count)| ClosedWell { category: category.to_owned(), count })
                .collect(),
        }
    }

    /// The facts of every unit that is ranked; a unit without any has empty ones.
    pub fn by_unit(&self, tree: &UnitTree, now: Instant) -> BTreeMap<UnitId, Facts> {
        let mut all: BTreeMap<UnitId, Facts> =
            tree.iter().filter(|unit| unit.kind.is_ranked()).map(|unit| (unit.id, Facts::default())).collect();
        let communities: HashMap<i64, UnitId> =
            tree.of_kind(UnitKind::Community).filter_map(|unit| Some((unit.division?.padded(), unit.id))).collect();
        for visit in &self.visits {
            let mut territories: Vec<UnitId> = above(tree, visit.unit, is_territory);
            territories
                .extend(communities.get(&visit.row.division).filter(|unit| !territories.contains(unit)).copied());
            for unit in territories {
                if let Some(facts) = all.get_mut(&unit) {
                    facts.visits.push(visit_fact(visit, visit.items.iter()));
                }
            }
            for (unit, items) in items_by_line(visit, tree) {
                if let Some(facts) = all.get_mut(&unit) {
                    facts.visits.push(visit_fact(visit, items.into_iter()));
                }
            }
        }
        for case in &self.lost {
            for unit in above(tree, Some(case.lead), |_| true) {
                if let Some(facts) = all.get_mut(&unit) {
                    facts.cases.push(case_fact(case, now));
                }
            }
        }
        for well in &self.closed_well {
            for unit in above(tree, Some(well.lead), |_| true) {
                if let Some(facts) = all.get_mut(&unit) {
                    facts.closed_well.push(ClosedWell { category: well.category.clone(), count: well.count });
                }
            }
        }
        all
    }
}

const fn is_territory(unit: &Unit) -> bool {
    unit.kind.has_territory()
}

/// The unit and those above it that `wanted` accepts.
fn above(tree: &UnitTree, unit: Option<UnitId>, wanted: impl Fn(&Unit) -> bool) -> Vec<UnitId> {
    let Some(unit) = unit else { return Vec::new() };
    tree.path(unit).into_iter().filter(|unit| wanted(unit)).map(|unit| unit.id).collect()
}

/// The items of a visit by the units whose trade or whose node they are.
pub(super) fn items_by_line<'a>(visit: &'a PeriodVisit, tree: &UnitTree) -> BTreeMap<UnitId, Vec<&'a PeriodItem>> {
    let mut by_unit: BTreeMap<UnitId, Vec<&PeriodItem>> = BTreeMap::new();
    for item in &visit.items {
        let trade = |unit: &Unit| unit.kind.has_trade();
        for unit in above(tree, item.line, trade).into_iter().chain(item.groups.iter().copied()) {
            by_unit.entry(unit).or_default().push(item);
        }
    }
    by_unit
}

fn visit_fact<'a>(visit: &PeriodVisit, items: impl Iterator<Item = &'a PeriodItem>) -> VisitFact {
    let item = |item: &PeriodItem| ItemFact {
        item: item.code.to_string(),
        answer: if item.met { Answer::Met } else { Answer::NotMet },
        exempt: false,
    };
    VisitFact {
        visit: visit.row.id,
        site: visit.row.site,
        site_type: visit.row.site_type.clone(),
        items: items.map(item).collect(),
    }
}

fn case_fact(case: &LostCase, now: Instant) -> CaseFact {
    CaseFact {
        case: case.id,
        category: case.category.clone(),
        closing: timeliness(case, now),
        reworked: case.rework_count > 0,
        exempt: case.exempt,
    }
}

/// Where a case stands against its deadline. What was reported fixed in time counts once the check has passed.
pub fn timeliness(case: &LostCase, now: Instant) -> Timeliness {
    match (case.state, case.done_at) {
        (_, Some(done)) if done > case.due_at => Timeliness::Late,
        (State::Closed, _) => Timeliness::OnTime,
        (_, Some(_)) => Timeliness::NotDue,
        (_, None) if !case.paused && case.state.runs_clock() && case.due_at < now => Timeliness::Late,
        (_, None) => Timeliness::NotDue,
    }
}

/// Joins answers to visits, and to each answer whom it concerns.
pub(super) fn join(
    model: &CityModel,
    tree: &UnitTree,
    day: Day,
    rows: Vec<ScoredVisit>,
    answers: Vec<(changxiao_domain::ids::VisitId, String, bool)>,
) -> Vec<PeriodVisit> {
    let mut duties = Duties {
        model,
        tree,
        day,
        matrix: model.matrix_on(day),
        items: HashMap::new(),
        lines: HashMap::new(),
        territories: HashMap::new(),
    };
    let mut places: HashMap<changxiao_domain::ids::VisitId, usize> = HashMap::with_capacity(rows.len());
    let mut visits: Vec<PeriodVisit> = Vec::with_capacity(rows.len());
    for row in rows {
        places.insert(row.id, visits.len());
        let stands = row.unit.map(|unit| model.standing_for(tree, unit));
        let unit = stands.filter(|unit| tree.get(*unit).is_some()).or_else(|| duties.territory(row.division));
        visits.push(PeriodVisit { row, unit, items: Vec::new() });
    }
    for (visit, code, met) in answers {
        let Some(visit) = places.get(&visit).map(|place| &mut visits[*place]) else { continue };
        let item = duties.item(visit.row.system, &code, visit.row.division, met);
        visit.items.push(item);
    }
    visits
}

/// Looks duties up once for each place and category.
struct Duties<'a> {
    model: &'a CityModel,
    tree: &'a UnitTree,
    /// The last day of the period, by whose duties everything counts.
    day: Day,
    matrix: Cow<'a, Matrix>,
    items: HashMap<(SystemId, String), Known>,
    lines: HashMap<(i64, Arc<str>), Option<UnitId>>,
    territories: HashMap<i64, Option<UnitId>>,
}

#[derive(Clone)]
struct Known {
    code: Arc<str>,
    category: Option<Arc<str>>,
    node: Option<Arc<str>>,
    groups: Arc<[UnitId]>,
}

impl Duties<'_> {
    fn territory(&mut self, division: i64) -> Option<UnitId> {
        let (model, tree) = (self.model, self.tree);
        *self.territories.entry(division).or_insert_with(|| {
            let code = DivisionCode::from_padded(division).ok()?;
            let today = model.division_today(code);
            CityModel::territory_in(tree, code).or_else(|| CityModel::territory_in(tree, today))
        })
    }

    fn item(&mut self, system: SystemId, code: &str, division: i64, met: bool) -> PeriodItem {
        let key = (system, code.to_owned());
        let known = match self.items.get(&key) {
            Some(known) => known.clone(),
            None => {
                let known = self.look_up(system, code);
                self.items.insert(key, known.clone());
                known
            }
        };
        let line = known.category.as_ref().and_then(|category| self.line(division, category));
        PeriodItem { code: known.code, met, node: known.node, line, groups: known.groups }
    }

    fn line(&mut self, division: i64, category: &Arc<str>) -> Option<UnitId> {
        let (model, tree, matrix) = (self.model, self.tree, &self.matrix);
        *self.lines.entry((division, category.clone())).or_insert_with(|| {
            let code = DivisionCode::from_padded(division).ok()?;
            let line = |code| CityModel::line_by(matrix, code, category);
            let line = line(code).or_else(|| line(model.division_today(code)))?;
            Some(model.standing_for(tree, line))
        })
    }

    fn look_up(&self, system: SystemId, code: &str) -> Known {
        let own: Option<&CheckItem> =
            self.model.system(system).and_then(|system| system.check_items.iter().find(|item| item.code == code));
        let item = own.or_else(|| self.model.check_item(code));
        let node = item.and_then(|item| item.content.as_deref());
        Known {
            code: code.into(),
            category: item.and_then(|item| item.category).map(|category| category.to_string().into()),
            groups: node.map_or_else(|| Arc::from([]), |node| self.groups_of(system, node).into()),
            node: node.map(Arc::from),
        }
    }

    /// The promotion groups that hold a node or one above it, each once.
    fn groups_of(&self, system: SystemId, node: &str) -> Vec<UnitId> {
        let (Some(tree), Some(rows)) = (self.model.system(system), self.model.responsibilities.get(&system)) else {
            return Vec::new();
        };
        let before = self.model.held_on(system, self.day);
        let mut groups = Vec::new();
        let mut at = Some(node.to_owned());
        while let Some(code) = at {
            let then = before.iter().copied().filter(|row| row.node == code);
            for row in rows.get(&code).into_iter().flatten().chain(then).filter(|row| row.duty != Duty::Assist) {
                let is_group = self.tree.get(row.unit).is_some_and(|unit| unit.kind == UnitKind::Group);
                if is_group && !groups.contains(&row.unit) {
                    groups.push(row.unit);
                }
            }
            at = tree.node(&code).and_then(|node| node.parent.clone());
        }
        groups
    }
}
