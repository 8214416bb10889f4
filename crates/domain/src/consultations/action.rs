//! Kinds, states and actions of a consultation.

use crate::sealing::Verb;
use changxiao_words::coded;

coded! {
    pub enum Kind {
        /// 会商: a question that several units answer together.
        Consultation = "consultation", consultations_one;
        /// 联合行动: an operation that several units carry out together.
        JointAction = "joint_action", consultations_kind_joint_action;
    }
}

coded! {
    pub enum State {
        /// 进行中: participants give opinions or report their parts.
        Open = "open", consultations_state_open;
        /// 已决定、已完成: an end.
        Decided = "decided", consultations_state_decided;
        /// 已取消: an end.
        Cancelled = "cancelled", consultations_state_cancelled;
    }
}

coded! {
    pub enum Action {
        Convene = "convene", consultations_new;
        Contribute = "contribute", consultations_action_contribute;
        Decide = "decide", consultations_decide;
        Cancel = "cancel", consultations_action_cancel;
        /// Whoever was to act has ended, and another one takes over; no row of the table grants it.
        HandOver = "hand_over", departures_hand_over;
    }
}

impl Verb for Action {
    const ENCODING: &'static [u8] = b"changxiao consultation event 1";
}
