//! What may be done to a matter, and what it changes.

use std::collections::BTreeSet;

use changxiao_words::keys;
use serde_json::{Map, Value, json};

use super::{
    Action, Around, Code, Command, Effect, First, Given, Level, LoadedDocument, MOST_PARTS, Matter, Refusal, Ruled,
    Side, State, Values, WORKING,
};
use crate::{
    calendar::{Calendar, CalendarError, LimitClock},
    clauses::check_period,
    ids::{CityId, MatterId, UnitId},
    sealing::{ActorStamp, NO_HASH, chained, hex, record},
    time::{Day, HOUR, Instant},
    workflow::{self, Barred, Because, Decided, MAX_TITLE_CHARS, Procedure, Row},
};

chained!(Matter, Action, State);

/// What the one who begins brings.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMatter {
    pub id: MatterId,
    pub city: CityId,
    pub number: String,
    pub kept: &'static LoadedDocument,
    pub title: String,
    /// Padded code of the division it is about.
    pub division: i64,
    pub values: Values,
    /// To whom it is issued at once, where the document says so.
    pub units: Vec<UnitId>,
    /// What it came out of, and out of which line of it, or 0.
    pub parent: Option<(MatterId, i64)>,
}

/// What a part or a copy needs that its whole does not give.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPart {
    pub id: MatterId,
    pub number: String,
    pub unit: UnitId,
    /// Padded code.
    pub division: i64,
    /// Its place among its siblings, from 1.
    pub position: i64,
    /// What its document gives to each part when it is issued ([`First::is_given`]).
    pub values: Values,
}

impl Procedure for Matter {
    type Side = Side;
    type Condition = Given;
    type Command = Command;
    type Rules<'g> = &'g Calendar;
    type Refusal = Refusal;

    fn rows(&self) -> impl Iterator<Item = Row<'_, Self>> {
        self.table().rows().iter().map(row)
    }

    fn apply(
        &mut self,
        command: &Command,
        before: &Self,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
    ) -> Result<Value, Refusal> {
        let ruled = before.granting(command.action, actor, at)?;
        let mut kept = self.enter(ruled, &command.values)?;
        self.check_registered(at, calendar)?;
        if !command.reason.trim().is_empty() {
            kept.insert("reason".into(), json!(command.reason.trim()));
        }
        self.go_with(ruled, (&command.units, actor), at, calendar, &mut kept)?;
        self.settle(before.state, at);
        self.check_lifting(at, calendar)?;
        Ok(kept.into())
    }
}

impl Matter {
    /// Brings a whole into being.
    ///
    /// Errors: no row lets this role begin; no title; a field is missing or does not fit; nobody to issue it to.
    pub fn begin(
        new: NewMatter,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
    ) -> Result<Decided<Self>, Refusal> {
        let NewMatter { id, city, number, kept, title, division, values, units, parent } = new;
        let Some(ruled) = kept.whole().beginning(actor.role) else {
            let (state, action) = (State::UNREAD, kept.whole().rows()[0].action);
            return Err(Barred::NotAllowed { state, action, because: Because::Role(actor.role) }.into());
        };
        let state = ruled.to.unwrap_or(State::UNREAD);
        let mut matter = Self {
            number,
            title: title.trim().to_owned(),
            division,
            parent: parent.map(|(parent, _)| parent),
            position: parent.map_or(0, |(_, position)| position),
            ..Self::blank(id, city, kept, Level::Whole, state, actor, at)
        };
        Barred::written(&matter.title, MAX_TITLE_CHARS, ruled.action)?;
        let mut told = matter.enter(ruled, &values)?;
        matter.check_registered(at, calendar)?;
        matter.go_with(ruled, (&units, actor), at, calendar, &mut told)?;
        matter.settle(state, at);
        matter.check_lifting(at, calendar)?;
        workflow::begin(matter, ruled.action, actor, at, |one| Ok(one.told(told)))
    }

    /// The part of `whole` for one of those to whom it was issued.
    ///
    /// Errors: its limit cannot be counted; something that is given to each part is missing; a letter that could not be signed.
    pub fn part(
        whole: &Self,
        new: NewPart,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
    ) -> Result<Decided<Self>, Refusal> {
        let Some(part) = &whole.kept.document.part else { return Err(Refusal::Units) };
        let state = whole.kept.part().map_or(State::UNREAD, |table| table.state(part.begins));
        let mut matter = Self::below(whole, Level::Part, state, &new, actor, at);
        let due = part.due_by.and_then(|name| whole.day(name)).map(|day| end_of(day, at, calendar));
        let limited = part.flow.limit.map(|limit| moments(limit, at, calendar)).transpose()?;
        (matter.near_at, matter.due_at) = due.or(limited).unzip();
        let lacks =
            |field: &&super::Field| field.first.is_some_and(First::is_given) && !new.values.0.contains_key(&field.name);
        if let Some(field) = part.flow.fields.iter().find(lacks) {
            return Err(Refusal::missing(Some(field)));
        }
        matter.values.take(&new.values);
        if part.flow.signature().is_some() {
            matter.letter().map_err(Refusal::Letter)?;
        }
        let given = (!new.values.0.is_empty()).then(|| ("values".to_owned(), new.values.to_json()));
        Ok(matter.issued(actor, at, given.into_iter().collect()))
    }

    /// A copy of `whole` for one of those who are to read it.
    pub fn copy(whole: &Self, new: NewPart, actor: &ActorStamp, at: Instant) -> Decided<Self> {
        Self::below(whole, Level::Copy, State::UNREAD, &new, actor, at).issued(actor, at, Map::new())
    }

    /// What is open of a whole that is over is over, too. `cause` is the number of the whole.
    pub fn lapse(&self, cause: &str, actor: &ActorStamp, at: Instant) -> Decided<Self> {
        self.ended_by((Action::LAPSE, State::LAPSED), cause, actor, at)
    }

    /// Another one takes its place. `cause` is the number of that.
    pub fn supersede(&self, cause: &str, actor: &ActorStamp, at: Instant) -> Decided<Self> {
        self.ended_by((Action::SUPERSEDE, State::SUPERSEDED), cause, actor, at)
    }

    /// It was asked or in force until the end of this day, and is over.
    pub fn run_out(&self, last: Day, actor: &ActorStamp, at: Instant) -> Decided<Self> {
        self.ended_by((Action::RUN_OUT, State::RUN_OUT), &last.to_string(), actor, at)
    }

    fn ended_by(
        &self,
        (action, state): (Action, State),
        cause: &str,
        actor: &ActorStamp,
        at: Instant,
    ) -> Decided<Self> {
        let (mut after, from, at) = (self.clone(), self.state, at.max(self.changed_at));
        after.state = state;
        after.settle(from, at);
        let event = record(&mut after, action, Some(from), actor, at, json!({ "cause": cause }));
        Decided { after, event }
    }

    /// The row by which the actor may take this action now: the first whose conditions hold, as the kernel reads them.
    ///
    /// Errors: there is none.
    pub fn granting(&self, action: Action, actor: &ActorStamp, at: Instant) -> Result<&'static Ruled, Refusal> {
        let holds = |given: &Given| workflow::Condition::holds(*given, self, actor, at).is_ok();
        let granting = self.table().rows().iter().find(|ruled| {
            let row = row(ruled);
            row.is_from(Some(&self.state), &action)
                && row.is_for(actor)
                && workflow::Side::has(ruled.row.side, self, actor)
                && row.given.iter().all(holds)
        });
        let refused = || Barred::NotAllowed { state: self.state, action, because: Because::State }.into();
        granting.ok_or_else(refused)
    }

    /// What the actor could do here were it not for a condition, each with the first one that does not hold.
    pub fn held_up(&self, actor: &ActorStamp, at: Instant) -> Vec<(Action, Refusal)> {
        let mut held: Vec<(Action, Refusal)> = Vec::new();
        for ruled in self.table().rows() {
            let is_for = ruled.from.contains(&self.state)
                && row(ruled).is_for(actor)
                && workflow::Side::has(ruled.row.side, self, actor);
            if !is_for || held.iter().any(|(action, _)| *action == ruled.action) {
                continue;
            }
            let refusal =
                ruled.given.iter().find_map(|given| workflow::Condition::holds(*given, self, actor, at).err());
            held.extend(refusal.map(|refusal| (ruled.action, refusal)));
        }
        held
    }

    pub(super) fn blank(
        id: MatterId,
        city: CityId,
        kept: &'static LoadedDocument,
        level: Level,
        state: State,
        actor: &ActorStamp,
        at: Instant,
    ) -> Self {
        Self {
            id,
            city,
            number: String::new(),
            kept,
            level,
            parent: None,
            position: 0,
            state,
            title: String::new(),
            beginner: actor.unit,
            holder: actor.unit,
            division: 0,
            began_by: actor.person,
            values: Values::default(),
            since: at,
            near_at: None,
            due_at: None,
            begun_at: at,
            ended_at: None,
            reminders: 0,
            around: Around::default(),
            version: 0,
            head_hash: NO_HASH,
            changed_at: at,
        }
    }

    fn below(whole: &Self, level: Level, state: State, new: &NewPart, actor: &ActorStamp, at: Instant) -> Self {
        let read = whole.kept.part_reads_whole().then(|| whole.values.clone());
        let around = Around { whole_state: Some(whole.state.code), whole: read, ..Around::default() };
        Self {
            around,
            number: new.number.clone(),
            parent: Some(whole.id),
            position: new.position,
            title: whole.title.clone(),
            beginner: whole.beginner,
            holder: new.unit,
            division: new.division,
            ..Self::blank(new.id, whole.city, whole.kept, level, state, actor, at)
        }
    }

    /// With its first event, which the row of the whole has granted.
    fn issued(mut self, actor: &ActorStamp, at: Instant, given: Map<String, Value>) -> Decided<Self> {
        let told = self.told(given);
        let event = record(&mut self, Action::ISSUE, None, actor, at, told);
        Decided { after: self, event }
    }

    /// What the first event keeps.
    pub(super) fn told(&self, mut kept: Map<String, Value>) -> Value {
        kept.insert("number".into(), json!(self.number));
        kept.insert("procedure".into(), json!(hex(&self.kept.hash)));
        kept.insert("level".into(), json!(self.level.code()));
        kept.insert("title".into(), json!(self.title));
        kept.insert("division".into(), json!(self.division));
        kept.insert("beginner".into(), json!(self.beginner.to_string()));
        kept.insert("holder".into(), json!(self.holder.to_string()));
        if let Some(parent) = self.parent {
            kept.insert("parent".into(), json!(parent.to_string()));
            kept.insert("position".into(), json!(self.position));
        }
        if let Some(due) = self.due_at {
            kept.insert("due_at".into(), json!(due.micros()));
        }
        kept.into()
    }

    /// Takes what was entered, where the row lets it, and looks whether all is there.
    fn enter(&mut self, ruled: &Ruled, entered: &Values) -> Result<Map<String, Value>, Refusal> {
        let table = self.table();
        let filled: Vec<Code> = ruled.row.effects.iter().filter_map(Effect::fills).collect();
        for (name, value) in &entered.0 {
            let is_open = ruled.row.enters.contains(name) || filled.contains(name);
            let field = table.flow.field(*name).filter(|_| is_open);
            let Some(field) = field else { return Err(Refusal::NotEntered(name.to_string())) };
            if !value.is_null() && field.fit(value).is_err() {
                return Err(Refusal::Unfit(field.name_zh.clone(), field.name_en.clone()));
            }
        }
        if let Some(name) = filled.iter().find(|name| !entered.0.contains_key(name)) {
            return Err(self.lacking(*name));
        }
        let before = self.values.clone();
        self.values.take(entered);
        self.check_comments(&before, entered)?;
        self.lines_stay(&before)?;
        let missing: Vec<_> =
            table.required(ruled.row.action).filter(|field| self.values.get(field.name).is_none()).collect();
        if !missing.is_empty() {
            return Err(Refusal::missing(missing));
        }
        self.holds_entered(ruled)?;
        let mut kept = Map::new();
        if !entered.0.is_empty() {
            kept.insert("values".into(), entered.to_json());
        }
        Ok(kept)
    }

    /// The effects of a row, as far as they change the matter itself.
    fn go_with(
        &mut self,
        ruled: &Ruled,
        (units, actor): (&[UnitId], &ActorStamp),
        at: Instant,
        calendar: &Calendar,
        kept: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let mut clock = None;
        for effect in &ruled.row.effects {
            match effect {
                Effect::StartClock => {
                    let limit = self.table().flow.limit;
                    clock = Some(limit.map(|limit| moments(limit, at, calendar)).transpose()?);
                }
                Effect::StopClock => clock = Some(None),
                Effect::DueBy(name) => clock = Some(self.day(*name).map(|day| end_of(day, at, calendar))),
                Effect::DueByWhole(name) => {
                    let day = self.around.whole.as_ref().and_then(|whole| whole.day(*name));
                    clock = Some(day.map(|day| end_of(day, at, calendar)));
                }
                Effect::DueByFirst(names) => {
                    let first = names.iter().filter_map(|name| self.day(*name)).min();
                    clock = Some(first.map(|day| end_of(day, at, calendar)));
                }
                Effect::Hand(name) => {
                    let unit = self.values.get(*name).and_then(Value::as_str).and_then(|id| id.parse().ok());
                    self.holder = unit.ok_or_else(|| self.lacking(*name))?;
                    kept.insert("unit".into(), json!(self.holder.to_string()));
                }
                Effect::Issue | Effect::Copy => {
                    let each: BTreeSet<_> = units.iter().collect();
                    if each.is_empty() || each.len() != units.len() || units.len() > MOST_PARTS {
                        return Err(Refusal::Units);
                    }
                    let units: Vec<_> = units.iter().map(ToString::to_string).collect();
                    kept.insert("units".into(), json!(units));
                }
                Effect::Remind => {
                    self.reminders += 1;
                    kept.insert("reminder".into(), json!(self.reminders));
                }
                Effect::Sign(field) => self.check_signature(*field, actor, at)?,
                Effect::CommentsUntil(period) => {
                    let ends = self.day(period.day).ok_or_else(|| self.lacking(period.day))?;
                    let reason = self.values.get(period.reason).and_then(Value::as_str).unwrap_or_default();
                    let published = at.in_zone(calendar.zone()).date();
                    check_period(period.least_days, published, ends, reason).map_err(Refusal::Period)?;
                    clock = Some(Some(end_of(ends, at, calendar)));
                }
                Effect::WhenDecided(state) if self.is_decided() => self.state = self.table().state(*state),
                Effect::Adopt(field) => self.check_next(*field)?,
                Effect::CloseParts | Effect::Supersede(_) | Effect::WhenDecided(_) | Effect::IssueAdopted(_) => {}
                Effect::OpenChildren(opening) => {
                    kept.insert("opened".into(), json!(self.opened(opening)?));
                }
                // These change nothing of the matter itself.
                Effect::CopyTo(_)
                | Effect::Once(_)
                | Effect::NextRound(_)
                | Effect::KeepOrder
                | Effect::Repeat(_)
                | Effect::EndRepeat => {}
            }
        }
        if let Some(moments) = clock {
            (self.near_at, self.due_at) = moments.unzip();
            kept.insert("due_at".into(), json!(self.due_at.map(Instant::micros)));
        }
        Ok(())
    }

    /// Since when it stands where it stands, and whether it is over. Who goes back finds the clock as it was.
    fn settle(&mut self, from: State, at: Instant) {
        if from != self.state {
            self.since = at;
        }
        let ends = [State::LAPSED, State::SUPERSEDED, State::RUN_OUT, State::CARRIED_OVER];
        let over = ends.contains(&self.state) || self.standing().is_some_and(|state| state.end);
        self.ended_at = if over { self.ended_at.or(Some(at)) } else { None };
    }

    pub(super) fn settled(&mut self, from: Option<State>, at: Instant) {
        self.settle(from.unwrap_or(self.state), at);
    }

    fn lacking(&self, name: Code) -> Refusal {
        Refusal::missing(self.table().flow.field(name))
    }
}

/// A row as the kernel reads it.
fn row(ruled: &Ruled) -> Row<'_, Matter> {
    let rule = Row::of(ruled.action, ruled.row.side, keys::matters_rule);
    Row {
        from: &ruled.from,
        to: ruled.to,
        who: &ruled.row.who,
        fields: if ruled.row.reason { &[workflow::Field::REASON] } else { &[] },
        given: &ruled.given,
        ..rule
    }
}

/// When the lamp turns yellow and when it is due.
fn moments(
    limit: crate::calendar::Limit,
    from: Instant,
    calendar: &Calendar,
) -> Result<(Instant, Instant), CalendarError> {
    let clock = LimitClock::new(limit, from);
    // A clock that was never stopped has both moments.
    Ok((clock.near(calendar)?.unwrap_or(from), clock.due(calendar)?.unwrap_or(from)))
}

/// The same for the end of a day: yellow a day before, and from the beginning where there is less.
pub(super) fn end_of(day: Day, from: Instant, calendar: &Calendar) -> (Instant, Instant) {
    let next = day.tomorrow().unwrap_or(day);
    let due = Instant::from_civil(next.at(0, 0, 0, 0), calendar.zone()).plus_micros(-1);
    (due.plus_micros(-24 * HOUR).max(from), due.max(from))
}

/// Which of the roles that work on matters may begin by a document.
pub fn may_begin(kept: &'static LoadedDocument, role: crate::orgs::Role) -> bool {
    WORKING.contains(&role) && kept.whole().beginning(role).is_some()
}
