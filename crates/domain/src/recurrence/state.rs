//! Where a chronic problem stands.

use changxiao_words::coded;

coded! {
    pub enum State {
        /// 待确认: found by the system, the office has not looked at it.
        Found = "found", recurrence_state_found;
        /// 待报方案: the responsible unit owes a plan.
        PlanRequired = "plan_required", recurrence_state_plan_required;
        /// 方案待批: the plan waits for approval.
        PlanMade = "plan_made", recurrence_state_plan_made;
        /// 整治中: the plan is approved and carried out.
        InProgress = "in_progress", recurrence_state_in_progress;
        /// 回头看: the work is done; follow-up inspections on the planned days.
        Observed = "observed", recurrence_state_observed;
        /// 已销号: it has not come back; an end.
        Ended = "ended", recurrence_state_ended;
        /// 已反弹: it came back; another plan is owed.
        Recurred = "recurred", recurrence_state_recurred;
        /// 不是顽疾: an end, with a reason.
        Dismissed = "dismissed", recurrence_state_dismissed;
    }
}

impl State {
    pub const fn is_open(self) -> bool {
        !matches!(self, State::Ended | State::Dismissed)
    }
}
