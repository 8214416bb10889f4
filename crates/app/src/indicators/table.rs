//! A table of figures: one statement for the rows and one for their sum, scoped to the post as lists are.

use std::{collections::HashMap, sync::Arc};

use changxiao_domain::{
    cases::Source,
    divisions::DivisionCode,
    ids::UnitId,
    indicators::{Counted, Counts, Group, Indicator, Outcome, Part, Rules, Scheme, Span, Subject, score},
    orgs::{Actor, Permission, Scope, UnitTree},
    scoring::{NotRated, Standing, rank_scores},
    time::Instant,
    trace::TraceSubject,
};
use changxiao_store::{
    cases::CaseFilter,
    indicators::{self as counting, CountQuery, Grouping},
};
use changxiao_words::coded;

use crate::{App, AppError, cases::scope, model::CityModel, note_look, orgs::dated::tree_of, scoring::like_units};

coded! {
    /// What the rows stand for.
    pub enum By {
        Unit = "unit", indicators_by_unit;
        County = "county", indicators_by_county;
        Town = "town", indicators_by_town;
        Village = "village", indicators_by_village;
        Major = "major", indicators_by_major;
        Category = "category", indicators_by_category;
        Source = "source", indicators_by_source;
        /// The functions of the centre.
        Function = "function", indicators_by_function;
    }
}

/// What somebody wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableQuery {
    pub span: Span,
    pub by: By,
    pub source: Option<Source>,
    /// A code, or a major's class letter and two digits.
    pub category: Option<String>,
    pub division: Option<DivisionCode>,
    /// Only cases that this unit leads.
    pub unit: Option<UnitId>,
}

/// One row: what was counted, and what it comes to.
#[derive(Clone, Debug)]
pub struct Row {
    pub group: Group,
    /// Whose composite it has; none for categories and sources.
    pub subject: Option<Subject>,
    pub counts: Arc<Counts>,
    pub score: Outcome,
    /// The three rates of call-backs as one.
    pub calls: Outcome,
    /// Place and number of the rated, among its like.
    pub place: Option<(usize, usize)>,
    /// The ranking that it stands in: `town.street`; empty outside of any.
    pub like: String,
}

pub struct Table {
    pub asked: TableQuery,
    pub from: Instant,
    pub until: Instant,
    /// When the figures were read.
    pub as_of: Instant,
    pub rows: Vec<Row>,
    /// Everything together.
    pub total: Row,
    /// The post sees a part of the city only, so that nothing is ranked.
    pub partial: bool,
    pub rules: Arc<Rules>,
}

impl By {
    const fn grouping(self) -> Grouping {
        match self {
            By::Unit => Grouping::Unit,
            By::County => Grouping::County,
            By::Town => Grouping::Town,
            By::Village => Grouping::Village,
            By::Major => Grouping::Major,
            By::Category => Grouping::Category,
            By::Source => Grouping::Source,
            By::Function => Grouping::All,
        }
    }

    /// Whose composite the rows have.
    pub const fn subject(self) -> Option<Subject> {
        match self {
            By::Unit => Some(Subject::Department),
            By::County | By::Town | By::Village => Some(Subject::Area),
            By::Major | By::Category | By::Source | By::Function => None,
        }
    }
}

impl TableQuery {
    /// The moments of the period in the city.
    pub fn moments(&self, model: &CityModel) -> (Instant, Instant) {
        let (first, end, behind) = self.span.bounds();
        (model.start_of(first).plus_micros(behind), model.start_of(end).plus_micros(behind))
    }

    /// The cases that are looked at, before any figure.
    fn filter(&self, actor: &Actor) -> CaseFilter {
        let leads = match (self.unit, self.by, &actor.scope) {
            (Some(unit), ..) => vec![unit],
            // Of a case that it only helps with, a unit would see a part of another unit's figures.
            (None, By::Unit, Scope::Units(units)) => units.iter().copied().collect(),
            _ => Vec::new(),
        };
        CaseFilter {
            scope: scope::filter(actor),
            source: self.source,
            category: self.category.clone(),
            divisions: self.division.map(DivisionCode::range),
            lead_any: leads,
            ..CaseFilter::default()
        }
    }
}

impl Row {
    pub(super) fn new(group: Group, subject: Option<Subject>, counts: Arc<Counts>, rules: &Rules) -> Self {
        let of = |subject| rules.scheme(subject).map_or(Outcome::NotRated, |scheme| score(rules, scheme, &counts));
        Self {
            score: subject.map_or(Outcome::NotRated, of),
            calls: of(Subject::Callback),
            place: None,
            like: String::new(),
            group,
            subject,
            counts,
        }
    }
}

impl Table {
    /// The name of a figure in an address of the list of cases.
    pub fn counted(&self, row: &Row, indicator: Indicator, part: Part) -> Counted {
        Counted { indicator, part, group: row.group.clone(), from: self.from, until: self.until }
    }
}

/// Counts and scores. Errors: not permitted.
pub async fn table(app: &App, actor: &Actor, asked: TableQuery) -> Result<Table, AppError> {
    actor.require(Permission::ReadScores)?;
    actor.require(Permission::ReadCases)?;
    let model = app.model(actor.city).await?;
    let rules = model.indicators.clone();
    let (from, until) = asked.moments(&model);
    let filter = asked.filter(actor);
    let mut subjects: Vec<Subject> = asked.by.subject().into_iter().collect();
    if asked.by == By::Function {
        subjects.extend(Subject::FUNCTIONS);
    }
    let schemes: Vec<&Scheme> = subjects.iter().filter_map(|subject| rules.scheme(*subject)).collect();
    let then = model.has_successions();
    let wanted = |grouping, schemes| CountQuery { basis: &rules.basis, schemes, from, until, grouping, then };
    let (as_of, counted) = counted(app, actor, &filter, &wanted(asked.by.grouping(), schemes.clone())).await?;
    let mut rows = Vec::new();
    for (group, counts) in counted.iter() {
        let counts = Arc::new(counts.clone());
        match asked.by {
            By::Function => rows.extend(
                Subject::FUNCTIONS
                    .into_iter()
                    .map(|subject| Row::new(group.clone(), Some(subject), counts.clone(), &rules)),
            ),
            by => rows.push(Row::new(group.clone(), by.subject(), counts, &rules)),
        }
    }
    // Rows without anything due are of moments outside the period.
    rows.retain(|row| asked.by == By::Function || !row.counts.is_empty());
    let (_, total) = self::counted(app, actor, &filter, &wanted(Grouping::All, Vec::new())).await?;
    let total = total.first().map(|(_, counts)| counts.clone()).unwrap_or_default();
    let partial = actor.scope != Scope::WholeCity;
    let mut table = Table {
        total: Row::new(Group::All, None, Arc::new(total), &rules),
        from,
        until,
        as_of,
        rows,
        partial,
        rules,
        asked,
    };
    rank(&mut table, &model);
    Ok(table)
}

type Rows = Vec<(Group, Counts)>;

/// What was counted, and when: taken again when the city has changed or a minute has passed.
pub(super) async fn counted(
    app: &App,
    actor: &Actor,
    filter: &CaseFilter,
    wanted: &CountQuery<'_>,
) -> Result<(Instant, Arc<Rows>), AppError> {
    let subjects: Vec<Subject> = wanted.schemes.iter().map(|scheme| scheme.subject).collect();
    let span = (wanted.from, wanted.until, wanted.grouping);
    let key = format!("indicators:{filter:?}{span:?}{subjects:?}{}", wanted.then);
    let now = app.now();
    if let Some(kept) = app.figures().get::<Rows>(actor.city, &key, now) {
        return Ok(kept);
    }
    let _one_at_a_time = app.figures().counting.lock().await;
    if let Some(kept) = app.figures().get::<Rows>(actor.city, &key, now) {
        return Ok(kept);
    }
    let generation = app.figures().generation(actor.city);
    let rows = Arc::new(counting::count(app.db(), actor.city, filter, wanted, now).await?);
    app.figures().put_of(actor.city, &key, now, generation, rows.clone());
    Ok((now, rows))
}

/// The units of the last day of a period that is over, else those of today: a unit is compared with those that were its like then.
fn units_then(table: &Table, model: &CityModel) -> UnitTree {
    let (first, end, _) = table.asked.span.bounds();
    let last = end.yesterday().unwrap_or(first).min(model.day);
    // Units of a day that make no tree are compared as they hang today.
    tree_of(model, last).unwrap_or_else(|_| model.units.clone())
}

/// Ranks like with like, where the post sees the whole city.
fn rank(table: &mut Table, model: &CityModel) {
    let mut like_of: HashMap<UnitId, String> = HashMap::new();
    if table.asked.by == By::Unit {
        for like in like_units(model, &units_then(table, model)) {
            like_of.extend(like.units.iter().map(|unit| (*unit, like.code.clone())));
        }
    }
    for row in &mut table.rows {
        row.like = match &row.group {
            Group::Unit(unit) => like_of.get(unit).cloned().unwrap_or_default(),
            Group::Division(..) => table.asked.by.code().to_owned(),
            Group::All | Group::Major(_) | Group::Category(_) | Group::Source(_) => String::new(),
        };
    }
    if table.partial {
        return;
    }
    let mut groups: Vec<String> =
        table.rows.iter().map(|row| row.like.clone()).filter(|like| !like.is_empty()).collect();
    groups.sort_unstable();
    groups.dedup();
    for like in groups {
        let of_it: Vec<usize> = (0..table.rows.len()).filter(|at| table.rows[*at].like == like).collect();
        // The ranking knows units; the place of a row stands in for one.
        let key = |at: usize| UnitId(uuid::Uuid::from_u128(u128::try_from(at).unwrap_or_default()));
        let scores = of_it.iter().map(|at| (key(*at), table.rows[*at].score.score().ok_or(NotRated::NothingDue)));
        for ranked in rank_scores(scores.collect::<Vec<_>>()) {
            let at = of_it.iter().copied().find(|at| key(*at) == ranked.unit);
            if let (Some(at), Standing::Place { rank, of, .. }) = (at, ranked.standing) {
                table.rows[at].place = Some((rank, of));
            }
        }
    }
}

/// Leaves a trace of who took a table out of the system.
pub async fn note_export(app: &App, actor: &Actor, query: &str, rows: usize) -> Result<(), AppError> {
    actor.require(Permission::Export)?;
    note_look(app, actor, TraceSubject::IndicatorExport, serde_json::json!({ "query": query, "rows": rows })).await
}
