//! Why a request was not granted: what is wrong and what to do next, in both languages.

use super::{Action, Condition, State, Unlike};
use crate::{calendar::CalendarError, ids::UnitId, orgs::Role};
use changxiao_words::Lang;

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
            Refusal::ReturnedByThisUnit => "returned_by_this_unit",
            Refusal::DesignatedDuty => "designated",
            Refusal::NotOverdue => "not_overdue",
            Refusal::FixedWithoutPhoto => "fixed_without_photo",
            Refusal::Deadline(_) => "deadline",
        }
    }

    /// The sentences that a person reads: the fact, then the next step.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            _ => self.en(),
        }
    }

    fn zh(&self) -> String {
        let name = |action: &Action| action.words(Lang::Zh);
        match self {
            Refusal::NotAllowedInState { state, action, allowed } if allowed.is_empty() => {
                format!("案件{}，不能{}。当前岗位对此案没有可做的操作。", state.words(Lang::Zh), name(action))
            }
            Refusal::NotAllowedInState { state, action, allowed } => format!(
                "案件{}，不能{}。现在可以：{}。",
                state.words(Lang::Zh),
                name(action),
                allowed.iter().map(name).collect::<Vec<_>>().join("、")
            ),
            Refusal::NotYourRole { role, action, who } => format!(
                "{}不能{}。由{}办理。",
                role.words(Lang::Zh),
                name(action),
                who.iter().map(|role| role.words(Lang::Zh)).collect::<Vec<_>>().join("、")
            ),
            Refusal::NotYourUnit { action, .. } => {
                format!("{}只能由主办单位办理。切换到主办单位的岗位再试。", name(action))
            }
            Refusal::ReasonMissing { action } => format!("{}要写明理由。补写后再提交。", name(action)),
            Refusal::TextMissing { action } => format!("{}要写明情况。补写后再提交。", name(action)),
            Refusal::TextTooLong { max } => format!("文字超过 {max} 字。缩短后再提交。"),
            Refusal::PhotoMissing => "此类别要求处置后照片。上传一张，或写明没有照片的理由。".to_owned(),
            Refusal::NotChecked => "尚未通过现场核查。先安排核查，或由创建办、领导写明理由后结案。".to_owned(),
            Refusal::ConditionsNotMet => "核查已通过，结案条件未勾选。确认条件已满足，或写明理由。".to_owned(),
            Refusal::CheckedAlready => "核查已通过。下一步是结案。".to_owned(),
            Refusal::MergeIntoItself => "不能并入案件自身。另选一件案件。".to_owned(),
            Refusal::MergeIntoEnded { state } => {
                format!("目标案件{}，不能并入。另选一件未结案件。", state.words(Lang::Zh))
            }
            Refusal::MergeUnlike { unlike } => unlike.words(Lang::Zh),
            Refusal::CategoryMissing => "没有选类别。选定后再提交。".to_owned(),
            Refusal::NotNow { condition, .. } => condition.refusal(Lang::Zh).to_owned(),
            Refusal::SuspensionDate { days } => format!("挂账的恢复日期要在今天之后、{days} 天以内。改日期后再提交。"),
            Refusal::LimitMissing => "没有写新的时限。写明改定的时限后再提交。".to_owned(),
            Refusal::ReturnedByThisUnit => "此单位刚退回此案。另选单位，或勾选指定承办。".to_owned(),
            Refusal::DesignatedDuty => {
                "此案为指定承办，不能以不属职责提出异议。时限不当的可以提出，有困难可申请延期或挂账。".to_owned()
            }
            Refusal::NotOverdue => "此案未超期。改选领导督办或重点督办。".to_owned(),
            Refusal::FixedWithoutPhoto => "现场自行处置要附处置后照片。上传一张后再提交。".to_owned(),
            Refusal::Deadline(_) => "时限无法计算。核对时限的数量和工作日历。".to_owned(),
        }
    }

    fn en(&self) -> String {
        let name = |action: &Action| action.words(Lang::En).to_lowercase();
        match self {
            Refusal::NotAllowedInState { state, action, allowed } if allowed.is_empty() => format!(
                "The case is {}; “{}” is not possible. This post can do nothing with it now.",
                state.words(Lang::En).to_lowercase(),
                name(action)
            ),
            Refusal::NotAllowedInState { state, action, allowed } => format!(
                "The case is {}; “{}” is not possible. Possible now: {}.",
                state.words(Lang::En).to_lowercase(),
                name(action),
                allowed.iter().map(name).collect::<Vec<_>>().join(", ")
            ),
            Refusal::NotYourRole { role, action, who } => format!(
                "“{}” is not for the role {}. It is done by: {}.",
                name(action),
                role.words(Lang::En).to_lowercase(),
                who.iter().map(|role| role.words(Lang::En).to_lowercase()).collect::<Vec<_>>().join(", ")
            ),
            Refusal::NotYourUnit { action, .. } => {
                format!("Only the lead unit can do “{}”. Change to a post in that unit and try again.", name(action))
            }
            Refusal::ReasonMissing { action } => format!("“{}” needs a reason. Write it and send again.", name(action)),
            Refusal::TextMissing { action } => {
                format!("“{}” needs a text that says what was found or done. Write it and send again.", name(action))
            }
            Refusal::TextTooLong { max } => {
                format!("The text is longer than {max} characters. Shorten it and send again.")
            }
            Refusal::PhotoMissing => {
                "This category asks for a photo after the work. Add one, or write why there is none.".to_owned()
            }
            Refusal::NotChecked => {
                "No check on the spot has passed. Request one first, or let the office or a leader close it with a \
                 recorded reason."
                    .to_owned()
            }
            Refusal::ConditionsNotMet => {
                "The check has passed but the closing condition is not ticked. Confirm it, or write a reason."
                    .to_owned()
            }
            Refusal::CheckedAlready => "The check has passed already. The next step is to close the case.".to_owned(),
            Refusal::MergeIntoItself => "A case cannot be merged into itself. Choose another one.".to_owned(),
            Refusal::MergeIntoEnded { state } => format!(
                "The chosen case is {} and takes no other in. Choose an open one.",
                state.words(Lang::En).to_lowercase()
            ),
            Refusal::MergeUnlike { unlike } => unlike.words(Lang::En),
            Refusal::CategoryMissing => "No category is chosen. Choose one and send again.".to_owned(),
            Refusal::NotNow { condition, .. } => condition.refusal(Lang::En).to_owned(),
            Refusal::SuspensionDate { days } => {
                format!("A suspension ends after today and within {days} days. Change the date and send again.")
            }
            Refusal::LimitMissing => "There is no new limit. Write the limit that is right and send again.".to_owned(),
            Refusal::ReturnedByThisUnit => {
                "This unit has just returned the case. Choose another unit, or tick the designation.".to_owned()
            }
            Refusal::DesignatedDuty => "The case was designated to this unit, which cannot object to the duty. It may \
                                        object to the limit, or ask for an extension or a hang."
                .to_owned(),
            Refusal::NotOverdue => {
                "The case is not overdue. Choose supervision by a leader or of a key case.".to_owned()
            }
            Refusal::FixedWithoutPhoto => {
                "A problem that was fixed on the spot needs a photo after the work. Add one and send again.".to_owned()
            }
            Refusal::Deadline(_) => {
                "The deadline cannot be computed. Check the amount of the limit and the working calendar.".to_owned()
            }
        }
    }
}
