//! What ends says what hangs on it, and who takes it over: by form, JSON and import alike. [`hangs::hanging`] counts, an `end_…` decides and
//! ends, `moves` hand over with an event each, in the transaction of the decision where it is little, else by the job
//! ([`carry_out::sweep`]), which also waits for a day ahead.

pub mod carry_out;
pub mod end_division;
pub mod end_unit;
pub mod hangs;
pub mod leave;
mod moves;
mod named;
mod posts;
mod procedures;
pub mod queues;
mod rows;

pub use carry_out::{Decided, decide, progress};
pub use hangs::{Hangs, hanging};
pub use named::{HEIR, name_of, read_units};
