//! Visits to sites.

pub mod check_list;
pub mod list;
pub mod photo;
pub mod submit;
pub mod view;
