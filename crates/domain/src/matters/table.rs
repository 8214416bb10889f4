//! A document as it is worked with: read once, kept as long as the process runs, its rows in the words of the kernel.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, OnceLock, PoisonError},
};

use super::{
    Action, ActionRow, Code, Condition, Document, Effect, Field, Flow, FlowRow, Opening, Side, State, StateRow, Turn,
};
use crate::{
    orgs::Role,
    sealing::{Hash, Word as _},
};

/// A document that is kept. One content is kept once, whichever cities use it.
#[derive(Debug)]
pub struct LoadedDocument {
    /// Of its canonical text.
    pub hash: Hash,
    pub document: Document,
    whole: OnceLock<Table>,
    part: OnceLock<Option<Table>>,
}

/// Two documents of one content are one.
impl PartialEq for LoadedDocument {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Eq for LoadedDocument {}

/// A flow with its rows.
#[derive(Debug)]
pub struct Table {
    pub flow: &'static Flow,
    rows: Vec<Ruled>,
    /// It is that of a part or a copy, which end with their whole.
    below: bool,
}

/// One row.
#[derive(Debug)]
pub struct Ruled {
    pub row: &'static FlowRow,
    pub from: Vec<State>,
    pub action: Action,
    pub to: Option<State>,
    pub given: Vec<Given>,
}

/// What a row asks for.
#[derive(Clone, Copy, Debug)]
pub enum Given {
    Written(&'static Condition),
    /// It asks for what the row itself enters, so it is looked at afterwards.
    Entered(&'static Condition),
    /// A line is left that becomes a matter.
    HasLine(&'static Opening),
    /// What it is a part of is still open.
    WholeIsOpen,
}

/// By their hash.
static ALL: LazyLock<Mutex<HashMap<Hash, &'static LoadedDocument>>> = LazyLock::new(Mutex::default);

/// The document of this hash, where the process has read it already.
pub fn kept(hash: &Hash) -> Option<&'static LoadedDocument> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner).get(hash).copied()
}

/// The kept document of this text; each content is read once. The text is not checked for faults here ([`super::check`]).
///
/// Errors: no document.
pub fn keep(text: &str) -> Result<&'static LoadedDocument, String> {
    let document = Document::read(text)?;
    let hash = document.hash();
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(all.entry(hash).or_insert_with(|| {
        Box::leak(Box::new(LoadedDocument { hash, document, whole: OnceLock::new(), part: OnceLock::new() }))
    }))
}

impl LoadedDocument {
    /// The table of the whole.
    pub fn whole(&'static self) -> &'static Table {
        self.whole.get_or_init(|| Table::of(&self.document.whole, false))
    }

    /// The table of its parts, where there are any.
    pub fn part(&'static self) -> Option<&'static Table> {
        let make = || self.document.part.as_ref().map(|part| Table::of(&part.flow, true));
        self.part.get_or_init(make).as_ref()
    }

    /// What is done to a part is decided by what was entered into its whole, too.
    pub fn part_reads_whole(&self) -> bool {
        let flow = self.document.part.as_ref().map(|part| &part.flow);
        let by_whole = |row: &FlowRow| row.effects.iter().any(|effect| matches!(effect, Effect::DueByWhole(_)));
        flow.is_some_and(|flow| {
            flow.signature().is_some()
                || flow.fields.iter().any(|field| field.means.is_some())
                || flow.rows.iter().any(by_whole)
        })
    }
}

/// The flow of all copies: unread until whoever has it says that it was read.
pub fn copies() -> &'static Table {
    static FLOW: LazyLock<Flow> = LazyLock::new(|| {
        let state = |state: State, turn, end| StateRow {
            name: state.code,
            name_zh: state.words(changxiao_words::Lang::Zh),
            name_en: state.words(changxiao_words::Lang::En),
            turn,
            end,
            rests: false,
            later: false,
            expires: false,
            ends_on: None,
            lifts_quiet: None,
        };
        let receive = Action::RECEIVE;
        Flow {
            fields: Vec::new(),
            states: vec![state(State::UNREAD, Some(Turn::Holder), false), state(State::READ, None, true)],
            actions: vec![ActionRow {
                name: receive.code,
                name_zh: receive.words(changxiao_words::Lang::Zh),
                name_en: receive.words(changxiao_words::Lang::En),
                quiet: false,
            }],
            rows: vec![FlowRow {
                from: vec![State::UNREAD.code],
                action: receive.code,
                to: Some(State::READ.code),
                who: WORKING.to_vec(),
                side: Side::Holder,
                enters: Vec::new(),
                reason: false,
                given: Vec::new(),
                effects: Vec::new(),
            }],
            limit: None,
            days: None,
            registers: None,
        }
    });
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(&FLOW, true));
    &TABLE
}

/// The roles that have something to do with matters.
pub const WORKING: &[Role] = &[Role::Office, Role::Dispatcher, Role::Handler, Role::UnitHead, Role::Leader];

impl Table {
    fn of(flow: &'static Flow, below: bool) -> Self {
        let ruled = |row: &'static FlowRow| {
            let enters = |name: &Code| row.enters.contains(name);
            let asks = |condition: &'static Condition| match condition {
                Condition::LeafHas(names) if names.iter().any(enters) => Given::Entered(condition),
                Condition::LinesHave(asked) if enters(&asked.table) => Given::Entered(condition),
                Condition::LinesSettled(asked) if enters(&asked.table) => Given::Entered(condition),
                Condition::Together(names) if names.iter().any(enters) => Given::Entered(condition),
                Condition::SaidHas(said) if enters(&said.says) || said.has.iter().any(enters) => {
                    Given::Entered(condition)
                }
                Condition::Span(span) if enters(&span.from) || enters(&span.until) => Given::Entered(condition),
                _ => Given::Written(condition),
            };
            let mut given: Vec<Given> = row.given.iter().map(asks).collect();
            given.extend(row.effects.iter().filter_map(|effect| match effect {
                Effect::OpenChildren(opening) if !enters(&opening.table) => Some(Given::HasLine(opening)),
                _ => None,
            }));
            if below {
                given.push(Given::WholeIsOpen);
            }
            Ruled {
                row,
                from: row.from.iter().map(|from| state_of(flow, *from)).collect(),
                action: action_of(flow, row.action),
                to: row.to.map(|to| state_of(flow, to)),
                given,
            }
        };
        Self { flow, rows: flow.rows.iter().map(ruled).collect(), below }
    }

    pub fn rows(&self) -> &[Ruled] {
        &self.rows
    }

    /// Those of a part and a copy, where nothing begins by a row.
    pub fn is_below(&self) -> bool {
        self.below
    }

    /// The state of this name with its words.
    pub fn state(&self, code: Code) -> State {
        state_of(self.flow, code)
    }

    /// The action of this name with its words; `None` where no row of the flow has it.
    pub fn action(&self, code: Code) -> Option<Action> {
        self.flow.action(code).map(|_| action_of(self.flow, code))
    }

    /// The words of an action that an event names.
    pub fn worded(&self, action: Action) -> Action {
        action_of(self.flow, action.code)
    }

    /// The row that begins a matter for this role.
    pub fn beginning(&self, role: Role) -> Option<&Ruled> {
        self.rows.iter().find(|ruled| ruled.from.is_empty() && ruled.row.who.contains(&role))
    }

    /// What has been entered has to be there after this action.
    pub fn required(&self, action: Code) -> impl Iterator<Item = &'static Field> {
        self.flow.fields.iter().filter(move |field| field.required_at.contains(&action))
    }
}

impl Ruled {
    pub fn has(&self, effect: &Effect) -> bool {
        self.row.effects.contains(effect)
    }
}

fn state_of(flow: &'static Flow, code: Code) -> State {
    match flow.state(code) {
        Some(row) => State::named(code, (&row.name_zh, &row.name_en)),
        None => State::parse(code.as_str()).unwrap_or(State::LAPSED),
    }
}

fn action_of(flow: &'static Flow, code: Code) -> Action {
    match flow.action(code) {
        Some(row) => Action::named(code, (&row.name_zh, &row.name_en)),
        None => Action::parse(code.as_str()).unwrap_or(Action::LAPSE),
    }
}
