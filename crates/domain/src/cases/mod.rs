//! A problem on its way from report to closing: its states, who may do what in which, and the chain of what was done.
//!
//! The rules are data: [`TRANSITIONS`] says which action leads from which state to which, by whom and on what condition,
//! and everything else (what a button list shows, what [`Case::decide`] permits, what the documentation prints) is
//! derived from it. Nothing changes a [`Case`] but a decision (and, where the
//! working calendar was changed, [`Case::recount`]; where time ran on, [`Case::escalate`]), and each yields exactly one sealed [`Event`].
//!
//! Two words are never mixed. 核实 confirms that a tip is true, before filing; 核查 confirms on the spot that a fix is
//! real, before closing.
//!
//! Source of the stages and transitions: GB/T 30428.8 (filing, handling, closing) and CJJ/T 106-2010, as practised in
//! city management systems.

mod action;
mod apply;
mod case;
mod chain;
mod clock;
mod command;
mod conditions;
mod decide;
mod escalate;
mod event;
mod hand_over;
mod likeness;
pub mod numbers;
mod particulars;
mod photo_stage;
mod recount;
mod refusal;
mod requests;
mod retold;
mod standing;
mod state;
mod table;
mod transitions;

pub use action::Action;
pub use case::{Case, NewCase, Source};
pub use chain::{BreakKind, ChainBreak, verify_case, verify_chain};
pub use command::Command;
pub use conditions::Condition;
pub use decide::{Decided, MAX_TEXT_CHARS, MAX_TITLE_CHARS};
pub use event::{ActorStamp, Event, Hash, NO_HASH, canonical_json, from_hex, hex};
pub use likeness::{Likeness, Unlike};
pub use photo_stage::PhotoStage;
pub use refusal::Refusal;
pub use retold::ToldPhoto;
pub use standing::{
    ObjectionKind, PendingRequest, Plea, Request, Standing, Supervision, SupervisionKind, Suspension, SuspensionKind,
    Topic,
};
pub use state::{Stage, State};
pub use table::{numbers_markdown, rules_markdown, state_diagram_mermaid, transition_table_markdown};
pub use transitions::{Basis, TRANSITIONS, Transition, allowed};
