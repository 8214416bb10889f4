//! A unit of the city's mechanism and its kind.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::{divisions::DivisionCode, ids::UnitId, time::Day};

/// What a unit is. Only units of one kind are compared: a department and a town answer for different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The headquarters that leads the creation work (创建工作指挥部).
    Headquarters,
    /// The standing office below it (创建办).
    Office,
    /// A promotion group (专项推进组).
    Group,
    /// A line department (行业主管部门).
    Department,
    /// A county, district or county-level city.
    District,
    /// A town, township or street (乡镇街道).
    Town,
    /// A village or community.
    Community,
    /// A firm with duties of its own: power, water, buses, property management.
    Enterprise,
}

impl UnitKind {
    pub const ALL: [UnitKind; 8] = [
        UnitKind::Headquarters,
        UnitKind::Office,
        UnitKind::Group,
        UnitKind::Department,
        UnitKind::District,
        UnitKind::Town,
        UnitKind::Community,
        UnitKind::Enterprise,
    ];

    /// The stable code that is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            UnitKind::Headquarters => "headquarters",
            UnitKind::Office => "office",
            UnitKind::Group => "group",
            UnitKind::Department => "department",
            UnitKind::District => "district",
            UnitKind::Town => "town",
            UnitKind::Community => "community",
            UnitKind::Enterprise => "enterprise",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn name_zh(self) -> &'static str {
        match self {
            UnitKind::Headquarters => "指挥部",
            UnitKind::Office => "创建办",
            UnitKind::Group => "专项推进组",
            UnitKind::Department => "市直部门",
            UnitKind::District => "县（市、区）",
            UnitKind::Town => "乡镇街道",
            UnitKind::Community => "村（社区）",
            UnitKind::Enterprise => "企业",
        }
    }

    pub const fn name_en(self) -> &'static str {
        match self {
            UnitKind::Headquarters => "Headquarters",
            UnitKind::Office => "Office",
            UnitKind::Group => "Promotion group",
            UnitKind::Department => "Department",
            UnitKind::District => "District or county",
            UnitKind::Town => "Town or street",
            UnitKind::Community => "Village or community",
            UnitKind::Enterprise => "Enterprise",
        }
    }

    pub const fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.name_zh(), self.name_en())
    }

    /// True for kinds that are scored at all. Headquarters and office run the scoring and do not stand in it.
    pub const fn is_ranked(self) -> bool {
        !matches!(self, UnitKind::Headquarters | UnitKind::Office)
    }

    /// True when units of these two kinds may stand in one ranking: the same kind, and a kind that is ranked.
    pub fn ranks_with(&self, other: UnitKind) -> bool {
        *self == other && self.is_ranked()
    }
}

/// A unit as it stands in the dated tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    /// The city's own short code, unique among the units of a day.
    pub code: String,
    pub name: String,
    /// The English name; empty where nobody has given one.
    pub name_en: String,
    pub kind: UnitKind,
    pub parent: Option<UnitId>,
    /// The territory that the unit answers for; a line department has none.
    pub division: Option<DivisionCode>,
    pub valid_from: Day,
    /// The first day on which the unit is no more; `None` while nobody knows one.
    pub valid_until: Option<Day>,
}

impl Unit {
    /// The name in a language; the Chinese one where the English one is missing.
    pub fn name_in(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.name_en.is_empty() { &self.name_en } else { &self.name }
    }

    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }
}
