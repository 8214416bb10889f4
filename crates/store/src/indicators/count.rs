//! All indicators of a table in one statement: a part for each moment that a period can be about, each along its index, summed by
//! group.

use changxiao_domain::{
    ids::{CityId, UnitId},
    indicators::{Basis, Cohort, Counts, Group, Indicator, Part, Scheme, Subject, Tally},
    time::Instant,
};

use super::{
    then::{division_then, lead_then},
    words::Words,
};
use crate::{
    Db, StoreError,
    cases::{CaseFilter, condition::Query, search},
    engine::{Built, Params, Row},
};

/// What is counted.
#[derive(Clone, Debug)]
pub struct CountQuery<'a> {
    pub basis: &'a Basis,
    /// Composites whose good and bad cases are counted beside the plain figures.
    pub schemes: Vec<&'a Scheme>,
    pub from: Instant,
    pub until: Instant,
    pub grouping: Grouping,
    /// Cases have gone over to other units or divisions: they are counted for those who had them at the end of the period.
    pub then: bool,
}

/// What the rows of a table stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// One row.
    All,
    /// By lead unit; what has none yet is in no row.
    Unit,
    County,
    Town,
    Village,
    Major,
    Category,
    Source,
}

impl Grouping {
    /// What makes the group of a row; `then`: of whoever had the case at that moment.
    fn expression(self, then: Option<Instant>) -> String {
        let unit = || then.map_or_else(|| "lead_unit".to_owned(), lead_then);
        let division = || then.map_or_else(|| "division".to_owned(), division_then);
        match self {
            Grouping::All => "1".to_owned(),
            Grouping::Unit => unit(),
            Grouping::County => format!("{} / 1000000", division()),
            Grouping::Town => format!("{} / 1000", division()),
            // An expression, lest the index of divisions be walked from end to end.
            Grouping::Village => format!("{} + 0", division()),
            Grouping::Major => "SUBSTR(category, 1, 3)".to_owned(),
            Grouping::Category => "category".to_owned(),
            Grouping::Source => "source".to_owned(),
        }
    }

    /// Padded divisions of one row.
    const fn step(self) -> Option<i64> {
        match self {
            Grouping::County => Some(1_000_000),
            Grouping::Town => Some(1_000),
            Grouping::Village => Some(1),
            _ => None,
        }
    }

    /// `None` for cases without a lead unit. The statement does not leave them out: SQLite would then walk all cases along the
    /// index of lead units, 7.8 seconds for a million where other groupings take 0.6 along the period.
    fn read(self, row: &Row) -> Result<Option<Group>, StoreError> {
        Ok(Some(match self {
            Grouping::All => Group::All,
            Grouping::Unit => match row.opt_id("part", UnitId)? {
                Some(unit) => Group::Unit(unit),
                None => return Ok(None),
            },
            Grouping::Major => Group::Major(row.text("part")?),
            Grouping::Category => Group::Category(row.text("part")?),
            Grouping::Source => Group::Source(row.text("part")?),
            Grouping::County | Grouping::Town | Grouping::Village => {
                let (part, step) = (row.int("part")?, self.step().unwrap_or(1));
                Group::Division(part * step, part * step + step - 1)
            }
        }))
    }
}

/// One figure to sum.
#[derive(Clone, Copy)]
struct Column {
    indicator: Indicator,
    part: Part,
}

fn columns(schemes: &[&Scheme]) -> Vec<Column> {
    let mut all = Vec::new();
    for indicator in Indicator::ALL {
        all.push(Column { indicator: *indicator, part: Part::Due });
        all.push(Column { indicator: *indicator, part: Part::Met });
    }
    all.push(Column { indicator: Indicator::Satisfaction, part: Part::Partly });
    for scheme in schemes.iter().filter(|scheme| scheme.is_graded()) {
        for indicator in scheme.shares() {
            all.push(Column { indicator, part: Part::Good(scheme.subject) });
            all.push(Column { indicator, part: Part::Bad(scheme.subject) });
        }
    }
    all
}

/// The statement over the cases of the filter.
fn statement(query: &mut Query, wanted: &CountQuery<'_>, columns: &[Column], now: Instant) -> String {
    let base = std::mem::take(&mut query.text);
    let by = wanted.grouping.expression(wanted.then.then_some(wanted.until));
    let mut words = Words::new(query, wanted.basis, wanted.from, wanted.until, now);
    let late_in = |subject: Subject| -> Vec<Indicator> {
        wanted.schemes.iter().filter(|scheme| scheme.subject == subject).flat_map(|scheme| scheme.shares()).collect()
    };
    let cohorts = [Cohort::Decided, Cohort::Verify, Cohort::Due, Cohort::Ended, Cohort::Called];
    let mut legs = Vec::new();
    for cohort in cohorts.into_iter().map(Some).chain([None]) {
        let (holds, sums): (String, Vec<String>) = match cohort {
            Some(cohort) => {
                let sums = columns.iter().map(|column| match column.indicator.cohort() == cohort {
                    false => None,
                    true => {
                        let late_in = match column.part {
                            Part::Good(subject) => late_in(subject),
                            _ => Vec::new(),
                        };
                        Some(words.part(column.indicator, column.part, &late_in))
                    }
                });
                let sums = sums.enumerate().map(|(place, condition)| sum(place, condition.as_deref())).collect();
                (words.cohort(cohort), sums)
            }
            // Reports that nobody has filed in time fall into no period by a moment of their own.
            None => {
                let of_it = |column: &Column| {
                    column.indicator == Indicator::OnTimeFiling && matches!(column.part, Part::Due | Part::Bad(_))
                };
                let sums = columns.iter().enumerate();
                let sums = sums.map(|(place, column)| sum(place, of_it(column).then_some("1 = 1"))).collect();
                (words.unfiled(), sums)
            }
        };
        let group = if wanted.grouping == Grouping::All { "" } else { " GROUP BY 1" };
        legs.push(format!("SELECT {by} AS part, {} FROM cases WHERE {base} AND {holds}{group}", sums.join(", ")));
    }
    let total: Vec<String> =
        (0..columns.len()).map(|place| format!("CAST(SUM(f{place}) AS BIGINT) AS f{place}")).collect();
    format!("SELECT part, {} FROM ({}) AS legs GROUP BY part ORDER BY part", total.join(", "), legs.join(" UNION ALL "))
}

fn sum(place: usize, condition: Option<&str>) -> String {
    match condition {
        Some(condition) => {
            format!("CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS BIGINT) AS f{place}")
        }
        None => format!("CAST(0 AS BIGINT) AS f{place}"),
    }
}

/// Everything that was counted, by group, of the cases of the filter; its order, its lamp and its own figure play no part.
pub async fn count(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    wanted: &CountQuery<'_>,
    now: Instant,
) -> Result<Vec<(Group, Counts)>, StoreError> {
    let mut filter = CaseFilter { counted: None, ..filter.clone() };
    let leads = if wanted.then { std::mem::take(&mut filter.lead_any) } else { Vec::new() };
    let filter = search::with_unindexed(db, city, &filter).await?;
    let mut query = Query::whole(db.engine(), city, &filter, now);
    if !leads.is_empty() {
        query.led_then(&leads, wanted.until);
    }
    let columns = columns(&wanted.schemes);
    let text = statement(&mut query, wanted, &columns, now);
    let rows = db.rows(Built { name: "store::indicators::count", text }, Params(query.values)).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(group) = wanted.grouping.read(row)? else { continue };
        let mut counts = Counts::default();
        for (place, column) in columns.iter().enumerate() {
            let n = row.int(&format!("f{place}"))?;
            let tally: &mut Tally = counts.plain.entry(column.indicator).or_default();
            match column.part {
                Part::Due => tally.due = n,
                Part::Met => tally.met = n,
                Part::Partly => tally.partly = n,
                Part::Good(subject) => counts.graded.entry((subject, column.indicator)).or_default().0 = n,
                Part::Bad(subject) => counts.graded.entry((subject, column.indicator)).or_default().1 = n,
            }
        }
        // An indicator in which nothing was due is not there, as in a walk over the cases.
        counts.plain.retain(|_, tally| tally.due > 0);
        counts.graded.retain(|(_, indicator), _| counts.plain.contains_key(indicator));
        all.push((group, counts));
    }
    Ok(all)
}
