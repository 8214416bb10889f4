//! How a case stands, in the words that other systems of orders use.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use crate::cases::State;

coded! {
    /// What is told to the system that an order came from.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum OrderStatus {
        Received = "received", exchange_order_status_received;
        Accepted = "accepted", exchange_order_status_accepted;
        Dispatched = "dispatched", exchange_order_status_dispatched;
        Handling = "handling", exchange_order_status_handling;
        Suspended = "hung", exchange_order_status_hung;
        Handled = "handled", exchange_order_status_handled;
        Closed = "closed", exchange_order_status_closed;
        /// Ended by order of a leader; not fixed.
        ForceClosed = "force_closed", exchange_order_status_force_closed;
        Refused = "refused", exchange_order_status_refused;
        Merged = "merged", exchange_order_status_merged;
    }
}

impl OrderStatus {
    pub const fn of(state: State) -> Self {
        match state {
            State::Reported | State::Verifying => OrderStatus::Received,
            State::Filed => OrderStatus::Accepted,
            State::Dispatched => OrderStatus::Dispatched,
            State::Handling | State::Submitted => OrderStatus::Handling,
            State::Suspended => OrderStatus::Suspended,
            State::Handled | State::Checking | State::SelfHandled => OrderStatus::Handled,
            State::Closed => OrderStatus::Closed,
            State::ForceClosed => OrderStatus::ForceClosed,
            State::Voided => OrderStatus::Refused,
            State::Merged => OrderStatus::Merged,
        }
    }
}
