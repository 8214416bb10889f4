//! The actions of a case. Each loads the case, asks the domain, and saves case and event together.

pub mod appeal;
pub mod bulk;
mod carry_out;
pub mod dispatch;
pub mod export;
pub(crate) mod figures;
pub mod file;
pub mod list;
pub mod map;
pub mod merge;
mod named;
pub mod objection;
pub mod photo;
pub mod report;
mod resume_suspended;
pub mod scope;
pub mod search;
pub mod similar;
pub mod supervise;
pub mod suspension;
pub mod view;
pub mod waiting;
pub mod worklists;

pub use crate::workflow::Target;
pub use carry_out::{carry_out, hashes, load_visible};
pub(crate) use named::named;
pub use named::titles;
pub use resume_suspended::{Resumed, resume_suspended};
pub use scope::openable;
