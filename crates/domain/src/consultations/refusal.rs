//! Why a request was not granted, in both languages.

use super::{Action, State};
use changxiao_words::Lang;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a consultation that is {} does not accept {} from this post", state.code(), action.code())]
    NotAllowed { state: State, action: Action },
    #[error("{} needs a text", action.code())]
    TextMissing { action: Action },
    #[error("a text is longer than {max} characters")]
    TextTooLong { max: usize },
    #[error("a consultation has at least two participants, each once")]
    Participants,
    #[error("a consultation about cases ends with a lead unit")]
    LeadMissing,
    #[error("the lead unit is not among the participants")]
    LeadOutside,
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::NotAllowed { .. } => "not_allowed",
            Refusal::TextMissing { .. } => "text_missing",
            Refusal::TextTooLong { .. } => "text_too_long",
            Refusal::Participants => "participants",
            Refusal::LeadMissing => "lead_missing",
            Refusal::LeadOutside => "lead_outside",
        }
    }

    /// The fact, then the next step.
    pub fn words(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Refusal::NotAllowed { state, action } => {
                return match lang {
                    Lang::Zh => format!("{}，本岗现在不能{}。", state.words(lang), action.words(lang)),
                    Lang::En => {
                        format!("It is “{}”; this post cannot “{}” now.", state.words(lang), action.words(lang))
                    }
                };
            }
            Refusal::TextMissing { action } => {
                return match lang {
                    Lang::Zh => format!("{}要写明内容。补写后再提交。", action.words(lang)),
                    Lang::En => format!("“{}” needs a text. Write it and send again.", action.words(lang)),
                };
            }
            Refusal::TextTooLong { max } => {
                return match lang {
                    Lang::Zh => format!("文字超过 {max} 字。缩短后再提交。"),
                    Lang::En => format!("The text is longer than {max} characters. Shorten it and send again."),
                };
            }
            Refusal::Participants => {
                ("参加单位至少两个、至多 20 个，各写一次。", "Two to 20 units take part, each named once.")
            }
            Refusal::LeadMissing => (
                "涉及问题的会商要定牵头单位。选一个。",
                "A consultation about cases ends with a lead unit. Choose one.",
            ),
            Refusal::LeadOutside => {
                ("牵头单位不在参加单位里。另选一个。", "The lead unit does not take part. Choose another one.")
            }
        };
        lang.pick(zh, en).to_owned()
    }
}
