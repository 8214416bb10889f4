//! What can be done to a case.

use changxiao_words::coded;

coded! {
    /// One verb of the workflow, in the order in which a page offers it.
    pub enum Action {
        Report = "report", cases_report;
        SelfHandle = "self_handle", cases_action_self_handle;
        RequestVerify = "request_verify", cases_action_request_verify;
        ReportVerify = "report_verify", cases_action_report_verify;
        File = "file", cases_stage_file;
        Dispatch = "dispatch", cases_stage_dispatch;
        Accept = "accept", cases_action_accept;
        Submit = "submit", cases_action_submit;
        SubmitToUnit = "submit_to_unit", cases_action_submit_to_unit;
        Confirm = "confirm", cases_action_confirm;
        RequestCheck = "request_check", cases_action_request_check;
        CheckPass = "check_pass", cases_check_passed;
        CheckFail = "check_fail", cases_action_check_fail;
        AuditPass = "audit_pass", cases_action_audit_pass;
        AuditFail = "audit_fail", cases_action_audit_fail;
        Close = "close", cases_stage_close;
        Rework = "rework", cases_action_rework;
        SendBack = "send_back", cases_action_send_back;
        Withdraw = "withdraw", cases_action_withdraw;
        ReturnByUnit = "return_by_unit", cases_action_return_by_unit;
        ReturnToAcceptor = "return_to_acceptor", cases_action_return_to_acceptor;
        AskExtension = "ask_extension", cases_action_ask_extension;
        GrantExtension = "grant_extension", cases_action_grant_extension;
        RefuseExtension = "refuse_extension", cases_action_refuse_extension;
        AskSuspension = "ask_hang", cases_action_ask_suspension;
        GrantSuspension = "grant_hang", cases_action_grant_suspension;
        RefuseSuspension = "refuse_hang", cases_action_refuse_suspension;
        EndSuspension = "end_hang", cases_action_end_suspension;
        Object = "object", cases_action_object;
        GrantObjection = "grant_objection", cases_action_grant_objection;
        RefuseObjection = "refuse_objection", cases_action_refuse_objection;
        Appeal = "appeal", cases_action_appeal;
        PassAppeal = "pass_appeal", cases_action_pass_appeal;
        GrantAppeal = "grant_appeal", cases_action_grant_appeal;
        RefuseAppeal = "refuse_appeal", cases_action_refuse_appeal;
        Merge = "merge", cases_action_merge;
        Void = "void", cases_action_void;
        AskVoid = "ask_void", cases_action_ask_void;
        GrantVoid = "grant_void", cases_action_grant_void;
        RefuseVoid = "refuse_void", cases_action_refuse_void;
        ForceClose = "force_close", cases_action_force_close;
        Reopen = "reopen", cases_action_reopen;
        Supervise = "supervise", cases_action_supervise;
        ReplySupervision = "reply_supervision", cases_action_reply_supervision;
        Urge = "urge", cases_action_urge;
        Note = "note", cases_action_note;
        /// Nobody asks for it and no row of the table grants it: the working calendar was changed, and the deadline with
        /// it. See [`super::Case::recount`].
        Recount = "recount", cases_deadline_counted_anew_after_change;
        /// Nor this: a level of the escalation ladder was reached. See [`super::Case::escalate`].
        Escalate = "escalate", cases_action_escalate;
        /// Nor this: whoever was to act has ended, and another one takes over ([`crate::workflow::hand_over`]).
        HandOver = "hand_over", departures_hand_over;
    }
}

impl Action {
    /// What people can ask for.
    pub fn asked() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|action| !matches!(action, Action::Recount | Action::Escalate | Action::HandOver))
    }
}
