//! 办理规程: what a document says. It is read strictly: a word that is not known is no document.

use changxiao_words::{Lang, Value as Words, coded};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Code;
use crate::{
    calendar::Limit,
    orgs::Role,
    sealing::{Hash, canonical_json},
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
    /// What its number and title are about.
    pub whole: Flow,
    /// Where it is issued to many: what each of them does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartFlow>,
    /// What is asked of lower levels; there must be one where there are parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
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
pub struct Field {
    pub name: Code,
    pub name_zh: String,
    pub name_en: String,
    pub kind: FieldKind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint_zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint_en: String,
    /// Stands above this field and those behind it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading_zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading_en: String,
    /// Of a text, in letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Choice>,
    /// The actions after which it has to be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_at: Vec<Code>,
    #[serde(default, skip_serializing_if = "SeenBy::is_everybody")]
    pub seen_by: SeenBy,
    /// It tells of a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// Which fact it asks for, where it is one of those that the product may hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Fact>,
    /// Where its first value comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<First>,
}

/// An option or a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub name: Code,
    pub name_zh: String,
    pub name_en: String,
}

coded! {
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum FieldKind {
        /// One line.
        Line = "line";
        /// Several lines.
        Text = "text";
        /// A whole number.
        Number = "number";
        /// Money in fen; written in yuan.
        Fen = "fen";
        /// Points in thousandths; written with up to three decimals.
        Thousandths = "thousandths";
        Day = "day";
        Moment = "moment";
        YesNo = "yes_no";
        Choice = "choice";
        Unit = "unit";
        /// The holder of a post.
        Person = "person";
        Division = "division";
        /// By their numbers.
        Site = "site";
        Case = "case";
        Matter = "matter";
        /// A node of the standard in force, by its code.
        Node = "node";
        /// A little table.
        Rows = "rows";
    }
}

coded! {
    /// Who reads a field beside those who enter it.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SeenBy {
        #[default]
        Everybody = "everybody";
        /// The unit that began it, and those who see the whole city.
        Beginner = "beginner";
        /// The unit that has it, and those who see the whole city.
        Holder = "holder";
        /// Those who see the whole city.
        City = "city";
    }
}

impl SeenBy {
    const fn is_everybody(&self) -> bool {
        matches!(self, Self::Everybody)
    }
}

coded! {
    /// A fact that the product holds, with the words for where it stands.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Fact {
        UnitName = "unit_name", matters_held_units;
        UnitHead = "unit_head", matters_held_units;
        SiteList = "site_list", matters_held_sites;
        OpenCases = "open_cases", matters_held_cases;
        CasePhotos = "case_photos", matters_held_cases;
        Scores = "scores", matters_held_scores;
        Duties = "duties", matters_held_duties;
        Population = "population", matters_held_divisions;
    }
}

coded! {
    /// Where a first value comes from.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum First {
        OwnUnit = "own_unit";
        OwnDivision = "own_division";
        Today = "today";
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
        Anybody = "anybody";
        /// The unit that began it.
        Beginner = "beginner";
        /// The unit that has it.
        Holder = "holder";
    }
}

/// What else must hold: a closed set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Another person than the one who began it.
    AnotherPerson,
    /// 会签: every part stands in one of these states; there is one at least.
    AllParts(Vec<Code>),
    /// 或签: a part stands in one of these.
    AnyPart(Vec<Code>),
    /// 顺签: every part before this one stands in one of these.
    EarlierParts(Vec<Code>),
    /// No part is open.
    NoOpenPart,
    /// It has been in its state for no longer than so many days.
    WithinDays(u16),
    /// It has been in its state for so many days at least.
    AfterDays(u16),
    /// A field of the kind yes or no says yes.
    Says(Code),
}

/// What goes with a row: a closed set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The limit of the flow begins to run.
    StartClock,
    StopClock,
    /// It is due at the end of the day in this field.
    DueBy(Code),
    /// A part for each unit that the request names (交办、加签).
    Issue,
    /// A copy for each unit that the request names (抄送、传阅).
    Copy,
    /// 转办: the unit in this field has it now.
    Hand(Code),
    /// What is open of its parts is over.
    CloseParts,
    /// 催办: those whose parts are open are told.
    Remind,
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

named! { Field, Choice, StateRow, ActionRow, PartFlow }
