//! The actions of a case. Each loads the case, asks the domain, and saves case and event together.

pub mod accept;
pub mod appeal;
pub mod audit;
pub mod bulk;
mod carry_out;
pub mod check;
pub mod close;
pub mod digest;
pub mod dispatch;
pub mod export;
pub mod extension;
mod figures;
pub mod file;
pub mod hang;
pub mod list;
pub mod map;
pub mod merge;
pub mod objection;
pub mod photo;
pub mod remark;
pub mod report;
mod resume_hung;
pub mod return_case;
pub mod rework;
pub mod scope;
pub mod search;
pub mod similar;
pub mod submit;
pub mod supervise;
pub mod verify;
pub mod verify_audit;
pub mod view;
pub mod views;
pub mod void;
pub mod waiting;
pub mod worklists;

pub use carry_out::{Target, load_visible};
pub use resume_hung::{Resumed, resume_hung};
pub use scope::openable;

use changxiao_domain::{cases::ActorStamp, orgs::Actor};

/// How the actor is written into events.
pub(crate) fn stamp(actor: &Actor) -> ActorStamp {
    ActorStamp { person: actor.person, post: actor.post, unit: actor.unit, role: actor.role, system: false }
}
