//! What the pages of an edition need to know of each of its lists.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{ListEntry, System};
use changxiao_words::{Key, Lang, coded};
use serde::Serialize;
use serde_json::Value;

use super::edition::{Edition, evidence_choices};
use crate::{
    choice::ChoiceGroup,
    fields::{Fields, Offers, Reader, Typed},
};

coded! {
    /// What the page shows of a system.
    pub enum SystemTab {
        Tree = "tree", standards_tab_tree;
        Coverage = "coverage", standards_tab_coverage;
        Sites = "sites", standards_tab_sites;
        Survey = "survey", standards_tab_survey;
        Materials = "materials", standards_tab_materials;
        Presets = "presets", standards_tab_presets;
        About = "about", standards_tab_about;
    }
}

/// What the pages need to know of a list.
pub(super) trait ListForm: ListEntry + Serialize {
    /// How addresses name the list.
    const SLUG: &'static str;

    const FIELDS: Fields;

    /// What one of its entries is called: 检查项.
    const TITLE: Key;

    /// A new entry; `group` is the site type of a check item.
    fn blank(_group: &str) -> Typed {
        Typed::default().with("evidence", "certain")
    }

    /// The entry as it stands in the form.
    fn typed(&self) -> Typed {
        fields_of(self)
    }

    /// The entry that was typed; what could not be read stays in the reader.
    fn read(code: String, reader: &mut Reader<'_>) -> Self;

    /// What can be chosen; `typed` names a value that is kept although nobody offers it any more.
    fn offers(_model: &CityModel, _system: &System, _typed: &Typed, lang: Lang) -> Offers {
        vec![("evidence", evidence_offers(lang))]
    }

    /// The page that shows the entry.
    fn home(&self) -> Home;

    /// The page that is left when the entry is gone.
    fn home_without(&self) -> Home {
        self.home()
    }
}

/// Where an entry is shown.
pub(super) enum Home {
    /// On the page of this site type.
    SiteType(String),
    /// In a tab of its system.
    Tab(SystemTab),
}

impl Home {
    pub(super) fn href(&self, edition: Edition<'_>) -> String {
        match self {
            Home::SiteType(code) => edition.site_type_href(code),
            Home::Tab(tab) => format!("{}?tab={}", edition.href(), tab.code()),
        }
    }
}

/// What has a text or a number stands in the field of its name, also within another; lists are left to the caller.
pub(super) fn fields_of(entry: &impl Serialize) -> Typed {
    fn add(typed: Typed, (name, value): (&String, &Value)) -> Typed {
        match value {
            Value::String(text) => typed.with(name, text),
            Value::Number(number) => typed.with(name, number),
            Value::Object(parts) => parts.iter().fold(typed, add),
            _ => typed,
        }
    }
    let value = serde_json::to_value(entry).unwrap_or_default();
    value.as_object().into_iter().flatten().fold(Typed::default(), add)
}

/// Whether the source says so, or somebody inferred it.
pub(super) fn evidence_offers(lang: Lang) -> Vec<ChoiceGroup> {
    ChoiceGroup::plain(evidence_choices(None, lang))
}
