//! Documents with a planted fault, and what the conditions and effects of a document do.

use changxiao_domain::{
    calendar::Calendar,
    ids::{CityId, MatterId},
    matters::{Action, Around, Code, Command, Document, FaultKind, Matter, NewMatter, Refusal, Values, check, keep},
    orgs::Role,
    sealing::Word as _,
    time::{HOUR, Instant},
    workflow::Procedure as _,
};
use changxiao_words::Lang;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::whistles_world::{actor, at, unit};

/// A competition for flower beds: asked of communities, judged by the office.
fn flower_beds() -> Value {
    let text = |name: &str, zh: &str| json!({ "name": name, "name_zh": zh, "name_en": name });
    json!({
        "key": "flower_beds", "edition": "2026-1", "in_force_from": "2026-03-01",
        "name_zh": "花坛评比", "name_en": "Flower-bed competition",
        "purpose_zh": "社区报送，创建办评定", "purpose_en": "Communities enter, the office judges",
        "source_zh": "本办通知", "source_en": "Notice of the office",
        "whole": {
            "fields": [
                { "name": "theme", "kind": "line", "name_zh": "主题", "name_en": "Theme", "required_at": ["call"] },
                { "name": "due", "kind": "day", "name_zh": "截止", "name_en": "Due", "required_at": ["call"] },
                { "name": "fair", "kind": "yes_no", "name_zh": "已公示", "name_en": "Shown", "required_at": ["judge"] }
            ],
            "states": [
                { "name": "open", "name_zh": "报送中", "name_en": "Open", "turn": "beginner" },
                { "name": "judged", "name_zh": "已评定", "name_en": "Judged", "end": true }
            ],
            "actions": [text("call", "发起"), text("judge", "评定")],
            "rows": [
                { "action": "call", "to": "open", "who": ["office"], "enters": ["theme", "due"],
                  "effects": [{ "due_by": "due" }, "issue"] },
                { "from": ["open"], "action": "judge", "to": "judged", "who": ["office"], "enters": ["fair"],
                  "given": [{ "all_parts": ["entered"] }], "effects": ["stop_clock"] }
            ]
        },
        "part": {
            "name_zh": "社区", "name_en": "Communities", "due_by": "due", "begins": "asked",
            "flow": {
                "fields": [
                    { "name": "beds", "kind": "number", "name_zh": "花坛数", "name_en": "Beds", "required_at": ["enter"] },
                    { "name": "kind", "kind": "choice", "name_zh": "类型", "name_en": "Kind",
                      "options": [text("round", "圆形"), text("long", "条形")] }
                ],
                "states": [
                    { "name": "asked", "name_zh": "待报送", "name_en": "Asked", "turn": "holder" },
                    { "name": "entered", "name_zh": "已报送", "name_en": "Entered", "end": true }
                ],
                "actions": [text("enter", "报送")],
                "rows": [{ "from": ["asked"], "action": "enter", "to": "entered", "who": ["handler"], "side": "holder",
                           "enters": ["beds", "kind"] }]
            }
        },
        "ask": { "issuer_zh": "创建办", "issuer_en": "Office", "basis_zh": "通知", "basis_en": "Notice",
                 "frequency": "yearly", "until": "2026-12-31", "minutes": 10 }
    })
}

fn faults(document: &Value) -> Vec<(FaultKind, String)> {
    let document = Document::read(&document.to_string()).unwrap();
    for fault in check(&document) {
        for lang in [Lang::Zh, Lang::En] {
            let said = fault.message().words(lang);
            assert!(!said.contains('{') && said.contains(&fault.what), "{said}");
        }
    }
    check(&document).into_iter().map(|fault| (fault.kind, fault.at)).collect()
}

/// The document with one place changed, and the fault that this is.
#[track_caller]
fn planted(at: &str, value: Value, kind: FaultKind, found_at: &str) {
    let mut document = flower_beds();
    let (above, name) = at.rsplit_once('/').unwrap();
    match document.pointer_mut(above).unwrap() {
        Value::Array(items) if name == "-" => items.push(value),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        Value::Object(fields) if value.is_null() => drop(fields.remove(name)),
        Value::Object(fields) => drop(fields.insert(name.to_owned(), value)),
        _ => unreachable!("a place in the document"),
    }
    let faults = faults(&document);
    assert!(faults.contains(&(kind, found_at.to_owned())), "{faults:?}");
}

#[test]
fn a_document_without_a_fault_has_none() {
    assert_eq!(faults(&flower_beds()), []);
}

#[test]
fn a_planted_fault_is_found_at_its_place() {
    use FaultKind::*;
    let island = json!({ "name": "island", "name_zh": "孤", "name_en": "I", "turn": "beginner" });
    planted("/whole/states/-", island.clone(), NoWayIn, "/whole/states/2");
    planted("/whole/states/-", island, NoWayOut, "/whole/states/2");
    let endless = json!({ "from": ["open"], "action": "judge", "to": "open", "who": ["office"] });
    planted("/whole/rows/1", endless, NoWayOut, "/whole/states/0");
    let reopened = json!({ "from": ["open", "judged"], "action": "judge", "to": "open", "who": ["office"] });
    planted("/whole/rows/-", reopened, Reopens, "/whole/rows/2");
    planted("/whole/rows/1/who", json!([]), NobodyCan, "/whole/actions/1");
    planted("/whole/rows/1/who", json!(["auditor"]), NobodyCan, "/whole/rows/1/who");
    planted(
        "/whole/actions/-",
        json!({ "name": "idle", "name_zh": "闲", "name_en": "I" }),
        NobodyCan,
        "/whole/actions/2",
    );
    planted("/whole/rows/0/from", json!(["open"]), Beginning, "/whole/rows");
    planted("/whole/rows/0/enters", json!(["theme"]), NeverAsked, "/whole/fields/1");
    planted("/whole/fields/2/required_at", json!(["call"]), AskedTooLate, "/whole/fields/2/required_at/0");
    planted("/whole/rows/1/enters", json!(["fair", "price"]), UnknownField, "/whole/rows/1/enters/1");
    planted("/whole/rows/1/to", json!("gone"), UnknownState, "/whole/rows/1");
    planted("/whole/rows/1/given", json!([{ "all_parts": ["gone"] }]), UnknownState, "/whole/rows/1/given/0");
    planted("/part/begins", json!("gone"), UnknownState, "/part/begins");
    planted("/whole/rows/1/action", json!("jduge"), UnknownAction, "/whole/rows/1/action");
    planted("/whole/states/0/name", json!("judged"), NamedTwice, "/whole/states/1/name");
    planted("/part/flow/fields/1/options/1/name", json!("round"), NamedTwice, "/part/flow/fields/1/options/1/name");
    planted("/whole/actions/1/name", json!("lapse"), OwnName, "/whole/actions/1/name");
    planted("/whole/fields/0/name_en", json!(" "), Unnamed, "/whole/fields/0/name_en");
    planted("/source_zh", json!(""), Unnamed, "/source_zh");
    for name in ["issuer_zh", "basis_en"] {
        planted(&format!("/ask/{name}"), json!(""), AskIncomplete, &format!("/ask/{name}"));
    }
    planted("/ask", Value::Null, AskIncomplete, "/ask");
    planted("/ask/minutes", json!(0), AskIncomplete, "/ask/minutes");
    planted("/ask/until", json!("2025-12-31"), AskIncomplete, "/ask/until");
    planted("/part/flow/fields/0/fact", json!("site_list"), HeldFact, "/part/flow/fields/0/fact");
    // A title says it as well, in either language, and so does one of a column.
    planted("/part/flow/fields/0/name_zh", json!("点位数量"), HeldFact, "/part/flow/fields/0/name_zh");
    planted("/part/flow/fields/0/name_en", json!("Number of sites"), HeldFact, "/part/flow/fields/0/name_zh");
    let columns = json!([{ "name": "what", "name_zh": "考核得分", "name_en": "Points" }]);
    planted("/part/flow/fields/0/columns", columns, HeldFact, "/part/flow/fields/0/columns/0/name_zh");
    planted("/carries_over", json!(true), NoParts, "/carries_over");
    planted("/part/flow/states/0/expires", json!(true), NoLimit, "/part/flow/states/0");
    planted("/whole/states/1/lifts_quiet", json!(7), NoLimit, "/whole/states/1");
    // What is over after a day of its own is looked at on that day.
    planted("/whole/states/0/ends_on", json!("due"), NoLimit, "/whole/states/0/ends_on");
    planted("/whole/states/0/ends_on", json!("theme"), WrongKind, "/whole/states/0/ends_on");
    planted("/whole/rows/0/effects/0", json!({ "due_by_whole": "due" }), NoParts, "/whole/rows/0/effects/0");
    planted("/whole/rows/0/effects/0", json!({ "due_by_first": ["theme"] }), WrongKind, "/whole/rows/0/effects/0");
    let by_whole = json!([{ "due_by_whole": "theme" }]);
    planted("/part/flow/rows/0/effects", by_whole, WrongKind, "/part/flow/rows/0/effects/0");
    // It asks, or it says why it does not.
    planted("/asks_nothing_zh", json!("不要数"), AskUnsaid, "/asks_nothing_zh");
    let lengths = |first: usize, second: usize| {
        let one = |most: usize| json!({ "most": most, "name_zh": "专项", "name_en": "special" });
        json!([one(first), one(second)])
    };
    planted("/whole/fields/0/lengths", lengths(4000, 5000), WrongKind, "/whole/fields/0/lengths");
    planted("/part", Value::Null, NoParts, "/whole/rows/0/effects/1");
    planted("/part", Value::Null, NoParts, "/whole/rows/1/given/0");
    planted("/whole/states/0/turn", Value::Null, Turn, "/whole/states/0");
    planted("/whole/states/1/turn", json!("holder"), Turn, "/whole/states/1");
    planted("/whole/states/0/turn", json!({ "role": "auditor" }), Turn, "/whole/states/0");
    planted("/part/flow/fields/1/options", json!([]), NothingToChoose, "/part/flow/fields/1");
    planted("/part/due_by", json!("theme"), WrongKind, "/part/due_by");
    planted("/whole/rows/1/effects", json!(["start_clock"]), NoLimit, "/whole/rows/1/effects/0");
    planted("/in_force_from", json!("2026-02-30"), Day, "/in_force_from");
}

#[test]
fn a_word_that_nobody_knows_is_no_document() {
    let refused = |at: &str, value: Value| {
        let mut document = flower_beds();
        *document.pointer_mut(at).unwrap() = value;
        Document::read(&document.to_string()).unwrap_err()
    };
    assert!(refused("/whole/rows/1/who", json!(["king"])).contains("king"));
    assert!(refused("/whole/rows/1/given", json!(["moon_is_full"])).contains("moon_is_full"));
    assert!(refused("/whole/rows/1/effects", json!(["fire"])).contains("fire"));
    assert!(refused("/whole/fields/0/kind", json!("poem")).contains("poem"));
    assert!(refused("/whole/states/0", json!({ "nmae": "open" })).contains("nmae"));
    assert!(refused("/key", json!("Flower Beds")).contains("Flower Beds"));
}

#[test]
fn a_document_is_named_by_its_content_and_kept_once() {
    let text = flower_beds().to_string();
    let kept = keep(&text).unwrap();
    assert!(std::ptr::eq(kept, keep(&kept.document.written()).unwrap()), "another spelling of the same");
    let other = text.replace("花坛评比", "花境评比");
    assert_ne!(keep(&other).unwrap().hash, kept.hash);
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn begun_with(document: &Value, values: &[(&str, Value)]) -> Result<Matter, Refusal> {
    let new = NewMatter {
        id: MatterId(Uuid::from_u128(1)),
        city: CityId(3506),
        number: "M260302-0001".to_owned(),
        kept: keep(&document.to_string()).unwrap(),
        title: "春季花坛评比".to_owned(),
        division: 350_602_000_000,
        values: Values(values.iter().map(|(name, value)| (code(name), value.clone())).collect()),
        units: vec![unit(1), unit(2)],
        parent: None,
    };
    let stamp = actor(Role::Office, unit(99));
    Matter::begin(new, &stamp, at("2026-03-02T09:00"), &Calendar::plain()).map(|decided| decided.after)
}

fn begun(document: &Value) -> Matter {
    begun_with(document, &[("theme", json!("迎春")), ("due", json!("2026-04-30"))]).unwrap()
}

fn judged(matter: &Matter, at: Instant) -> Result<Matter, Refusal> {
    let action = matter.table().action(code("judge")).unwrap();
    let command = Command { values: Values([(code("fair"), json!(true))].into()), ..Command::of(action) };
    let stamp = actor(Role::Office, unit(99));
    matter.decide(&command, &stamp, at, &Calendar::plain()).map(|decided| decided.after)
}

#[test]
fn what_has_to_be_there_is_named_in_both_languages() {
    let refused = begun_with(&flower_beds(), &[("theme", json!("迎春"))]).unwrap_err();
    assert!(refused.message().words(Lang::Zh).contains("截止") && refused.message().words(Lang::En).contains("Due"));
    let unfit = begun_with(&flower_beds(), &[("theme", json!(7)), ("due", json!("2026-04-30"))]);
    assert_eq!(unfit.unwrap_err(), Refusal::Unfit("主题".to_owned(), "Theme".to_owned()));
    let more = [("theme", json!("迎春")), ("due", json!("2026-04-30")), ("fair", json!(true))];
    assert_eq!(begun_with(&flower_beds(), &more).unwrap_err(), Refusal::NotEntered("fair".to_owned()));
}

#[test]
fn it_is_due_at_the_end_of_the_day_that_was_entered() {
    let matter = begun(&flower_beds());
    assert_eq!(matter.due_at.map(|due| due.plus_micros(1)), Some(at("2026-05-01T00:00")));
    assert_eq!(matter.turn_of(), Some(unit(99).to_string()));
    assert_eq!(matter.state.words(Lang::En), "Open");
}

#[test]
fn the_whole_goes_on_when_all_parts_stand_where_it_says() {
    let mut matter = begun(&flower_beds());
    let now = at("2026-03-03T09:00");
    assert_eq!(judged(&matter, now).unwrap_err(), Refusal::NoPart);
    matter.around =
        Around { parts: vec![(code("entered"), 1), (code("asked"), 1)], open_parts: 1, ..Around::default() };
    assert_eq!(judged(&matter, now).unwrap_err(), Refusal::PartsMissing(1));
    matter.around.parts = vec![(code("entered"), 2)];
    let judged = judged(&matter, now).unwrap();
    assert_eq!((judged.is_open(), judged.due_at), (false, None));
}

#[test]
fn any_part_will_do_where_the_document_says_so() {
    let mut document = flower_beds();
    document["whole"]["rows"][1]["given"] = json!([{ "any_part": ["entered"] }]);
    let mut matter = begun(&document);
    let now = at("2026-03-03T09:00");
    matter.around.parts = vec![(code("asked"), 2)];
    assert_eq!(judged(&matter, now).unwrap_err(), Refusal::NoPart);
    matter.around.parts = vec![(code("asked"), 1), (code("entered"), 1)];
    assert!(judged(&matter, now).is_ok());
}

#[test]
fn days_are_counted_from_when_it_came_into_its_state() {
    let mut document = flower_beds();
    let now = at("2026-03-02T09:00");
    document["whole"]["rows"][1]["given"] = json!([{ "within_days": 30 }]);
    let within = begun(&document);
    assert!(judged(&within, now.plus_micros(30 * 24 * HOUR)).is_ok());
    assert_eq!(judged(&within, now.plus_micros(30 * 24 * HOUR + 1)).unwrap_err(), Refusal::TooLate(30));
    document["whole"]["rows"][1]["given"] = json!([{ "after_days": 30 }, "another_person"]);
    let after = begun(&document);
    assert_eq!(judged(&after, now.plus_micros(30 * 24 * HOUR - 1)).unwrap_err(), Refusal::TooEarly(30));
    assert_eq!(judged(&after, now.plus_micros(30 * 24 * HOUR)).unwrap_err(), Refusal::SamePerson);
}

#[test]
fn nobody_is_issued_anything_twice() {
    let new = |units| {
        let matter = begun(&flower_beds());
        let values = Values([(code("theme"), json!("迎春")), (code("due"), json!("2026-04-30"))].into());
        let new = NewMatter {
            id: matter.id,
            city: matter.city,
            number: matter.number,
            kept: matter.kept,
            title: matter.title,
            division: matter.division,
            values,
            units,
            parent: None,
        };
        Matter::begin(new, &actor(Role::Office, unit(99)), at("2026-03-02T09:00"), &Calendar::plain())
    };
    assert_eq!(new(vec![unit(1), unit(1)]).unwrap_err(), Refusal::Units);
    assert_eq!(new(Vec::new()).unwrap_err(), Refusal::Units);
    assert!(new(vec![unit(1)]).is_ok());
    assert_eq!(Action::parse("judge"), begun(&flower_beds()).table().action(code("judge")));
}

/// What ships, with one place changed.
fn shipped_with(text: &str, at: &str, value: Value) -> Vec<(FaultKind, String)> {
    let mut document: Value = serde_json::from_str(text).unwrap();
    *document.pointer_mut(at).unwrap() = value;
    faults(&document)
}

#[test]
fn a_letter_or_a_draft_that_lacks_what_it_needs_is_no_document() {
    use FaultKind::*;
    let letter = include_str!("../../../../data/procedures/letter.json");
    let draft = include_str!("../../../../data/procedures/draft.json");
    let has = |faults: Vec<(FaultKind, String)>, kind: FaultKind, at: &str| {
        assert!(faults.contains(&(kind, at.to_owned())), "{faults:?}");
    };
    // Nobody types a signature; what is given has its columns, and only to a part.
    has(
        shipped_with(letter, "/part/flow/rows/1/enters", json!(["objection", "signature"])),
        WrongKind,
        "/part/flow/fields/4",
    );
    has(shipped_with(letter, "/part/flow/fields/2/columns/0/name", json!("role")), WrongKind, "/part/flow/fields/2");
    has(shipped_with(letter, "/whole/fields/2/name", json!("ground")), UnknownField, "/part/flow/rows/0/effects/0");
    has(shipped_with(letter, "/part/flow/fields/0/first", json!("today")), UnknownField, "/part/flow/rows/0/effects/0");
    // Comments have their columns, a next version its draft, a rest its whole.
    has(shipped_with(draft, "/part/flow/fields/0/columns/0/name", json!("from")), WrongKind, "/part/flow/fields/0");
    has(shipped_with(draft, "/whole/fields/0/means", Value::Null), UnknownField, "/whole/rows/4/effects/0");
    has(
        shipped_with(
            draft,
            "/whole/states/0",
            json!({ "name": "open", "name_zh": "开", "name_en": "o", "rests": true }),
        ),
        Turn,
        "/whole/states/0",
    );
    has(
        shipped_with(draft, "/part/flow/rows/0/given", json!([{ "whole_in": ["gone"] }])),
        UnknownState,
        "/part/flow/rows/0/given/0",
    );
    has(
        shipped_with(draft, "/part/flow/rows/3/effects", json!([{ "when_decided": "gone" }])),
        UnknownState,
        "/part/flow/rows/3/effects/0",
    );
}

/// Whatever comes to another unit says what it asks, or why it asks nothing (D5).
#[test]
fn what_comes_to_another_unit_says_what_it_asks_or_why_nothing() {
    let mut document: Value = serde_json::from_str(include_str!("../../../../data/procedures/supply.json")).unwrap();
    let faults = |document: &Value| -> Vec<(FaultKind, String)> {
        let document = Document::read(&document.to_string()).unwrap();
        check(&document).into_iter().map(|fault| (fault.kind, fault.at)).collect()
    };
    assert_eq!(faults(&document), []);
    document["asks_nothing_en"] = json!("");
    assert_eq!(faults(&document), [(FaultKind::Unnamed, "/asks_nothing_en".to_owned())]);
    document["asks_nothing_zh"] = json!("");
    assert_eq!(faults(&document), [(FaultKind::AskUnsaid, "/ask".to_owned())]);
    document["ask"] = json!({
        "issuer_zh": "创建办", "issuer_en": "Office", "basis_zh": "通知", "basis_en": "Notice",
        "frequency": "as_needed", "until": "2027-12-31", "minutes": 20,
    });
    assert_eq!(faults(&document), []);
}
