//! Words that change no state.

use changxiao_app::cases::carry_out;
use changxiao_domain::cases::Command;

use super::CaseAfter;

changxiao_web_kit::documents! {
    /// What is said.
    Remark {
        text: String,
    }
}

changxiao_web_kit::actions! {
    "actions" CaseAfter;
    /// Urges the lead unit (催办); the deadline stays.
    remind "/api/v1/cases/{number}/reminder" "reminder" (Remark)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Urge { text: sent.value.text }, &[]);
    /// Adds a note to the timeline (备注).
    note "/api/v1/cases/{number}/note" "note" (Remark)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Note { text: sent.value.text }, &[]);
}
