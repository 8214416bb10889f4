//! Values of a document as forms draw and bring them.

use changxiao_app::{AppError, FieldProblem};
use changxiao_domain::matters::{Document, FieldKind, FlowOf, free_code};
use changxiao_web_kit::{
    cx::Cx,
    fields::{Cell, Control, Drawn, Row, SPARE_ROWS, Typed},
};
use changxiao_words::say;
use serde_json::{Map, Value, json};

use super::{
    offers::{code, column_kinds, offered, turns},
    slots::{Kind, Offer, Shape, Slot},
};
use crate::choice::{Choice, ChoiceGroup};

pub(super) const OPTIONS: [&str; 3] = ["options.name", "options.name_zh", "options.name_en"];
pub(super) const COLUMNS: [&str; 4] = ["columns.name", "columns.name_zh", "columns.name_en", "columns.kind"];
pub(super) const LENGTHS: [&str; 3] = ["lengths.most", "lengths.name_zh", "lengths.name_en"];
const BETWEEN: [&str; 2] = ["within.from", "within.until"];
const TEXTS: [&str; 2] = ["texts.field", "texts.text"];
const FILLS: [&str; 2] = ["fields.field", "fields.column"];

/// What stands in these slots, as it is typed.
pub(super) fn typed(slots: &[Slot], value: &Value) -> Typed {
    slots.iter().fold(Typed::default(), |typed, slot| with(typed, slot, &value[slot.name]))
}

/// The same of a condition or an effect: its name alone, or its name with what it is about.
pub(super) fn typed_shape(shape: &Shape, value: &Value) -> Typed {
    let about = value.as_object().and_then(|named| named.values().next()).unwrap_or(&Value::Null);
    match shape {
        Shape::Plain => Typed::default(),
        Shape::One(slot) => with(Typed::default(), slot, about),
        Shape::Several(slots) => typed(slots, about),
    }
}

fn with(typed: Typed, slot: &Slot, value: &Value) -> Typed {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match (&slot.kind, value) {
        (_, Value::Null) => typed,
        (Kind::Turn, Value::Object(named)) => {
            let one = named.iter().next().map(|(kind, name)| format!("{kind}:{}", text(name)));
            typed.with_optional(slot.name, one.as_ref())
        }
        (Kind::Options, Value::Array(lines)) => {
            let cells = |typed: Typed, line: &Value| {
                OPTIONS.iter().fold(typed, |typed, cell| typed.with(cell, text(&line[last(cell)])))
            };
            lines.iter().fold(typed, cells)
        }
        (Kind::Columns, Value::Array(lines)) => {
            let cells = |typed: Typed, line: &Value| {
                COLUMNS.iter().fold(typed, |typed, cell| typed.with(cell, text(&line[last(cell)])))
            };
            lines.iter().fold(typed, cells)
        }
        (Kind::Lengths, Value::Array(lines)) => lines.iter().fold(typed, |typed, line| {
            let typed = typed.with(LENGTHS[0], &line["most"]);
            LENGTHS[1..].iter().fold(typed, |typed, cell| typed.with(cell, text(&line[last(cell)])))
        }),
        (Kind::Between, Value::Array(days)) => {
            BETWEEN.iter().zip(days).fold(typed, |typed, (name, day)| typed.with(name, text(day)))
        }
        (Kind::Texts, Value::Object(named)) => {
            named.iter().fold(typed, |typed, (field, said)| typed.with(TEXTS[0], field).with(TEXTS[1], text(said)))
        }
        (Kind::Fills, Value::Object(named)) => {
            named.iter().fold(typed, |typed, (field, column)| typed.with(FILLS[0], field).with(FILLS[1], text(column)))
        }
        (_, Value::Array(many)) => many.iter().fold(typed, |typed, one| typed.with(slot.name, text(one))),
        (_, Value::Bool(yes)) => {
            if *yes {
                typed.with(slot.name, "yes")
            } else {
                typed
            }
        }
        (_, Value::Number(number)) => typed.with(slot.name, number),
        (_, value) => typed.with(slot.name, text(value)),
    }
}

/// The name of a cell in its line.
pub(super) fn last(cell: &str) -> &str {
    cell.rsplit('.').next().unwrap_or(cell)
}

/// The values that were typed. What is empty is null, and null is taken away; what a document must have is empty there, and its check says so.
///
/// Errors: a number that is none; a name for the program that is none.
pub(super) fn value(slots: &[Slot], typed: &Typed) -> Result<Value, AppError> {
    let (mut all, mut problems) = (Map::new(), Vec::new());
    for slot in slots.iter().filter(|slot| !matches!(slot.kind, Kind::Heading)) {
        match one(slot, typed) {
            Ok(value) => drop(all.insert(slot.name.to_owned(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(all.into()) } else { Err(AppError::Invalid(problems)) }
}

/// The condition or effect of this name. Errors: as [`value`].
pub(super) fn value_shape(kind: &str, shape: &Shape, typed: &Typed) -> Result<Value, AppError> {
    let about = match shape {
        Shape::Plain => return Ok(json!(kind)),
        Shape::One(slot) => one(slot, typed).map_err(|problem| AppError::Invalid(vec![problem]))?,
        Shape::Several(slots) => {
            let mut value = value(slots, typed)?;
            if let Some(named) = value.as_object_mut() {
                named.retain(|_, value| !value.is_null());
            }
            value
        }
    };
    Ok(json!({ kind: about }))
}

fn one(slot: &Slot, typed: &Typed) -> Result<Value, FieldProblem> {
    let text = typed.get(slot.name).trim();
    let written = |text: &str| match (text.is_empty(), slot.required) {
        (true, false) => Value::Null,
        _ => json!(text),
    };
    Ok(match &slot.kind {
        Kind::Heading => Value::Null,
        Kind::Line | Kind::Text | Kind::Day => written(text),
        Kind::English(chinese) => {
            let text = if text.is_empty() { typed.get(chinese).trim() } else { text };
            // The Chinese one stands for it; where both are empty the part may do without, or its check says so.
            if text.is_empty() && slot.name.starts_with("hint") || text.is_empty() && slot.name.starts_with("heading") {
                Value::Null
            } else {
                json!(text)
            }
        }
        Kind::Count if text.is_empty() && !slot.required => Value::Null,
        Kind::Count => match text.parse::<u32>() {
            Ok(number) => json!(number),
            Err(_) => return Err(FieldProblem::new(slot.name, say!(matters_write_whole_number))),
        },
        Kind::Tick => {
            if typed.has(slot.name, "yes") {
                json!(true)
            } else {
                Value::Null
            }
        }
        Kind::Choice(_) if text.is_empty() && slot.required => {
            return Err(FieldProblem::new(slot.name, say!(procedures_choose)));
        }
        Kind::Choice(_) => {
            if text.is_empty() {
                Value::Null
            } else {
                json!(text)
            }
        }
        Kind::Many(_) => {
            let many: Vec<&str> = typed.all(slot.name).map(str::trim).filter(|one| !one.is_empty()).collect();
            if many.is_empty() && !slot.required { Value::Null } else { json!(many) }
        }
        Kind::Turn => match text.split_once(':') {
            Some((kind, name)) => json!({ kind: name }),
            None if text.is_empty() => Value::Null,
            None => json!(text),
        },
        Kind::Options => lines(slot, "option", &typed.rows(OPTIONS))?,
        Kind::Columns => lines(slot, "column", &typed.rows(COLUMNS))?,
        Kind::Lengths => lengths(slot, typed)?,
        Kind::Between => match BETWEEN.map(|name| typed.get(name).trim()) {
            ["", ""] => Value::Null,
            ["", _] | [_, ""] => return Err(FieldProblem::new(slot.name, say!(procedures_choose_both))),
            both => json!(both),
        },
        Kind::Texts => texts(slot, typed)?,
        Kind::Fills => {
            let mut named = Map::new();
            for [field, column] in typed.rows(FILLS) {
                let known = code(&field).zip(code(&column));
                let Some((field, column)) = known else {
                    return Err(FieldProblem::new(slot.name, say!(procedures_no_key)));
                };
                named.insert(field.to_string(), json!(column));
            }
            named.into()
        }
    })
}

/// Options or columns: each with its name for the program, made where none was typed. Nothing where there are none.
fn lines<const N: usize>(slot: &Slot, prefix: &str, typed: &[[String; N]]) -> Result<Value, FieldProblem> {
    let filled: Vec<_> = typed.iter().filter(|line| line[..3].iter().any(|cell| !cell.trim().is_empty())).collect();
    let mut taken = Vec::new();
    let mut all: Vec<Value> = Vec::new();
    for line in &filled {
        let (name, zh, en) = (line[0].trim(), line[1].trim(), line[2].trim());
        let en = if en.is_empty() { zh } else { en };
        let written = filled.iter().filter_map(|line| code(&line[0])).collect::<Vec<_>>();
        let code = match name {
            "" => free_code(en, prefix, |code| taken.contains(&code) || written.contains(&code)),
            name => code(name).ok_or_else(|| FieldProblem::new(slot.name, say!(procedures_no_key)))?,
        };
        taken.push(code);
        let mut one = json!({ "name": code, "name_zh": zh, "name_en": en });
        if let Some(kind) = line.get(3).map(|kind| kind.trim()).filter(|kind| !kind.is_empty()) {
            one["kind"] = json!(kind);
        }
        all.push(one);
    }
    Ok(if all.is_empty() { Value::Null } else { all.into() })
}

/// Lengths with the kind of text of each; nothing where there are none.
fn lengths(slot: &Slot, typed: &Typed) -> Result<Value, FieldProblem> {
    let mut all: Vec<Value> = Vec::new();
    for [most, zh, en] in typed.rows(LENGTHS) {
        let Ok(most) = most.trim().parse::<u32>() else {
            return Err(FieldProblem::new(slot.name, say!(matters_write_whole_number)));
        };
        let (zh, en) = (zh.trim(), en.trim());
        all.push(json!({ "most": most, "name_zh": zh, "name_en": if en.is_empty() { zh } else { en } }));
    }
    Ok(if all.is_empty() { Value::Null } else { all.into() })
}

/// What stands in which fields. A line without a text is none.
fn texts(slot: &Slot, typed: &Typed) -> Result<Value, FieldProblem> {
    let mut named = Map::new();
    for [field, said] in typed.rows(TEXTS) {
        let said = said.trim().replace("\r\n", "\n");
        if said.is_empty() {
            continue;
        }
        let Some(field) = code(&field) else {
            return Err(FieldProblem::new(slot.name, say!(procedures_choose_field)));
        };
        if named.insert(field.to_string(), json!(said)).is_some() {
            return Err(FieldProblem::new(slot.name, say!(procedures_field_twice)));
        }
    }
    Ok(named.into())
}

/// The form of these slots with what was typed into it.
pub(super) fn draw(cx: &Cx, document: &Document, of: Option<FlowOf>, slots: &[Slot], typed: &Typed) -> Vec<Drawn> {
    slots.iter().map(|slot| drawn(cx, document, of, slot, typed)).collect()
}

pub(super) fn draw_shape(cx: &Cx, document: &Document, of: Option<FlowOf>, shape: &Shape, typed: &Typed) -> Vec<Drawn> {
    match shape {
        Shape::Plain => Vec::new(),
        Shape::One(slot) => vec![drawn(cx, document, of, slot, typed)],
        Shape::Several(slots) => draw(cx, document, of, slots, typed),
    }
}

fn drawn(cx: &Cx, document: &Document, of: Option<FlowOf>, slot: &Slot, typed: &Typed) -> Drawn {
    let is_needed = slot.required && !matches!(slot.kind, Kind::Many(_));
    Drawn {
        name: slot.name,
        label: slot.label.text(cx.lang),
        hint: slot.hint.map_or("", |hint| hint.text(cx.lang)),
        error: typed.problem(slot.name).to_owned(),
        required: is_needed,
        control: control(cx, document, of, slot, typed),
    }
}

fn control(cx: &Cx, document: &Document, of: Option<FlowOf>, slot: &Slot, typed: &Typed) -> Control {
    let value = typed.get(slot.name).to_owned();
    let flow = of.and_then(|of| document.flow(of));
    match &slot.kind {
        Kind::Heading => Control::Heading,
        Kind::Line => Control::Line { kind: "text", value },
        Kind::English(chinese) if chinese.starts_with("purpose") || chinese.starts_with("source") => {
            Control::Area { value }
        }
        Kind::English(_) => Control::Line { kind: "text", value },
        Kind::Text => Control::Area { value },
        Kind::Count => Control::Line { kind: "number", value },
        Kind::Day => Control::Line { kind: "date", value },
        Kind::Tick => Control::Checks(vec![Choice::new("yes", cx.l.matters_yes, value == "yes")]),
        Kind::Choice(offer) => select(offered(cx, document, of, *offer), &value, slot.required),
        Kind::Turn => select(turns(cx, flow), &value, false),
        Kind::Many(offer) => {
            let mut choices = offered(cx, document, of, *offer);
            for choice in &mut choices {
                choice.chosen = typed.has(slot.name, &choice.value);
            }
            // What is named and not there stays until somebody takes it away.
            let gone: Vec<&str> =
                typed.all(slot.name).filter(|one| choices.iter().all(|choice| choice.value != *one)).collect();
            choices.extend(gone.into_iter().map(|one| Choice::new(one, one, true)));
            Control::Checks(choices)
        }
        Kind::Options => {
            let labels = [cx.l.procedures_code, cx.l.procedures_slot_name_zh, cx.l.procedures_slot_name_en];
            Control::Rows(rows(&typed.rows(OPTIONS), |column, value| cell(OPTIONS[column], labels[column], value, &[])))
        }
        Kind::Columns => {
            let l = cx.l;
            let labels =
                [l.procedures_code, l.procedures_slot_name_zh, l.procedures_slot_name_en, l.procedures_slot_kind];
            let kinds = column_kinds(cx);
            // The kind is always chosen, so that it alone makes no line.
            let filled: Vec<_> =
                typed.rows(COLUMNS).into_iter().filter(|line| line[..3].iter().any(|one| !one.is_empty())).collect();
            let choices = |column: usize| if column == 3 { kinds.as_slice() } else { &[] };
            Control::Rows(rows(&filled, |column, value| cell(COLUMNS[column], labels[column], value, choices(column))))
        }
        Kind::Lengths => {
            let labels = [cx.l.procedures_slot_longest, cx.l.procedures_slot_name_zh, cx.l.procedures_slot_name_en];
            Control::Rows(rows(&typed.rows(LENGTHS), |column, value| {
                let cell = cell(LENGTHS[column], labels[column], value, &[]);
                if column == 0 { Cell { kind: "number", ..cell } } else { cell }
            }))
        }
        Kind::Between => {
            let labels = [cx.l.procedures_slot_starts, cx.l.procedures_slot_ends];
            let days = or_none(cx, offered(cx, document, of, Offer::Fields(Some(FieldKind::Day))));
            let cells = [0, 1].map(|at| cell(BETWEEN[at], labels[at], typed.get(BETWEEN[at]), &days));
            Control::Rows(vec![Row { number: 1, cells: cells.into() }])
        }
        Kind::Texts => {
            let labels = [cx.l.procedures_field, cx.l.procedures_slot_text];
            let fields = or_none(cx, offered(cx, document, Some(FlowOf::Whole), Offer::Fields(None)));
            Control::Rows(rows(&typed.rows(TEXTS), |column, value| match column {
                0 => cell(TEXTS[0], labels[0], value, &fields),
                _ => Cell { kind: "area", ..cell(TEXTS[1], labels[1], value, &[]) },
            }))
        }
        Kind::Fills => {
            let labels = [cx.l.procedures_fill_field, cx.l.procedures_fill_column];
            Control::Rows(rows(&typed.rows(FILLS), |column, value| cell(FILLS[column], labels[column], value, &[])))
        }
    }
}

fn select(mut choices: Vec<Choice>, value: &str, required: bool) -> Control {
    for choice in &mut choices {
        choice.chosen = choice.value == value;
    }
    if !value.is_empty() && choices.iter().all(|choice| !choice.chosen) {
        choices.push(Choice::new(value, value, true));
    }
    let any = choices.iter().any(|choice| choice.chosen);
    Control::Select { groups: ChoiceGroup::plain(choices), with_none: !required || !any }
}

/// What can be chosen, and nothing.
fn or_none(cx: &Cx, mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.insert(0, Choice::new("", cx.l.standards_choose, false));
    choices
}

/// The lines that are filled and some to fill.
fn rows<const N: usize>(filled: &[[String; N]], cell: impl Fn(usize, &str) -> Cell) -> Vec<Row> {
    let blank: [String; N] = std::array::from_fn(|_| String::new());
    let lines = filled.iter().chain(std::iter::repeat_n(&blank, SPARE_ROWS));
    let row = |(number, line): (usize, &[String; N])| Row {
        number,
        cells: line.iter().enumerate().map(|(column, value)| cell(column, value)).collect(),
    };
    (1..).zip(lines).map(row).collect()
}

fn cell(name: &str, label: &'static str, value: &str, choices: &[Choice]) -> Cell {
    let chosen = |choice: &Choice| Choice::of(&choice.value, choice.label.clone(), value);
    let mut offered: Vec<Choice> = choices.iter().map(chosen).collect();
    // What is named and not there stays until somebody takes it away.
    if !value.is_empty() && !offered.is_empty() && offered.iter().all(|choice| choice.value != value) {
        offered.push(Choice::new(value, value, true));
    }
    Cell { name: name.to_owned(), label, value: value.to_owned(), kind: "text", choices: offered }
}
