//! Who hears of a case that comes near its limit or goes past it: a ladder of rungs, each at a multiple of the limit.
//!
//! The ladder is data with a date and a source ([`Ladder`]). Time is counted on the same clock as the deadline, so nights,
//! holidays and pauses do not escalate; a level lies at a share of the limit, and each level of a clock is reached once and
//! never past the top ([`Ladder::next`]). Who stands on a rung on a day, and who stands in for an absent one, is [`Staff`]'s
//! answer.

mod ladder;
mod staff;

pub use ladder::{Ladder, LadderFault, Level, Rung, Step};
pub use staff::{Receiver, Staff};
