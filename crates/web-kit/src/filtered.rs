//! What the address of a list may ask for. Each list says it once beside its address (`Routes::filtered`); the guard reads it before any
//! handler runs, so that page, map and sheet refuse alike: whoever misspells a filter is shown which part is wrong, and never everything.

use changxiao_app::{AppError, FieldProblem, WrongFilter, model::CityModel};
use changxiao_domain::{divisions::DivisionCode, ids::UnitId, scoring::Period, time::Day};
use changxiao_words::{Message, say};

use crate::{
    address::{Address, pairs},
    pickers,
};

/// The part of a map that is looked at, which a script adds to the address of its points.
pub const MAP_PART: &[Filter] = &[Filter::new("bbox", Value::Words), Filter::new("zoom", Value::Number(0, 22))];

/// How much of what was written is said again, in characters.
const MOST_SAID: usize = 60;

/// One part of an address: its name, what it may hold, whether it may stand there several times.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub name: &'static str,
    pub value: Value,
    several: bool,
}

/// What a part of an address may hold. An empty one asks for nothing.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Any words; what they do not find is not there.
    Words,
    /// The code of a division of the city, padded or not.
    Division,
    /// The code of a unit, of one that has ended too, or the name of one in force.
    Unit,
    /// The code of a site type of any system of the city.
    SiteType,
    /// The code of a category or of a major, or how one begins.
    Category,
    /// 2026-06-16.
    Day,
    /// A period of scores: 2026-06.
    Month,
    /// A whole number between these two.
    Number(i64, i64),
    /// One of these codes.
    OneOf(fn() -> Vec<&'static str>),
    /// Something that the city has, by its key.
    Known(fn(&CityModel, &str) -> bool),
    /// Anything that this finds no fault with.
    Without(fn(&str) -> Option<Message>),
    /// Where a page of the list begins or ends.
    Place(fn(&str) -> bool),
}

impl Filter {
    pub const fn new(name: &'static str, value: Value) -> Self {
        Self { name, value, several: false }
    }

    /// It may have several values.
    pub const fn several(self) -> Self {
        Self { several: true, ..self }
    }
}

/// The codes of an enum and others besides, for [`Value::OneOf`].
pub fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str, besides: &[&'static str]) -> Vec<&'static str> {
    all.iter().map(|one| code(*one)).chain(besides.iter().copied()).collect()
}

/// What stands after the question mark, against what may stand there.
///
/// Errors: [`AppError::Filters`], with each part that is not understood, in the order of the address.
pub fn check(filters: &[&[Filter]], query: &str, model: &CityModel) -> Result<(), AppError> {
    let mut seen: Vec<&'static str> = Vec::new();
    let mut wrong = Vec::new();
    for (name, value) in pairs(query.as_bytes()) {
        let value = value.trim();
        let message = match filters.iter().copied().flatten().find(|filter| filter.name == name) {
            None => Some(say!(filters_no_such_name, name = short(&name))),
            Some(_) if value.is_empty() => None,
            Some(filter) if seen.contains(&filter.name) && !filter.several => {
                Some(say!(filters_twice, name = short(&name)))
            }
            Some(filter) => {
                seen.push(filter.name);
                filter.value.fault(value, model)
            }
        };
        wrong.extend(message.map(|message| WrongFilter { name, message }));
    }
    if wrong.is_empty() { Ok(()) } else { Err(AppError::Filters(wrong)) }
}

/// What a handler found wrong with the parts of its address, as the guard says it; `None` where it found something else.
pub fn of_address(problem: &AppError, query: &str) -> Option<AppError> {
    let AppError::Invalid(fields) = problem else { return None };
    let names: Vec<String> = pairs(query.as_bytes()).into_iter().map(|(name, _)| name).collect();
    let is_there = |field: &FieldProblem| names.iter().any(|name| name == field.field);
    let wrong = |field: &FieldProblem| WrongFilter { name: field.field.to_owned(), message: field.message.clone() };
    fields.iter().all(is_there).then(|| AppError::Filters(fields.iter().map(wrong).collect()))
}

/// A division of the city by its code, padded or not.
pub fn division(model: &CityModel, text: &str) -> Option<DivisionCode> {
    let code: DivisionCode = text.parse().ok()?;
    // Also one that has ended: what was done there is asked for by its code.
    let is_there = |code: &DivisionCode| model.all_divisions.get(*code).is_some();
    // A padded code is as good: that is how cases carry theirs.
    Some(code).filter(is_there).or_else(|| DivisionCode::from_padded(code.padded()).ok().filter(is_there))
}

/// A unit by its code, or one in force by its name: figures lead to what units did that have ended since.
pub fn unit(model: &CityModel, text: &str) -> Option<UnitId> {
    let ended = || model.all_units.values().find(|unit| unit.code == text).map(|unit| unit.id);
    pickers::unit_of(model, text).or_else(ended)
}

/// Whether a site type of any system of the city has this code: sites may be of the types of a system that is no longer in force.
pub fn is_site_type(model: &CityModel, code: &str) -> bool {
    model.systems.iter().any(|(_, system)| system.site_types.iter().any(|kind| kind.code == code))
}

/// Whether a category or major of any version of the list has this code, or a category begins with it.
pub fn is_category(model: &CityModel, code: &str) -> bool {
    let sets = || model.category_versions.iter().map(|version| &*version.set).chain([&*model.categories]);
    let major = |set: &changxiao_domain::categories::CategorySet| {
        set.majors.iter().any(|major| format!("{}{}", major.class.letter(), major.code) == code)
    };
    sets().any(|set| major(set) || set.categories.iter().any(|one| one.code.to_string().starts_with(code)))
}

/// The address without the parts that are wrong: each alone, then all of them, for the links of the page that says so.
pub fn without(path: &str, wrong: &[WrongFilter]) -> (Vec<Address>, Address) {
    let (bare, query) = path.split_once('?').unwrap_or((path, ""));
    let whole = pairs(query.as_bytes())
        .into_iter()
        .fold(Address::new(bare), |address, (name, value)| address.and(&name, value));
    let each = wrong.iter().map(|one| whole.clone().without(&one.name)).collect();
    (each, wrong.iter().fold(whole, |address, one| address.without(&one.name)))
}

impl Value {
    /// Why the city cannot narrow by `text`; `None` where it can.
    fn fault(self, text: &str, model: &CityModel) -> Option<Message> {
        let value = short(text);
        let (is_understood, message) = match self {
            Value::Words => return None,
            Value::Division => (division(model, text).is_some(), say!(filters_no_division, value)),
            Value::Unit => (unit(model, text).is_some(), say!(filters_no_unit, value)),
            Value::SiteType => (is_site_type(model, text), say!(filters_no_site_type, value)),
            Value::Category => (is_category(model, text), say!(filters_no_category, value)),
            Value::Day => (text.parse::<Day>().is_ok(), say!(filters_no_day, value)),
            Value::Month => (text.parse::<Period>().is_ok(), say!(filters_no_month, value)),
            Value::Number(least, most) => (
                text.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number)),
                say!(filters_no_number, value, least, most),
            ),
            Value::OneOf(codes) => {
                let codes = codes();
                let is_one = codes.contains(&text);
                (is_one, say!(filters_no_code, value, codes = codes.join(", ")))
            }
            Value::Known(is_known) => (is_known(model, text), say!(filters_not_known, value)),
            Value::Without(fault) => return fault(text),
            Value::Place(is_place) => (is_place(text), no_place(text)),
        };
        (!is_understood).then_some(message)
    }
}

/// Says that no page begins or ends there.
pub fn no_place(text: &str) -> Message {
    say!(filters_no_place, value = short(text))
}

fn short(text: &str) -> String {
    text.chars().take(MOST_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(name: &str) -> WrongFilter {
        WrongFilter { name: name.to_owned(), message: say!(filters_twice, name = name.to_owned()) }
    }

    #[test]
    fn a_link_takes_what_is_wrong_away_and_leaves_the_rest() {
        let (each, all) = without("/cases?tab=open&divison=1&lamp=blue", &[wrong("divison"), wrong("lamp")]);
        let each: Vec<String> = each.iter().map(ToString::to_string).collect();
        assert_eq!(each, ["/cases?tab=open&lamp=blue", "/cases?tab=open&divison=1"]);
        assert_eq!(all.to_string(), "/cases?tab=open");
        assert_eq!(without("/cases", &[]).1.to_string(), "/cases");
    }

    #[test]
    fn what_a_handler_says_of_a_part_of_its_address_is_said_as_the_guard_says_it() {
        let of_day = || AppError::field("from", say!(filters_no_day, value = "x".to_owned()));
        let said = of_address(&of_day(), "from=x&q=y");
        assert!(matches!(said, Some(AppError::Filters(wrong)) if wrong[0].name == "from"));
        assert!(of_address(&of_day(), "q=y").is_none(), "the field is missing, not misread");
        assert!(of_address(&AppError::Busy, "from=x").is_none());
    }
}
