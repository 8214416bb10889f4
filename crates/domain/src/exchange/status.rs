//! How a case stands, in the words that other systems of orders use.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::cases::State;

/// What is told to the system that an order came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    Received,
    Accepted,
    Dispatched,
    Handling,
    Hung,
    Handled,
    Closed,
    /// Ended by order of a leader; not fixed.
    ForceClosed,
    Refused,
    Merged,
}

impl OrderStatus {
    pub const ALL: [OrderStatus; 10] = [
        OrderStatus::Received,
        OrderStatus::Accepted,
        OrderStatus::Dispatched,
        OrderStatus::Handling,
        OrderStatus::Hung,
        OrderStatus::Handled,
        OrderStatus::Closed,
        OrderStatus::ForceClosed,
        OrderStatus::Refused,
        OrderStatus::Merged,
    ];

    pub const fn of(state: State) -> Self {
        match state {
            State::Reported | State::Verifying => OrderStatus::Received,
            State::Filed => OrderStatus::Accepted,
            State::Dispatched => OrderStatus::Dispatched,
            State::Handling | State::Submitted => OrderStatus::Handling,
            State::Hung => OrderStatus::Hung,
            State::Handled | State::Checking | State::SelfHandled => OrderStatus::Handled,
            State::Closed => OrderStatus::Closed,
            State::ForceClosed => OrderStatus::ForceClosed,
            State::Voided => OrderStatus::Refused,
            State::Merged => OrderStatus::Merged,
        }
    }

    /// The text that the table and messages keep.
    pub const fn code(self) -> &'static str {
        match self {
            OrderStatus::Received => "received",
            OrderStatus::Accepted => "accepted",
            OrderStatus::Dispatched => "dispatched",
            OrderStatus::Handling => "handling",
            OrderStatus::Hung => "hung",
            OrderStatus::Handled => "handled",
            OrderStatus::Closed => "closed",
            OrderStatus::ForceClosed => "force_closed",
            OrderStatus::Refused => "refused",
            OrderStatus::Merged => "merged",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            OrderStatus::Received => lang.pick("已接收", "Received"),
            OrderStatus::Accepted => lang.pick("已受理", "Accepted"),
            OrderStatus::Dispatched => lang.pick("已派遣", "Dispatched"),
            OrderStatus::Handling => lang.pick("办理中", "Being handled"),
            OrderStatus::Hung => lang.pick("已挂账", "Hung"),
            OrderStatus::Handled => lang.pick("已处置，待核查", "Handled, to be checked"),
            OrderStatus::Closed => lang.pick("已结案", "Closed"),
            OrderStatus::ForceClosed => lang.pick("强制结案", "Closed by force"),
            OrderStatus::Refused => lang.pick("不予受理或作废", "Refused or void"),
            OrderStatus::Merged => lang.pick("已并案", "Merged"),
        }
    }
}
