//! What people and webhooks are told: made in the transaction of what happened, read in the inbox, passed on to the channels
//! that were chosen.

pub mod hooks;
pub mod inbox;
pub mod lamps;
pub mod of_case;
pub mod pass_on;
pub mod preferences;
pub mod send;
pub mod tidy;
