//! The actions of a case. Each loads the case, asks the domain, and saves case and event together.

pub mod accept;
mod carry_out;
pub mod check;
pub mod close;
pub mod digest;
pub mod dispatch;
pub mod export;
pub mod file;
pub mod list;
pub mod merge;
pub mod photo;
pub mod remark;
pub mod report;
pub mod return_case;
pub mod rework;
pub mod scope;
pub mod submit;
pub mod verify_audit;
pub mod view;
pub mod views;
pub mod void;
pub mod waiting;

pub use carry_out::{Target, load_visible};
pub use scope::openable;

use changxiao_domain::{cases::ActorStamp, orgs::Actor};

/// How the actor is written into events.
pub(crate) fn stamp(actor: &Actor) -> ActorStamp {
    ActorStamp { person: actor.person, post: actor.post, unit: actor.unit, role: actor.role, system: false }
}
