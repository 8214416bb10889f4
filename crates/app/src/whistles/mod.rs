//! The actions of a whistle (吹哨报到). Each loads the whistle, asks the domain, and saves whistle and event together.

pub mod ask_approval;
pub mod blow;
mod carry_out;
pub mod close;
pub mod conclude;
pub mod declare_absence;
pub mod draft;
pub mod figures;
pub mod list;
pub mod object;
pub mod plan;
pub mod rate_street;
pub mod rate_unit;
pub mod refer;
pub mod refuse;
pub mod report_in;
pub mod revise;
pub mod scope;
pub mod view;
pub mod withdraw;

pub use crate::cases::Target;
pub use carry_out::load_visible;
