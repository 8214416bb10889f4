//! What can be done to a whistle.

use crate::sealing::Verb;
use changxiao_words::coded;

coded! {
    /// One verb of the workflow.
    pub enum Action {
        Draft = "draft", whistles_action_draft;
        Revise = "revise", whistles_action_revise;
        AskApproval = "ask_approval", whistles_action_ask_approval;
        Blow = "blow", whistles_action_blow;
        Refuse = "refuse", whistles_action_refuse;
        ReportIn = "report_in", whistles_action_report_in;
        DeclareAbsence = "declare_absence", whistles_action_declare_absence;
        Object = "object", whistles_action_object;
        Refer = "refer", whistles_action_refer;
        /// The consultation's decision; nobody asks for it on the whistle itself.
        Rule = "rule", whistles_action_rule;
        Plan = "plan", whistles_action_plan;
        Conclude = "conclude", whistles_action_conclude;
        RateUnit = "rate_unit", whistles_action_rate_unit;
        RateStreet = "rate_street", whistles_action_rate_street;
        Close = "close", whistles_action_close;
        Withdraw = "withdraw", whistles_action_withdraw;
        /// Whoever was to act has ended, and another one takes over; no row of the table grants it.
        HandOver = "hand_over", departures_hand_over;
    }
}

impl Verb for Action {
    const ENCODING: &'static [u8] = b"changxiao whistle event 1";
}
