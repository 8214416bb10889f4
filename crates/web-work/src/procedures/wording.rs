//! A document in words: whose turn it is, what a condition asks for, what a row does.

use changxiao_domain::matters::{
    Code, Condition, ConditionKind, Document, Effect, EffectKind, Field, FieldKind, Flow, FlowOf, FlowRow, StateRow,
    Turn,
};
use changxiao_web_kit::cx::Cx;
use changxiao_words::fill;
use serde_json::Value;

use super::slots::{Kind, Offer, Shape, shape_of};

pub(super) fn state(cx: &Cx, flow: &Flow, code: Code) -> String {
    flow.state(code).map_or_else(|| code.to_string(), |state| state.label(cx.lang).to_owned())
}

pub(super) fn action(cx: &Cx, flow: &Flow, code: Code) -> String {
    flow.action(code).map_or_else(|| code.to_string(), |action| action.label(cx.lang).to_owned())
}

pub(super) fn field(cx: &Cx, flow: &Flow, code: Code) -> String {
    flow.field(code).map_or_else(|| code.to_string(), |field| field.label(cx.lang).to_owned())
}

pub(super) fn listed(cx: &Cx, all: impl IntoIterator<Item = String>) -> String {
    all.into_iter().collect::<Vec<_>>().join(cx.l.list_comma)
}

/// Whose turn it is in a state; empty where it is nobody's.
pub(super) fn turn(cx: &Cx, flow: &Flow, row: &StateRow) -> String {
    match row.turn {
        Some(Turn::Beginner) => cx.l.procedures_turn_beginner.to_owned(),
        Some(Turn::Holder) => cx.l.procedures_turn_holder.to_owned(),
        Some(Turn::Role(role)) => role.words(cx.lang).to_owned(),
        Some(Turn::Person(name)) => field(cx, flow, name),
        None => String::new(),
    }
}

pub(super) fn about_state(cx: &Cx, flow: &Flow, row: &StateRow) -> String {
    let turn = turn(cx, flow, row);
    match (turn.is_empty(), row.end) {
        (false, _) => fill(cx.l.procedures_turn_of, &[("who", &turn)]),
        (true, true) => cx.l.procedures_is_end.to_owned(),
        (true, false) if row.rests => cx.l.procedures_does_rest.to_owned(),
        (true, false) => String::new(),
    }
}

pub(super) fn about_field(cx: &Cx, flow: &Flow, row: &Field) -> String {
    let mut said = vec![row.kind.words(cx.lang).to_owned()];
    let options = row.options.iter().map(|one| one.label(cx.lang).to_owned());
    let columns = row.columns.iter().map(|one| one.label(cx.lang).to_owned());
    let inside = listed(cx, options.chain(columns));
    if !inside.is_empty() && matches!(row.kind, FieldKind::Choice | FieldKind::Rows) {
        said.push(inside);
    }
    if !row.required_at.is_empty() {
        let actions = listed(cx, row.required_at.iter().map(|code| action(cx, flow, *code)));
        said.push(fill(cx.l.procedures_required_for, &[("actions", &actions)]));
    }
    if let Some(first) = row.first {
        said.push(first.words(cx.lang).to_owned());
    }
    if row.personal {
        said.push(cx.l.procedures_slot_personal.to_owned());
    }
    said.join(" · ")
}

pub(super) fn label_of_row(cx: &Cx, flow: &Flow, row: &FlowRow) -> String {
    let from = match row.from.is_empty() {
        true => cx.l.procedures_begins.to_owned(),
        false => listed(cx, row.from.iter().map(|code| state(cx, flow, *code))),
    };
    let to = row.to.map_or_else(|| cx.l.procedures_stays.to_owned(), |to| state(cx, flow, to));
    format!("{}{}{from} → {to}", action(cx, flow, row.action), cx.l.overview_text)
}

pub(super) fn about_row(cx: &Cx, flow: &Flow, row: &FlowRow) -> String {
    let who = listed(cx, row.who.iter().map(|role| role.words(cx.lang).to_owned()));
    let mut said = vec![who];
    if row.side != changxiao_domain::matters::Side::Anybody {
        said.push(row.side.words(cx.lang).to_owned());
    }
    if !row.enters.is_empty() {
        let fields = listed(cx, row.enters.iter().map(|code| field(cx, flow, *code)));
        said.push(fill(cx.l.procedures_enters, &[("fields", &fields)]));
    }
    if row.reason {
        said.push(cx.l.procedures_slot_reason.to_owned());
    }
    said.retain(|one| !one.is_empty());
    said.join(" · ")
}

pub(super) fn condition(cx: &Cx, document: &Document, of: FlowOf, one: &Condition) -> String {
    said(cx, document, of, &serde_json::to_value(one).unwrap_or_default())
}

pub(super) fn effect(cx: &Cx, document: &Document, of: FlowOf, one: &Effect) -> String {
    said(cx, document, of, &serde_json::to_value(one).unwrap_or_default())
}

/// The name of a condition or an effect, and its words.
pub(super) fn kind_words(cx: &Cx, kind: &str) -> String {
    let condition = ConditionKind::parse(kind).map(|kind| kind.words(cx.lang));
    let effect = || EffectKind::parse(kind).map(|kind| kind.words(cx.lang));
    condition.or_else(effect).unwrap_or(kind).to_owned()
}

/// What a condition or an effect says, as it stands in a document.
pub(super) fn said(cx: &Cx, document: &Document, of: FlowOf, value: &Value) -> String {
    if let Some(kind) = value.as_str() {
        return kind_words(cx, kind);
    }
    let Some((kind, about)) = value.as_object().and_then(|named| named.iter().next()) else { return String::new() };
    let flow = match shape_of(kind) {
        Shape::One(slot) => match slot.kind {
            Kind::Many(Offer::PartStates) => document.flow(FlowOf::Part),
            Kind::Many(Offer::WholeStates) => Some(&document.whole),
            _ => document.flow(of),
        },
        _ => document.flow(of),
    };
    let about = flow.map_or_else(String::new, |flow| named(cx, flow, about));
    format!("{}{}{about}", kind_words(cx, kind), cx.l.overview_text)
}

/// What a line of a list is called: a field, a state, an action; a row by its action and where it begins.
pub(super) fn line(cx: &Cx, flow: &Flow, step: &str) -> String {
    match step.split_once(' ') {
        Some((first, rest)) => {
            let action = Code::parse(first).map_or_else(|| first.to_owned(), |code| action(cx, flow, code));
            format!("{action}{}{}", cx.l.overview_text, names(cx, flow, rest))
        }
        None => {
            let found = named_code(cx, flow, step);
            let action = Code::parse(step).filter(|_| found == step).map(|code| action(cx, flow, code));
            action.unwrap_or(found)
        }
    }
}

/// Names of a flow with blanks between them, in words; what is none of them stays as it is.
pub(super) fn names(cx: &Cx, flow: &Flow, text: &str) -> String {
    let all: Vec<&str> = text.split(' ').collect();
    let words: Vec<String> = all.iter().map(|one| named_code(cx, flow, one)).collect();
    let is_names = all.iter().zip(&words).any(|(one, words)| one != words);
    if is_names { words.join(cx.l.list_comma) } else { text.to_owned() }
}

/// What a value names, in the words of a flow.
fn named(cx: &Cx, flow: &Flow, value: &Value) -> String {
    match value {
        Value::String(text) => named_code(cx, flow, text),
        Value::Array(many) => listed(cx, many.iter().map(|one| named(cx, flow, one))),
        Value::Object(named_values) => {
            listed(cx, named_values.values().map(|one| named(cx, flow, one)).filter(|one| !one.is_empty()))
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn named_code(cx: &Cx, flow: &Flow, text: &str) -> String {
    let Some(code) = Code::parse(text) else { return text.to_owned() };
    let field = flow.field(code).map(|field| field.label(cx.lang));
    let state = || flow.state(code).map(|state| state.label(cx.lang));
    let column = || {
        flow.fields
            .iter()
            .flat_map(|field| &field.columns)
            .find(|column| column.name == code)
            .map(|one| one.label(cx.lang))
    };
    let procedure =
        || cx.model.procedures.iter().find(|kept| kept.document.key == code).map(|kept| kept.document.name(cx.lang));
    let role = || changxiao_domain::orgs::Role::parse(text).map(|role| role.words(cx.lang));
    let found = field.or_else(state).or_else(column).or_else(procedure).or_else(role);
    found.map_or_else(|| text.to_owned(), str::to_owned)
}
