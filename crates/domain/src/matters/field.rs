//! The fields of a document: what each asks for, of which kind it is, who reads it.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Code, Fact};
use crate::{evidence::ProofRule, ids::UnitId, time::Day};

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
    /// Of a text: how long it should be at most, from the shortest; longer texts are taken, and the counter says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lengths: Vec<LengthHint>,
    /// Of files: how many at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<usize>,
    /// Of files: pictures only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pictures: bool,
    /// Of files: video and sound are taken as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recordings: bool,
    /// Of files: press items only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub press: bool,
    /// Of files: the caption of each says when, and where or in which medium.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub captioned: bool,
    /// Of files: the day of each lies between the days in these fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<[Code; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
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
    /// What it is where a draft is open for comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<Means>,
    /// Of a person: it holds a post in the unit of this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_unit: Option<Code>,
    /// Of a unit: it leads the node in this field. Of files: what is held about that node is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_node: Option<Code>,
}

impl Field {
    /// What each item of a field of files has to be; `day`: what stands in a field of a day.
    pub fn proof_rule(&self, day: impl Fn(Code) -> Option<Day>) -> ProofRule {
        let within = self.within.and_then(|[from, until]| day(from).zip(day(until)));
        ProofRule {
            pictures: self.pictures,
            recordings: self.recordings,
            press: self.press,
            captioned: self.captioned,
            within,
        }
    }

    /// Whether it names units: itself one, or in a column.
    pub fn names_units(&self) -> bool {
        self.kind == FieldKind::Unit || self.columns.iter().any(|column| column.kind == ColumnKind::Unit)
    }

    /// The units that a value of it names, in its order.
    pub fn units_in<'a>(&'a self, value: &'a Value) -> impl Iterator<Item = UnitId> + 'a {
        let own = value.as_str().filter(|_| self.kind == FieldKind::Unit);
        let columns = self.columns.iter().filter(|column| column.kind == ColumnKind::Unit);
        let lines = value.as_array().into_iter().flatten();
        let cells =
            lines.flat_map(move |line| columns.clone().filter_map(move |column| line[column.name.as_str()].as_str()));
        own.into_iter().chain(cells).filter_map(|id| id.parse().ok())
    }
}

/// How long a text of a kind should be at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthHint {
    /// In letters, blanks left out.
    pub most: usize,
    /// Of which kind of text: 专项工作文件.
    pub name_zh: String,
    pub name_en: String,
}

/// How many letters of a text count for its length: blanks and line ends do not.
pub fn counted_letters(text: &str) -> usize {
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// A column of a little table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: Code,
    pub name_zh: String,
    pub name_en: String,
    #[serde(default, skip_serializing_if = "ColumnKind::is_text")]
    pub kind: ColumnKind,
}

coded! {
    /// What stands in the cells of a column; each is a text.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ColumnKind {
        #[default]
        Text = "text", procedures_column_text;
        Day = "day", procedures_column_day;
        /// The id of a unit.
        Unit = "unit", procedures_column_unit;
        /// The id of a post: whoever holds it.
        Person = "person", procedures_column_person;
        /// The code of a fact that the product holds ([`Fact`]); blank where it holds none such.
        Fact = "fact", procedures_column_fact;
    }
}

impl ColumnKind {
    const fn is_text(&self) -> bool {
        matches!(self, Self::Text)
    }
}

/// An option.
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
        Line = "line", procedures_kind_line;
        /// Several lines.
        Text = "text", procedures_kind_text;
        /// A whole number.
        Number = "number", procedures_kind_number;
        /// Money in fen; written in yuan.
        Fen = "fen", procedures_kind_fen;
        /// Points in thousandths; written with up to three decimals.
        Thousandths = "thousandths", procedures_kind_thousandths;
        Day = "day", procedures_kind_day;
        Moment = "moment", procedures_kind_moment;
        YesNo = "yes_no", procedures_kind_yes_no;
        Choice = "choice", procedures_kind_choice;
        Unit = "unit", procedures_kind_unit;
        /// The holder of a post.
        Person = "person", procedures_kind_person;
        Division = "division", procedures_kind_division;
        /// By their numbers.
        Site = "site", procedures_kind_site;
        Case = "case", procedures_kind_case;
        Matter = "matter", procedures_kind_matter;
        /// Several matters, by their numbers.
        Matters = "matters", procedures_kind_matters;
        /// A node of the standard in force, by its code.
        Node = "node", procedures_kind_node;
        /// A little table.
        Rows = "rows", procedures_kind_rows;
        /// What an effect `sign` puts in: nobody types it.
        Signature = "signature", procedures_kind_signature;
        /// Items of the evidence store, by their numbers.
        Files = "files", procedures_kind_files;
    }
}

coded! {
    /// Who reads a field beside those who enter it.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SeenBy {
        #[default]
        Everybody = "everybody", procedures_seen_everybody;
        /// The unit that began it, and those who see the whole city.
        Beginner = "beginner", procedures_seen_beginner;
        /// The unit that has it, and those who see the whole city.
        Holder = "holder", procedures_seen_holder;
        /// Those who see the whole city.
        City = "city", procedures_seen_city;
    }
}

impl SeenBy {
    const fn is_everybody(&self) -> bool {
        matches!(self, Self::Everybody)
    }
}

coded! {
    /// Where a first value comes from.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum First {
        OwnUnit = "own_unit", procedures_first_own_unit;
        OwnDivision = "own_division", procedures_first_own_division;
        Today = "today", procedures_first_today;
        /// A year before today.
        YearBack = "year_back", procedures_first_year_back;
        /// The unit that leads the node in the field `of_node`, by the matrix of the standard in force; where nobody is entered, it is taken.
        NodeLead = "node_lead", procedures_first_node_lead;
        /// Lines of a table: what the own unit answers for and where it lost points this month; columns `node` and `gap`.
        Gaps = "gaps", procedures_first_gaps;
        /// Of a part: the name of its unit on the day of issue.
        UnitName = "unit_name", procedures_first_unit_name;
        /// Of a part: the indicators for which its unit answers, with its duty; `code` and `name`.
        UnitIndicators = "unit_indicators", procedures_first_unit_indicators;
        /// Of a part: the head of its unit and whoever handles for it; `duty` and `name`.
        UnitPeople = "unit_people", procedures_first_unit_people;
        /// Of a part: the kinds of problems that come to its unit first, and within which time; `code`, `name` and `limit`.
        UnitLimits = "unit_limits", procedures_first_unit_limits;
    }
}

impl First {
    /// It is put into a part when that is issued, and entered by nobody.
    pub const fn is_given(self) -> bool {
        matches!(self, Self::UnitName | Self::UnitIndicators | Self::UnitPeople | Self::UnitLimits)
    }

    /// The columns of what is given; none for one line.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::UnitIndicators => &["code", "name"],
            Self::UnitPeople => &["duty", "name"],
            Self::UnitLimits => &["code", "name", "limit"],
            _ => &[],
        }
    }
}

coded! {
    /// What a field is in the life of a draft that is open for comment ([`crate::clauses`]).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Means {
        /// Of the whole: the text in clauses.
        Draft = "draft", procedures_means_draft;
        /// Of the whole: the next version, which an effect `adopt` makes.
        Next = "next", procedures_means_next;
        /// Of a part: comments, a line each.
        Comments = "comments", procedures_means_comments;
        /// Of a part: what becomes of each comment, a line each.
        Dispositions = "dispositions", procedures_means_dispositions;
    }
}

impl Means {
    /// The columns of its lines; none for a text.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Draft | Self::Next => &[],
            Self::Comments => &["who", "way", "clause", "change", "quoted", "words", "reason"],
            Self::Dispositions => &["comment", "ruling", "clause", "change", "quoted", "words", "reason"],
        }
    }
}
