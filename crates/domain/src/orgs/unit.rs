//! A unit of the city's mechanism and its kind.

use changxiao_words::{Lang, coded};
use serde::{Deserialize, Serialize};

use crate::{divisions::DivisionCode, ids::UnitId, orgs::Territory, time::Day};

coded! {
    /// What a unit is. Only units of one kind are compared: a department and a town answer for different things.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum UnitKind {
        /// The headquarters that leads the creation work (创建工作指挥部).
        Headquarters = "headquarters", orgs_unit_kind_headquarters;
        /// The committee for building a civilised society (精神文明建设委员会): a body of its own that coordinates and signs with the units.
        CivilisationCommittee = "civilisation_committee", orgs_unit_kind_civilisation_committee;
        /// The standing office below it (创建办).
        Office = "office", orgs_role_office;
        /// A promotion group (专项推进组).
        Group = "group", orgs_unit_kind_group;
        /// A line department (行业主管部门).
        Department = "department", orgs_unit_kind_department;
        /// A station of a higher level in the city, which the city does not lead (驻市、垂管单位): taxes, customs, posts.
        HigherStation = "higher_station", orgs_unit_kind_higher_station;
        /// A county, district or county-level city.
        District = "district", orgs_unit_kind_district;
        /// A management committee (管委会) of a zone that is no division of its own: its territory overlies divisions.
        ManagementCommittee = "management_committee", orgs_unit_kind_management_committee;
        /// A new district (新区), whose territory overlies divisions as well.
        NewDistrict = "new_district", orgs_unit_kind_new_district;
        /// A town, township or street (乡镇街道).
        Town = "town", orgs_unit_kind_town;
        /// A village or community.
        Community = "community", orgs_unit_kind_community;
        /// A firm with duties of its own: power, water, buses, property management.
        Enterprise = "enterprise", orgs_unit_kind_enterprise;
        /// A company of the state that commits itself beside the departments (国有企业).
        StateCompany = "state_company", orgs_unit_kind_state_company;
    }
}

impl UnitKind {
    /// True for kinds that are scored at all. Whoever runs the scoring does not stand in it.
    pub const fn is_ranked(self) -> bool {
        !self.serves_the_city()
    }

    /// Whether a unit of this kind works for the whole city, and sees all of it.
    pub const fn serves_the_city(self) -> bool {
        matches!(self, UnitKind::Headquarters | UnitKind::CivilisationCommittee | UnitKind::Office)
    }

    /// Whether the ladder of the units below ends at the people who lead a unit of this kind.
    pub const fn ends_ladders(self) -> bool {
        matches!(self, UnitKind::Headquarters | UnitKind::CivilisationCommittee | UnitKind::Group)
    }

    /// Whether a unit of this kind answers for places (属地): it sees what lies there, and inspections of its places count for it.
    pub const fn has_territory(self) -> bool {
        matches!(self, UnitKind::District | UnitKind::Town | UnitKind::Community) || self.overlies()
    }

    /// Whether its territory may overlie divisions: whole ones, or villages of several towns.
    pub const fn overlies(self) -> bool {
        matches!(self, UnitKind::ManagementCommittee | UnitKind::NewDistrict)
    }

    /// Whether a unit of this kind answers for a trade (属事), wherever it is.
    pub const fn has_trade(self) -> bool {
        matches!(self, UnitKind::Department | UnitKind::HigherStation | UnitKind::Enterprise | UnitKind::StateCompany)
    }

    /// Whether a unit of this kind is one of all responsible units (责任单位): it answers for a trade or for places. Stations of a higher level
    /// and companies of the state are, a community is not, because what is asked of everybody is not handed down to it.
    pub const fn is_responsible(self) -> bool {
        (self.has_trade() || self.has_territory()) && self.may_lead()
    }

    /// Whether a unit of this kind may lead a case, answer for a duty or a problem, or be called: a community never does, because a
    /// department's duty is not handed down to it (北京市接诉即办工作条例 2021, art. 17).
    pub const fn may_lead(self) -> bool {
        !matches!(self, UnitKind::Community)
    }

    /// What lists of cities call the kind beside its own words.
    pub const fn spellings(self) -> &'static [&'static str] {
        match self {
            UnitKind::Headquarters => &["总指挥部", "领导小组"],
            UnitKind::CivilisationCommittee => &["文明委", "精神文明建设指导委员会"],
            UnitKind::Office => &["创城办", "文明办"],
            UnitKind::Group => &["推进组", "工作组", "专项组"],
            UnitKind::Department => {
                &["部门", "市直单位", "区直部门", "区直单位", "县直部门", "县直单位", "机关", "事业单位"]
            }
            UnitKind::HigherStation => &[
                "垂管单位",
                "垂直管理单位",
                "省属单位",
                "部属单位",
                "中央驻市单位",
                "驻地单位",
                "驻区单位",
                "驻县单位",
                "省直驻市单位",
            ],
            UnitKind::District => &["县区", "区县", "县级单位", "县（市）区"],
            UnitKind::ManagementCommittee => &["管委会", "开发区", "高新区", "园区", "功能区", "度假区", "保税区"],
            UnitKind::NewDistrict => &["新区管委会"],
            UnitKind::Town => &["镇街", "乡镇", "街道", "街道办", "街道办事处"],
            UnitKind::Community => &["社区", "村", "村居", "村委会", "居委会"],
            UnitKind::Enterprise => &["公司", "民营企业", "公共服务企业"],
            UnitKind::StateCompany => &["国企", "国有公司", "市属国企", "央企"],
        }
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
    /// Divisions that the territory overlies beside it, in the order of their codes: only of kinds that [`UnitKind::overlies`].
    pub areas: Vec<DivisionCode>,
    pub valid_from: Day,
    /// The first day on which the unit is no more; `None` while nobody knows one.
    pub valid_until: Option<Day>,
}

impl Unit {
    /// The name in a language; the Chinese one where the English one is missing.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.of_names(&self.name, &self.name_en)
    }

    /// Every division that the unit answers for; none for a unit without a territory.
    pub fn territory(&self) -> Option<Territory> {
        let areas = self.areas.iter().filter(|_| self.kind.overlies()).copied();
        Territory::of(self.division.into_iter().chain(areas).filter(|_| self.kind.has_territory()))
    }

    /// Whether exactly this division stands in what is kept of its territory.
    pub fn names(&self, division: DivisionCode) -> bool {
        self.division == Some(division) || self.areas.contains(&division)
    }

    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }
}
