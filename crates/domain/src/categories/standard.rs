//! The filing standard (立案结案标准): one row says when a problem is filed, when it may be closed, within what limit, and who
//! leads and who supervises.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::Limit,
    standards::{Bilingual, Evidence},
};

/// One row of a filing standard. A minor has one or more, numbered from 1 in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingStandard {
    /// What makes a problem one of this category (立案条件).
    pub condition: Bilingual,
    /// What has to be true before it is closed (结案条件), one line each.
    pub closing: Vec<Bilingual>,
    pub limit: Limit,
    /// Code of the unit that leads (处置单位); in the built-in list the key of the city's lead department.
    pub lead_key: String,
    /// What the list wrote, where it says more than the limit: 种植季节15工作日.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub limit_written: String,
    /// Codes of the units that help it, as the list names them behind the first; a word such as 属地 stands for whoever answers for the place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helper_keys: Vec<String>,
    /// Code of the unit that supervises (主管部门); empty where the list names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub supervisor_key: String,
    pub evidence: Evidence,
    /// A key of the list's sources.
    pub source: String,
}

impl FilingStandard {
    /// The closing conditions as one text, a line each.
    pub fn closing_text(&self, lang: Lang) -> String {
        self.closing.iter().map(|line| text_in(line, lang)).collect::<Vec<_>>().join("\n")
    }

    /// Whether a sheet would show both rows alike: the words of the city's language, limit and units.
    pub fn reads_like(&self, other: &Self) -> bool {
        self.condition.zh == other.condition.zh
            && self.closing_text(Lang::Zh) == other.closing_text(Lang::Zh)
            && self.limit == other.limit
            && self.lead_key == other.lead_key
            && self.limit_written == other.limit_written
            && self.helper_keys == other.helper_keys
            && self.supervisor_key == other.supervisor_key
    }
}

/// A text in `lang`; a city's own list is in Chinese only and shows that on English pages, too.
pub fn text_in(text: &Bilingual, lang: Lang) -> &str {
    let own = text.pick(lang);
    if own.is_empty() { &text.zh } else { own }
}

/// Under which version of the list a case was filed, and by which of its conditions. It stays with the case when the city puts
/// a new version in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledUnder {
    /// Key and edition of the list, as [`edition_key`] writes them.
    pub edition: String,
    /// Number of the condition, 1 for the first. `None` where nobody chose one: the first one's limit counts, and the closing
    /// conditions of all may be asked.
    pub condition: Option<i64>,
}

/// `filing-standard/2026-11-21`: what names a version of a list for good.
pub fn edition_key(key: &str, edition: &str) -> String {
    format!("{key}/{edition}")
}
