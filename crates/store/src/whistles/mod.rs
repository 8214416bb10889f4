//! Whistles with their calls and chained events, the list over them, and what their figures are counted from.

mod facts;
mod list;
mod save;

pub use facts::{CallRow, EndRow, calls_of_period, ends_of_period};
pub use list::{WhistleFilter, WhistleLine, lines, of_case};

use crate::engine::Sql;

pub(crate) const STATEMENTS: &[Sql] = &{
    const COUNT: usize = save::STATEMENTS.len() + facts::STATEMENTS.len();
    let mut all = [save::STATEMENTS[0]; COUNT];
    let mut at = 0;
    while at < COUNT {
        let first = save::STATEMENTS.len();
        all[at] = if at < first { save::STATEMENTS[at] } else { facts::STATEMENTS[at - first] };
        at += 1;
    }
    all
};
