//! At which point of a case a photo was taken.

use super::Action;
use changxiao_words::coded;

coded! {
    /// What a photo of a case shows.
    pub enum PhotoStage {
        /// The problem as it was found.
        Before = "before", cases_before;
        /// The work that was done.
        After = "after", cases_after;
        /// What the check found before closing (核查).
        Check = "check", cases_check_photo;
        /// What the check of a tip found before filing (核实).
        Verify = "verify", cases_verify_photo;
        /// What a unit shows with a request.
        Request = "request", cases_request_photo;
    }
}

impl PhotoStage {
    /// What the photos of an action show; `None` where it takes none.
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::Report | Action::SelfHandle => Some(Self::Before),
            Action::Submit | Action::SubmitToUnit => Some(Self::After),
            Action::CheckPass | Action::CheckFail => Some(Self::Check),
            Action::ReportVerify => Some(Self::Verify),
            Action::AskExtension | Action::AskSuspension | Action::Object | Action::Appeal => Some(Self::Request),
            _ => None,
        }
    }
}
