//! The gate: whether this actor may take this action now, with what the request carries, and the sealed event that follows.

use serde_json::Value;

use super::{Barred, Because, Chained, Course, EventOf, MAX_TEXT_CHARS, Row, record};
use crate::{sealing::ActorStamp, time::Instant};

/// A request with everything that it carries.
pub trait Command {
    type Action;

    fn action(&self) -> Self::Action;

    /// Every text that a person wrote, with the name of its field.
    fn texts(&self) -> Vec<(&str, &str)>;
}

/// What changes by a table.
pub trait Procedure: Chained + Clone {
    /// On which side of it somebody stands.
    type Side: Copy;
    /// What a row asks for beyond state, role and side.
    type Condition: Copy;
    type Command: Command<Action = Self::Action>;
    /// What a decision has to know besides: calendar, limits.
    type Given<'g>: Copy;
    type Refusal: From<Barred<Self::Action, Self::State>>;

    /// The table, in the order in which a page offers its actions. An action may have several rows.
    fn rows(&self) -> impl Iterator<Item = Row<'_, Self>>;

    fn stands(&self, side: Self::Side, actor: &ActorStamp) -> bool;

    /// Errors: why the condition does not hold.
    fn holds(&self, condition: Self::Condition, actor: &ActorStamp, at: Instant) -> Result<(), Self::Refusal>;

    /// Changes what is its own and gives what the event keeps. The state is the row's already; a decision from which another one
    /// follows sets it. `before` is the procedure as it was.
    fn apply(
        &mut self,
        command: &Self::Command,
        before: &Self,
        actor: &ActorStamp,
        at: Instant,
        given: Self::Given<'_>,
    ) -> Result<Value, Self::Refusal>;

    /// The actions that this actor can take now. What the person still has to write is not looked at.
    fn allowed(&self, actor: &ActorStamp, now: Instant) -> Vec<Self::Action> {
        offered(self, actor, now)
    }

    /// Decides one request. `self` stays as it is; what changes is in the answer. A moment before the last event becomes the moment
    /// of that event, so that a timeline never runs back.
    ///
    /// Errors: the typed reasons why not.
    fn decide(
        &self,
        command: &Self::Command,
        actor: &ActorStamp,
        at: Instant,
        given: Self::Given<'_>,
    ) -> Result<Decided<Self>, Self::Refusal> {
        let course = self.course();
        let (from, at) = (course.state.clone(), at.max(course.at));
        let rows = self.rows().filter(|row| row.is_from(&from, &command.action())).collect();
        let rows = by_actor(self, rows, command.action(), actor)?;
        // Where there are several, the first whose conditions hold decides; the first refusal explains.
        let mut refused = None;
        for row in rows {
            texts_of(&row, command)?;
            if let Some(refusal) = unmet(self, &row, actor, at) {
                refused.get_or_insert(refusal);
                continue;
            }
            let mut after = self.clone();
            after.follow(Course { state: row.to.unwrap_or_else(|| from.clone()), ..course });
            let particulars = after.apply(command, self, actor, at, given)?;
            let event = record(&mut after, command.action(), Some(from), actor, at, particulars);
            return Ok(Decided { after, event });
        }
        let nothing = Barred::NotAllowed { state: from, action: command.action(), because: Because::State };
        Err(refused.unwrap_or_else(|| nothing.into()))
    }
}

/// A granted request: the procedure as it is now and the one sealed event that made it so. Both are saved together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided<P: Chained> {
    pub after: P,
    pub event: EventOf<P>,
}

/// The actions whose row lets this actor, each once.
pub fn offered<P: Procedure>(subject: &P, actor: &ActorStamp, now: Instant) -> Vec<P::Action> {
    let state = subject.course().state;
    let mut actions = Vec::new();
    for row in subject.rows() {
        let open = row.is_from(&state, &row.action) && row.is_for(actor) && subject.stands(row.side, actor);
        if open && !actions.contains(&row.action) && unmet(subject, &row, actor, now).is_none() {
            actions.push(row.action);
        }
    }
    actions
}

/// Errors: no row lets this actor bring `subject` into being.
pub fn may_begin<P: Procedure>(
    subject: &P,
    action: P::Action,
    actor: &ActorStamp,
) -> Result<(), Barred<P::Action, P::State>> {
    let rows = subject.rows().filter(|row| row.from.is_empty() && row.action == action).collect();
    by_actor(subject, rows, action, actor).map(drop)
}

/// The first event of what was just made; it has the number 1.
pub fn begin<P: Chained>(
    mut subject: P,
    action: P::Action,
    actor: &ActorStamp,
    at: Instant,
    particulars: Value,
) -> Decided<P> {
    let event = record(&mut subject, action, None, actor, at, particulars);
    Decided { after: subject, event }
}

/// The rows of an action that are left, or why none is.
type Left<'t, P> = Result<Vec<Row<'t, P>>, Barred<<P as Chained>::Action, <P as Chained>::State>>;

/// Those of these rows that let the actor, at least one.
fn by_actor<'t, P: Procedure>(
    subject: &P,
    rows: Vec<Row<'t, P>>,
    action: P::Action,
    actor: &ActorStamp,
) -> Left<'t, P> {
    let because = |because| Barred::NotAllowed { state: subject.course().state, action, because };
    if rows.is_empty() {
        return Err(because(Because::State));
    }
    let mut rows = rows;
    rows.retain(|row| row.is_for(actor));
    if rows.is_empty() {
        return Err(because(Because::Role(actor.role)));
    }
    rows.retain(|row| subject.stands(row.side, actor));
    if rows.is_empty() { Err(because(Because::Side)) } else { Ok(rows) }
}

/// What is missing is said before what is too long.
fn texts_of<P: Procedure>(row: &Row<'_, P>, command: &P::Command) -> Result<(), Barred<P::Action, P::State>> {
    let texts = command.texts();
    let field = |name: &str| row.fields.iter().find(|field| field.name == name);
    if texts.iter().any(|(name, text)| text.trim().is_empty() && field(name).is_some_and(|field| field.needed)) {
        return Err(Barred::TextMissing { action: row.action.clone() });
    }
    let longest = |name: &str| field(name).map_or(MAX_TEXT_CHARS, |field| field.longest);
    texts.iter().try_for_each(|(name, text)| Barred::within(text, longest(name)))
}

fn unmet<P: Procedure>(subject: &P, row: &Row<'_, P>, actor: &ActorStamp, at: Instant) -> Option<P::Refusal> {
    row.given.iter().find_map(|condition| subject.holds(*condition, actor, at).err())
}
