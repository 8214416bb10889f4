//! 镇街吹哨、部门报到: a town or street calls departments to a problem that it cannot solve alone; they turn up within the limit
//! of the call's kind, agree on a plan, solve it, and both sides rate each other.
//!
//! The workflow is data: [`TRANSITIONS`] says which action leads from which state to which, by which side and role. Nothing
//! changes a [`Whistle`] but that table, and each decision yields exactly one sealed [`Event`].
//!
//! Sources: 北京市街道办事处条例 2019 and 北京市接诉即办工作条例 2021, art. 16, 33 (departments must respond; both sides are
//! assessed); Yihuang (review by the town's principal before it is blown); Duchang (what is disputed goes to a consultation).

mod action;
mod apply;
mod command;
mod decide;
mod figures;
mod hand_over;
mod kind;
mod refusal;
mod retold;
mod state;
mod transitions;
mod whistle;

pub use action::Action;
pub use command::{Answer, CallNote, Command};
pub use decide::MAX_CALLED;
pub use figures::{CallFact, Figure, StreetFigures, UnitFigures, street_figures, unit_figures};
pub use kind::{Kind, TierLimit, Tiers, TiersFault};
pub use refusal::Refusal;
pub use state::State;
pub use transitions::{Condition, Side, TRANSITIONS, transition_table_markdown};
pub use whistle::{Call, NewWhistle, StreetRating, Turnout, UnitRating, Whistle};

/// One thing that was done to a whistle.
pub type Event = crate::sealing::Entry<Action, State>;
