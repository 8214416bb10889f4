//! What each part is given when it is issued: its unit's name, indicators, people and limits as they stand on that day. What changes
//! afterwards does not touch it.

use changxiao_domain::{
    divisions::DivisionCode,
    matters::{First, Flow, Values},
    orgs::{Post, Role, Unit},
};
use changxiao_words::{Lang, keys};
use serde_json::{Value, json};

use crate::model::CityModel;

/// The values of the fields that are given.
pub(super) fn values(model: &CityModel, flow: &Flow, unit: &Unit) -> Values {
    let mut values = Values::default();
    for field in &flow.fields {
        let value = match field.first {
            Some(First::UnitName) => json!(unit.name),
            Some(First::UnitIndicators) => indicators(model, unit),
            Some(First::UnitPeople) => people(model, unit),
            Some(First::UnitLimits) => limits(model, unit),
            _ => continue,
        };
        values.0.insert(field.name, value);
    }
    values
}

/// Whether the unit has a head today: without one nobody could sign for it.
pub(super) fn has_head(model: &CityModel, unit: &Unit) -> bool {
    posts(model, unit).any(|post| post.role == Role::UnitHead)
}

fn posts<'m>(model: &'m CityModel, unit: &Unit) -> impl Iterator<Item = &'m Post> {
    model.posts_in(unit.id)
}

/// In the order of the standard in force, each with the unit's duty.
fn indicators(model: &CityModel, unit: &Unit) -> Value {
    let Some(system) = model.current_system() else { return json!([]) };
    let duties = model.responsibilities.get(&system.id);
    let line = |node: &changxiao_domain::standards::Node| {
        let row = duties?.get(&node.code)?.iter().find(|row| row.unit == unit.id)?;
        let name = if node.name_zh.is_empty() { &node.text_zh } else { &node.name_zh };
        Some(json!({ "code": node.code, "name": format!("{name}（{}）", row.duty.words(Lang::Zh)) }))
    };
    system.nodes.iter().filter_map(line).collect()
}

/// The heads, then whoever handles.
fn people(model: &CityModel, unit: &Unit) -> Value {
    let duty = |post: &Post| match post.role {
        Role::UnitHead if post.deputy_of.is_none() => Some((0, keys::letters_duty_head)),
        Role::UnitHead => Some((1, keys::letters_duty_deputy)),
        Role::Handler => Some((2, keys::letters_duty_handler)),
        _ => None,
    };
    let mut all: Vec<_> = posts(model, unit).filter_map(|post| Some((duty(post)?, post))).collect();
    all.sort_by_key(|((rank, _), post)| (*rank, post.id));
    let line = |((_, duty), post): &((i32, changxiao_words::Key), &Post)| {
        let name = model.person_names.get(&post.person)?;
        Some(json!({ "duty": duty.text(Lang::Zh), "name": name }))
    };
    all.iter().filter_map(line).collect()
}

/// The kinds of problems that the matrix sends to the unit first, each with the limit that counts where nobody chooses a condition.
fn limits(model: &CityModel, unit: &Unit) -> Value {
    let of_row = |row: &&changxiao_store::orgs::MatrixRow| [row.line_unit, row.territory_unit].contains(&Some(unit.id));
    let named = model.matrix.values().filter(of_row).filter_map(|row| DivisionCode::from_padded(row.division).ok());
    let mut places: Vec<DivisionCode> = named.chain(unit.division).collect();
    places.sort_unstable();
    places.dedup();
    let line = |category: &changxiao_domain::categories::Category| {
        let code = category.code.to_string();
        let leads = places.iter().any(|place| model.duty(*place, &code).lead() == Some(unit.id));
        let limit = category.limit(None).filter(|_| leads)?;
        Some(json!({ "code": code, "name": category.name_zh, "limit": limit.to_string() }))
    };
    model.categories.categories.iter().filter_map(line).collect()
}
