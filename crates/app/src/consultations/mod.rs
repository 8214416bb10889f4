//! The actions of consultations and joint actions (会商、联合行动).

pub mod cancel;
mod carry_out;
pub mod contribute;
pub mod convene;
pub mod decide;
pub mod list;
pub mod scope;
pub mod view;

pub use crate::cases::Target;
pub use carry_out::load_visible;
