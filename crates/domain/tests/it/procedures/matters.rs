//! Matters as the walker sees them: wholes, parts and copies of every procedure that ships, chosen by chance.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use changxiao_domain::{
    calendar::Calendar,
    ids::{CityId, MatterId},
    letters::{Algorithm, HeadKey, SignedLetter},
    matters::{
        Action, Around, Code, ColumnKind, Command, Condition, Effect, Event, Fact, Field, FieldKind, First, Level,
        LoadedDocument, Matter, Means, NewMatter, NewPart, Onward, Refusal, State, Table, Values, check, keep,
        recurring::Counted,
    },
    orgs::Role,
    sealing::{ActorStamp, Word as _},
    time::{HOUR, Instant},
    workflow::Procedure,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Dice, Held, Step, Walked, actor};
use crate::whistles_world::{at, unit};

/// Every procedure that ships, in the order of its key.
pub static SHIPPED: LazyLock<Vec<&'static LoadedDocument>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/procedures");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| keep(&fs::read_to_string(path).unwrap()).unwrap()).collect()
});

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::plain);

/// A little draft: a title and two articles.
const DRAFT: &str = "实施办法\n第一条　为巩固创建成果，制定本办法。\n第二条　各街道每月巡查一次。";

/// Something that fits the field.
pub fn fitting(field: &Field) -> Value {
    match field.means {
        Some(Means::Draft | Means::Next) => return json!(DRAFT),
        Some(Means::Comments) => {
            return json!([
                { "who": "教育局", "way": "书面", "clause": "第二条", "change": "words", "quoted": "每月", "words": "每季度", "reason": "写明" },
                { "who": "教育局", "way": "座谈会", "clause": "", "change": "", "quoted": "", "words": "", "reason": "写明" },
            ]);
        }
        Some(Means::Dispositions) => {
            let refused = |comment: &str| json!({ "comment": comment, "ruling": "refused", "reason": "写明" });
            return json!([refused("1"), refused("2")]);
        }
        None => {}
    }
    if field.first == Some(First::UnitLimits) {
        return json!([{ "code": "E0101", "name": "乱倒垃圾", "limit": "4工作时" }]);
    }
    match field.kind {
        FieldKind::Line | FieldKind::Text => json!("写明"),
        FieldKind::Number | FieldKind::Fen | FieldKind::Thousandths => json!(2026),
        FieldKind::Moment => json!(1_772_413_200_000_000_i64),
        FieldKind::Day => json!("2026-04-30"),
        FieldKind::YesNo => json!(true),
        FieldKind::Choice => json!(field.options[0].name),
        FieldKind::Unit | FieldKind::Person => json!(unit(2).to_string()),
        FieldKind::Division => json!("350602001"),
        FieldKind::Site | FieldKind::Case | FieldKind::Matter | FieldKind::Node => json!("260302-0001"),
        // Nobody types one.
        FieldKind::Signature => Value::Null,
        FieldKind::Files => json!([1, 2]),
        FieldKind::Matters => json!(["M260302-0009"]),
        FieldKind::Rows => {
            // A line says why it becomes nothing only where it becomes nothing.
            let filled = field.columns.iter().filter(|column| column.name.as_str() != "why_not");
            let cells = filled.map(|column| {
                let cell = match column.kind {
                    ColumnKind::Text => json!("写明"),
                    ColumnKind::Fact => json!(""),
                    ColumnKind::Day => json!("2026-04-30"),
                    ColumnKind::Unit | ColumnKind::Person => json!(unit(2).to_string()),
                };
                (column.name.to_string(), cell)
            });
            json!([cells.collect::<serde_json::Map<_, _>>()])
        }
    }
}

/// The same of a field of this flow at a moment: minutes of an ask, and a last day that is soon enough where it has to be.
fn fitting_now(table: &Table, name: Code, now: Instant) -> Option<Value> {
    let field = table.flow.field(name)?;
    let lifts = table.flow.states.iter().any(|state| state.lifts_quiet.is_some());
    let named = table.flow.registers.as_ref();
    if named.is_some_and(|named| named.minutes == name) {
        return Some(json!(30));
    }
    if named.is_some_and(|named| named.until == name) || (lifts && field.kind == FieldKind::Day) {
        return Some(json!(CALENDAR.day_of(now.plus_micros(3 * 24 * HOUR)).to_string()));
    }
    Some(fitting(field))
}

/// What a part is given when it is issued.
fn given(kept: &LoadedDocument) -> Values {
    let fields = kept.document.part.iter().flat_map(|part| &part.flow.fields);
    let given = fields.filter(|field| field.first.is_some_and(First::is_given));
    Values(given.map(|field| (field.name, fitting(field))).collect())
}

/// The letter signed by the head of the unit that has it.
fn signed(part: &Matter, now: Instant) -> Value {
    let (Ok(letter), at) = (part.letter(), now.max(part.changed_at)) else { return Value::Null };
    let key = HeadKey::new(actor(Role::UnitHead, part.holder).post, Algorithm::Ed25519, [7; 32]).unwrap();
    let text = letter.canonical();
    let signature = key.sign(&text, at).unwrap();
    SignedLetter::of(text, &signature, &key.public().unwrap()).to_json()
}

/// The request with everything that its rows enter and that the program brings.
fn filled(matter: &Matter, action: Action, now: Instant) -> Command {
    let rows = || matter.table().rows().iter().filter(|row| row.action == action && row.from.contains(&matter.state));
    let names = rows().flat_map(|row| row.row.enters.iter());
    let mut values: BTreeMap<_, _> = names
        .filter_map(|name| Some((*name, fitting_now(matter.table(), *name, now.max(matter.changed_at))?)))
        .collect();
    for effect in rows().flat_map(|row| &row.row.effects) {
        match effect {
            Effect::Sign(field) => drop(values.insert(*field, signed(matter, now))),
            Effect::Adopt(field) => drop(values.insert(*field, json!(DRAFT))),
            _ => {}
        }
    }
    let many = rows().any(|row| row.has(&Effect::Issue) || row.has(&Effect::Copy));
    Command {
        values: Values(values),
        reason: "写明".to_owned(),
        units: if many { vec![unit(1), unit(2)] } else { Vec::new() },
        ..Command::of(action)
    }
}

/// A whole that was begun by the first who may.
pub fn begun(kept: &'static LoadedDocument) -> Step<Matter> {
    let row = kept.whole().rows().iter().find(|row| row.from.is_empty()).unwrap();
    let stamp = actor(row.row.who[0], unit(1));
    let begins = at("2026-03-02T09:00");
    let fields = row.row.enters.iter().map(|name| (*name, fitting_now(kept.whole(), *name, begins).unwrap()));
    let new = NewMatter {
        id: MatterId(Uuid::from_u128(0x0a00)),
        city: CityId(3506),
        number: "M260302-0001".to_owned(),
        kept,
        title: "节前整治".to_owned(),
        division: 350_602_000_000,
        values: Values(fields.collect()),
        units: if row.has(&Effect::Issue) { vec![unit(1), unit(2)] } else { Vec::new() },
        parent: None,
    };
    let decided = Matter::begin(new, &stamp, begins, &CALENDAR).unwrap();
    (decided.after, decided.event)
}

/// What stands around it: all parts where its rows want them, or some of them elsewhere.
fn around(kept: &LoadedDocument, tick: bool) -> Around {
    let flow = &kept.document.whole;
    let Some(part) = &kept.document.part else {
        // Its line has become a matter that is over, or nothing came of it; where lines are entered with the row, one is always left.
        let splits = flow.rows.iter().any(|row| {
            row.enters.iter().any(|name| flow.openings().any(|one| one.table == *name))
                && row.effects.iter().any(|effect| matches!(effect, Effect::OpenChildren(_)))
        });
        return match tick && flow.looks_below() {
            true => Around { children: 1, lines: if splits { Vec::new() } else { vec![1] }, ..Around::default() },
            false => Around::default(),
        };
    };
    let wanted = kept.document.whole.rows.iter().flat_map(|row| &row.given).find_map(|given| match given {
        Condition::AllParts(states) | Condition::AnyPart(states) => states.first().copied(),
        _ => None,
    });
    let there = (wanted.unwrap_or(part.begins), 2);
    match tick {
        true => Around { parts: vec![there], ..Around::default() },
        false => Around { parts: vec![there, (part.begins, 3)], open_parts: 3, ..Around::default() },
    }
}

impl Walked for Matter {
    type Command = Command;
    const RUNS: (u32, usize) = (768, 24);
    const LONGEST: i64 = 20 * 24 * HOUR;

    fn begun(dice: &Dice) -> Step<Self> {
        let kept = SHIPPED[dice.about % SHIPPED.len()];
        let (mut whole, event) = begun(kept);
        let new = NewPart {
            id: MatterId(Uuid::from_u128(0x0a01)),
            number: "M260302-0002".to_owned(),
            unit: unit(2),
            division: 350_602_001_000,
            position: 1,
            values: given(kept),
        };
        let (stamp, now) = (event.actor, event.at);
        match dice.kind % 5 {
            0 | 1 if kept.document.part.is_some() => {
                let mut part = Matter::part(&whole, new, &stamp, now, &CALENDAR).unwrap();
                part.after.around.whole_is_over = dice.points == 8;
                (part.after, part.event)
            }
            2 => {
                let copy = Matter::copy(&whole, new, &stamp, now);
                (copy.after, copy.event)
            }
            _ => {
                whole.around = around(kept, dice.tick);
                (whole, event)
            }
        }
    }

    fn actions() -> Vec<Action> {
        let flows = SHIPPED.iter().flat_map(|kept| [Some(kept.whole()), kept.part()]).flatten();
        let mut actions: Vec<Action> =
            flows.flat_map(|table| table.flow.actions.iter().filter_map(|row| table.action(row.name))).collect();
        actions.push(Action::RECEIVE);
        actions.sort_by_key(|action| action.code);
        actions.dedup();
        actions
    }

    fn cast(&self) -> Vec<ActorStamp> {
        let roles = [Role::Handler, Role::UnitHead, Role::Office, Role::Leader, Role::Dispatcher];
        roles.into_iter().flat_map(|role| [1, 2].map(|number| actor(role, unit(number)))).collect()
    }

    asks_the_kernel!(&CALENDAR);

    /// A wild attempt leaves out a value, or brings one of another kind.
    fn ask(&self, action: Action, dice: &Dice, now: Instant) -> Command {
        let mut command = Command { reason: dice.text.clone(), ..filled(self, action, now) };
        if dice.text != "写明"
            && let Some(name) = command.values.0.keys().next().copied()
        {
            match dice.tick {
                true => drop(command.values.0.remove(&name)),
                false => drop(command.values.0.insert(name, json!({ "什么": 1 }))),
            }
        }
        command
    }

    fn step_holds(&self, command: &Command, actor: &ActorStamp, after: &Self, event: &Event) -> Held {
        let ends = after.standing().is_some_and(|state| state.end);
        prop_assert_eq!(after.ended_at, ends.then_some(self.ended_at.unwrap_or(event.at)));
        prop_assert!(self.is_open() || after.state == self.state, "an end is an end");
        let rests = after.standing().is_some_and(|state| state.rests);
        prop_assert_eq!(after.turn().is_none(), ends || rests, "an open matter waits for somebody, or for its whole");
        let row = self.granting(command.action, actor, event.at).unwrap();
        for (name, value) in &after.values.0 {
            let same = self.values.0.get(name) == Some(value);
            let filled = row.row.effects.iter().any(|effect| effect.fills() == Some(*name));
            prop_assert!(same || filled || row.row.enters.contains(name), "{} was entered by nobody", name);
        }
        for field in after.table().required(command.action.code) {
            prop_assert!(after.values.get(field.name).is_some(), "{} is not there", field.name);
        }
        let hands = row.row.effects.iter().any(|effect| matches!(effect, Effect::Hand(_)));
        prop_assert!(hands || after.holder == self.holder);
        prop_assert!(!self.around.whole_is_over);
        prop_assert_eq!(after.beginner, self.beginner);
        Ok(())
    }

    fn reached() -> Vec<super::Reached<Event>> {
        vec![
            ("issued", |event| event.particulars.get("units").is_some(), 20),
            ("handed over", |event| event.particulars.get("unit").is_some(), 5),
            ("answered", |event| event.from.is_some() && event.particulars["values"].is_object(), 100),
            ("given back", |event| event.action.code() == "give_back", 5),
            ("signed", |event| !event.particulars["values"]["signature"].is_null(), 5),
            ("decided", |event| event.to.code() == "decided", 5),
            ("read", |event| event.action == Action::RECEIVE, 20),
            ("accepted", |event| event.to.code() == "accepted", 20),
            ("became matters", |event| event.particulars.get("opened").is_some(), 20),
            ("published", |event| event.to.code() == "published", 10),
        ]
    }
}

/// The walks above are by chance; these go by every row.
#[test]
fn every_state_and_every_action_of_what_ships_is_reached() {
    for kept in SHIPPED.iter() {
        assert_eq!(check(&kept.document), [], "{}", kept.document.key);
        let flows = std::iter::once(&kept.document.whole).chain(kept.document.part.iter().map(|part| &part.flow));
        for flow in flows {
            let acts = |action| flow.rows.iter().any(|row| row.action == action);
            assert!(flow.actions.iter().all(|action| acts(action.name)), "{}", kept.document.key);
            assert!(flow.states.iter().any(|state| state.end || state.rests), "{}", kept.document.key);
        }
    }
    assert!(SHIPPED.len() >= 18);
}

#[test]
fn what_stands_below_a_whole_that_is_over_lapses_and_is_told_again() {
    let kept = SHIPPED.iter().find(|kept| kept.document.part.is_some()).unwrap();
    let (whole, event) = begun(kept);
    let new = NewPart {
        id: MatterId(Uuid::from_u128(0x0a01)),
        number: "M260302-0002".to_owned(),
        unit: unit(2),
        division: 350_602_001_000,
        position: 1,
        values: given(kept),
    };
    let part = Matter::part(&whole, new, &event.actor, event.at, &CALENDAR).unwrap();
    let lapsed = part.after.lapse(&whole.number, &event.actor, at("2026-03-05T09:00"));
    assert_eq!((lapsed.after.state, lapsed.after.is_open()), (State::LAPSED, false));
    let told = changxiao_domain::sealing::Retold::retold(&[part.event, lapsed.event], &lapsed.after);
    assert_eq!(told, Ok(lapsed.after.clone()));
    assert_eq!((lapsed.after.level, lapsed.after.turn_of()), (Level::Part, None));
    assert!(lapsed.after.allowed(&actor(Role::UnitHead, unit(2)), at("2026-03-06T09:00")).is_empty());
}

/// What comes out of a matter is begun by a procedure that ships, into fields of a kind that fits its columns.
#[test]
fn what_comes_out_of_what_ships_fits_to_what_it_is_begun_by() {
    let mut seen = 0;
    for kept in SHIPPED.iter() {
        let flow = &kept.document.whole;
        for opening in flow.openings() {
            seen += 1;
            let other = SHIPPED.iter().find(|other| other.document.key == opening.procedure).expect("it ships");
            let table = flow.field(opening.table).expect("a table");
            for (name, column) in &opening.fields {
                let field = other.document.whole.field(*name).unwrap_or_else(|| panic!("{name}"));
                let column = table.columns.iter().find(|one| one.name == *column).expect("a column");
                let fits = match column.kind {
                    ColumnKind::Fact => false,
                    ColumnKind::Text => matches!(field.kind, FieldKind::Line | FieldKind::Text),
                    ColumnKind::Day => field.kind == FieldKind::Day,
                    ColumnKind::Unit => field.kind == FieldKind::Unit,
                    ColumnKind::Person => field.kind == FieldKind::Person,
                };
                assert!(fits, "{} {name}", kept.document.key);
            }
            let acts = |name| other.document.whole.action(name).is_some();
            assert!(opening.then.is_none_or(acts));
        }
    }
    assert!(seen >= 4);
}

/// A task as its document has it.
fn task(values: &[(&str, Value)]) -> Matter {
    let kept = SHIPPED.iter().find(|kept| kept.document.key.as_str() == "task").unwrap();
    let new = NewMatter {
        id: MatterId(Uuid::from_u128(0x0b00)),
        city: CityId(3506),
        number: "M260302-0007".to_owned(),
        kept,
        title: "清理占道".to_owned(),
        division: 350_602_000_000,
        values: Values(values.iter().map(|(name, value)| (Code::parse(name).unwrap(), value.clone())).collect()),
        units: Vec::new(),
        parent: Some((MatterId(Uuid::from_u128(0x0a00)), 3)),
    };
    Matter::begin(new, &actor(Role::Office, unit(1)), at("2026-03-02T09:00"), &CALENDAR).unwrap().after
}

fn does(matter: &Matter, action: &str) -> Result<Matter, Refusal> {
    let action = matter.table().action(Code::parse(action).unwrap()).unwrap();
    let stamp = actor(Role::Office, unit(1));
    matter.decide(&Command::of(action), &stamp, at("2026-03-03T09:00"), &CALENDAR).map(|decided| decided.after)
}

#[test]
fn a_leaf_has_its_unit_its_person_and_its_day_or_is_not_published() {
    let whole =
        [("lead", json!(unit(2).to_string())), ("person", json!(unit(7).to_string())), ("due", json!("2026-03-20"))];
    for lacking in 0..3 {
        let values: Vec<_> =
            whole.iter().enumerate().filter(|(place, _)| *place != lacking).map(|(_, one)| one.clone()).collect();
        let draft = task(&values);
        let Err(Refusal::LeafLacks(fields)) = does(&draft, "publish") else { panic!("{lacking} was not missed") };
        assert_eq!(fields.len(), 1);
        assert!(
            draft
                .held_up(&actor(Role::Office, unit(1)), draft.changed_at)
                .iter()
                .any(|(action, _)| action.code() == "publish")
        );
    }
    let published = does(&task(&whole), "publish").unwrap();
    assert_eq!(
        (published.holder, published.named_post().map(|post| post.to_string())),
        (unit(2), Some(unit(7).to_string()))
    );
    assert_eq!(published.turn_of(), Some(unit(7).to_string()), "a person's turn");
    // What is broken down needs nobody of its own.
    let mut broken = task(&whole[..1]);
    broken.around.children = 2;
    let published = does(&broken, "publish").unwrap();
    assert_eq!(published.turn_of(), Some(unit(2).to_string()), "else the unit's");
}

#[test]
fn the_next_one_is_told_again_and_keeps_what_it_was_begun_with() {
    let values = [
        ("lead", json!(unit(2).to_string())),
        ("person", json!(unit(7).to_string())),
        ("starts", json!("2026-03-05")),
        ("due", json!("2026-03-06")),
        ("repeats", json!("weekly")),
    ];
    let published = does(&task(&values), "publish").unwrap();
    let counted = Counted { anchor: published.starts().unwrap(), count: 0 };
    let (day, then) = published.next_day(counted, &CALENDAR).unwrap();
    assert_eq!((day.to_string(), then.count), ("2026-03-12".to_owned(), 1));
    let stamp = ActorStamp { system: true, ..actor(Role::Office, unit(1)) };
    let next = published.again(
        (MatterId(Uuid::from_u128(0x0b01)), "M260312-0001".to_owned()),
        day,
        &stamp,
        at("2026-03-12T00:00"),
        &CALENDAR,
    );
    assert_eq!((next.after.state.code(), next.after.position), ("published", 0));
    assert_eq!(next.after.parent, published.parent);
    assert_eq!(next.after.ends().map(|day| day.to_string()), Some("2026-03-13".to_owned()));
    assert_eq!(next.after.due_at.map(|due| due.plus_micros(1)), Some(at("2026-03-14T00:00")));
    let told = changxiao_domain::sealing::Retold::retold(&[next.event], &next.after);
    assert_eq!(told, Ok(next.after));
}

#[test]
fn both_sides_of_a_year_are_told_again() {
    let values =
        [("lead", json!(unit(2).to_string())), ("due", json!("2027-02-26")), ("after", json!(["M260302-0006"]))];
    let draft = task(&values);
    let numbers = BTreeMap::from([("M260302-0006".to_owned(), "M270104-0001".to_owned())]);
    let onward = Onward {
        id: MatterId(Uuid::from_u128(0x0b01)),
        number: "M270104-0002".to_owned(),
        parent: Some(MatterId(Uuid::from_u128(0x0a09))),
        numbers: &numbers,
    };
    let in_force = SHIPPED.iter().find(|kept| kept.document.key.as_str() == "task").unwrap();
    let somebody = ActorStamp { system: true, ..actor(Role::Office, unit(9)) };
    let kept = draft.goes_on_by(in_force);
    let (ended, next) = draft.carry_over(kept, onward, &somebody, at("2027-01-04T09:00"));
    assert_eq!((ended.after.state, ended.after.is_open(), next.after.is_open()), (State::CARRIED_OVER, false, true));
    assert_eq!((next.after.state, next.after.holder), (draft.state, draft.holder));
    assert_eq!((next.after.began_by, next.after.position), (draft.began_by, draft.position));
    assert_eq!(next.after.values.get(Code::parse("after").unwrap()), Some(&json!(["M270104-0001"])));
    assert_eq!(ended.after.values, draft.values, "what ends keeps what it said");
    let told = changxiao_domain::sealing::Retold::retold(&[next.event], &next.after);
    assert_eq!(told, Ok(next.after.clone()));
    assert_eq!(ended.event.particulars, json!({ "carried_to": "M270104-0002" }));
    assert!(ended.after.allowed(&actor(Role::Office, unit(1)), at("2027-01-05T09:00")).is_empty());
}

/// Registers an ask with these items, by the office.
fn outside(items: Value, minutes: i64, until: &str) -> Result<Matter, Refusal> {
    let kept = SHIPPED.iter().find(|kept| kept.document.key.as_str() == "outside_ask").unwrap();
    let values = json!({
        "issuer": "市民政局", "basis": "民发〔2026〕3 号", "frequency": "weekly", "until": until, "minutes": minutes,
        "asked_of": "communities", "items": items,
    });
    let new = NewMatter {
        id: MatterId(Uuid::from_u128(0x0c00)),
        city: CityId(3506),
        number: "M260302-0008".to_owned(),
        kept,
        title: "社区台账周报".to_owned(),
        division: 350_602_000_000,
        values: Values::from_json(&values).unwrap(),
        units: Vec::new(),
        parent: None,
    };
    Ok(Matter::begin(new, &actor(Role::Office, unit(1)), at("2026-03-02T09:00"), &CALENDAR)?.after)
}

#[test]
fn an_ask_is_registered_unless_what_it_asks_for_is_held() {
    let registered = outside(json!([{ "what": "志愿者人数", "fact": "" }]), 20, "2026-12-31").unwrap();
    let ask = registered.registered().unwrap();
    assert_eq!(
        (ask.minutes, ask.until.to_string().as_str(), ask.items.as_slice()),
        (20, "2026-12-31", &["志愿者人数".to_owned()][..])
    );
    for fact in Fact::ALL {
        let refused = outside(json!([{ "what": "略" }, { "what": "某项", "fact": fact.code() }]), 20, "2026-12-31");
        let Err(Refusal::Held(2, what, named)) = refused else { panic!("{} is held", fact.code()) };
        assert_eq!((what.as_str(), named), ("某项", fact));
    }
    let titled = outside(json!([{ "what": "点位名称" }]), 20, "2026-12-31");
    let said = titled.unwrap_err().message().words(changxiao_words::Lang::En);
    assert!(said.contains("Line 1") && said.contains("/sites"), "{said}");
    let item = json!([{ "what": "志愿者人数" }]);
    assert_eq!(outside(item.clone(), 0, "2026-12-31"), Err(Refusal::AskMinutes));
    assert_eq!(outside(item.clone(), 601, "2026-12-31"), Err(Refusal::AskMinutes));
    assert!(matches!(outside(item, 20, "2026-03-01"), Err(Refusal::AskOver(_))));
    // Its last day over, it is over itself, and its events say so.
    let over = registered.run_out(ask.until, &actor(Role::Office, unit(1)), at("2027-01-01T00:05"));
    assert_eq!((over.after.registered(), over.after.turn_of(), over.after.state), (None, None, State::RUN_OUT));
}
