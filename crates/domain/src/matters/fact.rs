//! What the product holds, and where it stands: whoever asks lower levels for it is shown the place instead (D5).

use changxiao_words::{Key, Lang, coded, keys};
use serde::{Deserialize, Serialize};

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
        Inspections = "inspections", matters_held_inspections;
        Evidence = "evidence", matters_held_evidence;
        Indicators = "indicators", matters_held_indicators;
        Grids = "grids", matters_held_grids;
    }
}

impl Fact {
    /// What is asked for, as people name it.
    pub const fn name(self) -> Key {
        match self {
            Fact::UnitName => keys::asks_fact_unit_name,
            Fact::UnitHead => keys::asks_fact_unit_head,
            Fact::SiteList => keys::asks_fact_site_list,
            Fact::OpenCases => keys::asks_fact_open_cases,
            Fact::CasePhotos => keys::asks_fact_case_photos,
            Fact::Scores => keys::asks_fact_scores,
            Fact::Duties => keys::asks_fact_duties,
            Fact::Population => keys::asks_fact_population,
            Fact::Inspections => keys::asks_fact_inspections,
            Fact::Evidence => keys::asks_fact_evidence,
            Fact::Indicators => keys::asks_fact_indicators,
            Fact::Grids => keys::asks_fact_grids,
        }
    }

    /// The address of the page on which it stands.
    pub const fn address(self) -> &'static str {
        match self {
            Fact::UnitName | Fact::UnitHead => "/units",
            Fact::SiteList => "/sites",
            Fact::OpenCases | Fact::CasePhotos => "/cases",
            Fact::Scores => "/scores",
            Fact::Duties => "/units/matrix",
            Fact::Population => "/divisions",
            Fact::Inspections => "/inspections",
            Fact::Evidence => "/evidence",
            Fact::Indicators => "/indicators",
            Fact::Grids => "/grids",
        }
    }

    /// The place with its address: 单位名录 /units.
    pub fn place(self, lang: Lang) -> String {
        format!("{} {}", self.words(lang), self.address())
    }

    /// Titles of columns, as tables that are sent round have them, each of which asks for exactly this.
    const fn titles(self) -> &'static [&'static str] {
        match self {
            Fact::UnitName => {
                &["单位名称", "社区名称", "村名称", "村社区名称", "镇街名称", "unit name", "name of the unit"]
            }
            Fact::UnitHead => {
                &["单位负责人", "主要负责人", "联络员", "联络员姓名", "head of the unit", "contact person"]
            }
            Fact::SiteList => {
                &["点位名称", "点位清单", "点位数量", "点位台账", "sites", "list of sites", "number of sites"]
            }
            Fact::OpenCases => &[
                "问题清单",
                "问题台账",
                "问题数量",
                "整改数量",
                "整改情况",
                "未整改问题",
                "list of cases",
                "open cases",
            ],
            Fact::CasePhotos => &["整改前照片", "整改后照片", "整改前后照片", "photos before and after"],
            Fact::Scores => &["考核成绩", "考核得分", "测评得分", "scores", "score"],
            Fact::Duties => &["职责分工", "责任分工", "责任清单", "duties", "list of duties"],
            Fact::Population => &["所属区划", "行政区划", "区划代码", "division code"],
            Fact::Inspections => {
                &["检查次数", "巡查次数", "检查记录", "巡查记录", "inspections", "number of inspections"]
            }
            Fact::Evidence => &["佐证材料目录", "素材目录", "list of evidence"],
            Fact::Indicators => &["按时办结率", "结案率", "on-time rate"],
            Fact::Grids => &["网格数量", "网格员姓名", "网格清单", "grids", "list of grids"],
        }
    }

    /// The fact that a column of this title asks for; `None` where the title alone does not say so. Blanks and marks at the end do not count.
    pub fn of_title(title: &str) -> Option<Self> {
        let plain = title.trim().trim_end_matches(['：', ':', '*', '＊']).trim().to_lowercase();
        Self::ALL.into_iter().find(|fact| fact.titles().contains(&plain.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_title_asks_for_one_fact_whatever_stands_around_it() {
        let titles: Vec<&str> = Fact::ALL.iter().flat_map(|fact| fact.titles()).copied().collect();
        assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len(), "no title asks for two");
        for fact in Fact::ALL {
            for title in fact.titles() {
                assert_eq!(Fact::of_title(&format!(" {}：* ", title.to_uppercase())), Some(fact));
            }
            assert!(fact.address().starts_with('/'));
        }
        assert_eq!(Fact::of_title("本月新增志愿者人数"), None);
        assert_eq!(Fact::of_title("单位名称变更原因"), None, "more than the fact is asked for");
    }
}
