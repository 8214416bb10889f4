//! Names for codes and ids.

use changxiao_words::Lang;
use std::sync::Arc;

use changxiao_domain::{
    categories::{Category, CategoryCode},
    divisions::{DivisionCode, short_name},
    ids::{PostId, UnitId},
    standards::{CheckItem, Node, SiteType, System, SystemStatus},
};

use super::CityModel;

impl CityModel {
    /// The name of a unit of today or of the past; empty for none.
    pub fn unit_name(&self, unit: UnitId, lang: Lang) -> &str {
        self.all_units.get(&unit).map_or("", |unit| unit.name_in(lang))
    }

    /// 芗城区 巷口街道, or Xiangkou Subdistrict, Xiangcheng District: what lies between the city and the place of a padded code.
    pub fn place_name(&self, padded: i64, lang: Lang) -> String {
        let Ok(code) = DivisionCode::from_padded(padded) else { return String::new() };
        let city = DivisionCode::new(self.city.id.0).ok();
        let mut names: Vec<&str> = self
            .divisions
            .path(code)
            .into_iter()
            .filter(|division| city.is_none_or(|city| division.code != city && division.code.is_within(city)))
            .map(|division| self.name_of_division(division.code, lang))
            .collect();
        if names.is_empty() {
            return self.name_of_division(code, lang).to_owned();
        }
        match lang {
            Lang::Zh => names.join(" "),
            // English goes from the smaller place to the larger.
            _ => {
                names.reverse();
                names.join(", ")
            }
        }
    }

    /// In English the name in Latin letters, where the shipped table has one.
    pub fn name_of_division(&self, code: DivisionCode, lang: Lang) -> &str {
        let english = if lang == Lang::En { crate::cities::names::english(code) } else { None };
        english.unwrap_or_else(|| self.divisions.name(code))
    }

    pub fn division_name(&self, padded: i64, lang: Lang) -> &str {
        DivisionCode::from_padded(padded).map_or("", |code| self.name_of_division(code, lang))
    }

    /// A name for a map, where its kind goes without saying: 芗城, Xiangcheng.
    pub fn map_name(&self, code: DivisionCode, lang: Lang) -> &str {
        short_name(self.name_of_division(code, lang))
    }

    /// The category of a code: in the list in force, else in the newest version that knows it, for what is named by an older list.
    pub fn category(&self, code: &str) -> Option<&Category> {
        let code = code.parse::<CategoryCode>().ok()?;
        let older = || self.category_versions.iter().find_map(|version| version.set.category(code));
        self.categories.category(code).or_else(older)
    }

    /// The name of a category; its code where the list does not know it.
    pub fn category_name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.category(code).map_or(code, |category| category.name(lang))
    }

    /// The title of a case: where it is empty or only repeats the category, the category's name in the reader's language; what
    /// somebody wrote stays as it is.
    pub fn case_title<'a>(&'a self, title: &'a str, category: &'a str, lang: Lang) -> &'a str {
        match self.category(category) {
            Some(category) if title.is_empty() || category.name_zh == title => category.name(lang),
            None if title.is_empty() => category,
            _ => title,
        }
    }

    /// The systems in the order in which names are looked for: the one that counts, what is or was in force, and drafts at
    /// last, because what is still being written must not rename what is in use.
    fn systems_for_names(&self) -> impl Iterator<Item = &Arc<System>> {
        let of = |is_draft: bool| {
            self.systems
                .iter()
                .filter(move |(row, _)| (row.status == SystemStatus::Draft) == is_draft)
                .map(|(_, system)| system)
        };
        self.current_system().into_iter().chain(of(false)).chain(of(true))
    }

    pub fn node(&self, code: &str) -> Option<&Node> {
        self.systems_for_names().find_map(|system| system.node(code))
    }

    pub fn site_type(&self, code: &str) -> Option<&SiteType> {
        self.systems_for_names().find_map(|system| system.site_types.iter().find(|site_type| site_type.code == code))
    }

    pub fn site_type_name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.site_type(code).map_or(code, |site_type| lang.of_data(&site_type.name_zh, &site_type.name_en))
    }

    pub fn check_item(&self, code: &str) -> Option<&CheckItem> {
        self.systems_for_names().find_map(|system| system.check_items.iter().find(|item| item.code == code))
    }

    /// Unit and title of a post: 市城管局 承办岗.
    pub fn post_label(&self, post: PostId, lang: Lang) -> String {
        self.posts.get(&post).map_or_else(String::new, |post| {
            let title = if lang == Lang::En || post.title.is_empty() { post.role.words(lang) } else { &post.title };
            format!("{} · {title}", self.unit_name(post.unit, lang))
        })
    }
}
