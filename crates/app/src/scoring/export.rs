//! A period as rows: for `changxiao score`, for exports, and to prove that computing again gives the same bytes.

use changxiao_domain::{
    ids::{CityId, UnitId},
    scoring::{Outcome, Period, Standing},
};
use changxiao_files::sheets::{Cell, CsvWriter, WriteError};
use serde::Serialize;

use super::{Group, PeriodScores, period};
use crate::{App, AppError};

/// One unit in one period. Scores are thousandths of a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportRow {
    pub period: String,
    pub scheme: String,
    /// The ranking that it stands in: `town.street`.
    pub group: String,
    pub unit: String,
    pub name: String,
    pub name_en: String,
    /// Why it has no score; absent where it has one.
    pub not_rated: Option<&'static str>,
    pub score: Option<i64>,
    /// The middle 95 % of 2,000 draws of its visits.
    pub low: Option<i64>,
    pub high: Option<i64>,
    pub rank: Option<usize>,
    /// How many units of the group are rated.
    pub of: Option<usize>,
    /// Shares its rank with another unit.
    pub tied: bool,
    /// Every component of the scheme, in its order.
    pub components: Vec<ExportComponent>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportComponent {
    pub code: String,
    /// What it counts for; 0 where nothing was due in it.
    pub share: i64,
    pub due: i64,
    pub met: i64,
    pub lost: i64,
}

/// Every ranked unit, group by group, by unit code. The same facts give the same rows on any engine and any day.
pub async fn export(app: &App, city: CityId, of: Period) -> Result<Vec<ExportRow>, AppError> {
    let scores = period(app, city, of).await?;
    let intervals = scores.intervals().await?;
    let mut rows = Vec::new();
    for group in &scores.groups {
        for unit in &group.units.units {
            let mut row = row(&scores, group, *unit);
            if let Some(interval) = intervals.get(unit) {
                (row.low, row.high) = (Some(interval.low.0), Some(interval.high.0));
            }
            rows.push(row);
        }
    }
    Ok(rows)
}

fn row(scores: &PeriodScores, group: &Group, id: UnitId) -> ExportRow {
    let unit = scores.tree.get(id);
    let standing = group.ranking.iter().find(|ranked| ranked.unit == id).map(|ranked| ranked.standing);
    let (rank, of, tied) = match standing {
        Some(Standing::Place { rank, of, tied, .. }) => (Some(rank), Some(of), tied),
        _ => (None, None, false),
    };
    let trace = scores.units.get(&id).and_then(Outcome::trace);
    let component = |code: &str| {
        let found = trace.and_then(|trace| trace.components.iter().find(|component| component.code == code));
        ExportComponent {
            code: code.to_owned(),
            share: found.map_or(0, |component| component.share.0),
            due: found.map_or(0, |component| component.due),
            met: found.map_or(0, |component| component.met),
            lost: found.map_or(0, |component| component.lost.0),
        }
    };
    ExportRow {
        period: scores.period.to_string(),
        scheme: scores.scheme.code().to_owned(),
        group: group.units.code.clone(),
        unit: unit.map_or_else(String::new, |unit| unit.code.clone()),
        name: unit.map_or_else(String::new, |unit| unit.name.clone()),
        name_en: unit.map_or_else(String::new, |unit| unit.name_en.clone()),
        not_rated: if trace.is_none() { Some("nothing_due") } else { None },
        score: trace.map(|trace| trace.score.0),
        low: None,
        high: None,
        rank,
        of,
        tied,
        components: scores.scheme.components().iter().map(|one| component(&one.code)).collect(),
    }
}

/// The rows as CSV, UTF-8 with a byte order mark so that spreadsheets read the names; one column a figure.
pub fn to_csv(rows: &[ExportRow]) -> Result<Vec<u8>, WriteError> {
    let mut titles: Vec<String> = [
        "period",
        "scheme",
        "group",
        "unit",
        "name",
        "name_en",
        "not_rated",
        "score",
        "low",
        "high",
        "rank",
        "of",
        "tied",
    ]
    .map(str::to_owned)
    .to_vec();
    if let Some(first) = rows.first() {
        for component in &first.components {
            titles.extend(["share", "due", "met", "lost"].map(|figure| format!("{}_{figure}", component.code)));
        }
    }
    let mut csv = CsvWriter::new(titles.iter().map(String::as_str))?;
    let text = |text: &str| Cell::Text(text.to_owned());
    let number = |number: Option<i64>| number.map_or(Cell::Empty, Cell::Integer);
    let place = |place: Option<usize>| number(place.and_then(|place| i64::try_from(place).ok()));
    for row in rows {
        let mut cells = vec![
            text(&row.period),
            text(&row.scheme),
            text(&row.group),
            text(&row.unit),
            text(&row.name),
            text(&row.name_en),
            text(row.not_rated.unwrap_or_default()),
            number(row.score),
            number(row.low),
            number(row.high),
            place(row.rank),
            place(row.of),
            Cell::Integer(i64::from(row.tied)),
        ];
        for component in &row.components {
            cells.extend([component.share, component.due, component.met, component.lost].map(Cell::Integer));
        }
        csv.row(&cells)?;
    }
    csv.finish()
}
