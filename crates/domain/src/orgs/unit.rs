//! A unit of the city's mechanism and its kind.

use changxiao_words::{Lang, coded};
use serde::{Deserialize, Serialize};

use crate::{divisions::DivisionCode, ids::UnitId, time::Day};

coded! {
    /// What a unit is. Only units of one kind are compared: a department and a town answer for different things.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum UnitKind {
        /// The headquarters that leads the creation work (创建工作指挥部).
        Headquarters = "headquarters", orgs_unit_kind_headquarters;
        /// The standing office below it (创建办).
        Office = "office", orgs_role_office;
        /// A promotion group (专项推进组).
        Group = "group", orgs_unit_kind_group;
        /// A line department (行业主管部门).
        Department = "department", orgs_unit_kind_department;
        /// A county, district or county-level city.
        District = "district", orgs_unit_kind_district;
        /// A town, township or street (乡镇街道).
        Town = "town", orgs_unit_kind_town;
        /// A village or community.
        Community = "community", orgs_unit_kind_community;
        /// A firm with duties of its own: power, water, buses, property management.
        Enterprise = "enterprise", orgs_unit_kind_enterprise;
    }
}

impl UnitKind {
    /// True for kinds that are scored at all. Headquarters and office run the scoring and do not stand in it.
    pub const fn is_ranked(self) -> bool {
        !matches!(self, UnitKind::Headquarters | UnitKind::Office)
    }

    /// Whether a unit of this kind may lead a case, answer for a duty or a problem, or be called: a community never does, because a
    /// department's duty is not handed down to it (北京市接诉即办工作条例 2021, art. 17).
    pub const fn may_lead(self) -> bool {
        !matches!(self, UnitKind::Community)
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
        lang.of_names(&self.name, &self.name_en)
    }

    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }
}
