//! The first page of a post: what it must do now, then how the city stands.

pub mod badge;
mod report;
mod view;

pub use report::{Report, report};
pub use view::{Overview, TodoGroup, TodoKind, TodoLine, overview};
