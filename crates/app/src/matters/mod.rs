//! The actions of matters (事项): which procedures there are, beginning, issuing, acting, looking.

pub mod batch;
pub mod begin;
mod carried;
pub(crate) mod due;
mod given;
mod issue;
pub mod list;
mod notices;
pub mod own;
mod prepare;
pub mod procedures;
pub mod scope;
pub(crate) mod shipped;
pub mod todo;
pub mod values;
pub mod view;
