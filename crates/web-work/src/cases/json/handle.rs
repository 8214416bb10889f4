//! What the unit does: take a case on, give it up, show the result.

use changxiao_app::cases::carry_out;
use changxiao_domain::cases::Command;

use super::{CaseAfter, act};

changxiao_web_kit::documents! {
    /// Nothing but the version.
    Acceptance {}

    /// Why the work is not gone on with.
    Withdrawal {
        /// Why; the others read it.
        reason: String,
    }

    /// What was done.
    ResultGiven with photos as ResultWithPhotos {
        text: String,
        /// Why there is no photo although the category asks for one.
        without_photo: Option<String>,
    }
}

changxiao_web_kit::actions! {
    "actions" CaseAfter;
    /// The unit takes a dispatched case on (接单).
    accept "/api/v1/cases/{number}/acceptance" "acceptance" (Acceptance)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Accept { handler: None }, &[]);
    /// The unit takes its acceptance back (撤回接单); the clock runs on.
    withdraw "/api/v1/cases/{number}/withdrawal" "withdrawal" (Withdrawal)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Withdraw { reason: sent.value.reason }, &[]);
    /// Submits the result with its photos (提交处置结果); the clock stops.
    submit "/api/v1/cases/{number}/result" "result" (ResultGiven, ResultWithPhotos)
        |app, who, target, sent| act(app, &who, target, sent, |sent, after_photos| {
            Ok(Command::Submit { text: sent.text, after_photos, without_photo: sent.without_photo })
        });
    /// Leaves the result to the head of the unit to confirm (提交单位确认); the clock runs on until then.
    submit_to_unit "/api/v1/cases/{number}/result-for-unit" "result_for_unit" (ResultGiven, ResultWithPhotos)
        |app, who, target, sent| act(app, &who, target, sent, |sent, after_photos| {
            Ok(Command::SubmitToUnit { text: sent.text, after_photos, without_photo: sent.without_photo })
        });
}
