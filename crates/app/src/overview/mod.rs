//! The first page of a post: what it must do now, then how the city stands.

mod recurring;
mod report;
mod view;

pub use recurring::{LEAST, recurring};
pub use report::{Report, report};
pub use view::{Overview, TodoGroup, overview};
