//! What the pages of units, people, divisions and calendar have in common.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{AppError, FieldProblem, model::CityModel};
use changxiao_domain::{ids::UnitId, orgs::UnitKind, time::Day};
use changxiao_files::sheets::{Cell, CsvWriter};
use changxiao_words::{Lang, Texts};

use crate::{
    answer::WebError,
    shell::{Notice, NoticeKind},
};

/// An option of a select or a link of a filter.
pub(crate) struct Choice {
    /// The value of the option, or the address of the link.
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), chosen }
    }
}

/// A tab with a count.
pub(crate) struct Tab {
    pub href: String,
    pub label: String,
    pub count: String,
    pub current: bool,
}

/// The wrong fields of a form that came back.
#[derive(Default)]
pub(crate) struct Faults {
    fields: Vec<(&'static str, String)>,
    /// What concerns the form as a whole.
    pub notice: Option<Notice>,
}

impl Faults {
    /// Takes what can be shown on the form; anything else goes on to the error page.
    pub(crate) fn from(problem: AppError, lang: Lang) -> Result<Self, WebError> {
        match problem {
            AppError::Invalid(fields) => {
                let words = |field: FieldProblem| (field.field, lang.pick(&field.zh, &field.en).to_owned());
                Ok(Self { fields: fields.into_iter().map(words).collect(), notice: None })
            }
            problem @ (AppError::Conflict | AppError::KeyReused) => {
                let text = format!("{} · {}", problem.words(lang), problem.number());
                Ok(Self { fields: Vec::new(), notice: Some(Notice { kind: NoticeKind::Failed, text, link: None }) })
            }
            other => Err(other.into()),
        }
    }

    /// The message of a field; empty where it is right.
    pub(crate) fn of(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text)
    }

    pub(crate) fn count(&self) -> usize {
        self.fields.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.notice.is_none()
    }
}

/// A text in a path or query.
pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// `path?name=value&…`, without the pairs that are empty.
pub(crate) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// A day from a query; `None` for a text that is no day.
pub(crate) fn read_day(text: Option<&str>) -> Option<Day> {
    text.map(str::trim).filter(|text| !text.is_empty())?.parse().ok()
}

/// What a key of the matrix means: a category, all of a major, every category.
pub(crate) fn key_name(model: &CityModel, key: &str, lang: Lang, l: &Texts) -> String {
    if key == "*" {
        return l.orgs_all_categories.to_owned();
    }
    if let Some(category) = model.category(key) {
        return category.name(lang).to_owned();
    }
    model
        .categories
        .majors
        .iter()
        .find(|major| format!("{}{}", major.class.letter(), major.code) == key)
        .map_or_else(|| key.to_owned(), |major| major.name(lang).to_owned())
}

/// Units that a form may name: all in force but communities, which are too many for a list and never lead.
pub(crate) fn unit_choices(model: &CityModel, lang: Lang) -> Vec<Choice> {
    let named = model.units.iter().filter(|unit| unit.kind != UnitKind::Community);
    named.map(|unit| Choice::new(unit.code.clone(), unit.name_in(lang), false)).collect()
}

pub(crate) fn unit_href(model: &CityModel, unit: UnitId) -> String {
    model.all_units.get(&unit).map_or_else(String::new, |unit| format!("/units/{}", encode(&unit.code)))
}

/// The page of a node of the system that inspections follow.
pub(crate) fn node_href(model: &CityModel, code: &str) -> String {
    let row = model.current_system().and_then(|system| model.systems.iter().find(|(row, _)| row.id == system.id));
    row.map_or_else(
        || "/standards".to_owned(),
        |(row, _)| format!("/standards/{}/nodes/{}", encode(&format!("{}~{}", row.key, row.edition)), encode(code)),
    )
}

/// The scores of the month of a day: where a unit's latest score stands.
pub(crate) fn score_href(day: Day, unit: &str) -> String {
    format!("/scores/{:04}-{:02}/units/{}", day.year(), day.month(), encode(unit))
}

/// A CSV file to download.
pub(crate) fn csv_file(name: &str, titles: &[&str], rows: Vec<Vec<String>>) -> Result<Response, WebError> {
    let broken = |problem: &dyn std::fmt::Display| AppError::Broken(format!("csv: {problem}"));
    let mut csv = CsvWriter::new(titles.iter().copied()).map_err(|problem| broken(&problem))?;
    for row in rows {
        let cells: Vec<Cell> = row.into_iter().map(Cell::Text).collect();
        csv.row(&cells).map_err(|problem| broken(&problem))?;
    }
    let file = csv.finish().map_err(|problem| broken(&problem))?;
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
