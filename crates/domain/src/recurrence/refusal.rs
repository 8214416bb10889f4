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
    #[error("the looks are one to {most}, each after the end of the work, the last on {earliest} at the earliest")]
    Looks { most: usize, earliest: Day },
    #[error("the next look is planned for {day}")]
    LookTooEarly { day: Day },
    #[error("every planned look was made")]
    NoLookLeft,
    #[error("{left} planned looks are not made yet")]
    LooksLeft { left: usize },
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Barred(barred) => barred.code(),
            Refusal::NoCases => "no_cases",
            Refusal::EndOutside { .. } => "end_outside",
            Refusal::Looks { .. } => "looks",
            Refusal::LookTooEarly { .. } => "look_too_early",
            Refusal::NoLookLeft => "no_look_left",
            Refusal::LooksLeft { .. } => "looks_left",
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
            (Refusal::NoCases, _) => "No case came back.".to_owned(),
            (Refusal::EndOutside { latest }, Lang::Zh) => format!("完成日期应在今天至 {latest} 之间。改后再提交。"),
            (Refusal::EndOutside { latest }, _) => {
                format!("The work has to end between today and {latest}. Change the day and send again.")
            }
            (Refusal::Looks { most, earliest }, Lang::Zh) => {
                format!("回头看定 1 至 {most} 次，都在完成日期之后，最后一次不早于 {earliest}。改后再提交。")
            }
            (Refusal::Looks { most, earliest }, _) => format!(
                "Plan one to {most} looks, each after the end of the work and the last on {earliest} or later. Change them and send again."
            ),
            (Refusal::LookTooEarly { day }, Lang::Zh) => format!("下一次回头看定在 {day}，到时再记。"),
            (Refusal::LookTooEarly { day }, _) => format!("The next look is planned for {day}. Record it then."),
            (Refusal::NoLookLeft, Lang::Zh) => "方案定的回头看都做了，可以销号。".to_owned(),
            (Refusal::NoLookLeft, _) => "Every planned look was made; the problem can be ended.".to_owned(),
            (Refusal::LooksLeft { left }, Lang::Zh) => format!("还差 {left} 次回头看，做完再销号。"),
            (Refusal::LooksLeft { left }, _) => format!("{left} more looks are planned. End it after them."),
        }
    }
}
