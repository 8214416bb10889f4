//! Why a request was not granted: what is wrong and what to do next.

use super::{Action, State};
use crate::{
    calendar::CalendarError,
    workflow::{Barred, Because},
};
use changxiao_words::{Message, say};

/// Nothing was changed. Stale versions are the store's to refuse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Barred(#[from] Barred<Action, State>),
    #[error("only a town or street may blow a whistle")]
    NotAStreet,
    #[error("a whistle calls at least one unit")]
    NobodyCalled,
    #[error("a whistle calls at most {max} units")]
    TooManyCalled { max: usize },
    #[error("a unit is called twice")]
    CalledTwice,
    #[error("the street cannot call itself")]
    CallsItself,
    #[error("the unit has answered already")]
    AnsweredAlready,
    #[error("a consultation has bound the unit; it may not object again")]
    Bound,
    #[error("no called unit has come yet")]
    NobodyCame,
    #[error("an objection is undecided")]
    ObjectionUndecided,
    #[error("a task names a unit that takes no part")]
    NotTakingPart,
    #[error("only units that came are rated, and rate")]
    NotToBeRated,
    #[error("this was rated already")]
    RatedAlready,
    #[error("a rating lies between 1 and 5")]
    RatingOutOfRange,
    #[error("{missing} ratings are missing")]
    RatingsMissing { missing: i64 },
    #[error("another consultation decides this whistle")]
    OtherConsultation,
    #[error("the decision must answer every objection, and only those")]
    AnswersDiffer,
    #[error("the limit cannot be computed: {0}")]
    Deadline(#[from] CalendarError),
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Barred(Barred::NotAllowed { because: Because::State, .. }) => "not_allowed_in_state",
            Refusal::Barred(Barred::NotAllowed { because: Because::Role(_), .. }) => "not_your_role",
            Refusal::Barred(Barred::NotAllowed { because: Because::Side, .. }) => "not_your_side",
            Refusal::Barred(barred) => barred.code(),
            Refusal::NotAStreet => "not_a_street",
            Refusal::NobodyCalled => "nobody_called",
            Refusal::TooManyCalled { .. } => "too_many_called",
            Refusal::CalledTwice => "called_twice",
            Refusal::CallsItself => "calls_itself",
            Refusal::AnsweredAlready => "answered_already",
            Refusal::Bound => "bound",
            Refusal::NobodyCame => "nobody_came",
            Refusal::ObjectionUndecided => "objection_undecided",
            Refusal::NotTakingPart => "not_taking_part",
            Refusal::NotToBeRated => "not_to_be_rated",
            Refusal::RatedAlready => "rated_already",
            Refusal::RatingOutOfRange => "rating_out_of_range",
            Refusal::RatingsMissing { .. } => "ratings_missing",
            Refusal::OtherConsultation => "other_consultation",
            Refusal::AnswersDiffer => "answers_differ",
            Refusal::Deadline(_) => "deadline",
        }
    }

    /// The sentences that a person reads: the fact, then the next step.
    pub fn message(&self) -> Message {
        match self {
            Refusal::Barred(Barred::NotAllowed { state, action, because }) => not_allowed(*state, *action, *because),
            Refusal::Barred(barred) => barred.message(),
            Refusal::TooManyCalled { max } => say!(whistles_whistle_calls_at_most_max, max),
            Refusal::RatingsMissing { missing } => say!(whistles_missing_ratings_missing_their_time, missing),
            Refusal::NotAStreet => say!(whistles_refusal_not_astreet),
            Refusal::NobodyCalled => say!(whistles_refusal_nobody_called),
            Refusal::CalledTwice => say!(whistles_refusal_called_twice),
            Refusal::CallsItself => say!(whistles_refusal_calls_itself),
            Refusal::AnsweredAlready => say!(whistles_refusal_answered_already),
            Refusal::Bound => say!(whistles_refusal_bound),
            Refusal::NobodyCame => say!(whistles_refusal_nobody_came),
            Refusal::ObjectionUndecided => say!(whistles_refusal_objection_undecided),
            Refusal::NotTakingPart => say!(whistles_refusal_not_taking_part),
            Refusal::NotToBeRated => say!(whistles_refusal_not_to_be_rated),
            Refusal::RatedAlready => say!(whistles_refusal_rated_already),
            Refusal::RatingOutOfRange => say!(whistles_refusal_rating_out_of_range),
            Refusal::OtherConsultation => say!(whistles_refusal_other_consultation),
            Refusal::AnswersDiffer => say!(whistles_refusal_answers_differ),
            Refusal::Deadline(_) => say!(whistles_refusal_deadline),
        }
    }
}

fn not_allowed(state: State, action: Action, because: Because) -> Message {
    match because {
        Because::State => say!(whistles_refusal_not_allowed_in_state, state, action),
        Because::Role(role) => say!(whistles_refusal_not_your_role, role, action),
        Because::Side => say!(whistles_refusal_not_your_side, action),
    }
}
