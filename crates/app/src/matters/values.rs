//! What was typed or sent for the fields of a procedure, as values that are there: units, posts, divisions, cases and matters are looked up.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{PostId, UnitId},
    matters::{Code, Field, FieldKind, Matter, Table, Values, file_numbers},
    orgs::Actor,
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

/// Reads what was given for these fields; what was given for others is refused.
///
/// Errors: every field that is not understood, or names what is not there.
pub async fn read(
    app: &App,
    actor: &Actor,
    table: &'static Table,
    given: Vec<(String, Given)>,
) -> Result<Values, AppError> {
    let model = app.model(actor.city).await?;
    let (mut values, mut problems) = (Values::default(), Vec::new());
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
            Given::Typed(typed) => field.read(typed, &model.calendar),
            Given::Sent(sent) => field.read_json(sent, &model.calendar),
        };
        let found = match value {
            Ok(Some(value)) => look_up(app, actor, &model, field, value).await.map(Some),
            Ok(None) => Ok(None),
            Err(message) => Err(message),
        };
        match found {
            // What was cleared is nothing.
            Ok(value) => drop(values.0.insert(field.name, value.unwrap_or(Value::Null))),
            Err(message) => problems.push(FieldProblem::new(field_name(field), message)),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(AppError::Invalid(problems)) }
}

/// The name of a field as forms know it. Documents are kept as long as the process runs, and so are their names.
pub fn field_name(field: &'static Field) -> &'static str {
    field.name.as_str()
}

/// The value as it is kept, where what it names is there for this post.
async fn look_up(app: &App, actor: &Actor, model: &CityModel, field: &Field, value: Value) -> Result<Value, Message> {
    let text = value.as_str().unwrap_or_default().to_owned();
    if field.kind == FieldKind::Files {
        let numbers: Vec<i64> = file_numbers(&value).collect();
        return evidence::fit(app, actor, &numbers, field.pictures).await.map(|()| value);
    }
    let there = match field.kind {
        FieldKind::Person => {
            text.parse::<PostId>().is_ok_and(|post| model.posts.get(&post).is_some_and(|post| post.in_force(model.day)))
        }
        FieldKind::Division => text.parse::<DivisionCode>().is_ok_and(|code| model.divisions.get(code).is_some()),
        FieldKind::Case => named(app, actor, &[text]).await.is_ok(),
        FieldKind::Matter => load_visible::<Matter>(app, actor, &text).await.is_ok(),
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
