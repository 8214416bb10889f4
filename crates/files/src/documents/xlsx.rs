//! The text of an XLSX: its visible sheets, a row a line, cells parted by tabs.

use super::{DocumentFault, TEXT_LIMIT, gathered::Gathered};
use crate::sheets::{Book, ReadLimits, Why};

pub(super) fn read(bytes: &[u8], into: &mut Gathered) -> Result<(), DocumentFault> {
    // A row has at least one character, so that no more of them are of use.
    let limits = ReadLimits { rows: TEXT_LIMIT, ..ReadLimits::default() };
    let book = match Book::read(bytes, "XLSX", &limits) {
        Ok(book) => book,
        Err(problem) if problem.why == Why::Empty => return Ok(()),
        Err(problem) => match DocumentFault::of(&problem.why) {
            Some(fault) => return Err(fault),
            // Longer or wider than a list may be: it is a document all the same.
            None => {
                into.leave_out();
                return Ok(());
            }
        },
    };
    for (name, rows) in book.rows() {
        into.push(&format!("【{name}】\n"));
        for row in rows {
            for (column, cell) in row.cells().enumerate() {
                if column > 0 {
                    into.end_cell();
                }
                into.push(&cell.replace(['\n', '\t'], " "));
            }
            into.end_line();
        }
    }
    Ok(())
}
