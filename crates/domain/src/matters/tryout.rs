//! A procedure tried out: the same rules decide on a matter that is nowhere but here. What stands at its end follows from the list of steps alone,
//! so that nothing has to be kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Action, Around, Code, Command, Effect, Field, First, Level, LoadedDocument, Matter, NewMatter, NewPart, Refusal,
    Ruled, Table, Values, WORKING, samples::Samples,
};
use crate::{
    calendar::Calendar,
    ids::{CityId, MatterId, PersonId, PostId, UnitId},
    letters::{Algorithm, HeadKey, SignedLetter},
    orgs::Role,
    sealing::ActorStamp,
    time::{HOUR, Instant},
    workflow::Procedure as _,
};

/// The most steps of a try-out.
pub const MOST_STEPS: usize = 100;
/// The longest wait of one step, in days.
pub const MOST_DAYS: u16 = 400;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TryStep {
    /// So many days go by.
    Wait(u16),
    Do(TryAct),
}

/// What somebody does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TryAct {
    /// 0: the whole; else a part, from 1.
    pub on: usize,
    pub player: Player,
    pub action: Code,
    /// The fields in which something is entered.
    #[serde(default)]
    pub filled: Vec<Code>,
    /// A reason is given.
    #[serde(default)]
    pub reason: bool,
}

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Player {
    pub role: Role,
    pub seat: Seat,
}

changxiao_words::coded! {
    /// Where a player sits.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Seat {
        /// In the unit that begins it.
        Beginner = "beginner", procedures_seat_beginner;
        /// The same, another person.
        Another = "another", procedures_seat_another;
        /// In the units to which it is issued or handed.
        First = "first", procedures_seat_first;
        Second = "second", procedures_seat_second;
    }
}

impl Seat {
    pub const fn unit(self) -> UnitId {
        UnitId(Uuid::from_u128(match self {
            Self::Beginner | Self::Another => 0x7101,
            Self::First => 0x7102,
            Self::Second => 0x7103,
        }))
    }

    /// The seat of a unit, where it is one of these.
    pub fn of(unit: UnitId) -> Option<Self> {
        [Self::Beginner, Self::First, Self::Second].into_iter().find(|seat| seat.unit() == unit)
    }
}

impl Player {
    fn stamp(self) -> ActorStamp {
        let of = |base: u128| Uuid::from_u128(base + self.role as u128 * 16 + self.seat as u128);
        ActorStamp {
            person: PersonId(of(0x7200)),
            post: PostId(of(0x7400)),
            unit: self.seat.unit(),
            role: self.role,
            system: false,
            program: None,
        }
    }
}

/// Where it stands after the steps.
#[derive(Clone, Debug)]
pub struct TryOut {
    kept: &'static LoadedDocument,
    city: CityId,
    pub now: Instant,
    /// `None` before it is begun.
    pub whole: Option<Matter>,
    pub parts: Vec<Matter>,
}

/// What somebody may do now, or could were it not for a condition.
#[derive(Clone, Debug)]
pub struct Offer {
    pub on: usize,
    pub player: Player,
    pub action: Action,
    pub enters: Vec<&'static Field>,
    /// It needs a reason.
    pub reason: bool,
    /// Why it cannot be done yet.
    pub held_up: Option<Refusal>,
}

impl TryOut {
    /// Nothing has begun.
    pub fn new(kept: &'static LoadedDocument, city: CityId, now: Instant) -> Self {
        Self { kept, city, now, whole: None, parts: Vec::new() }
    }

    /// Where it stands after these steps, and why one of them could not be taken, where one could not: those behind it are not looked at.
    pub fn walked(mut self, steps: &[TryStep], calendar: &Calendar) -> (Self, Option<(usize, Refusal)>) {
        for (place, step) in steps.iter().take(MOST_STEPS).enumerate() {
            let taken = match step {
                TryStep::Wait(days) => {
                    self.now = self.now.plus_micros(i64::from((*days).min(MOST_DAYS)) * 24 * HOUR);
                    Ok(())
                }
                TryStep::Do(act) if act.on == 0 && self.whole.is_none() => self.begin(act, calendar),
                TryStep::Do(act) => self.act(act, calendar),
            };
            if let Err(refusal) = taken {
                return (self, Some((place, refusal)));
            }
            self.look_around();
        }
        (self, None)
    }

    /// What each of those who take part may do now. Where several seats of a role may do the same the first stands for them.
    pub fn offers(&self) -> Vec<Offer> {
        let mut offers: Vec<Offer> = Vec::new();
        let Some(whole) = &self.whole else {
            let table = self.kept.whole();
            for ruled in table.rows().iter().filter(|ruled| ruled.from.is_empty()) {
                for role in ruled.row.who.iter().filter(|role| WORKING.contains(role)) {
                    offers.push(offer((0, table), Player { role: *role, seat: Seat::Beginner }, ruled, None));
                }
            }
            return offers;
        };
        for (on, matter) in std::iter::once(whole).chain(&self.parts).enumerate() {
            let table = matter.table();
            for player in cast() {
                let stamp = player.stamp();
                for action in matter.allowed(&stamp, self.now) {
                    if let Ok(ruled) = matter.granting(action, &stamp, self.now) {
                        put(&mut offers, offer((on, table), player, ruled, None));
                    }
                }
                for (action, refusal) in matter.held_up(&stamp, self.now) {
                    let mut rows = table.rows().iter();
                    if let Some(ruled) = rows.find(|ruled| ruled.action == action && ruled.from.contains(&matter.state))
                    {
                        put(&mut offers, offer((on, table), player, ruled, Some(refusal)));
                    }
                }
            }
        }
        offers
    }

    /// The whole or a part.
    pub fn matter(&self, on: usize) -> Option<&Matter> {
        match on {
            0 => self.whole.as_ref(),
            part => self.parts.get(part - 1),
        }
    }

    fn samples(&self, calendar: &Calendar) -> Samples {
        let named = Player { role: Role::UnitHead, seat: Seat::First }.stamp();
        let today = self.now.in_zone(calendar.zone()).date();
        Samples { city: self.city, unit: named.unit.0, post: named.post.0, today, now: self.now }
    }

    fn entered(&self, fields: &[Field], filled: &[Code], calendar: &Calendar) -> Values {
        let samples = self.samples(calendar);
        let fields = fields.iter().filter(|field| filled.contains(&field.name));
        Values(fields.filter_map(|field| Some((field.name, samples.of(field)?))).collect())
    }

    fn begin(&mut self, act: &TryAct, calendar: &Calendar) -> Result<(), Refusal> {
        let table = self.kept.whole();
        let issues = table.beginning(act.player.role).is_some_and(names_units);
        let new = NewMatter {
            id: MatterId(Uuid::from_u128(0x7001)),
            city: self.city,
            number: "M000000-0001".to_owned(),
            kept: self.kept,
            title: self.kept.document.name_zh.clone(),
            division: 0,
            values: self.entered(&table.flow.fields, &act.filled, calendar),
            units: if issues { asked() } else { Vec::new() },
            parent: None,
        };
        let stamp = act.player.stamp();
        let decided = Matter::begin(new, &stamp, self.now, calendar)?;
        let ruled = table.beginning(act.player.role);
        let whole = decided.after.worded();
        let parts = match ruled {
            Some(ruled) if ruled.has(&Effect::Issue) => self.issued(&whole, &stamp, calendar)?,
            _ => Vec::new(),
        };
        self.whole = Some(whole);
        self.parts = parts;
        Ok(())
    }

    fn act(&mut self, act: &TryAct, calendar: &Calendar) -> Result<(), Refusal> {
        let Some(before) = self.matter(act.on).cloned() else { return Err(Refusal::NoPart) };
        let stamp = act.player.stamp();
        let table = before.table();
        let action = table.action(act.action).ok_or_else(|| Refusal::NotEntered(act.action.to_string()))?;
        let ruled = before.granting(action, &stamp, self.now)?;
        let mut values = self.entered(&table.flow.fields, &act.filled, calendar);
        values.0.retain(|name, _| ruled.row.enters.contains(name));
        for effect in &ruled.row.effects {
            match effect {
                Effect::Sign(field) => drop(values.0.insert(*field, signed(&before, &stamp, self.now))),
                Effect::Adopt(field) => {
                    let draft = table.flow.meaning(super::Means::Draft).and_then(|field| before.values.get(field.name));
                    values.0.insert(*field, draft.cloned().unwrap_or(Value::Null));
                }
                _ => {}
            }
        }
        let command = Command {
            action,
            values,
            reason: if act.reason { self.kept.document.name_zh.clone() } else { String::new() },
            units: if names_units(ruled) { asked() } else { Vec::new() },
        };
        let decided = before.decide(&command, &stamp, self.now, calendar)?;
        let mut after = decided.after.worded();
        for effect in &ruled.row.effects {
            match effect {
                Effect::OpenChildren(opening) => {
                    let lines: Vec<i64> = after.lines_to_open(opening).into_iter().map(|(line, _)| line).collect();
                    after.around.children += i64::try_from(lines.len()).unwrap_or(0);
                    after.around.lines.extend(lines);
                }
                Effect::Issue => {
                    let open: BTreeSet<UnitId> =
                        self.parts.iter().filter(|part| part.is_open()).map(|part| part.holder).collect();
                    let more = self.issued(&after, &stamp, calendar)?;
                    self.parts.extend(more.into_iter().filter(|part| !open.contains(&part.holder)));
                }
                Effect::CloseParts => {
                    for part in self.parts.iter_mut().filter(|part| part.is_open()) {
                        *part = part.lapse(&after.number, &stamp, self.now).after.worded();
                    }
                }
                _ => {}
            }
        }
        match act.on {
            0 => self.whole = Some(after),
            part => self.parts[part - 1] = after,
        }
        Ok(())
    }

    fn issued(&self, whole: &Matter, stamp: &ActorStamp, calendar: &Calendar) -> Result<Vec<Matter>, Refusal> {
        let samples = self.samples(calendar);
        let fields = self.kept.document.part.iter().flat_map(|part| &part.flow.fields);
        let given = fields.filter(|field| field.first.is_some_and(First::is_given));
        let values = Values(given.filter_map(|field| Some((field.name, samples.of(field)?))).collect());
        let first = self.parts.len();
        let part = |(place, unit): (usize, UnitId)| {
            let number = first + place + 1;
            let new = NewPart {
                id: MatterId(Uuid::from_u128(0x7800 + number as u128)),
                number: format!("M000000-{:04}", number + 1),
                unit,
                division: 0,
                position: i64::try_from(number).unwrap_or(0),
                values: values.clone(),
            };
            Matter::part(whole, new, stamp, whole.changed_at, calendar).map(|decided| decided.after.worded())
        };
        asked().into_iter().enumerate().map(part).collect()
    }

    /// What stands around each, as the store would look it up. What came out of the whole counts as done.
    fn look_around(&mut self) {
        let Some(whole) = &mut self.whole else { return };
        let mut counts: Vec<(Code, i64)> = Vec::new();
        for part in &self.parts {
            match counts.iter_mut().find(|(state, _)| *state == part.state.code) {
                Some((_, n)) => *n += 1,
                None => counts.push((part.state.code, 1)),
            }
        }
        whole.around.parts = counts;
        whole.around.open_parts = i64::try_from(self.parts.iter().filter(|part| part.is_open()).count()).unwrap_or(0);
        let states: Vec<Code> = self.parts.iter().map(|part| part.state.code).collect();
        for (place, part) in self.parts.iter_mut().enumerate() {
            let read = part.level == Level::Part && self.kept.part_reads_whole();
            part.around = Around {
                whole_is_over: !whole.is_open(),
                whole_state: Some(whole.state.code),
                whole: read.then(|| whole.values.clone()),
                earlier: states[..place].iter().map(|state| (*state, 1)).collect(),
                ..Around::default()
            };
        }
    }
}

/// Everybody who may take part.
fn cast() -> impl Iterator<Item = Player> {
    WORKING.iter().flat_map(|role| Seat::ALL.map(|seat| Player { role: *role, seat }))
}

/// To whom something is issued.
fn asked() -> Vec<UnitId> {
    vec![Seat::First.unit(), Seat::Second.unit()]
}

fn names_units(ruled: &Ruled) -> bool {
    ruled.has(&Effect::Issue) || ruled.has(&Effect::Copy)
}

fn offer((on, table): (usize, &'static Table), player: Player, ruled: &Ruled, held_up: Option<Refusal>) -> Offer {
    let enters = table.flow.fields.iter().filter(|field| ruled.row.enters.contains(&field.name)).collect();
    Offer { on, player, action: ruled.action, enters, reason: ruled.row.reason, held_up }
}

/// One for each action of a role on one of them; whoever may do it stands before whoever could.
fn put(offers: &mut Vec<Offer>, new: Offer) {
    let same =
        |other: &&mut Offer| other.on == new.on && other.action == new.action && other.player.role == new.player.role;
    match offers.iter_mut().find(same) {
        Some(other) if other.held_up.is_some() && new.held_up.is_none() => *other = new,
        Some(_) => {}
        None => offers.push(new),
    }
}

/// The letter signed by whoever acts, with a key of the try-out.
fn signed(part: &Matter, stamp: &ActorStamp, now: Instant) -> Value {
    let at = now.max(part.changed_at);
    let signed = || {
        let text = part.letter().ok()?.canonical();
        let key = HeadKey::new(stamp.post, Algorithm::Ed25519, [7; 32]).ok()?;
        let signature = key.sign(&text, at).ok()?;
        Some(SignedLetter::of(text, &signature, &key.public().ok()?).to_json())
    };
    signed().unwrap_or(Value::Null)
}
