//! Why a request was not granted: what is wrong and what to do next.

use super::{Action, Condition, State, Unlike};
use crate::{
    calendar::{CalendarError, LimitOutOfBounds},
    ids::UnitId,
    orgs::Role,
};
use changxiao_words::{Message, Value, say};

/// Nothing was changed. Stale versions are the store's to refuse, because only it sees two requests at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a case that is {} does not accept {}", state.code(), action.code())]
    NotAllowedInState { state: State, action: Action, allowed: Vec<Action> },
    #[error("the role {} may not {} here", role.code(), action.code())]
    NotYourRole { role: Role, action: Action, who: Vec<Role> },
    #[error("only people of the lead unit may {} this case", action.code())]
    NotYourUnit { action: Action, lead: Option<UnitId> },
    #[error("{} needs a reason", action.code())]
    ReasonMissing { action: Action },
    #[error("{} needs a text", action.code())]
    TextMissing { action: Action },
    #[error("a text is longer than {max} characters")]
    TextTooLong { max: usize },
    #[error("the category asks for an after-photo or a reason why there is none")]
    PhotoMissing,
    #[error("closing needs a passed check or a recorded reason")]
    NotChecked,
    #[error("the check has passed but the closing condition is not ticked and no reason is recorded")]
    ConditionsNotMet,
    #[error("the check has passed already")]
    CheckedAlready,
    #[error("a case cannot be merged into itself")]
    MergeIntoItself,
    #[error("a case that has ended ({}) takes no other in", state.code())]
    MergeIntoEnded { state: State },
    #[error("the two cases are not alike enough to be one problem: {unlike:?}")]
    MergeUnlike { unlike: Unlike },
    #[error("a case needs a category")]
    CategoryMissing,
    #[error("{} is not possible now: {}", action.code(), condition.code())]
    NotNow { action: Action, condition: Condition },
    #[error("a suspension ends in the future and within {days} days")]
    SuspensionDate { days: i64 },
    #[error("an objection to the limit is upheld with a new limit")]
    LimitMissing,
    #[error(transparent)]
    Limit(#[from] LimitOutOfBounds),
    #[error("the unit that has just returned the case gets it again by designation only")]
    ReturnedByThisUnit,
    #[error("a designated unit cannot object to its duty")]
    DesignatedDuty,
    #[error("the case is not overdue")]
    NotOverdue,
    #[error("a problem that was fixed on the spot needs a photo after the work")]
    FixedWithoutPhoto,
    #[error("the deadline cannot be computed: {0}")]
    Deadline(#[from] CalendarError),
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::NotAllowedInState { .. } => "not_allowed_in_state",
            Refusal::NotYourRole { .. } => "not_your_role",
            Refusal::NotYourUnit { .. } => "not_your_unit",
            Refusal::ReasonMissing { .. } => "reason_missing",
            Refusal::TextMissing { .. } => "text_missing",
            Refusal::TextTooLong { .. } => "text_too_long",
            Refusal::PhotoMissing => "photo_missing",
            Refusal::NotChecked => "not_checked",
            Refusal::ConditionsNotMet => "conditions_not_met",
            Refusal::CheckedAlready => "checked_already",
            Refusal::MergeIntoItself => "merge_into_itself",
            Refusal::MergeIntoEnded { .. } => "merge_into_ended",
            Refusal::MergeUnlike { .. } => "merge_unlike",
            Refusal::CategoryMissing => "category_missing",
            Refusal::NotNow { condition, .. } => condition.code(),
            Refusal::SuspensionDate { .. } => "hang_date",
            Refusal::LimitMissing => "limit_missing",
            Refusal::Limit(_) => "limit_out_of_bounds",
            Refusal::ReturnedByThisUnit => "returned_by_this_unit",
            Refusal::DesignatedDuty => "designated",
            Refusal::NotOverdue => "not_overdue",
            Refusal::FixedWithoutPhoto => "fixed_without_photo",
            Refusal::Deadline(_) => "deadline",
        }
    }

    /// The sentences that a person reads: the fact, then the next step.
    pub fn message(&self) -> Message {
        let name = |action: &Action| Value::in_a_sentence(action.key());
        match self {
            Refusal::NotAllowedInState { state, action, allowed } if allowed.is_empty() => {
                let (state, action) = (Value::in_a_sentence(state.key()), name(action));
                say!(cases_refusal_nothing_allowed, state, action)
            }
            Refusal::NotAllowedInState { state, action, allowed } => {
                let (state, action) = (Value::in_a_sentence(state.key()), name(action));
                let allowed: Value = allowed.iter().map(name).collect();
                say!(cases_refusal_not_allowed_in_state, state, action, allowed)
            }
            Refusal::NotYourRole { role, action, who } => {
                let role_name = |role: &Role| Value::in_a_sentence(role.key());
                let (role, action) = (role_name(role), name(action));
                let who: Value = who.iter().map(role_name).collect();
                say!(cases_refusal_not_your_role, role, action, who)
            }
            Refusal::NotYourUnit { action, .. } => say!(cases_refusal_not_your_unit, action = name(action)),
            Refusal::ReasonMissing { action } => say!(cases_refusal_reason_missing, action = name(action)),
            Refusal::TextMissing { action } => say!(cases_refusal_text_missing, action = name(action)),
            Refusal::TextTooLong { max } => say!(workflow_text_too_long, max),
            Refusal::PhotoMissing => say!(cases_refusal_photo_missing),
            Refusal::NotChecked => say!(cases_refusal_not_checked),
            Refusal::ConditionsNotMet => say!(cases_refusal_conditions_not_met),
            Refusal::CheckedAlready => say!(cases_refusal_checked_already),
            Refusal::MergeIntoItself => say!(cases_refusal_merge_into_itself),
            Refusal::MergeIntoEnded { state } => {
                let state = Value::in_a_sentence(state.key());
                say!(cases_refusal_merge_into_ended, state)
            }
            Refusal::MergeUnlike { unlike } => unlike.message(),
            Refusal::CategoryMissing => say!(cases_refusal_category_missing),
            Refusal::NotNow { condition, .. } => condition.refusal().into(),
            Refusal::SuspensionDate { days } => say!(cases_refusal_suspension_date, days),
            Refusal::Limit(outside) => outside.message(),
            Refusal::LimitMissing => say!(cases_refusal_limit_missing),
            Refusal::ReturnedByThisUnit => say!(cases_refusal_returned_by_this_unit),
            Refusal::DesignatedDuty => say!(cases_refusal_designated_duty),
            Refusal::NotOverdue => say!(cases_refusal_not_overdue),
            Refusal::FixedWithoutPhoto => say!(cases_refusal_fixed_without_photo),
            Refusal::Deadline(_) => say!(cases_refusal_deadline),
        }
    }
}
