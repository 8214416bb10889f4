//! Where a whistle stands.

use changxiao_words::coded;

coded! {
    pub enum State {
        /// 草拟: the street writes it.
        Draft = "draft", whistles_state_draft;
        /// 待批准: the street's head decides whether it is blown.
        Awaiting = "awaiting", whistles_state_awaiting;
        /// 已吹哨: the called units turn up.
        Blown = "blown", whistles_state_blown;
        /// 处置中: the plan is agreed.
        Planned = "planned", whistles_state_planned;
        /// 会商中: a dispute is with a consultation.
        Disputed = "disputed", whistles_state_disputed;
        /// 待互评: the result is there, both sides rate.
        Handled = "handled", whistles_state_handled;
        /// 已办结: an end.
        Closed = "closed", whistles_state_closed;
        /// 未批准: an end, the head refused.
        Refused = "refused", whistles_state_refused;
        /// 已撤回: an end, the street withdrew it.
        Withdrawn = "withdrawn", whistles_state_withdrawn;
        /// 认定不当: an end, a consultation found that it should not have been blown.
        Unjustified = "unjustified", whistles_figure_unjustified;
    }
}

impl State {
    pub const fn is_end(self) -> bool {
        matches!(self, State::Closed | State::Refused | State::Withdrawn | State::Unjustified)
    }

    /// Whether the called units know of it: before it is blown only the street does.
    pub const fn is_known_to_units(self) -> bool {
        !matches!(self, State::Draft | State::Awaiting | State::Refused)
    }
}
