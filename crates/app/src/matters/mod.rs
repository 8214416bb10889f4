//! The actions of matters (事项): which procedures there are, beginning, issuing, acting, looking.

pub mod batch;
pub mod begin;
mod carried;
pub mod closing;
pub(crate) mod due;
pub(crate) mod expired;
pub mod gaps;
mod given;
mod issue;
pub mod list;
mod notices;
mod opening;
pub mod plan;
mod prepare;
pub mod procedures;
pub(crate) mod repeat;
pub mod scope;
pub(crate) mod shipped;
pub(crate) mod table;
pub(crate) mod task_row;
pub mod todo;
pub mod values;
pub mod view;
