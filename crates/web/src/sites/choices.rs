//! What the filters and forms of sites and inspections offer to choose from, and how a typed choice is read.

use changxiao_app::model::CityModel;
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    ids::{PostId, UnitId},
    orgs::{Actor, Scope, UnitKind},
};
use changxiao_words::Lang;

/// An option of a select.
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Options under a common heading.
pub(crate) struct Group {
    pub label: String,
    pub choices: Vec<Choice>,
}

/// The site types of the system in force.
pub(crate) fn types(model: &CityModel, lang: Lang, chosen: &str) -> Vec<Choice> {
    let Some(system) = model.current_system() else { return Vec::new() };
    system
        .site_types
        .iter()
        .map(|kind| Choice {
            value: kind.code.clone(),
            label: lang.pick(&kind.name_zh, &kind.name_en).to_owned(),
            chosen: kind.code == chosen,
        })
        .collect()
}

/// The divisions below the city (or below the division of the post), and on the way down to the chosen one.
pub(crate) fn divisions(model: &CityModel, actor: &Actor, chosen: Option<DivisionCode>, lang: Lang) -> Vec<Group> {
    let city = DivisionCode::new(model.id().0).ok();
    let Some(top) = (match &actor.scope {
        Scope::Division(division) => Some(*division),
        Scope::WholeCity | Scope::Units(_) => city,
    }) else {
        return Vec::new();
    };
    let path = chosen.map(|code| model.divisions.path(code)).unwrap_or_default();
    let on_the_way = path.iter().map(|division| division.code).filter(|code| *code != top && code.is_within(top));
    let mut parents = vec![top];
    parents.extend(on_the_way);
    parents
        .into_iter()
        .map(|parent| Group {
            label: model.name_of_division(parent, lang).to_owned(),
            choices: model
                .divisions
                .children(parent)
                .map(|division| Choice {
                    value: division.code.to_string(),
                    label: model.name_of_division(division.code, lang).to_owned(),
                    chosen: Some(division.code) == chosen,
                })
                .collect(),
        })
        .filter(|group| !group.choices.is_empty())
        .collect()
}

/// A division from an address: its digits.
pub(crate) fn division_of(text: &str) -> Option<DivisionCode> {
    DivisionCode::new(text.trim().parse().ok()?).ok()
}

/// A division as people type it: its digits, its path (芗城区 巷口街道) or a name that stands for one place only.
pub(crate) fn typed_division(model: &CityModel, text: &str) -> Option<DivisionCode> {
    let text = text.trim();
    if let Some(code) = division_of(text) {
        return Some(code);
    }
    let mut at = DivisionCode::new(model.id().0).ok()?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut followed = !words.is_empty();
    for word in &words {
        match model.divisions.children(at).find(|division| division.name == *word) {
            Some(division) => at = division.code,
            None => {
                followed = false;
                break;
            }
        }
    }
    if followed {
        return Some(at);
    }
    let city = DivisionCode::new(model.id().0).ok()?;
    let mut named = model.divisions.by_name(text, city);
    let one = named.next()?;
    if named.next().is_some() { None } else { Some(one.code) }
}

/// Counties, towns and streets as they are typed.
pub(crate) fn division_suggestions(model: &CityModel) -> Vec<String> {
    let Ok(city) = DivisionCode::new(model.id().0) else { return Vec::new() };
    model
        .divisions
        .subtree(city)
        .filter(|division| matches!(division.level, Level::County | Level::Township))
        .map(|division| model.place_name(division.code.padded(), Lang::Zh))
        .collect()
}

/// Units in force, without the many communities.
pub(crate) fn unit_suggestions(model: &CityModel, lang: Lang) -> Vec<String> {
    model
        .units
        .iter()
        .filter(|unit| unit.kind != UnitKind::Community)
        .map(|unit| unit.name_in(lang).to_owned())
        .collect()
}

/// A unit from its code or its name in either language.
pub(crate) fn unit_of(model: &CityModel, text: &str) -> Option<UnitId> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let by_name =
        || model.units.iter().find(|unit| unit.name == text || (!unit.name_en.is_empty() && unit.name_en == text));
    model.units.by_code(text).or_else(by_name).map(|unit| unit.id)
}

/// Posts in force as they are typed. Where a unit has several posts of one title, the person tells them apart; only the form
/// of those who manage sites shows this.
pub(crate) fn post_suggestions(model: &CityModel, lang: Lang) -> Vec<(PostId, String)> {
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

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_a_division_and_words_are_not() {
        assert!(super::division_of("350602").is_some());
        assert!(super::division_of("芗城区").is_none());
        assert!(super::division_of("").is_none());
    }
}
