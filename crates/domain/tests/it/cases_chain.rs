//! The chain of events: whatever is changed, removed or slipped in by hand is found and named.

use changxiao_domain::{
    cases::{
        Action, ActorStamp, BreakKind, ChainBreak, Event, NO_HASH, State, canonical_json, from_hex, hex, verify_case,
        verify_chain,
    },
    ids::{TokenId, UnitId},
    orgs::Role,
    time::Instant,
};
use serde_json::json;
use uuid::Uuid;

use crate::cases_world::*;

/// Changes the fifth event by hand and says what the check finds.
fn tampered(change: impl FnOnce(&mut Event)) -> ChainBreak {
    let mut told = CaseStory::until_closed();
    change(&mut told.events[4]);
    verify_case(&told.case, &told.events).unwrap_err()
}

#[test]
fn every_changed_field_is_found_in_its_event() {
    let changed = ChainBreak { seq: 5, what: BreakKind::ContentChanged };
    assert_eq!(tampered(|event| event.at = event.at.plus_micros(1)), changed);
    assert_eq!(tampered(|event| event.action = Action::Note), changed);
    assert_eq!(tampered(|event| event.from = Some(State::Dispatched)), changed);
    assert_eq!(tampered(|event| event.from = None), changed);
    assert_eq!(tampered(|event| event.to = State::Checking), changed);
    assert_eq!(tampered(|event| event.actor.person.0 = Uuid::from_u128(7)), changed);
    assert_eq!(tampered(|event| event.actor.post.0 = Uuid::from_u128(7)), changed);
    assert_eq!(tampered(|event| event.actor.unit.0 = Uuid::from_u128(7)), changed);
    assert_eq!(tampered(|event| event.actor.role = Role::Leader), changed);
    assert_eq!(tampered(|event| event.actor.system = true), changed);
    assert_eq!(tampered(|event| event.particulars["text"] = json!("已清运！")), changed);
    assert_eq!(tampered(|event| event.prev_hash[31] ^= 1), changed);
    assert_eq!(tampered(|event| event.hash[0] ^= 1), changed);
    assert_eq!(tampered(|event| event.subject = case_id(2).0).what, BreakKind::OtherSubject);
    assert_eq!(tampered(|event| event.city.0 += 1).what, BreakKind::OtherSubject);
    assert_eq!(tampered(|event| event.seq = 4), ChainBreak { seq: 5, what: BreakKind::WrongNumber { found: 4 } });
    assert_eq!(tampered(|event| event.seq = 9), ChainBreak { seq: 5, what: BreakKind::Missing });
}

#[test]
fn an_event_that_is_changed_and_sealed_again_breaks_at_the_next_one() {
    let found = tampered(|event| {
        event.particulars["text"] = json!("什么也没做");
        event.seal(event.prev_hash);
    });
    assert_eq!(found, ChainBreak { seq: 6, what: BreakKind::NotChained });
    assert_eq!(
        found.to_string(),
        "event 6: it does not continue the event before it: that one or this one was replaced"
    );
}

#[test]
fn a_chain_that_is_forged_to_its_end_differs_from_its_case() {
    let mut told = CaseStory::until_closed();
    told.events[4].particulars["text"] = json!("什么也没做");
    let mut head = told.events[3].hash;
    for event in &mut told.events[4..] {
        head = event.seal(head);
    }
    assert_eq!(verify_chain(&told.events), Ok(head), "the chain alone cannot tell; the head kept elsewhere can");
    let differs = ChainBreak { seq: 8, what: BreakKind::SubjectDiffers };
    assert_eq!(verify_case(&told.case, &told.events), Err(differs));
}

#[test]
fn missing_and_swapped_events_are_found() {
    let whole = CaseStory::until_closed();
    for gone in 0..whole.events.len() {
        let mut events = whole.events.clone();
        events.remove(gone);
        let found = verify_case(&whole.case, &events).unwrap_err();
        assert_eq!(found, ChainBreak { seq: gone as i64 + 1, what: BreakKind::Missing });
    }
    let mut swapped = whole.events.clone();
    swapped.swap(2, 3);
    assert_eq!(verify_chain(&swapped).unwrap_err().seq, 3);
    assert_eq!(verify_chain(&[]), Err(ChainBreak { seq: 1, what: BreakKind::Missing }));
    let mut moved = whole.case.clone();
    moved.state = State::Handled;
    assert_eq!(verify_case(&moved, &whole.events).unwrap_err().what, BreakKind::SubjectDiffers);
}

#[test]
fn sealed_events_that_jump_states_or_run_back_in_time_are_found() {
    let mut told = CaseStory::until_closed();
    told.events.truncate(2);
    told.events[1].from = Some(State::Handled);
    let first = told.events[0].hash;
    told.events[1].seal(first);
    let jump = BreakKind::StateJump { expected: Some("reported".to_owned()), found: Some("handled".to_owned()) };
    assert_eq!(verify_chain(&told.events), Err(ChainBreak { seq: 2, what: jump }));

    told.events[1].from = Some(State::Reported);
    told.events[1].at = told.events[0].at.plus_micros(-1);
    told.events[1].seal(first);
    assert_eq!(verify_chain(&told.events), Err(ChainBreak { seq: 2, what: BreakKind::TimeRunsBack }));
}

#[test]
fn an_event_that_went_through_json_keeps_its_hash() {
    for event in CaseStory::until_closed().events {
        let stored = canonical_json(&event.particulars);
        let mut read = event.clone();
        read.particulars = serde_json::from_str(&stored).unwrap();
        assert_eq!(read.computed_hash(), event.hash);
        assert_eq!(canonical_json(&read.particulars), stored);
    }
}

/// The expected value was computed from the documented encoding with another program (Python's hashlib and struct). It must
/// never change: events in real databases carry such hashes.
#[test]
fn the_encoding_is_what_the_documentation_says() {
    let stamp = actor(Role::Handler);
    let event = Event {
        city: ZHANGZHOU,
        subject: case_id(1).0,
        seq: 5,
        action: Action::Submit,
        from: Some(State::Handling),
        to: State::Handled,
        at: Instant(1_772_420_400_000_000),
        actor: ActorStamp { unit: UnitId(Uuid::from_u128(0x0101)), ..stamp },
        particulars: json!({ "text": "已清运。\"\n", "photos": ["ab"], "n": { "z": 1, "a": [true, null] } }),
        prev_hash: [7; 32],
        hash: NO_HASH,
    };
    assert_eq!(
        canonical_json(&event.particulars),
        r#"{"n":{"a":[true,null],"z":1},"photos":["ab"],"text":"已清运。\"\n"}"#
    );
    assert_eq!(hex(&event.computed_hash()), "d04caec4a265049052cc538afc67de393e762cc91320532cd215e9cc08974ed7");

    // What a program did has one field more; nobody can take the program out or put one in afterwards.
    let program = Some(TokenId(Uuid::from_u128(0x0777)));
    let by_program = Event { actor: ActorStamp { program, ..event.actor }, ..event };
    assert_eq!(hex(&by_program.computed_hash()), "da5aacd40a9a37b6a19c233408f8a86edc27e821158be9b5365320c90143cadd");
}

#[test]
fn hashes_print_and_read() {
    let hash = CaseStory::until_closed().case.head_hash;
    assert_eq!(from_hex(&hex(&hash)), Some(hash));
    assert_eq!(from_hex(&hex(&hash)[1..]), None);
    assert_eq!(from_hex(&"é".repeat(32)), None);
    assert_eq!(from_hex(&"g".repeat(64)), None);
}
