//! The actions of consultations and joint actions (会商、联合行动).

pub mod convene;
pub mod list;
mod ruling;
pub mod scope;
pub mod view;
