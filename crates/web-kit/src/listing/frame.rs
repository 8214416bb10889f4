//! What stands around the rows of a list: head, filters, what is said where there are none, the way on.

use changxiao_app::paging::Page;
use changxiao_words::Texts;

use super::{FilterForm, Listing};

/// Rows of a page.
pub const ROWS: usize = 30;

/// The words of a list.
pub struct ListWords {
    pub title: &'static str,
    /// For the bar of a phone.
    pub short: &'static str,
    pub none: &'static str,
    /// None is left by the filters.
    pub none_left: &'static str,
    /// What the button says that begins another one.
    pub begin: &'static str,
}

/// A page of a list. Its template extends `list_page.html` and writes the blocks `heads` and `rows`; `tabs` and `none` where it has more to
/// say.
pub struct ListFrame<L> {
    pub rows: Vec<L>,
    pub filter: FilterForm,
    pub words: ListWords,
    pub path: &'static str,
    pub is_narrowed: bool,
    /// Where another one is begun, where the post may.
    pub begin: Option<String>,
    pub next: String,
}

impl<L> ListFrame<L> {
    /// `number` is the key of a row; another one is begun below `path`.
    pub fn new(
        l: &'static Texts,
        (path, listing): (&'static str, Listing),
        (found, number): (Page<L>, fn(&L) -> &String),
        filter: FilterForm,
        words: ListWords,
        may_begin: bool,
    ) -> Self {
        let is_narrowed = listing.is_narrowed();
        Self {
            filter: filter.clear(is_narrowed, path, l.whistles_clear),
            words,
            path,
            is_narrowed,
            begin: may_begin.then(|| format!("{path}/new")),
            next: listing.next(found.lines.last().filter(|_| found.more).map(number)),
            rows: found.lines,
        }
    }
}

/// The number that a page begins after; `None` on the first page.
pub fn after(query: &str) -> Option<&str> {
    Some(query.trim()).filter(|number| !number.is_empty())
}
