//! The menus above the list. Each is a handful of links, so that a filter is an address and works without script.

use changxiao_app::model::CityModel;
use changxiao_domain::{
    cases::{Source, State, SupervisionKind, Topic},
    divisions::DivisionCode,
    orgs::{Actor, Scope},
};
use changxiao_words::{Lang, fill, texts};

use super::query::ListQuery;
use crate::{
    choice::{Choice, ChoiceGroup},
    names::source_word,
    pickers::unit_groups,
};

/// One offer of a menu.
#[derive(Clone, Debug)]
pub struct MenuOption {
    pub href: String,
    pub label: String,
    pub current: bool,
    /// Stands under the one before it.
    pub below: bool,
}

/// One menu.
#[derive(Clone, Debug)]
pub struct Menu {
    pub label: &'static str,
    /// What is chosen, or 全部.
    pub value: String,
    pub set: bool,
    pub options: Vec<MenuOption>,
}

fn menu(query: &ListQuery, key: &str, label: &'static str, all: &str, offers: Vec<(String, String, bool)>) -> Menu {
    let now = query.get(key).to_owned();
    let mut options = vec![MenuOption {
        href: query.without(key).href(),
        label: all.to_owned(),
        current: now.is_empty(),
        below: false,
    }];
    let mut value = all.to_owned();
    for (code, label, below) in offers {
        let current = code == now;
        if current {
            value.clone_from(&label);
        }
        options.push(MenuOption { href: query.with(key, &code).href(), label, current, below });
    }
    Menu { label, value, set: !now.is_empty(), options }
}

/// The divisions directly below the scope, and what lies below the chosen one.
pub fn divisions(query: &ListQuery, model: &CityModel, actor: &Actor, lang: Lang) -> Menu {
    let l = texts(lang);
    menu(query, "division", l.cases_division, l.cases_all, division_offers(model, actor, query.division(model)))
}

fn division_offers(model: &CityModel, actor: &Actor, chosen: Option<DivisionCode>) -> Vec<(String, String, bool)> {
    let root = match &actor.scope {
        Scope::Division(division) => Some(*division),
        _ => DivisionCode::new(model.city.id.0).ok(),
    };
    let Some(root) = root else { return Vec::new() };
    let mut offers = Vec::new();
    for child in model.divisions.children(root) {
        offers.push((child.code.to_string(), child.name.clone(), false));
        let Some(chosen) = chosen.filter(|chosen| chosen.is_within(child.code)) else { continue };
        // Below a county its towns, below a chosen town its villages: one branch is open, never the whole tree.
        for town in model.divisions.children(child.code) {
            offers.push((town.code.to_string(), town.name.clone(), true));
            if chosen.is_within(town.code) {
                offers.extend(
                    model
                        .divisions
                        .children(town.code)
                        .map(|village| (village.code.to_string(), village.name.clone(), true)),
                );
            }
        }
    }
    offers
}

pub fn categories(query: &ListQuery, model: &CityModel, lang: Lang) -> Menu {
    let l = texts(lang);
    let chosen = query.get("category");
    let mut offers = Vec::new();
    for major in &model.categories.majors {
        let code = format!("{}{}", major.class.letter(), major.code);
        let open = chosen.starts_with(&code);
        offers.push((code.clone(), major.name(lang).to_owned(), false));
        if open {
            let minors =
                model.categories.categories.iter().filter(|category| category.code.to_string().starts_with(&code));
            offers.extend(minors.map(|category| (category.code.to_string(), category.name(lang).to_owned(), true)));
        }
    }
    menu(query, "category", l.cases_category, l.cases_all, offers)
}

pub fn states(query: &ListQuery, lang: Lang) -> Menu {
    let l = texts(lang);
    let offers =
        State::ALL.into_iter().map(|state| (state.code().to_owned(), state.words(lang).to_owned(), false)).collect();
    menu(query, "state", l.cases_state, l.cases_all, offers)
}

/// The states for a `<select>`.
pub fn state_choices(query: &ListQuery, lang: Lang) -> Vec<Choice> {
    let now = query.get("state");
    let choice = |state: State| Choice {
        value: state.code().to_owned(),
        label: state.words(lang).to_owned(),
        chosen: state.code() == now,
    };
    State::ALL.into_iter().map(choice).collect()
}

pub fn sources(query: &ListQuery, lang: Lang) -> Menu {
    let l = texts(lang);
    let offers = Source::ALL
        .into_iter()
        .map(|source| (source.code().to_owned(), source_word(lang, source).to_owned(), false))
        .collect();
    menu(query, "source", l.cases_source, l.cases_all, offers)
}

/// Under which supervision, and whether a reply is owed.
pub fn supervision(query: &ListQuery, lang: Lang) -> Menu {
    let l = texts(lang);
    let mut offers = vec![
        ("any".to_owned(), l.cases_supervised_any.to_owned(), false),
        ("owed".to_owned(), l.cases_reply_owed.to_owned(), false),
    ];
    offers.extend(SupervisionKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind.words(lang).to_owned(), false)));
    menu(query, "supervised", l.cases_supervised, l.cases_all, offers)
}

/// What waits for a decision.
pub fn requests(query: &ListQuery, lang: Lang) -> Menu {
    let l = texts(lang);
    let mut offers = vec![("any".to_owned(), l.cases_asked_any.to_owned(), false)];
    offers.extend(Topic::ALL.iter().map(|topic| (topic.code().to_owned(), topic.words(lang).to_owned(), false)));
    menu(query, "asked", l.cases_asked_word, l.cases_all, offers)
}

/// When it was reported: the last days, or two dates that a form in the menu asks for.
pub fn reported(query: &ListQuery, lang: Lang) -> Menu {
    let l = texts(lang);
    let days =
        |days: i64| if days == 1 { l.cases_today_word.to_owned() } else { fill(l.cases_last_days, &[("n", &days)]) };
    let base = query.without("from").without("to");
    let offers = [1, 7, 30, 90].into_iter().map(|n| (n.to_string(), days(n), false)).collect();
    let mut menu = menu(&base, "reported", l.cases_reported, l.cases_any_time, offers);
    let (from, to) = (query.get("from"), query.get("to"));
    if !from.is_empty() || !to.is_empty() {
        menu.set = true;
        menu.value = fill(l.cases_from_to, &[("from", &from), ("to", &to)]);
        for option in &mut menu.options {
            option.current = false;
        }
    }
    menu
}

/// The fields that have no menu of their own: one form asks for all of them.
#[derive(Clone, Debug, Default)]
pub struct MoreFields {
    pub co: Vec<ChoiceGroup>,
    pub reporter: Vec<ChoiceGroup>,
    /// Sent to rework, given back.
    pub course: Vec<Choice>,
    /// Name, label and value of a day: due and closed, from and to.
    pub days: Vec<(&'static str, &'static str, String)>,
    pub site: String,
    /// How many of these are set.
    pub set: usize,
    /// What the form leaves as it is.
    pub hidden: Vec<(&'static str, String)>,
}

const MORE: [&str; 8] = ["co", "reporter", "course", "due_from", "due_to", "closed_from", "closed_to", "site"];

pub fn more(query: &ListQuery, model: &CityModel, lang: Lang) -> MoreFields {
    let l = texts(lang);
    let course = |code: &str, label: &str| Choice {
        value: code.to_owned(),
        label: label.to_owned(),
        chosen: query.get("course") == code,
    };
    let days = [
        ("due_from", l.cases_due_from),
        ("due_to", l.cases_due_to),
        ("closed_from", l.cases_closed_from),
        ("closed_to", l.cases_closed_to),
    ];
    let mut but = MORE.to_vec();
    but.push("number");
    MoreFields {
        co: unit_groups(model, lang, |unit| unit.code.clone(), query.get("co")),
        reporter: unit_groups(model, lang, |unit| unit.code.clone(), query.get("reporter")),
        course: vec![course("reworked", l.cases_course_reworked), course("returned", l.cases_course_returned)],
        days: days.into_iter().map(|(key, label)| (key, label, query.get(key).to_owned())).collect(),
        site: query.get("site").to_owned(),
        set: MORE.iter().filter(|key| !query.get(key).is_empty()).count(),
        hidden: query.hidden_but(&but),
    }
}
