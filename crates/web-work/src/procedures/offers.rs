//! What can be chosen in the forms of the editor: the closed sets in the reader's words, and the names that the document gives.

use changxiao_domain::{
    calendar::LimitKind,
    matters::{
        Code, ColumnKind, Document, Fact, FieldKind, First, Flow, FlowOf, Frequency, Means, SeenBy, Side, WORKING,
    },
};
use changxiao_web_kit::cx::Cx;

use super::slots::Offer;
use crate::choice::Choice;

/// What is offered, none of it chosen. `of`: the flow in which the part stands.
pub(super) fn offered(cx: &Cx, document: &Document, of: Option<FlowOf>, offer: Offer) -> Vec<Choice> {
    let lang = cx.lang;
    let flow = of.and_then(|of| document.flow(of));
    let whole = Some(&document.whole);
    let part = document.flow(FlowOf::Part);
    macro_rules! closed {
        ($all:expr) => {
            $all.into_iter().map(|one| choice(one.code(), one.words(lang))).collect()
        };
    }
    match offer {
        Offer::Roles => closed!(WORKING.iter().copied()),
        Offer::Kinds => closed!(FieldKind::ALL),
        Offer::Seen => closed!(SeenBy::ALL),
        Offer::Firsts => closed!(First::ALL),
        Offer::Meanings => closed!(Means::ALL),
        Offer::Sides => closed!(Side::ALL),
        Offer::Frequencies => closed!(Frequency::ALL),
        Offer::Limits => closed!(LimitKind::ALL),
        Offer::Facts => Fact::ALL.into_iter().map(|one| choice(one.code(), fact(cx, one))).collect(),
        Offer::Fields(kind) => fields(cx, flow, kind),
        Offer::WholeDays => fields(cx, whole, Some(FieldKind::Day)),
        Offer::States => states(cx, flow),
        Offer::PartStates => states(cx, part),
        Offer::WholeStates => states(cx, whole),
        Offer::Actions => {
            let actions = flow.map(|flow| flow.actions.as_slice()).unwrap_or_default();
            actions.iter().map(|one| choice(one.name.as_str(), one.label(lang))).collect()
        }
        Offer::Columns => {
            let fields = flow.map(|flow| flow.fields.as_slice()).unwrap_or_default();
            let tables = fields.iter().filter(|field| field.kind == FieldKind::Rows);
            let mut columns: Vec<Choice> = Vec::new();
            for column in tables.flat_map(|field| &field.columns) {
                if columns.iter().all(|known| known.value != column.name.as_str()) {
                    columns.push(choice(column.name.as_str(), column.label(lang)));
                }
            }
            columns
        }
        Offer::Procedures => {
            let others = cx.model.procedures.iter().map(|kept| &kept.document);
            others.map(|one| choice(one.key.as_str(), one.name(lang))).collect()
        }
    }
}

/// Whose turn it may be in a state; the value says role and person behind a colon.
pub(super) fn turns(cx: &Cx, flow: Option<&Flow>) -> Vec<Choice> {
    let l = cx.l;
    let mut all = vec![choice("beginner", l.procedures_turn_beginner), choice("holder", l.procedures_turn_holder)];
    all.extend(WORKING.iter().map(|role| choice(&format!("role:{}", role.code()), role.words(cx.lang))));
    let people = flow.map(|flow| flow.fields.as_slice()).unwrap_or_default();
    let people = people.iter().filter(|field| field.kind == FieldKind::Person);
    all.extend(people.map(|field| choice(&format!("person:{}", field.name), field.label(cx.lang))));
    all
}

/// Of the columns of a table.
pub(super) fn column_kinds(cx: &Cx) -> Vec<Choice> {
    ColumnKind::ALL.into_iter().map(|one| choice(one.code(), one.words(cx.lang))).collect()
}

/// A fact and where it stands: two facts may stand at one place.
fn fact(cx: &Cx, fact: Fact) -> String {
    format!("{} · {}", fact.name().text(cx.lang), fact.words(cx.lang))
}

fn fields(cx: &Cx, flow: Option<&Flow>, kind: Option<FieldKind>) -> Vec<Choice> {
    let all = flow.map(|flow| flow.fields.as_slice()).unwrap_or_default();
    let fits = all.iter().filter(|field| kind.is_none_or(|kind| field.kind == kind));
    fits.map(|field| choice(field.name.as_str(), field.label(cx.lang))).collect()
}

fn states(cx: &Cx, flow: Option<&Flow>) -> Vec<Choice> {
    let all = flow.map(|flow| flow.states.as_slice()).unwrap_or_default();
    all.iter().map(|state| choice(state.name.as_str(), state.label(cx.lang))).collect()
}

fn choice(value: &str, label: impl Into<String>) -> Choice {
    Choice::new(value, label, false)
}

/// The flow in which a part of a document stands.
pub(super) const fn flow_of(item: changxiao_domain::matters::Item) -> Option<FlowOf> {
    use changxiao_domain::matters::Item;
    match item {
        Item::Head | Item::Ask => None,
        Item::Template => Some(FlowOf::Whole),
        Item::Part => Some(FlowOf::Part),
        Item::Limit(of)
        | Item::Days(of)
        | Item::Registers(of)
        | Item::Field(of)
        | Item::State(of)
        | Item::Action(of)
        | Item::Row(of)
        | Item::Given(of)
        | Item::Effect(of) => Some(of),
    }
}

/// A name of the program as it is typed, where it is one.
pub(super) fn code(text: &str) -> Option<Code> {
    Code::parse(text.trim())
}
