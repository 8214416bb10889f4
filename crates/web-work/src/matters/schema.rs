//! What an action of a document takes, as JSON Schema (draft 2020-12): for programs that fill in a matter.

use changxiao_domain::matters::{Column, ColumnKind, Effect, Fact, Field, FieldKind, Ruled, Table};
use serde_json::{Map, Value, json};

/// The schema of `values` for each action, by its name.
pub(super) fn of_table(table: &'static Table) -> Value {
    let mut all = Map::new();
    for ruled in table.rows() {
        all.insert(ruled.row.action.to_string(), of_row(ruled, &table.flow.fields));
    }
    all.into()
}

fn of_row(ruled: &'static Ruled, fields: &'static [Field]) -> Value {
    let entered: Vec<&Field> = fields.iter().filter(|field| ruled.row.enters.contains(&field.name)).collect();
    let required = entered.iter().filter(|field| field.required_at.contains(&ruled.row.action));
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": entered.iter().map(|field| (field.name.to_string(), of_field(field))).collect::<Map<_, _>>(),
        "required": required.map(|field| field.name).collect::<Vec<_>>(),
        "x-reason": ruled.row.reason,
        "x-units": ruled.has(&Effect::Issue) || ruled.has(&Effect::Copy),
    })
}

fn of_field(field: &Field) -> Value {
    let mut schema = match field.kind {
        FieldKind::Line | FieldKind::Text => json!({ "type": "string", "maxLength": field.longest() }),
        FieldKind::Number => json!({ "type": "integer" }),
        FieldKind::Fen => json!({ "type": ["integer", "string"], "x-unit": "fen; a string is yuan" }),
        FieldKind::Thousandths => json!({ "type": ["integer", "string"], "x-unit": "thousandths" }),
        FieldKind::Day => json!({ "type": "string", "format": "date" }),
        FieldKind::Moment => json!({ "type": "string", "format": "date-time" }),
        FieldKind::YesNo => json!({ "type": "boolean" }),
        FieldKind::Choice => {
            json!({ "type": "string", "enum": field.options.iter().map(|one| one.name).collect::<Vec<_>>() })
        }
        FieldKind::Matters => json!({ "type": "array", "items": { "type": "string" }, "x-names": "matter" }),
        FieldKind::Rows => {
            let cell = |column: &Column| match column.kind {
                ColumnKind::Text => json!({ "type": "string", "maxLength": field.longest() }),
                ColumnKind::Day => json!({ "type": "string", "format": "date" }),
                ColumnKind::Fact => json!({ "type": "string", "enum": facts() }),
                kind => json!({ "type": "string", "x-names": kind.code() }),
            };
            let cells: Map<_, _> = field.columns.iter().map(|one| (one.name.to_string(), cell(one))).collect();
            json!({ "type": "array", "items": { "type": "object", "properties": cells, "additionalProperties": false } })
        }
        FieldKind::Files => {
            let number = json!({ "type": "integer", "minimum": 1 });
            let most = field.most_files();
            json!({ "type": "array", "items": number, "maxItems": most, "uniqueItems": true, "x-names": "evidence" })
        }
        _ => json!({ "type": "string", "x-names": field.kind.code() }),
    };
    schema["title"] = json!({ "zh": field.name_zh, "en": field.name_en });
    schema
}

/// The codes of facts that are held, and nothing where none is asked for.
fn facts() -> Vec<&'static str> {
    Fact::ALL.into_iter().map(Fact::code).chain([""]).collect()
}
