//! What was typed or sent for the fields of a procedure, as values that are there: units, posts, divisions, cases and matters are looked up.

use changxiao_domain::{
    divisions::DivisionCode,
    evidence::ProofRule,
    ids::{PostId, UnitId},
    matters::{Code, ColumnKind, Field, FieldKind, First, Matter, Table, Values, WORKING, file_numbers},
    orgs::{Actor, Post},
    time::Day,
};
use changxiao_words::{Message, say};
use serde_json::Value;

use crate::{App, AppError, FieldProblem, cases::named, evidence, model::CityModel, sites, workflow::load_visible};

/// What stands in one field, as a form or a document brings it.
#[derive(Clone, Debug)]
pub enum Given {
    Typed(String),
    Sent(Value),
}

/// Reads what was given for these fields; what was given for others is refused. `known`: what stands in them so far.
///
/// Errors: every field that is not understood, or names what is not there.
pub async fn read(
    app: &App,
    actor: &Actor,
    table: &'static Table,
    mut given: Vec<(String, Given)>,
    known: &Values,
) -> Result<Values, AppError> {
    let model = app.model(actor.city).await?;
    let (mut values, mut problems) = (Values::default(), Vec::new());
    // A person is looked for in the unit that stands before it.
    let place = |name: &str| table.flow.fields.iter().position(|field| field.name.as_str() == name);
    given.sort_by_key(|(name, _)| place(name));
    for (name, given) in given {
        let code = Code::parse(&name);
        let Some(field) = code.and_then(|code| table.flow.field(code)) else {
            problems.push(FieldProblem::new("values", say!(matters_no_such_field, name)));
            continue;
        };
        let value = match &given {
            // By its name, its code or its id.
            Given::Typed(text) | Given::Sent(Value::String(text)) if field.kind == FieldKind::Unit => {
                let text = text.trim();
                if text.is_empty() { Ok(None) } else { unit(&model, text).map(|unit| Some(unit.to_string().into())) }
            }
            Given::Typed(text) | Given::Sent(Value::String(text)) if field.kind == FieldKind::Person => {
                let unit = field.of_unit.and_then(|unit| values.get(unit).or_else(|| known.get(unit)));
                person(&model, text, unit.and_then(Value::as_str)).map(|post| post.map(Value::from))
            }
            Given::Sent(Value::Array(lines)) if field.kind == FieldKind::Rows => {
                let lines = lines.iter().enumerate().map(|(place, line)| cells(&model, field, place + 1, line));
                lines.collect::<Result<Vec<_>, _>>().and_then(|lines| field.read_json(&lines.into(), &model.calendar))
            }
            Given::Typed(typed) => field.read(typed, &model.calendar),
            Given::Sent(sent) => field.read_json(sent, &model.calendar),
        };
        let found = match value {
            Ok(Some(value)) => {
                let rule = field.proof_rule(|name| day_in(values.get(name).or_else(|| known.get(name))));
                look_up(app, actor, &model, (field, rule), value).await.map(Some)
            }
            Ok(None) => Ok(None),
            Err(message) => Err(message),
        };
        match found {
            // What was cleared is nothing.
            Ok(value) => drop(values.0.insert(field.name, value.unwrap_or(Value::Null))),
            Err(message) => problems.push(FieldProblem::new(field_name(field), message)),
        }
    }
    for field in table.flow.fields.iter().filter(|field| field.first == Some(First::NodeLead)) {
        let node = field.of_node.and_then(|node| values.get(node)).and_then(Value::as_str);
        let is_open = values.get(field.name).or_else(|| known.get(field.name)).is_none();
        if let Some(node) = node.filter(|_| is_open) {
            match model.node_lead(node) {
                Some(unit) => drop(values.0.insert(field.name, unit.to_string().into())),
                None => problems.push(FieldProblem::new(field_name(field), say!(matters_nobody_leads, node))),
            }
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(AppError::Invalid(problems)) }
}

fn day_in(value: Option<&Value>) -> Option<Day> {
    value?.as_str()?.parse().ok()
}

/// A line of a table with its units and people by their ids; other cells as they are.
///
/// Errors: the line and what is not there.
fn cells(model: &CityModel, field: &Field, number: usize, line: &Value) -> Result<Value, Message> {
    let Some(cells) = line.as_object() else { return Ok(line.clone()) };
    let mut read = cells.clone();
    let mut unit_of_line: Option<String> = None;
    let in_line = |message: Message| say!(matters_in_line, line = number, problem = message);
    for column in &field.columns {
        let Some(text) = cells.get(column.name.as_str()).and_then(Value::as_str).map(str::trim) else { continue };
        let kept = match column.kind {
            _ if text.is_empty() => String::new(),
            ColumnKind::Text | ColumnKind::Fact => text.to_owned(),
            ColumnKind::Day => {
                let day = text.parse::<Day>().map_err(|_| in_line(say!(common_write_day_2026_12_01)))?;
                day.to_string()
            }
            ColumnKind::Unit => {
                let unit = unit(model, text).map_err(in_line)?.to_string();
                unit_of_line.get_or_insert_with(|| unit.clone());
                unit
            }
            ColumnKind::Person => person(model, text, unit_of_line.as_deref()).map_err(in_line)?.unwrap_or_default(),
        };
        read.insert(column.name.to_string(), kept.into());
    }
    Ok(read.into())
}

/// The post of somebody: by its id, or by the name of who holds it today, in this unit where one is named.
///
/// Errors: nobody is called so there, or several are.
pub(crate) fn person(model: &CityModel, text: &str, unit: Option<&str>) -> Result<Option<String>, Message> {
    let (text, unit) = (text.trim(), unit.and_then(|unit| unit.parse::<UnitId>().ok()));
    if text.is_empty() {
        return Ok(None);
    }
    let name: String = text.chars().take(60).collect();
    let by_id = text.parse::<PostId>().ok();
    let named = |post: &Post| model.person_names.get(&post.person).is_some_and(|called| called.trim() == text);
    let fits = |post: &&Post| {
        post.in_force(model.day)
            && unit.is_none_or(|unit| post.unit == unit)
            && by_id.map_or_else(|| WORKING.contains(&post.role) && named(post), |id| post.id == id)
    };
    let found: Vec<&Post> = model.posts.values().filter(fits).collect();
    match found.as_slice() {
        [post] => Ok(Some(post.id.to_string())),
        [] => Err(say!(matters_nobody_called, name)),
        // One person with two posts there: the one that works first.
        several if several.iter().all(|post| post.person == several[0].person) => {
            Ok(several.iter().map(|post| post.id).min().map(|id| id.to_string()))
        }
        _ => Err(say!(matters_several_called, name)),
    }
}

/// The name of a field as forms know it. Documents are kept as long as the process runs, and so are their names.
pub fn field_name(field: &'static Field) -> &'static str {
    field.name.as_str()
}

/// The value as it is kept, where what it names is there for this post. `rule`: what items of a field of files have to be.
async fn look_up(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    (field, rule): (&Field, ProofRule),
    value: Value,
) -> Result<Value, Message> {
    let text = value.as_str().unwrap_or_default().to_owned();
    if field.kind == FieldKind::Files {
        let numbers: Vec<i64> = file_numbers(&value).collect();
        return evidence::fit(app, actor, &numbers, &rule).await.map(|()| value);
    }
    let there = match field.kind {
        FieldKind::Person => {
            text.parse::<PostId>().is_ok_and(|post| model.posts.get(&post).is_some_and(|post| post.in_force(model.day)))
        }
        FieldKind::Division => text.parse::<DivisionCode>().is_ok_and(|code| model.divisions.get(code).is_some()),
        FieldKind::Case => named(app, actor, &[text]).await.is_ok(),
        FieldKind::Matter => load_visible::<Matter>(app, actor, &text).await.is_ok(),
        FieldKind::Matters => {
            let mut all = true;
            for number in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
                all = all && load_visible::<Matter>(app, actor, number).await.is_ok();
            }
            all
        }
        FieldKind::Node => {
            model.current_system().is_some_and(|system| system.nodes.iter().any(|node| node.code == text))
        }
        FieldKind::Site => match text.parse() {
            Ok(number) => sites::view::named(app, actor, number).await.is_ok_and(|site| site.is_some()),
            Err(_) => false,
        },
        _ => true,
    };
    if there { Ok(value) } else { Err(say!(matters_not_there)) }
}

/// A unit by its id or its code.
///
/// Errors: there is none today.
pub fn unit(model: &CityModel, text: &str) -> Result<UnitId, Message> {
    let by_id = text.parse::<UnitId>().ok().filter(|unit| model.units.get(*unit).is_some());
    let found = by_id.or_else(|| model.unit_named(text).map(|unit| unit.id));
    found.ok_or_else(|| say!(matters_no_such_unit, name = text.chars().take(60).collect::<String>()))
}
