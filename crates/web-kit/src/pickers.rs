//! What filters and forms offer to choose from in a city, and how a typed choice is read.

use std::collections::HashSet;

use changxiao_app::{AppError, departures::queues::why_unmanned, model::CityModel};
use changxiao_domain::{
    calendar::Limit,
    categories::{Category, CategoryClass, CategoryCode, text_in},
    divisions::{DivisionCode, Level},
    ids::{PostId, UnitId},
    orgs::{Actor, Unit, UnitKind},
    time::Day,
};
use changxiao_words::{Lang, fill, say, texts};

use crate::{
    choice::{Choice, ChoiceGroup},
    words,
};

/// The site types of the system in force.
pub fn site_types(model: &CityModel, lang: Lang, chosen: &str) -> Vec<Choice> {
    let Some(system) = model.current_system() else { return Vec::new() };
    system
        .site_types
        .iter()
        .map(|kind| Choice {
            value: kind.code.clone(),
            label: lang.of_data(&kind.name_zh, &kind.name_en).to_owned(),
            chosen: kind.code == chosen,
        })
        .collect()
}

/// The divisions below the city (or below the division of the post), and on the way down to the chosen one.
pub fn divisions_on_the_way(
    model: &CityModel,
    actor: &Actor,
    chosen: Option<DivisionCode>,
    lang: Lang,
) -> Vec<ChoiceGroup> {
    let tops = actor.scope.roots(DivisionCode::new(model.id().0).ok());
    let path = chosen.map(|code| model.divisions.path(code)).unwrap_or_default();
    let is_below = |code: &DivisionCode| tops.iter().any(|top| code != top && code.is_within(*top));
    let on_the_way = path.iter().map(|division| division.code).filter(is_below);
    let mut parents = tops.clone();
    parents.extend(on_the_way);
    let choice = |code: DivisionCode| Choice {
        value: code.to_string(),
        label: model.name_of_division(code, lang).to_owned(),
        chosen: Some(code) == chosen,
    };
    // Of a territory over several divisions these can be chosen themselves, villages among them.
    let several = (tops.len() > 1).then(|| ChoiceGroup::new("", tops.iter().copied().map(choice)));
    let below = parents.into_iter().map(|parent| ChoiceGroup {
        label: model.name_of_division(parent, lang).to_owned(),
        choices: model.divisions.children(parent).map(|division| choice(division.code)).collect(),
    });
    several.into_iter().chain(below).filter(|group| !group.choices.is_empty()).collect()
}

/// All divisions, then those on the way to the chosen one.
pub fn all_divisions(model: &CityModel, actor: &Actor, chosen: Option<DivisionCode>, lang: Lang) -> Vec<ChoiceGroup> {
    let mut groups = vec![ChoiceGroup::new("", [Choice::new("", texts(lang).sites_all_divisions, false)])];
    groups.extend(divisions_on_the_way(model, actor, chosen, lang));
    groups
}

/// A division from an address: its digits.
pub fn division_of(text: &str) -> Option<DivisionCode> {
    DivisionCode::new(text.trim().parse().ok()?).ok()
}

/// A division as people type it: its digits, or what names one place only (芗城区 巷口街道, 巷口街道办事处, the city's own word).
pub fn typed_division(model: &CityModel, text: &str) -> Option<DivisionCode> {
    division_of(text).or_else(|| model.division_named(text))
}

/// Counties, towns and streets as they are typed.
pub fn division_suggestions(model: &CityModel) -> Vec<String> {
    let Ok(city) = DivisionCode::new(model.id().0) else { return Vec::new() };
    model
        .divisions
        .subtree(city)
        .filter(|division| matches!(division.level, Level::County | Level::Township))
        .map(|division| model.place_name(division.code.padded(), Lang::RECORDS))
        .collect()
}

/// Units in force, without the many communities.
pub fn unit_suggestions(model: &CityModel, lang: Lang) -> Vec<String> {
    model
        .units
        .iter()
        .filter(|unit| unit.kind != UnitKind::Community)
        .map(|unit| unit.name_in(lang).to_owned())
        .collect()
}

/// A unit from its code, its name in either language or the city's own word for it.
pub fn unit_of(model: &CityModel, text: &str) -> Option<UnitId> {
    model.unit_named(text).map(|unit| unit.id)
}

/// Posts in force as they are typed. Where a unit has several posts of one title, the person tells them apart; only the form
/// of those who manage sites shows this.
pub fn post_suggestions(model: &CityModel, lang: Lang) -> Vec<(PostId, String)> {
    let mut posts: Vec<(PostId, String)> = model
        .posts
        .values()
        .filter(|post| post.in_force(model.day) && model.units.get(post.unit).is_some())
        .map(|post| (post.id, model.post_label(post.id, lang)))
        .collect();
    posts.sort_by(|one, two| one.1.cmp(&two.1).then(one.0.cmp(&two.0)));
    let labels: Vec<String> = posts.iter().map(|(_, label)| label.clone()).collect();
    for (place, (post, label)) in posts.iter_mut().enumerate() {
        let same_before = place > 0 && labels[place - 1] == labels[place];
        let same_after = labels.get(place + 1).is_some_and(|next| *next == labels[place]);
        if same_before || same_after {
            let person = model.posts.get(post).and_then(|post| model.person_names.get(&post.person));
            *label = format!("{label} · {}", person.map_or("", String::as_str));
        }
    }
    posts
}

/// Units that a form may name: those that may lead. The others are too many for a list.
pub fn unit_choices(model: &CityModel, lang: Lang) -> Vec<Choice> {
    let named = model.units.iter().filter(|unit| unit.kind.may_lead());
    named.map(|unit| Choice::new(unit.code.clone(), unit.name_in(lang), false)).collect()
}

/// Kinds of units that forms offer to lead, those that do it most before the others.
const LEADING: [UnitKind; 10] = [
    UnitKind::Department,
    UnitKind::HigherStation,
    UnitKind::Town,
    UnitKind::District,
    UnitKind::ManagementCommittee,
    UnitKind::NewDistrict,
    UnitKind::Enterprise,
    UnitKind::StateCompany,
    UnitKind::Group,
    UnitKind::Office,
];

/// Units that can lead, by kind, for a `<select>`; `chosen` by code.
pub fn unit_groups(
    model: &CityModel,
    lang: Lang,
    value_of: impl Fn(&Unit) -> String,
    chosen: &str,
) -> Vec<ChoiceGroup> {
    LEADING
        .into_iter()
        .map(|kind| {
            let choices = model.units.of_kind(kind).map(|unit| {
                let value = value_of(unit);
                Choice { chosen: value == chosen, value, label: manned_name(model, lang, unit) }
            });
            ChoiceGroup { label: kind.words(lang).to_owned(), choices: choices.collect() }
        })
        .filter(|group| !group.choices.is_empty())
        .collect()
}

/// The name of a unit, with a word behind it where no post is in force that could act for it.
fn manned_name(model: &CityModel, lang: Lang, unit: &Unit) -> String {
    let name = unit.name_in(lang);
    match why_unmanned(model, unit.id, &HashSet::new()) {
        None => name.to_owned(),
        Some(_) => fill(texts(lang).departures_nobody_there, &[("unit", &name)]),
    }
}

/// Every category under its major, with its limit, for a `<select>`.
pub fn category_groups(model: &CityModel, lang: Lang, chosen: &str) -> Vec<ChoiceGroup> {
    let l = texts(lang);
    model
        .categories
        .majors
        .iter()
        .map(|major| {
            let of_major = model
                .categories
                .categories
                .iter()
                .filter(|category| category.class == major.class && category.major == major.code);
            let choices = of_major.map(|category| {
                let value = category.code.to_string();
                let label = format!("{} · {} · {}", category.name(lang), value, limits_words(lang, category));
                Choice { chosen: value == chosen, value, label }
            });
            let class = match major.class {
                CategoryClass::Component => l.cases_class_component,
                CategoryClass::Event => l.cases_class_event,
            };
            ChoiceGroup { label: format!("{} · {class}", major.name(lang)), choices: choices.collect() }
        })
        .filter(|group| !group.choices.is_empty())
        .collect()
}

/// The limit of a category, or the shortest and the longest where its conditions differ.
fn limits_words(lang: Lang, category: &Category) -> String {
    let mut limits: Vec<_> = category.standards.iter().map(|standard| standard.limit).collect();
    limits.dedup();
    let words = |limit: &Limit| words::limit_words(lang, *limit);
    match limits.as_slice() {
        [] => String::new(),
        [one] => words(one),
        [first, ..] => format!("{} …", words(first)),
    }
}

/// Counties and towns of the scope for a `<select>`, towns under their county.
pub fn division_groups(model: &CityModel, actor: &Actor, chosen: &str, lang: Lang) -> Vec<ChoiceGroup> {
    let roots = actor.scope.roots(DivisionCode::new(model.city.id.0).ok());
    let name = |code: DivisionCode| model.name_of_division(code, lang).to_owned();
    let choice =
        |code: DivisionCode| Choice { value: code.to_string(), label: name(code), chosen: code.to_string() == chosen };
    let mut groups = Vec::new();
    for root in roots {
        let before = groups.len();
        for child in model.divisions.children(root) {
            let mut choices = vec![choice(child.code)];
            choices.extend(model.divisions.children(child.code).map(|town| choice(town.code)));
            groups.push(ChoiceGroup { label: name(child.code), choices });
        }
        if groups.len() == before {
            groups.push(ChoiceGroup { label: name(root), choices: vec![choice(root)] });
        }
    }
    groups
}

/// Every condition with its limit. The value names the category as well, so that a condition never counts for another one.
pub fn condition_choices(category: &Category, chosen: Option<i64>, lang: Lang) -> Vec<Choice> {
    let offers = (1..).zip(&category.standards).map(|(number, standard): (i64, _)| Choice {
        value: format!("{}.{number}", category.code),
        label: format!(
            "{} · {}",
            text_in(&standard.condition, lang).replace('\n', " "),
            words::limit_words(lang, standard.limit)
        ),
        chosen: chosen == Some(number),
    });
    offers.collect()
}

/// The number in `E0405.2` where it stands for a condition of `category`; none for an empty value.
///
/// # Errors
/// The value belongs to another category, or is none.
pub fn condition_in(value: &str, category: &str) -> Result<Option<i64>, AppError> {
    if value.is_empty() {
        return Ok(None);
    }
    let number = value.split_once('.').and_then(|(code, number)| {
        code.parse::<CategoryCode>().ok().filter(|code| code.to_string() == category)?;
        number.parse().ok()
    });
    let refuse = || AppError::field("condition", say!(common_filing_condition_belongs_another_category));
    number.map(Some).ok_or_else(refuse)
}

/// A day from a query; `None` for a text that is no day.
pub fn read_day(text: Option<&str>) -> Option<Day> {
    text.map(str::trim).filter(|text| !text.is_empty())?.parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_a_division_and_words_are_not() {
        assert!(super::division_of("350602").is_some());
        assert!(super::division_of("芗城区").is_none());
        assert!(super::division_of("").is_none());
    }
}
