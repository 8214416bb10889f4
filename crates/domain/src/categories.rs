//! Categories of problems with their filing and closing standard (GB/T 30428: components and events, majors and minors).

mod code;
mod set;

pub use code::{CategoryClass, CategoryCode, NotACategoryCode};
pub use set::{Category, CategoryMajor, CategoryProblem, CategorySet};
