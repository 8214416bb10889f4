//! Why a request was not granted, in both languages.

use super::{Action, State};
use crate::workflow::Barred;
use changxiao_words::Lang;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Barred(#[from] Barred<Action, State>),
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
            Refusal::Barred(barred) => barred.code(),
            Refusal::Participants => "participants",
            Refusal::LeadMissing => "lead_missing",
            Refusal::LeadOutside => "lead_outside",
        }
    }

    /// The fact, then the next step.
    pub fn words(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Refusal::Barred(barred) => return barred.words(lang),
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
        lang.of_data(zh, en).to_owned()
    }
}
