//! A page of a list.

/// Some lines, and whether there are more.
pub struct Page<L> {
    pub lines: Vec<L>,
    /// There are more after the last line.
    pub more: bool,
}

impl<L> Page<L> {
    /// How many lines to ask for: one more than are shown tells whether there is a next page.
    pub(crate) fn wanted(most: usize) -> i64 {
        i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// From the lines that were asked for with [`Self::wanted`].
    pub(crate) fn of(mut lines: Vec<L>, most: usize) -> Self {
        let more = lines.len() > most;
        lines.truncate(most);
        Self { lines, more }
    }
}
