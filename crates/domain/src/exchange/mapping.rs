//! Which column feeds which field, as data with date and source.

use changxiao_words::{Lang, coded};
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Field, titles::normal};
use crate::{cases::Source, geo::Datum, text::clean_json, time::Day};

coded! {
    /// What sort of system hands orders over.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SystemKind {
        /// The citizens' hotline 12345.
        Hotline = "hotline", exchange_system_kind_hotline;
        /// A city-management platform (GB/T 30428).
        CityManagement = "city_management", exchange_system_kind_city_management;
    }
}

impl SystemKind {
    /// How a case from such a system came about.
    pub const fn source(self) -> Source {
        match self {
            SystemKind::Hotline => Source::Hotline,
            SystemKind::CityManagement => Source::CityManagement,
        }
    }
}

coded! {
    /// How times are written where the cell itself does not say so.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum DateForm {
        /// 2026-06-16 10:00, 2026/6/16, 2026年6月16日 10时, and Excel's own; the time may be missing.
        #[default]
        YearFirst = "year_first";
        /// 16/06/2026 10:00.
        DayFirst = "day_first";
        /// 06/16/2026 10:00.
        MonthFirst = "month_first";
        /// 20260616, 202606161000, 20260616100000.
        Compact = "compact";
        /// Seconds since 1970 UTC.
        EpochSeconds = "epoch_seconds";
        /// Milliseconds since 1970 UTC.
        EpochMillis = "epoch_millis";
    }
}

impl DateForm {
    /// A time so written, the same in every language.
    pub const fn example(self) -> &'static str {
        match self {
            DateForm::YearFirst => "2026-06-16 10:00",
            DateForm::DayFirst => "16/06/2026 10:00",
            DateForm::MonthFirst => "06/16/2026 10:00",
            DateForm::Compact => "20260616100000",
            DateForm::EpochSeconds => "1781575200",
            DateForm::EpochMillis => "1781575200000",
        }
    }
}

/// The titles that a field's column may have in an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnOf {
    pub field: Field,
    pub titles: Vec<String>,
}

/// Words of the other system and our code for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueOf {
    /// One word (垃圾清运), the words of several levels with `/` between them (市容环境/环境卫生), or `*` for everything else.
    pub words: String,
    /// A category code such as E0102, a division code such as 350602; `-`: such orders are not ours and are passed over.
    pub code: String,
}

impl ValueOf {
    pub const NOT_OURS: &'static str = "-";
    pub const ANYTHING: &'static str = "*";
}

/// How to read the orders of one system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub format: String,
    /// By which commands and addresses name it: `12345`.
    pub name: String,
    pub name_zh: String,
    pub name_en: String,
    /// The system whose orders these are; numbers are told apart within it.
    pub system: String,
    pub kind: SystemKind,
    #[serde(with = "crate::standards::day_text")]
    pub effective_from: Day,
    /// certain, inferred.
    pub evidence: String,
    pub source_zh: String,
    pub source_en: String,
    pub date_form: DateForm,
    pub datum: Datum,
    pub columns: Vec<ColumnOf>,
    pub categories: Vec<ValueOf>,
    pub divisions: Vec<ValueOf>,
}

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingFault {
    Name,
    System,
    Label,
    Source,
    /// No column for the number of the order.
    NumberMissing,
    /// Neither a title nor a content.
    TextMissing,
    /// A title that feeds two fields.
    TitleTwice(String),
    /// Words that stand twice in a table of values.
    ValueTwice(String),
    /// A line of a table without words or without a code.
    ValueEmpty(String),
}

/// Letters that a name of a mapping or a system may have: they stand in addresses and commands.
pub fn is_short_name(text: &str) -> bool {
    let fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(fine)
}

impl Mapping {
    pub const FORMAT: &'static str = "changxiao-exchange/1";

    /// Reads the JSON text of a mapping, without signs that nobody sees. The error names line and column.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&clean_json(json))
    }

    pub fn label(&self, lang: Lang) -> &str {
        if self.name_en.is_empty() { &self.name_zh } else { lang.of_data(&self.name_zh, &self.name_en) }
    }

    pub fn source(&self, lang: Lang) -> &str {
        if self.source_en.is_empty() { &self.source_zh } else { lang.of_data(&self.source_zh, &self.source_en) }
    }

    /// The titles that a field's column may have.
    pub fn titles_of(&self, field: Field) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .filter(move |column| column.field == field)
            .flat_map(|c| c.titles.iter().map(String::as_str))
    }

    /// Everything that is wrong; empty when it can be used. Whether the codes exist is the city's lists' to say.
    pub fn check(&self) -> Vec<MappingFault> {
        let mut faults = Vec::new();
        let within = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
        if !is_short_name(&self.name) || self.format != Self::FORMAT {
            faults.push(MappingFault::Name);
        }
        if !is_short_name(&self.system) {
            faults.push(MappingFault::System);
        }
        if !within(&self.name_zh, 60) {
            faults.push(MappingFault::Label);
        }
        if !within(&self.source_zh, 500) {
            faults.push(MappingFault::Source);
        }
        let has = |field| self.titles_of(field).next().is_some();
        if !has(Field::Number) {
            faults.push(MappingFault::NumberMissing);
        }
        if !has(Field::Title) && !has(Field::Text) {
            faults.push(MappingFault::TextMissing);
        }
        let mut titles: BTreeMap<String, Field> = BTreeMap::new();
        for column in &self.columns {
            for title in &column.titles {
                if titles.insert(normal(title), column.field).is_some_and(|before| before != column.field) {
                    faults.push(MappingFault::TitleTwice(title.clone()));
                }
            }
        }
        for table in [&self.categories, &self.divisions] {
            let mut seen = BTreeSet::new();
            for value in table {
                if value.words.trim().is_empty() || value.code.trim().is_empty() {
                    faults.push(MappingFault::ValueEmpty(format!("{}={}", value.words, value.code)));
                } else if !seen.insert(value.words.trim()) {
                    faults.push(MappingFault::ValueTwice(value.words.clone()));
                }
            }
        }
        faults
    }
}
