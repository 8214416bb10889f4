//! What is wrong with a document, and where.

use changxiao_words::{Message, coded};

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// The place in the document (JSON pointer): `/whole/states/2`.
    pub at: String,
    /// What stands there.
    pub what: String,
}

coded! {
    /// What is wrong.
    pub enum FaultKind {
        /// Nothing leads into a state.
        NoWayIn = "no_way_in", matters_fault_no_way_in;
        /// No end can be reached from a state.
        NoWayOut = "no_way_out", matters_fault_no_way_out;
        /// A row leads out of an end.
        Reopens = "reopens", matters_fault_reopens;
        /// Nobody can take an action.
        NobodyCan = "nobody_can", matters_fault_nobody_can;
        /// No row begins it, or two begin it for one role.
        Beginning = "beginning", matters_fault_beginning;
        /// No row enters a field.
        NeverAsked = "never_asked", matters_fault_never_asked;
        /// A field has to be there after an action before it can be entered.
        AskedTooLate = "asked_too_late", matters_fault_asked_too_late;
        UnknownField = "unknown_field", matters_fault_unknown_field;
        UnknownState = "unknown_state", matters_fault_unknown_state;
        UnknownAction = "unknown_action", matters_fault_unknown_action;
        /// The same name twice.
        NamedTwice = "named_twice", matters_fault_named_twice;
        /// A name that is the room's own.
        OwnName = "own_name", matters_fault_own_name;
        /// A name is missing in a language, or a text that has to be there.
        Unnamed = "unnamed", matters_fault_unnamed;
        /// It asks lower levels without issuer, basis, frequency, last day or minutes.
        AskIncomplete = "ask_incomplete", matters_fault_ask_incomplete;
        /// It comes to another unit and says neither what it asks nor why it asks nothing, or it says both.
        AskUnsaid = "ask_unsaid", matters_fault_ask_unsaid;
        /// It asks for what the product holds.
        HeldFact = "held_fact", matters_fault_held_fact;
        /// Parts are issued or asked about, and there are none.
        NoParts = "no_parts", matters_fault_no_parts;
        /// A state waits for nobody, or an end does.
        Turn = "turn", matters_fault_turn;
        /// A choice without options, a table without columns.
        NothingToChoose = "nothing_to_choose", matters_fault_nothing_to_choose;
        /// A field of another kind is needed here.
        WrongKind = "wrong_kind", matters_fault_wrong_kind;
        /// What comes out of it is begun by a procedure that is not there.
        UnknownProcedure = "unknown_procedure", matters_fault_unknown_procedure;
        /// A clock is started, and there is no limit.
        NoLimit = "no_limit", matters_fault_no_limit;
        /// A day that is none.
        Day = "day", matters_fault_day;
    }
}

impl Fault {
    pub(super) fn new(kind: FaultKind, at: impl Into<String>, what: impl ToString) -> Self {
        Self { kind, at: at.into(), what: what.to_string() }
    }

    /// The fact, then the next step.
    pub fn message(&self) -> Message {
        Message::new(self.kind.key()).with("what", &self.what).with("at", &self.at)
    }
}
