//! What people are told without asking: kinds of notices, when they go out, and what each person wants on which channel.
//!
//! Every notice lies in its receiver's inbox at once. Mail and webhooks go out later: in quiet hours only what is urgent, and
//! many notices within a window as one ([`NoticeRules::plan`]).

mod inside;
mod kind;
mod preferences;
mod rules;
mod words;

pub use inside::{InsideFault, InsideHosts, may_lie_inside};
pub use kind::NoticeKind;
pub use preferences::{NotAnAddress, Preferences, check_address};
pub use rules::{Bundle, NoticeRules, NoticeRulesFault, Pending, Plan};
pub use words::{Facts, Names, line};
