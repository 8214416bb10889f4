//! The forms of the editor against what a document may say: a word of a document that no form asks for is a fault here, not a loss later.

use std::{collections::BTreeSet, fs, path::Path};

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    matters::{
        ActionRow, Ask, Choice, Column, CommentPeriod, Condition, ConditionKind, Days, Document, Edit, Effect,
        EffectKind, Field, Flow, FlowOf, FlowRow, Item, LengthHint, LinesHave, LinesSettled, NextRound, Once, Opening,
        PartFlow, Place, Registers, Said, Span, StateRow, Template,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    shape::{COLUMNS, LENGTHS, OPTIONS, last, typed, typed_shape, value, value_shape},
    shown::all_places,
    slots::{Shape, Slot, shape_of, slots_of},
};

/// The words that a part of a document knows: serde names them when it meets one that it does not.
fn known<T: DeserializeOwned>(unknown: &Value) -> BTreeSet<String> {
    let Err(problem) = serde_json::from_value::<T>(unknown.clone()) else { panic!("{unknown} was read") };
    let told = problem.to_string();
    let expected = told.split_once("expected").map_or("", |(_, expected)| expected);
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn keys<T: DeserializeOwned>() -> BTreeSet<String> {
    let keys = known::<T>(&json!({ "?": 0 }));
    assert!(!keys.is_empty(), "{} names no keys", std::any::type_name::<T>());
    keys
}

/// Which of the keys neither a slot has, nor is one of those that are written elsewhere.
fn forgotten<T: DeserializeOwned>(slots: &[Slot], elsewhere: &[&str]) -> Vec<String> {
    let asked = |key: &String| elsewhere.contains(&key.as_str()) || slots.iter().any(|slot| slot.name == key);
    keys::<T>().into_iter().filter(|key| !asked(key)).collect()
}

fn in_cells<T: DeserializeOwned>(cells: &[&str]) {
    let asked: BTreeSet<String> = cells.iter().map(|cell| last(cell).to_owned()).collect();
    assert_eq!(keys::<T>(), asked);
}

#[test]
fn every_word_of_a_document_is_asked_for() {
    let whole = FlowOf::Whole;
    let is_place = |at: String| Place::parse(&at).is_some() || Place::parse(&format!("{at}/-")).is_some();
    // The key stays as it was begun, the whole is always there, and names for the program are made.
    let mut head = forgotten::<Document>(slots_of(Item::Head), &["key", "whole"]);
    head.retain(|key| !is_place(format!("/{key}")));
    let flow: Vec<_> = keys::<Flow>().into_iter().filter(|key| !is_place(format!("/whole/{key}"))).collect();
    let mut row = forgotten::<FlowRow>(slots_of(Item::Row(whole)), &[]);
    row.retain(|key| !is_place(format!("/whole/rows/0/{key}")));
    let all = [
        ("document", head),
        ("flow", flow),
        ("row", row),
        ("part", forgotten::<PartFlow>(slots_of(Item::Part), &["flow"])),
        ("ask", forgotten::<Ask>(slots_of(Item::Ask), &[])),
        ("template", forgotten::<Template>(slots_of(Item::Template), &["name"])),
        ("days", forgotten::<Days>(slots_of(Item::Days(whole)), &[])),
        ("registers", forgotten::<Registers>(slots_of(Item::Registers(whole)), &[])),
        ("field", forgotten::<Field>(slots_of(Item::Field(whole)), &["name"])),
        ("state", forgotten::<StateRow>(slots_of(Item::State(whole)), &["name"])),
        ("action", forgotten::<ActionRow>(slots_of(Item::Action(whole)), &["name"])),
    ];
    // A limit stands elsewhere too, so that it is read less strictly; what it has is what it writes.
    let limit = serde_json::to_value(Limit { kind: LimitKind::WorkingDay, amount: 1 }).unwrap();
    let asked: BTreeSet<&str> = slots_of(Item::Limit(whole)).iter().map(|slot| slot.name).collect();
    assert_eq!(limit.as_object().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), asked);
    for (part, forgotten) in all {
        assert!(forgotten.is_empty(), "no form of the editor asks for these of a {part}: {forgotten:?}");
    }
    in_cells::<Choice>(&OPTIONS);
    in_cells::<Column>(&COLUMNS);
    in_cells::<LengthHint>(&LENGTHS);
}

#[test]
fn every_condition_and_effect_is_offered_with_what_it_is_about() {
    let offered: BTreeSet<String> = ConditionKind::ALL.into_iter().map(|kind| kind.code().to_owned()).collect();
    assert_eq!(known::<Condition>(&json!("?")), offered);
    let effects: BTreeSet<String> = EffectKind::ALL.into_iter().map(|kind| kind.code().to_owned()).collect();
    assert_eq!(known::<Effect>(&json!("?")), effects);
    for kind in offered {
        let says_all = serde_json::from_value::<Condition>(json!(kind)).is_ok();
        assert_eq!(matches!(shape_of(&kind), Shape::Plain), says_all, "{kind}");
    }
    for kind in effects {
        let says_all = serde_json::from_value::<Effect>(json!(kind)).is_ok();
        assert_eq!(matches!(shape_of(&kind), Shape::Plain), says_all, "{kind}");
    }
    let of = |kind: &str| match shape_of(kind) {
        Shape::Several(slots) => slots.iter().map(|slot| slot.name.to_owned()).collect::<BTreeSet<_>>(),
        _ => BTreeSet::new(),
    };
    assert_eq!(keys::<LinesHave>(), of("lines_have"));
    assert_eq!(keys::<LinesSettled>(), of("lines_settled"));
    assert_eq!(keys::<Said>(), of("said_has"));
    assert_eq!(keys::<Span>(), of("span"));
    assert_eq!(keys::<Once>(), of("once"));
    assert_eq!(keys::<NextRound>(), of("next_round"));
    assert_eq!(keys::<CommentPeriod>(), of("comments_until"));
    assert_eq!(keys::<Opening>(), of("open_children"));
}

/// The part as its form brings it back, when nobody has changed anything.
fn sent_back(document: &Document, place: &Place) -> Value {
    let there = place.value(document).unwrap_or(Value::Null);
    match place.item {
        Item::Given(_) | Item::Effect(_) => {
            let named = there.as_str().or_else(|| there.as_object()?.keys().next().map(String::as_str));
            let kind = named.unwrap_or_default();
            value_shape(kind, &shape_of(kind), &typed_shape(&shape_of(kind), &there)).unwrap()
        }
        item => value(slots_of(item), &typed(slots_of(item), &there)).unwrap(),
    }
}

#[test]
fn a_document_that_ships_stays_as_it_is_when_each_of_its_parts_is_opened_and_saved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/procedures");
    let mut parts = 0;
    for file in fs::read_dir(folder).unwrap() {
        let document = Document::read(&fs::read_to_string(file.unwrap().path()).unwrap()).unwrap();
        let places = all_places(&document).into_iter().chain([String::new()]);
        for place in places.filter_map(|at| Place::parse(&at)).filter(|place| place.value(&document).is_some()) {
            let saved = document.edited(&place, Edit::Put(sent_back(&document, &place)));
            assert_eq!(saved.as_ref(), Ok(&document), "{} {}", document.key, place.at);
            parts += 1;
        }
    }
    assert!(parts > 500, "only {parts} parts were looked at");
}
