//! All pages of a PDF, one after the other.

use super::{file::File, page::Pages};
use crate::documents::{DocumentFault, PAGES_LIMIT, gathered::Gathered};

/// Gives the number of pages.
///
/// Errors: too many pages; it unpacks to far more than it is; no object can be found in it.
pub(in crate::documents) fn read(bytes: &[u8], into: &mut Gathered) -> Result<u32, DocumentFault> {
    let mut file = File::open(bytes)?;
    let pages = file.pages();
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    if count > PAGES_LIMIT {
        return Err(DocumentFault::TooManyPages { limit: PAGES_LIMIT });
    }
    if file.is_locked {
        // Locked against changing, mostly; whoever looks at it sees it.
        into.leave_out();
        return Ok(count);
    }
    let mut reading = Pages::default();
    for page in &pages {
        if into.is_full() {
            break;
        }
        reading.page(&mut file, page, into)?;
        into.end_line();
    }
    into.join_lines();
    if file.is_partial || into.is_full() {
        into.leave_out();
    }
    Ok(count)
}
