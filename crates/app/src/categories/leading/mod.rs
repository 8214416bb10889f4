//! A city brings a category list of its own. It waits until everything that hangs on a code that ends is led to a code of the new list, or
//! left out on purpose: [`view`] shows what is open with what is most likely meant, [`save`] and [`read`] take what people say,
//! [`decide`] puts the list in force, at once or on its day.

mod begin;
mod carry_out;
mod checks;
mod decide;
mod duties;
mod named;
mod said;
mod sheet;
mod ties;
mod view;

pub(crate) use begin::{begin, needs_nobody};
pub(crate) use carry_out::take_over_due;
pub use carry_out::{Duties, TookOver};
pub use decide::decide;
pub use duties::LostDuty;
pub use named::read_key;
pub use said::{Said, save};
pub use sheet::{read, write};
pub use view::{ItemRow, LeadRow, Leading, view};
