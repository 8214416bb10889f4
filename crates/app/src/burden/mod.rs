//! 基层负担 (D7, D17): what is asked of lower levels, month by month, with who asks most; and everything that it is counted from.

mod dump;
mod meter;

pub use dump::dump;
pub use meter::{Burden, BurdenRow, EmergencySpan, measured, overview};
