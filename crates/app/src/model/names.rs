//! Names for codes and ids.

use std::{collections::HashMap, sync::Arc};

use changxiao_words::{Lang, Value, fill, texts};

use changxiao_domain::{
    categories::{Category, CategoryCode},
    divisions::{DivisionCode, short_name},
    geo::Position,
    ids::{PersonId, PostId, SystemId, UnitId},
    orgs::{Post, UnitKind},
    standards::{CheckItem, Node, SiteType, System, SystemStatus},
    text::look,
    time::Instant,
};

use super::CityModel;

impl CityModel {
    /// The name of a unit of today or of the past; empty for none.
    pub fn unit_name(&self, unit: UnitId, lang: Lang) -> &str {
        self.all_units.get(&unit).map_or("", |unit| unit.name_in(lang))
    }

    /// The posts in force in a unit.
    pub fn posts_in(&self, unit: UnitId) -> impl Iterator<Item = &Post> {
        let all = self.posts_in.get(&unit).into_iter().flatten().filter_map(|post| self.posts.get(post));
        all.filter(|post| post.in_force(self.day))
    }

    /// The unit at which it counts that somebody was told something: a community or a town where the person has a post in one, else the first of the units.
    pub fn unit_told(&self, person: PersonId) -> Option<UnitId> {
        let posts = self.posts_of.get(&person).into_iter().flatten().filter_map(|post| self.posts.get(post));
        let units = posts.filter(|post| post.in_force(self.day)).filter_map(|post| self.units.get(post.unit));
        let below = |kind: UnitKind| !matches!(kind, UnitKind::Community | UnitKind::Town);
        units.min_by_key(|unit| (below(unit.kind), unit.id)).map(|unit| unit.id)
    }

    /// The units of today by their names in either language, as [`look`] compares them: what sheets call them.
    pub fn units_by_name(&self) -> HashMap<String, Vec<UnitId>> {
        let mut by_name = HashMap::<String, Vec<UnitId>>::new();
        for unit in self.units.iter() {
            let (name, english) = (look(&unit.name), look(&unit.name_en));
            if !english.is_empty() && english != name {
                by_name.entry(english).or_default().push(unit.id);
            }
            by_name.entry(name).or_default().push(unit.id);
        }
        by_name
    }

    /// The same for a sentence whose reader is not known yet.
    pub fn unit_value(&self, unit: UnitId) -> Value {
        Value::named(self.unit_name(unit, Lang::Zh), self.unit_name(unit, Lang::En))
    }

    /// [`Self::place_name`] for a sentence whose reader is not known yet.
    pub fn place_value(&self, padded: i64) -> Value {
        Value::named(self.place_name(padded, Lang::Zh), self.place_name(padded, Lang::En))
    }

    /// 芗城区 巷口街道, or Xiangkou Subdistrict, Xiangcheng District: what lies between the city and the place of a padded code.
    pub fn place_name(&self, padded: i64, lang: Lang) -> String {
        let Ok(code) = DivisionCode::from_padded(padded) else { return String::new() };
        let city = DivisionCode::new(self.city.id.0).ok();
        let names = self
            .all_divisions
            .path(code)
            .into_iter()
            .filter(|division| city.is_none_or(|city| division.code != city && division.code.is_within(city)))
            .map(|division| self.name_of_division(division.code, lang).to_owned());
        // A language says which comes first, the larger place or the smaller.
        let of_both =
            |larger, smaller| fill(texts(lang).format_place_in, &[("larger", &larger), ("smaller", &smaller)]);
        names.reduce(of_both).unwrap_or_else(|| self.name_of_division(code, lang).to_owned())
    }

    /// In English the name in Latin letters, where the shipped table has one.
    pub fn name_of_division(&self, code: DivisionCode, lang: Lang) -> &str {
        let name = self.all_divisions.name(code);
        lang.of_names(name, crate::cities::names::english(code).unwrap_or_default())
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

    /// What the category of a case is called in the list under which it was filed.
    pub fn category_name_of<'a>(&'a self, edition: Option<&str>, code: &'a str, lang: Lang) -> &'a str {
        let kept = edition.and_then(|edition| self.category_versions.iter().find(|version| version.key == edition));
        let category = kept.and_then(|version| version.set.category(code.parse().ok()?));
        category.map_or_else(|| self.category_name(code, lang), |category| category.name(lang))
    }

    /// What a code was called at a moment: in the list that was in force then.
    pub fn category_name_at<'a>(&'a self, code: &'a str, at: Instant, lang: Lang) -> &'a str {
        let later = self.leads.iter().find(|one| one.done_at.is_some_and(|done| done > at));
        self.category_name_of(later.map(|one| one.leads.from.as_str()), code, lang)
    }

    /// What a major (`E04`) was called at a moment; `None` for one that neither the list of then nor that of today has.
    pub fn major_name_at(&self, key: &str, at: Instant, lang: Lang) -> Option<&str> {
        let later = self.leads.iter().find(|one| one.done_at.is_some_and(|done| done > at));
        let kept = later.and_then(|one| self.category_edition(&one.leads.from));
        let sets = kept.map(|version| &version.set).into_iter().chain([&self.categories]);
        sets.flat_map(|set| &set.majors).find(|major| major.key() == key).map(|major| major.name(lang))
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

    /// A check item as it was called when it was inspected: in the first of these systems that has it, else as [`Self::check_item`].
    pub fn check_item_of(&self, systems: &[SystemId], code: &str) -> Option<&CheckItem> {
        let of_it = |system: &Arc<System>| system.check_items.iter().position(|item| item.code == code);
        let known = systems.iter().filter_map(|id| self.system(*id));
        let found = known.filter_map(|system| system.check_items.get(of_it(system)?)).next();
        found.or_else(|| self.check_item(code))
    }

    /// A node as it was called then.
    pub fn node_of(&self, systems: &[SystemId], code: &str) -> Option<&Node> {
        let found = systems.iter().filter_map(|id| self.system(*id)).find_map(|system| system.node(code));
        found.or_else(|| self.node(code))
    }

    pub fn check_item(&self, code: &str) -> Option<&CheckItem> {
        self.systems_for_names().find_map(|system| system.check_items.iter().find(|item| item.code == code))
    }

    /// Whether a position agrees with a division: it lies in the outline of the division, or of the next division above it that has one,
    /// or no more than three kilometres beside it. Outlines are drawn with few corners. `None` where no outline is known.
    pub fn agrees(&self, division: DivisionCode, position: Position) -> Option<bool> {
        const BESIDE_M: f64 = 3_000.0;
        let above = std::iter::successors(Some(division), |code| code.parent());
        let outline = above.filter_map(|code| self.outlines.iter().find(|(of, _)| *of == code)).next()?;
        Some(outline.1.is_near(position, BESIDE_M))
    }

    /// The division of the finest level whose outline holds a position. `None` where none does, or where two of one level do: then
    /// somebody has to say which.
    pub fn division_at(&self, position: Position) -> Option<DivisionCode> {
        // A grid lies in a town or village and is drawn finer than either.
        if let Some(grid) = self.grid_around(position) {
            return Some(grid.division);
        }
        let holding = || self.outlines.iter().filter(|(_, outline)| outline.contains(position)).map(|(code, _)| *code);
        let finest = holding().map(DivisionCode::level).max()?;
        let mut of_level = holding().filter(|code| code.level() == finest);
        of_level.next().filter(|_| of_level.next().is_none())
    }

    /// Unit and title of a post: 市城管局 承办岗.
    /// Whoever holds a post, with what the post is called.
    pub fn holder_label(&self, post: PostId, lang: Lang) -> String {
        let person = self.posts.get(&post).and_then(|post| self.person_names.get(&post.person));
        match person {
            Some(name) => format!("{name} · {}", self.post_label(post, lang)),
            None => self.post_label(post, lang),
        }
    }

    pub fn post_label(&self, post: PostId, lang: Lang) -> String {
        self.posts.get(&post).map_or_else(String::new, |post| {
            // What a city calls a post is Chinese only.
            let role = post.role.words(lang);
            let title = if post.title.is_empty() { role } else { lang.of_data(&post.title, role) };
            format!("{} · {title}", self.unit_name(post.unit, lang))
        })
    }
}
