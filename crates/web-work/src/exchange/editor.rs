//! The form of a mapping: from what is saved, from the titles of an export, and back.

use changxiao_domain::{
    exchange::{ColumnOf, DateForm, Field, Mapping, SystemKind, ValueOf},
    geo::Datum,
};

use crate::form::Form;

/// What the form shows, as text.
#[derive(Clone, Default)]
pub(super) struct Draft {
    pub name: String,
    pub name_zh: String,
    pub name_en: String,
    pub system: String,
    pub kind: String,
    pub effective_from: String,
    pub source_zh: String,
    pub source_en: String,
    pub date_form: String,
    pub datum: String,
    pub columns: Vec<ColumnLine>,
    pub categories: String,
    pub divisions: String,
    /// The version that the page showed.
    pub seen: i64,
}

/// A title of the export, and the field that it feeds; empty for none.
#[derive(Clone, Default)]
pub(super) struct ColumnLine {
    pub title: String,
    pub sample: String,
    pub field: String,
}

/// Lines without a title that the form offers.
const SPARE: usize = 3;

impl Draft {
    pub fn of(mapping: &Mapping, seen: i64) -> Self {
        let line = |field: Field, title: &String| ColumnLine {
            title: title.clone(),
            sample: String::new(),
            field: field.code().to_owned(),
        };
        let columns = mapping.columns.iter().flat_map(|of| of.titles.iter().map(move |title| line(of.field, title)));
        Self {
            name: mapping.name.clone(),
            name_zh: mapping.name_zh.clone(),
            name_en: mapping.name_en.clone(),
            system: mapping.system.clone(),
            kind: mapping.kind.code().to_owned(),
            effective_from: mapping.effective_from.to_string(),
            source_zh: mapping.source_zh.clone(),
            source_en: mapping.source_en.clone(),
            date_form: mapping.date_form.code().to_owned(),
            datum: mapping.datum.code().to_owned(),
            columns: columns.collect(),
            categories: lines(&mapping.categories),
            divisions: lines(&mapping.divisions),
            seen,
        }
        .with_spare()
    }

    /// The titles of a file, each with the field that `base` gives it.
    pub fn of_titles(base: &Mapping, seen: i64, titles: Vec<(String, String)>) -> Self {
        let mut draft = Self::of(base, seen);
        let known = std::mem::take(&mut draft.columns);
        let plain = |title: &str| title.split_whitespace().collect::<String>().to_lowercase();
        let field_of = |title: &str| {
            let same = known.iter().find(|line| !line.title.is_empty() && plain(&line.title) == plain(title));
            same.map_or_else(String::new, |line| line.field.clone())
        };
        draft.columns =
            titles.into_iter().map(|(title, sample)| ColumnLine { field: field_of(&title), title, sample }).collect();
        draft.with_spare()
    }

    pub fn from_form(form: &Form) -> Self {
        let fields: Vec<&str> = form.all("field").collect();
        let samples: Vec<&str> = form.all("sample").collect();
        let at = |list: &[&str], place: usize| list.get(place).map_or_else(String::new, |text| (*text).to_owned());
        let columns = form.all("title").enumerate().map(|(place, title)| ColumnLine {
            title: title.to_owned(),
            sample: at(&samples, place),
            field: at(&fields, place),
        });
        let text = |name: &str| form.text(name).to_owned();
        Self {
            name: text("name"),
            name_zh: text("name_zh"),
            name_en: text("name_en"),
            system: text("system"),
            kind: text("kind"),
            effective_from: text("effective_from"),
            source_zh: text("source_zh"),
            source_en: text("source_en"),
            date_form: text("date_form"),
            datum: text("datum"),
            columns: columns.filter(|line| !line.title.is_empty()).collect(),
            categories: text("categories"),
            divisions: text("divisions"),
            seen: form.number("seen").unwrap_or(0),
        }
    }

    pub fn with_spare(mut self) -> Self {
        self.columns.extend(std::iter::repeat_n(ColumnLine::default(), SPARE));
        self
    }

    /// The mapping that the form says. `None`: the day cannot be read; every other fault is the mapping's own to find.
    pub fn mapping(&self) -> Option<Mapping> {
        let mut columns: Vec<ColumnOf> = Vec::new();
        for line in &self.columns {
            let Some(field) = Field::parse(&line.field) else { continue };
            match columns.iter_mut().find(|column| column.field == field) {
                Some(column) => column.titles.push(line.title.clone()),
                None => columns.push(ColumnOf { field, titles: vec![line.title.clone()] }),
            }
        }
        Some(Mapping {
            format: Mapping::FORMAT.to_owned(),
            name: self.name.clone(),
            name_zh: self.name_zh.clone(),
            name_en: self.name_en.clone(),
            system: self.system.clone(),
            kind: SystemKind::parse(&self.kind).unwrap_or(SystemKind::Hotline),
            effective_from: self.effective_from.parse().ok()?,
            evidence: "certain".to_owned(),
            source_zh: self.source_zh.clone(),
            source_en: self.source_en.clone(),
            date_form: DateForm::parse(&self.date_form).unwrap_or_default(),
            datum: Datum::read(&self.datum).unwrap_or_default(),
            columns,
            categories: values(&self.categories),
            divisions: values(&self.divisions),
        })
    }
}

fn lines(values: &[ValueOf]) -> String {
    values.iter().map(|value| format!("{}={}\n", value.words, value.code)).collect()
}

/// A line each; what has no sign in it is kept without a code, so that the fault names it.
fn values(text: &str) -> Vec<ValueOf> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (words, code) = line.rsplit_once(['=', '＝']).unwrap_or((line, ""));
            ValueOf { words: words.trim().to_owned(), code: code.trim().to_owned() }
        })
        .collect()
}
