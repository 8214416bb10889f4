//! Why a request was not granted, in both languages.

use super::{Action, State};
use crate::{time::Day, workflow::Barred};
use changxiao_words::Lang;

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
    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (Refusal::Barred(Barred::NotAllowed { state, action, .. }), Lang::Zh) => {
                format!("本顽疾{}，本岗现在不能{}。", state.words(lang), action.words(lang))
            }
            (Refusal::Barred(barred), _) => barred.words(lang),
            (Refusal::NoCases, Lang::Zh) => "没有再次发生的案件。".to_owned(),
            (Refusal::NoCases, Lang::En) => "No case came back.".to_owned(),
            (Refusal::EndOutside { latest }, Lang::Zh) => format!("完成日期应在今天至 {latest} 之间。改后再提交。"),
            (Refusal::EndOutside { latest }, Lang::En) => {
                format!("The work has to end between today and {latest}. Change the day and send again.")
            }
            (Refusal::FollowUps { most, earliest }, Lang::Zh) => {
                format!("回头看定 1 至 {most} 次，都在完成日期之后，最后一次不早于 {earliest}。改后再提交。")
            }
            (Refusal::FollowUps { most, earliest }, Lang::En) => format!(
                "Plan one to {most} follow-up inspections, each after the end of the work and the last on {earliest} or later. Change them and send again."
            ),
            (Refusal::FollowUpTooEarly { day }, Lang::Zh) => format!("下一次回头看定在 {day}，到时再记。"),
            (Refusal::FollowUpTooEarly { day }, Lang::En) => {
                format!("The next follow-up inspection is planned for {day}. Record it then.")
            }
            (Refusal::NoFollowUpLeft, Lang::Zh) => "方案定的回头看都做了，可以销号。".to_owned(),
            (Refusal::NoFollowUpLeft, Lang::En) => {
                "Every planned follow-up inspection was made; the problem can be ended.".to_owned()
            }
            (Refusal::FollowUpsLeft { left }, Lang::Zh) => format!("还差 {left} 次回头看，做完再销号。"),
            (Refusal::FollowUpsLeft { left }, Lang::En) => {
                format!("{left} more follow-up inspections are planned. End it after them.")
            }
        }
    }
}
