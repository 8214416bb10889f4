//! Work that the server does by itself: the worker that claims it by lease and carries it out, and the page that shows it.

pub mod faults;
pub mod figures;
pub mod view;
mod work;
mod worker;

pub use worker::Worker;
