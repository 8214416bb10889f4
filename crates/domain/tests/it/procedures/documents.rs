//! Documents while they are written: changed part by part, drawn, compared, tried out.

use changxiao_domain::{
    calendar::Calendar,
    ids::CityId,
    matters::{
        Code, Condition, ConditionKind, Diagram, Document, Edit, Effect, EffectKind, Fault, FaultKind, Flow, FlowOf,
        LoadedDocument, Place, check, diagram, differences, faults_at, free_code,
        tryout::{Offer, TryAct, TryOut, TryStep},
    },
    time::Day,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::matters::SHIPPED;
use crate::whistles_world::at;

const CITY: CityId = CityId(3506);

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn blank() -> Document {
    Document::blank(code("flower_beds"), ("花坛评比", "Flower beds"), Day::constant(2026, 6, 16)).unwrap()
}

fn edited(document: &Document, at: &str, edit: Edit) -> Document {
    document.edited(&Place::parse(at).unwrap(), edit).unwrap()
}

/// Every place of a document at which something stands.
fn places(document: &Document) -> Vec<String> {
    let mut all: Vec<String> = ["", "/part", "/ask"].map(str::to_owned).into();
    let whole = serde_json::to_value(document).unwrap();
    for of in FlowOf::ALL {
        for list in ["fields", "states", "actions", "rows"] {
            let lines = whole.pointer(&format!("{}/{list}", of.place())).and_then(Value::as_array);
            for (place, line) in lines.into_iter().flatten().enumerate() {
                all.push(format!("{}/{list}/{place}", of.place()));
                for below in ["given", "effects"] {
                    let n = line[below].as_array().map_or(0, Vec::len);
                    all.extend((0..n).map(|one| format!("{}/{list}/{place}/{below}/{one}", of.place())));
                }
            }
        }
        all.extend(["limit", "days"].map(|name| format!("{}/{name}", of.place())));
    }
    all.retain(|at| whole.pointer(at).is_some());
    all
}

#[test]
fn a_blank_document_lacks_only_what_nobody_has_written() {
    let faults = check(&blank());
    let places: Vec<&str> = faults.iter().map(|fault| fault.at.as_str()).collect();
    assert_eq!(places, ["/purpose_zh", "/purpose_en", "/source_zh", "/source_en"]);
    let head = json!({ "purpose_zh": "比一比", "purpose_en": "Compete", "source_zh": "通知", "source_en": "Notice" });
    assert_eq!(check(&edited(&blank(), "", Edit::Put(head))), []);
}

#[test]
fn a_part_is_added_with_a_flow_that_can_be_worked_by() {
    let with_part = edited(&blank(), "/part", Edit::Put(json!({ "name_zh": "作品", "name_en": "Entry" })));
    assert!(check(&with_part).iter().any(|fault| fault.kind == FaultKind::AskIncomplete && fault.at == "/ask"));
    let ask = json!({
        "issuer_zh": "创建办", "issuer_en": "Office", "basis_zh": "通知", "basis_en": "Notice", "until": "2026-12-31", "minutes": 20,
    });
    let asked = edited(&with_part, "/ask", Edit::Put(ask));
    let left: Vec<String> = check(&asked).into_iter().map(|fault| fault.at).collect();
    assert_eq!(left, ["/purpose_zh", "/purpose_en", "/source_zh", "/source_en"]);
    let gone = edited(&edited(&asked, "/part", Edit::Remove), "/ask", Edit::Remove);
    assert_eq!(gone, blank());
}

#[test]
fn what_is_put_back_as_it_stands_changes_nothing() {
    for kept in SHIPPED.iter() {
        let document = &kept.document;
        for at in places(document) {
            let place = Place::parse(&at).unwrap_or_else(|| panic!("{at} is no place"));
            let value = place.value(document).unwrap();
            assert_eq!(&document.edited(&place, Edit::Put(value)).unwrap(), document, "{} {at}", document.key);
        }
    }
}

#[test]
fn lines_change_places_go_and_are_named_anew() {
    let document = blank();
    let up = edited(&document, "/whole/states/1", Edit::Up);
    assert_eq!((up.whole.states[0].name, up.whole.states[1].name), (code("done"), code("open")));
    assert!(document.edited(&Place::parse("/whole/states/0").unwrap(), Edit::Up).is_err());
    assert!(document.edited(&Place::parse("/whole/states/7").unwrap(), Edit::Remove).is_err());
    let new = |name: &str| json!({ "name_zh": "照片", "name_en": name, "kind": "files" });
    let one = edited(&document, "/whole/fields/-", Edit::Put(new("The photo (max. 3)")));
    let two = edited(&one, "/whole/fields/-", Edit::Put(new("The photo (max. 3)")));
    let three = edited(&two, "/whole/fields/-", Edit::Put(new("照片")));
    let names: Vec<String> = three.whole.fields.iter().map(|field| field.name.to_string()).collect();
    assert_eq!(names, ["the_photo_max_3", "the_photo_max_3_2", "field_1"]);
    let row = edited(&document, "/whole/rows/1/given/-", Edit::Put(json!("another_person")));
    assert_eq!(row.whole.rows[1].given, [Condition::AnotherPerson]);
    let row = edited(&row, "/whole/rows/1/given/0", Edit::Put(json!({ "after_days": 3 })));
    assert_eq!(row.whole.rows[1].given, [Condition::AfterDays(3)]);
    assert_eq!(edited(&row, "/whole/rows/1/given/0", Edit::Remove), document);
}

#[test]
fn what_is_no_place_or_no_value_is_refused() {
    for at in [
        "/key",
        "/whole",
        "/whole/fields",
        "/whole/fields/x",
        "/whole/rows/-/given/-",
        "/whole/fields/999",
        "/other/0",
        "whole",
    ] {
        assert_eq!(Place::parse(at), None, "{at}");
    }
    let place = Place::parse("/whole/fields/-").unwrap();
    let wrong = blank().edited(&place, Edit::Put(json!({ "name_zh": "照片", "name_en": "Photo", "kind": "wish" })));
    assert!(wrong.unwrap_err().contains("wish"));
}

/// Whatever is found stands beside one part, and beside one only.
#[test]
fn every_fault_stands_beside_one_part() {
    for kept in SHIPPED.iter() {
        for at in places(&kept.document) {
            let place = Place::parse(&at).unwrap();
            let Ok(broken) = kept.document.edited(&place, Edit::Remove) else { continue };
            let faults = check(&broken);
            let mut parts = places(&broken);
            for of in FlowOf::ALL {
                let lists = ["/fields", "/states", "/actions", "/rows", "/limit", "/days"];
                parts.extend(lists.map(|list| format!("{}{list}", of.place())));
            }
            parts.extend(["/part", "/ask"].map(str::to_owned));
            parts.sort();
            parts.dedup();
            let names: Vec<&str> = parts.iter().map(String::as_str).collect();
            for fault in &faults {
                let beside = names.iter().filter(|place| faults_at(&faults, place, &names).contains(&fault));
                assert_eq!(beside.count(), 1, "{} without {at}: {fault:?}", kept.document.key);
            }
        }
    }
}

#[test]
fn the_names_of_conditions_and_effects_are_those_of_documents() {
    let about = [json!(null), json!("x"), json!(["x"]), json!(3)];
    let with_table = json!({ "table": "x", "columns": ["x"] });
    let settled = json!({ "table": "x", "unless": "x" });
    let period = json!({ "day": "x", "reason": "x", "least_days": 30 });
    let opening = json!({ "procedure": "x", "table": "x", "title": "x", "fields": {} });
    let said = json!({ "says": "x", "has": ["x"] });
    let span = json!({ "from": "x", "until": "x", "most_months": 3 });
    let once = json!({ "same": ["x"], "from": "x", "until": "x", "unless": [] });
    let round = json!({ "next": "x", "fields": {} });
    let several = [with_table, settled, period, opening, said, span, once, round];
    let all: Vec<Value> = about.into_iter().chain(several).collect();
    let reads = |code: &str, is_one: &dyn Fn(Value) -> bool| {
        is_one(json!(code)) || all.iter().any(|about| is_one(json!({ code: about })))
    };
    for kind in ConditionKind::ALL {
        assert!(reads(kind.code(), &|value| serde_json::from_value::<Condition>(value).is_ok()), "{}", kind.code());
    }
    for kind in EffectKind::ALL {
        assert!(reads(kind.code(), &|value| serde_json::from_value::<Effect>(value).is_ok()), "{}", kind.code());
    }
}

#[test]
fn a_name_for_programs_is_always_free() {
    let taken = |code: Code| code.as_str().starts_with("name");
    assert_eq!(free_code("Name", "field", taken).as_str(), "one_more");
    assert_eq!(free_code("单位", "field", |_| false).as_str(), "field_1");
    assert_eq!(free_code("3 bins", "field", |_| false).as_str(), "field_1");
    assert_eq!(free_code(&"long ".repeat(20), "field", |_| false).as_str(), "long_long_long_long_long_lon");
}

#[test]
fn two_documents_differ_where_somebody_changed_one() {
    let kept = SHIPPED.iter().find(|kept| kept.document.key == code("supply")).unwrap();
    let ours = &kept.document;
    assert_eq!(differences(ours, ours), []);
    let own = edited(ours, "", Edit::Put(json!({ "name_zh": "基层直达", "edition": "2" })));
    let own = edited(&own, "/whole/states/0", Edit::Put(json!({ "name_zh": "待创建办答复" })));
    let own =
        edited(&own, "/whole/fields/-", Edit::Put(json!({ "name_zh": "电话", "name_en": "Phone", "kind": "line" })));
    let found = differences(ours, &own);
    let places: Vec<String> = found.iter().map(|one| one.at.join("/")).collect();
    let state = ours.whole.states[0].name;
    assert_eq!(
        places,
        ["name_zh".to_owned(), "whole/fields/phone".to_owned(), format!("whole/states/{state}/name_zh")]
    );
    assert_eq!((&found[0].was, &found[0].is), (&Some(ours.name_zh.clone()), &Some("基层直达".to_owned())));
    assert_eq!((&found[1].was, &found[1].is), (&None, &Some("电话".to_owned())));
    let back = differences(&own, ours);
    assert_eq!((&back[1].was, &back[1].is), (&Some("电话".to_owned()), &None));
}

/// Nothing lies upon anything else.
fn is_readable(drawing: &Diagram, flow: &Flow) {
    for state in &flow.states {
        assert!(drawing.boxes.iter().any(|one| one.state == Some(state.name)), "{} has its box", state.name);
    }
    let rects: Vec<_> =
        drawing.boxes.iter().map(|one| one.rect).chain(drawing.arrows.iter().map(|arrow| arrow.names)).collect();
    for (place, one) in rects.iter().enumerate() {
        assert!(one.x >= 0 && one.y >= 0 && one.right() <= drawing.width && one.bottom() <= drawing.height, "{one:?}");
        for other in &rects[place + 1..] {
            assert!(!one.meets(other), "{one:?} {other:?}");
        }
    }
    let mut level: Vec<(i32, usize)> = Vec::new();
    let mut lanes: Vec<(i32, i32, i32)> = Vec::new();
    for (place, arrow) in drawing.arrows.iter().enumerate() {
        for pair in arrow.path.windows(2) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            if y == to_y {
                level.push((y, place));
            } else {
                assert_eq!(x, to_x);
                assert!(rects.iter().all(|rect| x > rect.right()), "a lane runs beside everything");
                lanes.push((x, y.min(to_y), y.max(to_y)));
            }
        }
        if arrow.from != arrow.to {
            let (x, y) = *arrow.path.last().unwrap();
            let ends = drawing.boxes.iter().find(|one| one.state == arrow.to).unwrap().rect;
            assert!(x == ends.right() && y > ends.y && y <= ends.bottom(), "an arrow ends at its box");
        }
    }
    level.sort_unstable();
    assert!(level.windows(2).all(|pair| pair[0].0 != pair[1].0), "each line has a height of its own: {level:?}");
    for (place, one) in lanes.iter().enumerate() {
        let apart = |other: &(i32, i32, i32)| one.0 != other.0 || one.2 < other.1 || other.2 < one.1;
        assert!(lanes[place + 1..].iter().all(apart), "lanes of one place do not touch");
    }
}

#[test]
fn every_flow_that_ships_is_drawn_so_that_it_can_be_read() {
    for kept in SHIPPED.iter() {
        is_readable(&diagram(&kept.document.whole, None), &kept.document.whole);
        if let Some(part) = &kept.document.part {
            is_readable(&diagram(&part.flow, Some(part.begins)), &part.flow);
        }
    }
}

proptest! {
    /// Whatever somebody puts together, with states that nothing leads to and arrows everywhere.
    #[test]
    fn any_flow_is_drawn_so_that_it_can_be_read(
        states in 1_usize..9,
        rows in prop::collection::vec((0_usize..10, prop::option::of(0_usize..9), 0_usize..9), 0..24),
        part in any::<bool>(),
    ) {
        let name = |place: usize| format!("s{place}");
        let states: Vec<Value> = (0..states).map(|place| json!({ "name": name(place), "name_zh": "状态", "name_en": "State", "end": place == 0 })).collect();
        let row = |(from, to, action): (usize, Option<usize>, usize)| {
            let from = if from == 9 { Vec::new() } else { vec![name(from)] };
            json!({ "from": from, "to": to.map(name), "action": format!("a{action}"), "who": [] })
        };
        let rows: Vec<Value> = rows.into_iter().map(row).collect();
        let flow: Flow = serde_json::from_value(json!({ "states": states, "actions": [], "rows": rows })).unwrap();
        is_readable(&diagram(&flow, part.then(|| code("s0"))), &flow);
    }
}

fn filled(offer: &Offer) -> TryStep {
    TryStep::Do(TryAct {
        on: offer.on,
        player: offer.player,
        action: offer.action.code,
        filled: offer.enters.iter().map(|field| field.name).collect(),
        reason: offer.reason,
    })
}

fn tried(kept: &'static LoadedDocument, steps: &[TryStep]) -> TryOut {
    let (out, refused) = TryOut::new(kept, CITY, at("2026-03-02T09:00")).walked(steps, &Calendar::plain());
    assert!(refused.is_none(), "{}: {refused:?} after {steps:?}", kept.document.key);
    out
}

/// What is offered can be done, whoever does it in whatever order, and again from the list of steps alone.
#[test]
fn every_procedure_that_ships_can_be_tried_out() {
    for kept in SHIPPED.iter() {
        let mut ended = 0;
        for turn in 0..24_usize {
            let mut steps: Vec<TryStep> = Vec::new();
            for step in 0..30_usize {
                let out = tried(kept, &steps);
                let can: Vec<Offer> = out.offers().into_iter().filter(|offer| offer.held_up.is_none()).collect();
                if can.is_empty() {
                    if out.whole.as_ref().is_some_and(|whole| !whole.is_open()) {
                        ended += 1;
                        break;
                    }
                    // It waits for a day.
                    steps.push(TryStep::Wait(31));
                    continue;
                }
                let next = filled(&can[(turn * 7 + step * 3) % can.len()]);
                let with: Vec<TryStep> = steps.iter().cloned().chain([next.clone()]).collect();
                let (_, refused) = TryOut::new(kept, CITY, at("2026-03-02T09:00")).walked(&with, &Calendar::plain());
                match refused {
                    None => steps.push(next),
                    // A condition that asks for what is entered holds this way back; another one is taken.
                    Some((place, _)) => {
                        assert_eq!(place, steps.len(), "what was done once can be done again");
                        steps.push(TryStep::Wait(1));
                    }
                }
            }
        }
        assert!(ended > 0, "{} was never brought to its end", kept.document.key);
    }
}

#[test]
fn what_is_missing_is_said_and_nothing_else_happens() {
    let kept = SHIPPED.iter().find(|kept| kept.document.key == code("supply")).unwrap();
    let out = tried(kept, &[]);
    let offers = out.offers();
    let begin = filled(&offers[0]);
    let TryStep::Do(act) = begin.clone() else { panic!() };
    let empty = TryStep::Do(TryAct { filled: Vec::new(), ..act });
    let (out, refused) = TryOut::new(kept, CITY, at("2026-03-02T09:00")).walked(&[empty, begin], &Calendar::plain());
    assert_eq!(refused.map(|(place, refusal)| (place, refusal.code())), Some((0, "fields_missing")));
    assert!(out.whole.is_none(), "what stands behind a refusal is not looked at");
}

#[test]
fn a_fault_of_the_document_itself_belongs_to_its_head() {
    let fault = |at: &str| Fault { kind: FaultKind::Unnamed, at: at.to_owned(), what: String::new() };
    let faults = [fault("/edition"), fault("/whole/fields/1"), fault("/whole/fields/10")];
    let others = ["/whole/fields", "/whole/fields/1", "/whole/fields/10"];
    assert_eq!(faults_at(&faults, "", &others), [&faults[0]]);
    assert_eq!(faults_at(&faults, "/whole/fields/1", &others), [&faults[1]]);
    assert_eq!(faults_at(&faults, "/whole/fields", &others), Vec::<&Fault>::new());
}
