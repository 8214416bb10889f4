//! 镇街吹哨、部门报到: a town or street calls departments to a problem that it cannot solve alone; they turn up within the limit
//! of the call's kind, agree on a plan, solve it, and both sides rate each other.
//!
//! The workflow is data: [`TRANSITIONS`] says which action leads from which state to which, by which side and role. Nothing
//! changes a [`Whistle`] but [`Whistle::decide`], and each decision yields exactly one sealed [`Event`].
//!
//! Sources: 北京市街道办事处条例 2019 and 北京市接诉即办工作条例 2021, art. 16, 33 (departments must respond; both sides are
//! assessed); Yihuang (review by the town's principal before it is blown); Duchang (what is disputed goes to a consultation).

mod action;
mod apply;
mod command;
mod decide;
mod figures;
mod kind;
mod refusal;
mod state;
mod transitions;
mod whistle;

pub use action::Action;
pub use command::{Answer, CallNote, Command};
pub use decide::{Decided, MAX_CALLED, MAX_TEXT_CHARS, MAX_TITLE_CHARS};
pub use figures::{CallFact, StreetFigures, UnitFigures, street_figures, unit_figures};
pub use kind::{Kind, TierLimit, Tiers, TiersFault};
pub use refusal::Refusal;
pub use state::State;
pub use transitions::{Side, TRANSITIONS, Transition, transition_table_markdown};
pub use whistle::{Call, NewWhistle, StreetRating, Turnout, UnitRating, Whistle};

use crate::sealing::{ChainBreak, Entry, Hash, Head, verify_head};

/// One thing that was done to a whistle.
pub type Event = Entry<Action, State>;

/// The head of an unbroken chain that ends where the whistle stands.
///
/// Errors: the first break.
pub fn verify_whistle(whistle: &Whistle, events: &[Event]) -> Result<Hash, ChainBreak> {
    let head = Head {
        city: whistle.city,
        subject: whistle.id.as_bytes(),
        version: whistle.version,
        state: whistle.state.code(),
        hash: whistle.head_hash,
    };
    verify_head(&head, events)
}
