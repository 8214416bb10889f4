//! The table of a procedure, and the gate that reads it: whether this actor may take this action now, with what the request carries.

use changxiao_words::Key;
use serde_json::Value;

use super::{Barred, Because, MAX_TEXT_CHARS, MAX_TITLE_CHARS};
use crate::{
    orgs::Role,
    sealing::{ActorStamp, Chained, Course, EventOf, record},
    time::Instant,
};

/// One row: from these states this action leads there, when these may do it and these conditions hold.
pub struct Row<'t, P: Procedure> {
    /// Empty for the row that brings the procedure into being.
    pub from: &'t [P::State],
    pub action: P::Action,
    /// `None`: the state stays, or follows from the decision.
    pub to: Option<P::State>,
    /// Empty: the system only.
    pub who: &'t [Role],
    pub side: P::Side,
    /// Texts that must be written.
    pub fields: &'t [Field<'t>],
    /// What else must hold.
    pub given: &'t [P::Condition],
    /// Condition and effect in one sentence.
    pub rule: Key,
}

/// A text that the action carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'t> {
    /// Its name in forms, JSON and commands.
    pub name: &'t str,
    /// In characters.
    pub longest: usize,
}

impl Field<'_> {
    /// What is said, found or done.
    pub const TEXT: Self = Self { name: "text", longest: MAX_TEXT_CHARS };
    pub const REASON: Self = Self { name: "reason", longest: MAX_TEXT_CHARS };
    pub const TITLE: Self = Self { name: "title", longest: MAX_TITLE_CHARS };
}

impl<P: Procedure> Clone for Row<'_, P> {
    fn clone(&self) -> Self {
        Self { action: self.action.clone(), to: self.to.clone(), ..*self }
    }
}

impl<P: Procedure> Row<'_, P> {
    /// A row of nobody, from which the rows of a table are made by naming what differs.
    pub const fn of(action: P::Action, side: P::Side, rule: Key) -> Self {
        Self { from: &[], action, to: None, who: &[], side, fields: &[], given: &[], rule }
    }

    /// `None`: the row that brings the procedure into being.
    pub fn is_from(&self, state: Option<&P::State>, action: &P::Action) -> bool {
        self.action == *action && state.map_or(self.from.is_empty(), |state| self.from.contains(state))
    }

    /// Whether the actor may by its role: a row for nobody is the system's, and the system takes no other.
    pub fn is_for(&self, actor: &ActorStamp) -> bool {
        if self.who.is_empty() { actor.system } else { !actor.system && self.who.contains(&actor.role) }
    }
}

/// On which side of a procedure somebody stands; `()` where the role alone decides.
pub trait Side<P>: Copy {
    fn has(self, procedure: &P, actor: &ActorStamp) -> bool;
}

impl<P> Side<P> for () {
    fn has(self, _: &P, _: &ActorStamp) -> bool {
        true
    }
}

/// What a row asks for beyond state, role and side; [`std::convert::Infallible`] where none asks for anything.
pub trait Condition<P: Procedure>: Copy {
    /// Errors: why it does not hold.
    fn holds(self, procedure: &P, actor: &ActorStamp, at: Instant) -> Result<(), P::Refusal>;
}

impl<P: Procedure> Condition<P> for std::convert::Infallible {
    fn holds(self, _: &P, _: &ActorStamp, _: Instant) -> Result<(), P::Refusal> {
        match self {}
    }
}

/// A request with everything that it carries.
pub trait Command {
    type Action;

    /// What it asks for, and every text that a person wrote with the name of its field.
    fn asks(&self) -> (Self::Action, Vec<(&str, &str)>);
}

/// What changes by a table.
pub trait Procedure: Chained + Clone {
    type Side: Side<Self>;
    type Condition: Condition<Self>;
    type Command: Command<Action = Self::Action>;
    /// What a decision has to know besides: calendar, limits.
    type Rules<'g>: Copy;
    type Refusal: From<Barred<Self::Action, Self::State>>;

    /// The table, in the order in which a page offers its actions. An action may have several rows.
    fn rows(&self) -> impl Iterator<Item = Row<'_, Self>>;

    /// Changes what is its own and gives what the event keeps. The state is the row's already; a decision from which another one
    /// follows sets it. `before` is the procedure as it was.
    fn apply(
        &mut self,
        command: &Self::Command,
        before: &Self,
        actor: &ActorStamp,
        at: Instant,
        rules: Self::Rules<'_>,
    ) -> Result<Value, Self::Refusal>;

    /// Whether a page offers the action; what follows from another procedure is not asked for.
    fn is_offered(_: &Self::Action) -> bool {
        true
    }

    /// The actions that this actor can take now, each once. What the person still has to write is not looked at.
    fn allowed(&self, actor: &ActorStamp, now: Instant) -> Vec<Self::Action> {
        let state = self.course().state;
        let mut actions = Vec::new();
        for row in self.rows().filter(|row| Self::is_offered(&row.action) && row.is_for(actor)) {
            let open = row.is_from(Some(&state), &row.action) && row.side.has(self, actor);
            if open && !actions.contains(&row.action) && unmet(self, &row, actor, now).is_none() {
                actions.push(row.action);
            }
        }
        actions
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
        rules: Self::Rules<'_>,
    ) -> Result<Decided<Self>, Self::Refusal> {
        let course = self.course();
        let (from, at) = (course.state.clone(), at.max(course.at));
        let (action, texts) = command.asks();
        // Where there are several rows, the first whose conditions hold decides; the first refusal explains.
        let mut refused = None;
        for row in rows_for(self, Some(&from), action.clone(), actor)? {
            texts_fit(&row, &texts)?;
            if let Some(refusal) = unmet(self, &row, actor, at) {
                refused.get_or_insert(refusal);
                continue;
            }
            let mut after = self.clone();
            after.follow(Course { state: row.to.unwrap_or_else(|| from.clone()), ..course });
            let particulars = after.apply(command, self, actor, at, rules)?;
            let event = record(&mut after, action, Some(from), actor, at, particulars);
            return Ok(Decided { after, event });
        }
        let nothing = Barred::NotAllowed { state: from, action, because: Because::State };
        Err(refused.unwrap_or_else(|| nothing.into()))
    }
}

/// A granted request: the procedure as it is now and the one sealed event that made it so. Both are saved together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided<P: Chained> {
    pub after: P,
    pub event: EventOf<P>,
}

/// Brings `subject` into being. Its first event has the number 1 and keeps the particulars, which are made when the actor may.
///
/// Errors: no row lets this actor; those of `particulars`.
pub fn begin<P: Procedure>(
    mut subject: P,
    action: P::Action,
    actor: &ActorStamp,
    at: Instant,
    particulars: impl FnOnce(&P) -> Result<Value, P::Refusal>,
) -> Result<Decided<P>, P::Refusal> {
    rows_for(&subject, None, action.clone(), actor)?;
    let particulars = particulars(&subject)?;
    let event = record(&mut subject, action, None, actor, at, particulars);
    Ok(Decided { after: subject, event })
}

/// The rows of an action that let the actor, or why none does.
type Left<'t, P> = Result<Vec<Row<'t, P>>, Barred<<P as Chained>::Action, <P as Chained>::State>>;

fn rows_for<'t, P: Procedure>(
    subject: &'t P,
    from: Option<&P::State>,
    action: P::Action,
    actor: &ActorStamp,
) -> Left<'t, P> {
    let mut rows: Vec<_> = subject.rows().filter(|row| row.is_from(from, &action)).collect();
    let mut because = Because::State;
    if !rows.is_empty() {
        rows.retain(|row| row.is_for(actor));
        because = Because::Role(actor.role);
    }
    if !rows.is_empty() {
        rows.retain(|row| row.side.has(subject, actor));
        because = Because::Side;
    }
    let state = subject.course().state;
    if rows.is_empty() { Err(Barred::NotAllowed { state, action, because }) } else { Ok(rows) }
}

/// What is missing is said before what is too long.
fn texts_fit<P: Procedure>(row: &Row<'_, P>, texts: &[(&str, &str)]) -> Result<(), Barred<P::Action, P::State>> {
    let field = |name: &str| row.fields.iter().find(|field| field.name == name);
    if texts.iter().any(|(name, text)| text.trim().is_empty() && field(name).is_some()) {
        return Err(Barred::TextMissing { action: row.action.clone() });
    }
    let longest = |name: &str| field(name).map_or(MAX_TEXT_CHARS, |field| field.longest);
    texts.iter().try_for_each(|(name, text)| Barred::within(text, longest(name)))
}

fn unmet<P: Procedure>(subject: &P, row: &Row<'_, P>, actor: &ActorStamp, at: Instant) -> Option<P::Refusal> {
    row.given.iter().find_map(|condition| condition.holds(subject, actor, at).err())
}
