//! Why a request was not granted.

use super::{Action, State};
use crate::{time::Day, workflow::Barred};
use changxiao_words::{Message, say};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Barred(#[from] Barred<Action, State>),
    #[error("nothing came back")]
    NoCases,
    #[error("the work ends today at the earliest and on {latest} at the latest")]
    EndOutside { latest: Day },
    #[error(
        "the follow-up inspections are one to {most}, each after the end of the work, the last on {earliest} at the earliest"
    )]
    FollowUps { most: usize, earliest: Day },
    #[error("the next follow-up inspection is planned for {day}")]
    FollowUpTooEarly { day: Day },
    #[error("every planned follow-up inspection was made")]
    NoFollowUpLeft,
    #[error("{left} planned follow-up inspections are not made yet")]
    FollowUpsLeft { left: usize },
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Barred(barred) => barred.code(),
            Refusal::NoCases => "no_cases",
            Refusal::EndOutside { .. } => "end_outside",
            Refusal::FollowUps { .. } => "looks",
            Refusal::FollowUpTooEarly { .. } => "look_too_early",
            Refusal::NoFollowUpLeft => "no_look_left",
            Refusal::FollowUpsLeft { .. } => "looks_left",
        }
    }

    /// The fact, then the next step.
    pub fn message(&self) -> Message {
        match self {
            Refusal::Barred(Barred::NotAllowed { state, action, .. }) => {
                say!(recurrence_refusal_not_allowed, state = *state, action = *action)
            }
            Refusal::Barred(barred) => barred.message(),
            Refusal::NoCases => say!(recurrence_refusal_no_cases),
            Refusal::EndOutside { latest } => say!(recurrence_refusal_end_outside, latest = format_args!("{latest}")),
            Refusal::FollowUps { most, earliest } => {
                say!(recurrence_refusal_looks, most, earliest = format_args!("{earliest}"))
            }
            Refusal::FollowUpTooEarly { day } => say!(recurrence_refusal_look_too_early, day = format_args!("{day}")),
            Refusal::NoFollowUpLeft => say!(recurrence_refusal_no_look_left),
            Refusal::FollowUpsLeft { left } => say!(recurrence_refusal_looks_left, left),
        }
    }
}
