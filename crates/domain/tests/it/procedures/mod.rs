//! Random people send random requests to every procedure. Whatever they send, its table, its chain and its own rules hold after every
//! step. Each procedure says what it is to the walker in a file of its own.

/// What the kernel answers for those whose table it reads; `given` is what a decision has to know.
macro_rules! asks_the_kernel {
    ($given:expr) => {
        fn offered(
            &self,
            actor: &ActorStamp,
            now: Instant,
        ) -> Vec<<Self as changxiao_domain::sealing::Chained>::Action> {
            self.allowed(actor, now)
        }

        fn decided(
            &self,
            command: &<Self as Walked>::Command,
            actor: &ActorStamp,
            at: Instant,
        ) -> Result<Step<Self>, [String; 2]> {
            let decided = self.decide(command, actor, at, $given);
            let decided = decided.map_err(|refusal| super::both(|lang| refusal.message().words(lang)))?;
            Ok((decided.after, decided.event))
        }

        fn in_table(&self, actor: &ActorStamp, event: &changxiao_domain::sealing::EventOf<Self>) -> bool {
            super::in_rows(self, actor, event)
        }
    };
}

mod cases;
mod consultations;
mod documents;
mod matters;
mod recurrence;
mod whistles;

use std::fmt::Debug;

use changxiao_domain::{
    ids::UnitId,
    orgs::Role,
    sealing::{ActorStamp, Chained, EventOf, Retold, verify_chained},
    time::Instant,
    workflow::{Procedure, Side as _},
};
use changxiao_words::Lang;
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};

/// What chance gives one attempt; each procedure reads of it what it needs.
#[derive(Clone, Debug)]
struct Dice {
    /// A tame attempt picks an action that is open to somebody and fills in everything; a wild one is anything at all.
    tame: bool,
    onward: bool,
    choice: usize,
    role: usize,
    unit: usize,
    about: usize,
    /// Since the attempt before, in thousandths of the longest time; sometimes the clock runs back.
    later: i64,
    text: String,
    points: i64,
    days: i64,
    kind: usize,
    tick: bool,
}

fn any_dice() -> impl Strategy<Value = Dice> {
    let text = prop_oneof![2 => Just(""), 1 => Just(" \u{3000}"), 5 => Just("写明")].prop_map(str::to_owned);
    (
        (any::<bool>(), prop::bool::weighted(0.75), any::<usize>(), any::<usize>(), any::<usize>(), any::<usize>()),
        (-60_i64..1000, text, 0_i64..9, -2_i64..400, any::<usize>(), any::<bool>()),
    )
        .prop_map(|((tame, onward, choice, role, unit, about), (later, text, points, days, kind, tick))| Dice {
            tame,
            onward,
            choice,
            role,
            unit,
            about,
            later,
            text,
            points,
            days,
            kind,
            tick,
        })
}

impl Dice {
    /// The same with everything filled in.
    fn filled(&self) -> Self {
        Self { text: "写明".to_owned(), points: 1 + self.points % 5, ..self.clone() }
    }
}

type Step<P> = (P, EventOf<P>);
/// An action that is open to somebody.
type Open<P> = (ActorStamp, <P as Chained>::Action);
type Held = Result<(), TestCaseError>;

/// A place that the walks have to get to: its name, how an event shows it, how often at least.
pub type Reached<E> = (&'static str, fn(&E) -> bool, usize);

/// A procedure as the walker sees it.
trait Walked: Retold + Chained<Action: Copy, State: Copy> + Clone + Debug + PartialEq {
    type Command: Clone + Debug;
    /// Walks, and the most attempts of one.
    const RUNS: (u32, usize);
    /// Microseconds from one attempt to the next.
    const LONGEST: i64;
    /// What is offered is granted where everything is filled in.
    const FILLED_IS_GRANTED: bool = true;

    fn begun(dice: &Dice) -> Step<Self>;
    /// What people can ask for.
    fn actions() -> Vec<Self::Action>;
    /// Everybody who may have a part.
    fn cast(&self) -> Vec<ActorStamp>;
    /// Roles and units of the wild.
    fn anybody() -> (Vec<Role>, Vec<UnitId>) {
        (Role::ALL.to_vec(), [1, 2, 3, 99].map(crate::whistles_world::unit).to_vec())
    }
    fn offered(&self, actor: &ActorStamp, now: Instant) -> Vec<Self::Action>;
    fn ask(&self, action: Self::Action, dice: &Dice, now: Instant) -> Self::Command;
    /// Errors: the refusal in both languages.
    fn decided(&self, command: &Self::Command, actor: &ActorStamp, at: Instant) -> Result<Step<Self>, [String; 2]>;
    /// A row of the table lets this actor do what the event says.
    fn in_table(&self, actor: &ActorStamp, event: &EventOf<Self>) -> bool;
    /// Its own rules for one step.
    fn step_holds(&self, command: &Self::Command, actor: &ActorStamp, after: &Self, event: &EventOf<Self>) -> Held;
    /// Its own rules for a whole walk.
    fn walk_holds(&self, _: &[EventOf<Self>]) -> Held {
        Ok(())
    }

    /// Where the walks have to get, and how often at least: the rules say nothing unless they do.
    fn reached() -> Vec<Reached<EventOf<Self>>>;

    /// Which of the open actions a tame attempt takes, with everything filled in; `None` where none is open.
    fn tamed(&self, open: Vec<Open<Self>>, dice: &Dice, now: Instant) -> Option<(ActorStamp, Self::Command)> {
        let (actor, action) = open[dice.choice.checked_rem(open.len())?];
        Some((actor, self.ask(action, &Self::filled(action, dice), now)))
    }

    /// The dice that fill in everything an action could ask for.
    fn filled(_: Self::Action, dice: &Dice) -> Dice {
        dice.filled()
    }

    /// What is decided without having been offered to anybody.
    fn is_never_offered(_: Self::Action) -> bool {
        false
    }
}

/// The actor and the request of one attempt, and whether it is a tame one.
fn attempt<P: Walked>(subject: &P, dice: &Dice, now: Instant) -> (ActorStamp, P::Command, bool) {
    let offers = |actor: ActorStamp| subject.offered(&actor, now).into_iter().map(move |action| (actor, action));
    let open: Vec<_> = subject.cast().into_iter().flat_map(offers).collect();
    if dice.tame
        && let Some((actor, command)) = subject.tamed(open, dice, now)
    {
        return (actor, command, true);
    }
    let (roles, units) = P::anybody();
    let actor = actor(roles[dice.role % roles.len()], units[dice.unit % units.len()]);
    let actions = P::actions();
    (actor, subject.ask(actions[dice.choice % actions.len()], dice, now), false)
}

fn actor(role: Role, unit: UnitId) -> ActorStamp {
    crate::whistles_world::actor(role, unit)
}

/// What holds of every step of every procedure.
fn step_holds<P: Walked>(before: &P, actor: &ActorStamp, (after, event): &Step<P>) -> Held {
    let (was, is) = (before.course(), after.course());
    prop_assert_eq!(is.version, was.version + 1, "the version rises by exactly one");
    prop_assert_eq!((event.seq, event.at), (is.version, is.at));
    prop_assert_eq!((event.from, event.to), (Some(was.state), is.state), "the chain of states is unbroken");
    prop_assert_eq!((event.prev_hash, event.hash), (was.head, is.head));
    prop_assert!(is.at >= was.at, "time does not run back");
    prop_assert_eq!(event.actor, *actor);
    prop_assert!(before.in_table(actor, event), "{:?} from {:?} to {:?}", event.action, was.state, is.state);
    let offered = before.offered(actor, event.at);
    prop_assert!(
        P::is_never_offered(event.action) || offered.contains(&event.action),
        "{:?} was not offered",
        event.action
    );
    Ok(())
}

/// Whoever is not offered an action cannot take it, however well the request is filled in.
fn not_offered_is_refused<P: Walked>(subject: &P, dice: &Dice, now: Instant) -> Held {
    let (roles, units) = P::anybody();
    let stamp = actor(roles[dice.role % roles.len()], units[dice.unit % units.len()]);
    let offered = subject.offered(&stamp, now);
    for action in P::actions().into_iter().filter(|action| !P::is_never_offered(*action)) {
        let granted = subject.decided(&subject.ask(action, &P::filled(action, dice), now), &stamp, now).is_ok();
        let fits = if P::FILLED_IS_GRANTED {
            granted == offered.contains(&action)
        } else {
            !granted || offered.contains(&action)
        };
        prop_assert!(fits, "{:?} by {:?} in {:?}", action, stamp.role, subject.course().state);
    }
    Ok(())
}

/// The events of a walk, and how often it was refused.
fn one_walk<P: Walked>(rolls: &[Dice]) -> Result<(Vec<EventOf<P>>, usize), TestCaseError> {
    let (mut subject, first) = <P as Walked>::begun(&rolls[0]);
    let (mut now, mut events, mut refused) = (first.at, vec![first], 0);
    for dice in rolls {
        now = now.plus_micros(dice.later * (P::LONGEST / 1000));
        let (actor, command, tame) = attempt(&subject, dice, now.max(subject.course().at));
        match subject.decided(&command, &actor, now) {
            Ok(step) => {
                step_holds(&subject, &actor, &step)?;
                subject.step_holds(&command, &actor, &step.0, &step.1)?;
                subject = step.0;
                events.push(step.1);
            }
            Err([zh, en]) => {
                refused += 1;
                prop_assert!(!zh.is_empty() && !en.is_empty());
                prop_assert!(!(tame && P::FILLED_IS_GRANTED), "{:?} is offered and filled in: {}", command, en);
            }
        }
    }
    let last = &rolls[rolls.len() - 1];
    not_offered_is_refused(&subject, last, now.max(subject.course().at))?;
    subject.walk_holds(&events)?;
    prop_assert_eq!(verify_chained(&subject, &events), Ok(subject.course().head));
    // Whoever has only the events knows where it stands.
    prop_assert_eq!(P::retold(&events, &subject), Ok(subject.clone()));
    // A changed word shows, wherever it stands.
    let mut forged = events.clone();
    forged[last.choice % events.len()].particulars = serde_json::json!({ "text": "改过" });
    prop_assert!(verify_chained(&subject, &forged).is_err());
    Ok((events, refused))
}

fn walk<P: Walked>() {
    let (runs, steps) = P::RUNS;
    let reached = P::reached();
    let counts: Vec<_> = reached.iter().map(|_| std::cell::Cell::new(0)).collect();
    let refused = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: runs, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&prop::collection::vec(any_dice(), 1..steps), |rolls| {
        let (events, refusals) = one_walk::<P>(&rolls)?;
        refused.set(refused.get() + refusals);
        for ((_, is, _), count) in reached.iter().zip(&counts) {
            count.set(count.get() + events.iter().filter(|event| is(event)).count());
        }
        Ok(())
    });
    outcome.unwrap();
    assert!(refused.get() >= 5, "only {} refused", refused.get());
    for ((what, _, least), count) in reached.iter().zip(&counts) {
        assert!(count.get() >= *least, "only {} {what}", count.get());
    }
}

/// For those whose table the kernel reads.
fn in_rows<P: Procedure>(subject: &P, actor: &ActorStamp, event: &EventOf<P>) -> bool {
    let from = subject.course().state;
    subject.rows().any(|row| {
        row.is_from(Some(&from), &event.action)
            && row.is_for(actor)
            && row.side.has(subject, actor)
            && row.to.as_ref().is_none_or(|to| *to == event.to)
    })
}

/// A refusal as both languages say it.
fn both(words: impl Fn(Lang) -> String) -> [String; 2] {
    [words(Lang::Zh), words(Lang::En)]
}

#[test]
fn cases_keep_their_rules() {
    walk::<changxiao_domain::cases::Case>();
}

#[test]
fn consultations_keep_their_rules() {
    walk::<changxiao_domain::consultations::Consultation>();
}

#[test]
fn chronic_problems_keep_their_rules() {
    walk::<changxiao_domain::recurrence::Problem>();
}

#[test]
fn matters_of_every_procedure_that_ships_keep_their_rules() {
    walk::<changxiao_domain::matters::Matter>();
}

#[test]
fn whistles_keep_their_rules() {
    walk::<changxiao_domain::whistles::Whistle>();
}
