//! 办理规程: what a document says. It is read strictly: a word that is not known is no document.

use std::collections::BTreeMap;

use changxiao_words::{Lang, Value as Words, coded};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Code,
    effect::{Condition, Effect},
    field::{Choice, Column, Field, First, LengthHint, Means},
    rule::{Days, Opening, Registers},
};
use crate::{
    calendar::Limit,
    orgs::Role,
    sealing::{Hash, canonical_json},
    time::Day,
};

/// A procedure in one edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub key: Code,
    pub edition: String,
    /// 2026-12-01: before it nothing is begun by it.
    pub in_force_from: String,
    pub name_zh: String,
    pub name_en: String,
    /// For whom and for what, in a sentence.
    pub purpose_zh: String,
    pub purpose_en: String,
    /// Whose rule it is: report, notice, clause.
    pub source_zh: String,
    pub source_en: String,
    /// What one may begin with: texts to be changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<Template>,
    /// What its number and title are about.
    pub whole: Flow,
    /// Where it is issued to many: what each of them does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartFlow>,
    /// What is open of it when a year is closed goes on in the next one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carries_over: bool,
    /// What is asked of lower levels; there must be one where there are parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// Where the whole comes to another unit and nothing is asked of it: why not. One of the two must be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asks_nothing_zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asks_nothing_en: String,
}

/// A text to begin with. Its place says that it is filled in, not what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub name: Code,
    pub name_zh: String,
    pub name_en: String,
    pub source_zh: String,
    pub source_en: String,
    /// What stands in the fields of the form, as it is typed.
    pub fields: BTreeMap<Code, String>,
}

/// Fields, states, actions and rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    #[serde(default)]
    pub fields: Vec<Field>,
    pub states: Vec<StateRow>,
    pub actions: Vec<ActionRow>,
    pub rows: Vec<FlowRow>,
    /// How long whoever has it has, once a clock is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Which fields say when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// Which fields tell of an ask that goes round outside of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registers: Option<Registers>,
}

/// What each of many does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartFlow {
    /// What one of them is called: 责任状, 意见.
    pub name_zh: String,
    pub name_en: String,
    /// A day among the fields of the whole by which each is due; else the limit of the flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_by: Option<Code>,
    /// The state in which each begins.
    pub begins: Code,
    pub flow: Flow,
}

/// What lower levels are asked for (D5): without all five nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub issuer_zh: String,
    pub issuer_en: String,
    pub basis_zh: String,
    pub basis_en: String,
    pub frequency: Frequency,
    /// The last day on which it is asked: 2027-12-31.
    pub until: String,
    /// What one answer takes.
    pub minutes: u32,
}

coded! {
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Frequency {
        AsNeeded = "as_needed", matters_frequency_as_needed;
        Weekly = "weekly", matters_frequency_weekly;
        Monthly = "monthly", matters_frequency_monthly;
        Quarterly = "quarterly", matters_frequency_quarterly;
        Yearly = "yearly", matters_frequency_yearly;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRow {
    pub name: Code,
    pub name_zh: String,
    pub name_en: String,
    /// Whose turn it is; nobody's in an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<Turn>,
    /// It is over here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end: bool,
    /// Of a part: it waits for its whole, and for nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rests: bool,
    /// It is a to-do only once its lamp is yellow: a review that is due in years waits for nobody today.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub later: bool,
    /// It is over by itself once it is due.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expires: bool,
    /// It is over by itself after the day in this field, where one stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Code>,
    /// An emergency (D17): until it is due there are no quiet hours; for so many days at a time at most, the first one counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifts_quiet: Option<u16>,
}

coded! {
    /// Which flow of a document.
    pub enum FlowOf {
        Whole = "whole", procedures_whole;
        Part = "part", procedures_part;
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The unit that began it.
    Beginner,
    /// The unit that has it.
    Holder,
    /// Whoever holds this role.
    Role(Role),
    /// The holder of the post in this field; the unit that has it where there is none.
    Person(Code),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionRow {
    pub name: Code,
    pub name_zh: String,
    pub name_en: String,
    /// It is the exception rather than the next step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quiet: bool,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowRow {
    /// Empty for the row that begins it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Code>,
    pub action: Code,
    /// `None`: the state stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Code>,
    pub who: Vec<Role>,
    #[serde(default)]
    pub side: Side,
    /// The fields that are entered with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enters: Vec<Code>,
    /// It needs a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reason: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
}

coded! {
    /// On which side somebody must stand.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Side {
        /// The role alone decides.
        #[default]
        Anybody = "anybody", procedures_side_anybody;
        /// The unit that began it.
        Beginner = "beginner", procedures_side_beginner;
        /// The unit that has it.
        Holder = "holder", procedures_side_holder;
    }
}

impl Document {
    /// Errors: what is wrong, with line and column.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|wrong| wrong.to_string())
    }

    /// The text that is kept and hashed: canonical JSON.
    pub fn written(&self) -> String {
        serde_json::to_value(self).map(|value| canonical_json(&value)).unwrap_or_default()
    }

    /// SHA-256 of [`Document::written`]: by it a matter names the edition that it began with.
    pub fn hash(&self) -> Hash {
        Sha256::digest(self.written()).into()
    }

    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    /// From which day on something is begun by it; `None` where none is written.
    pub fn first_day(&self) -> Option<Day> {
        self.in_force_from.parse().ok()
    }

    /// The flow of the whole, or of each part where there are parts.
    pub fn flow(&self, of: FlowOf) -> Option<&Flow> {
        match of {
            FlowOf::Whole => Some(&self.whole),
            FlowOf::Part => self.part.as_ref().map(|part| &part.flow),
        }
    }
}

impl FlowOf {
    /// Where it stands in a document, as faults name it.
    pub const fn place(self) -> &'static str {
        match self {
            Self::Whole => "/whole",
            Self::Part => "/part/flow",
        }
    }
}

impl Flow {
    pub fn field(&self, name: Code) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub fn state(&self, name: Code) -> Option<&StateRow> {
        self.states.iter().find(|state| state.name == name)
    }

    pub fn action(&self, name: Code) -> Option<&ActionRow> {
        self.actions.iter().find(|action| action.name == name)
    }

    pub fn given(&self, first: First) -> Option<&Field> {
        self.fields.iter().find(|field| field.first == Some(first))
    }

    pub fn meaning(&self, means: Means) -> Option<&Field> {
        self.fields.iter().find(|field| field.means == Some(means))
    }

    /// The field that an effect `sign` fills, where there is one.
    pub fn signature(&self) -> Option<Code> {
        self.rows.iter().flat_map(|row| &row.effects).find_map(|effect| match effect {
            Effect::Sign(field) => Some(*field),
            _ => None,
        })
    }

    /// Whether units get copies of it.
    pub fn gives_copies(&self) -> bool {
        let gives = |effect: &Effect| matches!(effect, Effect::Copy | Effect::CopyTo(_));
        self.rows.iter().flat_map(|row| &row.effects).any(gives)
    }

    /// Whether it comes to another unit than the one that began it.
    pub fn hands_over(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.effects).any(|effect| matches!(effect, Effect::Hand(_)))
    }

    /// How lines become matters; one table of a flow does at most.
    pub fn openings<'a>(&'a self) -> impl Iterator<Item = &'a Opening> {
        let opening = |effect: &'a Effect| if let Effect::OpenChildren(one) = effect { Some(one) } else { None };
        self.rows.iter().flat_map(|row| &row.effects).filter_map(opening)
    }

    /// Whether a row asks for what came out of it.
    pub fn looks_below(&self) -> bool {
        let asks = |given: &Condition| {
            matches!(
                given,
                Condition::NoOpenChild | Condition::HasChild | Condition::LeafHas(_) | Condition::LinesSettled(_)
            )
        };
        let goes_on = |effect: &Effect| matches!(effect, Effect::NextRound(_));
        self.openings().next().is_some()
            || self.rows.iter().flat_map(|row| &row.effects).any(goes_on)
            || self.rows.iter().flat_map(|row| &row.given).any(asks)
    }
}

macro_rules! named {
    ($($named:ty),*) => {$(
        impl $named {
            /// In the reader's language.
            pub fn label(&self, lang: Lang) -> &str {
                lang.of_data(&self.name_zh, &self.name_en)
            }

            /// In both.
            pub fn words(&self) -> Words {
                Words::named(&self.name_zh, &self.name_en)
            }
        }
    )*};
}

named! { Field, Choice, Column, LengthHint, StateRow, ActionRow, PartFlow, Template }
