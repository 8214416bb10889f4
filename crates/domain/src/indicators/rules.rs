//! Weights, limits, bands and grades, read from data that name source and date. What does not add up is refused by name.

use changxiao_words::Lang;
use serde::Deserialize;

use super::{Basis, Cohort, Component, Indicator, Limits, Measure, Scheme, Subject};
use crate::{
    scoring::Milli,
    time::{HOUR, MINUTE},
};

/// Everything that ships for the indicators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    pub edition: String,
    pub basis: Basis,
    /// The limits as the page shows them.
    pub limits: Vec<LimitRow>,
    /// What a basically satisfied person counts for, in thousandths.
    pub partly_thousandths: i64,
    pub partly_source_zh: String,
    pub partly_source_en: String,
    /// By growing count; the last one has no end.
    pub bands: Vec<Band>,
    pub band_source_zh: String,
    pub band_source_en: String,
    /// Best first.
    pub grades: Vec<GradeStep>,
    pub grade_source_zh: String,
    pub grade_source_en: String,
    pub schemes: Vec<Scheme>,
}

/// A limit of one of the centre's steps, with its source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRow {
    pub step: String,
    pub minutes: i64,
    pub name_zh: String,
    pub name_en: String,
    pub source_zh: String,
    pub source_en: String,
}

/// Up to so many reworked cases are worth this share of the component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// `None`: whatever is above.
    pub up_to: Option<i64>,
    pub thousandths: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeStep {
    pub grade: char,
    /// Thousandths of a point.
    pub least_milli: i64,
}

/// Why the data cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesFault {
    #[error("the document holds no rules for indicators: {0}")]
    Unreadable(String),
    #[error("the weights of {subject} sum to {sum} thousandths of a point; 100000 are needed, which is one whole")]
    WeightsDoNotSum { subject: String, sum: i64 },
    #[error("{component} of {subject} weighs {weight} thousandths of a point; at least 1000 are needed")]
    WeightTooSmall { subject: String, component: String, weight: i64 },
    #[error("“{0}” is no indicator and no band")]
    UnknownMeasure(String),
    #[error("“{0}” is no subject")]
    UnknownSubject(String),
    #[error("{subject} has no scheme, or more than one")]
    NotOneScheme { subject: &'static str },
    #[error("{component} stands twice in {subject}")]
    Twice { subject: String, component: String },
    #[error(
        "{component} cannot stand in {subject}: call-backs and case work are scored apart, and a band needs a share beside it"
    )]
    Misplaced { subject: String, component: String },
    #[error("{0} names no source")]
    NoSource(String),
    #[error("the limit of {0} is missing, stands twice or is not above zero")]
    Limit(&'static str),
    #[error("bands must grow in count, fall in worth and end without an end, grades must fall and end at 0")]
    Steps,
    #[error("basically satisfied must count for 0 to 1000 thousandths")]
    Partly,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    edition: String,
    public_sources: Vec<String>,
    limits: Vec<LimitRow>,
    basically_satisfied: Partly,
    rework_bands: Bands,
    grades: Grades,
    schemes: Vec<SchemeText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Partly {
    thousandths: i64,
    source_zh: String,
    source_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bands {
    bands: Vec<Band>,
    source_zh: String,
    source_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grades {
    grades: Vec<GradeStep>,
    source_zh: String,
    source_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemeText {
    subject: String,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    note_zh: String,
    #[serde(default)]
    note_en: String,
    components: Vec<ComponentText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComponentText {
    measure: String,
    weight_milli: i64,
    source_zh: String,
    source_en: String,
}

/// Below one point, what a component loses by rounding would outweigh what spreading its weight moves.
const LEAST_WEIGHT: i64 = 1_000;
const FORMAT: &str = "changxiao-indicators/1";

impl Rules {
    /// Reads `changxiao-indicators/1`.
    pub fn from_json(text: &str) -> Result<Self, RulesFault> {
        let read: Document =
            serde_json::from_str(text).map_err(|problem| RulesFault::Unreadable(problem.to_string()))?;
        if read.format != FORMAT {
            return Err(RulesFault::Unreadable(format!("its format is {}, {FORMAT} is known", read.format)));
        }
        let limits = Limits {
            filing: limit(&read.limits, "filing")?,
            dispatch: limit(&read.limits, "dispatch")?,
            verify_sent: limit(&read.limits, "verify_sent")?,
            verify: limit(&read.limits, "verify")?,
            check_sent: limit(&read.limits, "check_sent")?,
            check: limit(&read.limits, "check")?,
        };
        for row in &read.limits {
            sourced(&row.step, &row.source_zh, &row.source_en)?;
        }
        let (partly, bands, grades) = (read.basically_satisfied, read.rework_bands, read.grades);
        if !(0..=1000).contains(&partly.thousandths) {
            return Err(RulesFault::Partly);
        }
        if !bands_hold(&bands.bands) || !grades_hold(&grades.grades) {
            return Err(RulesFault::Steps);
        }
        for (name, zh, en) in [
            ("basically_satisfied", &partly.source_zh, &partly.source_en),
            ("rework_bands", &bands.source_zh, &bands.source_en),
            ("grades", &grades.source_zh, &grades.source_en),
        ] {
            sourced(name, zh, en)?;
        }
        let schemes = read.schemes.into_iter().map(scheme).collect::<Result<Vec<_>, _>>()?;
        for subject in Subject::ALL {
            if schemes.iter().filter(|scheme| scheme.subject == subject).count() != 1 {
                return Err(RulesFault::NotOneScheme { subject: subject.code() });
            }
        }
        Ok(Self {
            edition: read.edition,
            basis: Basis { limits, public_sources: read.public_sources },
            limits: read.limits,
            partly_thousandths: partly.thousandths,
            partly_source_zh: partly.source_zh,
            partly_source_en: partly.source_en,
            bands: bands.bands,
            band_source_zh: bands.source_zh,
            band_source_en: bands.source_en,
            grades: grades.grades,
            grade_source_zh: grades.source_zh,
            grade_source_en: grades.source_en,
            schemes,
        })
    }

    /// The scheme of a subject; rules that were read have one for each.
    pub fn scheme(&self, subject: Subject) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.subject == subject)
    }

    /// The grade of a score: A is best.
    pub fn grade(&self, score: Milli) -> char {
        self.grades.iter().find(|step| score.0 >= step.least_milli).map_or('E', |step| step.grade)
    }

    /// What so many reworked cases are worth, in thousandths of the component.
    pub fn band(&self, reworked: i64) -> i64 {
        let fits = |band: &&Band| band.up_to.is_none_or(|most| reworked <= most);
        self.bands.iter().find(fits).map_or(0, |band| band.thousandths)
    }
}

impl LimitRow {
    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.source_zh, &self.source_en)
    }

    /// 24 小时, 24 h; minutes where it is not whole hours.
    pub fn words(&self, lang: Lang) -> String {
        let whole = self.minutes * MINUTE % HOUR == 0;
        match (whole, lang) {
            (true, Lang::Zh) => format!("{} 小时", self.minutes / 60),
            (true, _) => format!("{} h", self.minutes / 60),
            (false, Lang::Zh) => format!("{} 分钟", self.minutes),
            (false, _) => format!("{} min", self.minutes),
        }
    }
}

fn limit(rows: &[LimitRow], step: &'static str) -> Result<i64, RulesFault> {
    let mut of_step = rows.iter().filter(|row| row.step == step);
    match (of_step.next(), of_step.next()) {
        (Some(row), None) if (1..=525_600).contains(&row.minutes) => Ok(row.minutes * MINUTE),
        _ => Err(RulesFault::Limit(step)),
    }
}

fn sourced(name: &str, zh: &str, en: &str) -> Result<(), RulesFault> {
    if zh.trim().is_empty() || en.trim().is_empty() { Err(RulesFault::NoSource(name.to_owned())) } else { Ok(()) }
}

fn bands_hold(bands: &[Band]) -> bool {
    let grows = bands.windows(2).all(|two| {
        two[0].up_to.is_some_and(|first| two[1].up_to.is_none_or(|second| first < second))
            && two[0].thousandths >= two[1].thousandths
    });
    let ends = bands.last().is_some_and(|band| band.up_to.is_none());
    grows && ends && bands.iter().all(|band| (0..=1000).contains(&band.thousandths))
}

fn grades_hold(grades: &[GradeStep]) -> bool {
    grades.windows(2).all(|two| two[0].least_milli > two[1].least_milli)
        && grades.last().is_some_and(|step| step.least_milli == 0)
}

fn scheme(text: SchemeText) -> Result<Scheme, RulesFault> {
    let subject = Subject::parse(&text.subject).ok_or_else(|| RulesFault::UnknownSubject(text.subject.clone()))?;
    let mut components: Vec<Component> = Vec::with_capacity(text.components.len());
    for one in text.components {
        let measure = Measure::parse(&one.measure).ok_or_else(|| RulesFault::UnknownMeasure(one.measure.clone()))?;
        let (of, component) = (|| text.subject.clone(), || one.measure.clone());
        if one.weight_milli < LEAST_WEIGHT {
            return Err(RulesFault::WeightTooSmall { subject: of(), component: component(), weight: one.weight_milli });
        }
        if components.iter().any(|before| before.measure == measure) {
            return Err(RulesFault::Twice { subject: of(), component: component() });
        }
        let of_calls = matches!(measure, Measure::Share(indicator) if indicator.cohort() == Cohort::Called);
        if of_calls != (subject == Subject::Callback) {
            return Err(RulesFault::Misplaced { subject: of(), component: component() });
        }
        sourced(&one.measure, &one.source_zh, &one.source_en)?;
        components.push(Component {
            measure,
            weight_milli: one.weight_milli,
            source_zh: one.source_zh,
            source_en: one.source_en,
        });
    }
    if !components.iter().any(|component| matches!(component.measure, Measure::Share(_))) {
        return Err(RulesFault::Misplaced { subject: text.subject, component: "rework_band".to_owned() });
    }
    let sum = components.iter().map(|component| component.weight_milli).fold(0, i64::saturating_add);
    if sum != Milli::FULL.0 {
        return Err(RulesFault::WeightsDoNotSum { subject: text.subject, sum });
    }
    Ok(Scheme {
        subject,
        name_zh: text.name_zh,
        name_en: text.name_en,
        note_zh: text.note_zh,
        note_en: text.note_en,
        components,
    })
}

/// Every indicator of a set of schemes, each once.
pub(super) fn measured(schemes: &[Scheme]) -> Vec<Indicator> {
    let mut all: Vec<Indicator> = schemes.iter().flat_map(Scheme::shares).collect();
    all.sort_unstable();
    all.dedup();
    all
}
