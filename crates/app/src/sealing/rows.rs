//! Rows and their leaves: what was sealed stands as it was sealed, or went on.

use std::collections::HashSet;

use changxiao_domain::sealing::{Finding, Hash, Leaf, RowPrint, Wrong};
use changxiao_store::{
    legible::Unreadable,
    seals::{
        self, LeavesOf,
        pages::Pages,
        rows::{self, Standing},
        tables::{Changes, Sealed},
    },
};

use super::{leaves::is_unlike, verify_audit::Walk};
use crate::AppError;

pub(super) const PAGE: i64 = 500;

impl<F: FnMut(&str, u64) + Send + Sync> Walk<'_, F> {
    /// A table without chains.
    pub(super) async fn plain(&mut self, table: &Sealed) -> Result<(), AppError> {
        let mut done = 0;
        let mut pages = Pages::begin(self.app.db(), self.city, table, PAGE).await?;
        while let Some(page) = pages.next(self.app.db()).await? {
            let leaves = self.leaves(table, &page).await?;
            for row in page.iter().filter(|row| !leaves.is_spoiled(&row.key)) {
                let of_row = leaves.of.get(&row.key).map_or(&[][..], Vec::as_slice);
                let suspected = self.against_leaves(table, row, of_row, |_| None);
                if !suspected.is_empty() {
                    // Somebody may have changed it rightly just now.
                    let Some(again) = rows::one(self.app.db(), self.city, table, &row.cells).await? else { continue };
                    self.find_all(self.against_leaves(table, &again, of_row, |_| None));
                }
            }
            done += page.len() as u64;
            (self.progress)(table.name, done);
        }
        self.audit.rows += done;
        Ok(())
    }

    pub(super) fn find_all(&mut self, findings: Vec<Finding>) {
        findings.into_iter().for_each(|finding| self.audit.find(finding));
    }

    /// The leaves of these rows; what cannot be read is found.
    pub(super) async fn leaves(&mut self, table: &Sealed, rows: &[Standing]) -> Result<LeavesOf, AppError> {
        let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        let leaves = seals::leaves_of(self.app.db(), self.city, table.name, &keys, self.newest()).await?;
        for leaf in &leaves.unreadable {
            self.find_leaf(table.name, leaf);
        }
        Ok(leaves)
    }

    pub(super) fn find_leaf(&mut self, kind: &str, leaf: &Unreadable) {
        let wrong = Wrong::Unreadable { why: leaf.problem.to_string() };
        self.audit.find(Finding::of("seal_leaves", format!("{kind} {}", leaf.key), wrong));
    }

    /// What does not fit between a row and its leaves; `head` gives the last event of the row's chain in a version.
    pub(super) fn against_leaves(
        &self,
        table: &Sealed,
        row: &Standing,
        leaves: &[Leaf],
        head: impl Fn(i64) -> Option<Hash>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        let find = |wrong| Finding::of(table.name, &row.shown, wrong);
        // What another key made is not held against the rows.
        let is_ours = |leaf: &&Leaf| self.laid(leaf.number).is_none_or(|laid| laid.is_ours);
        for leaf in leaves.iter().filter(is_ours) {
            let head = if table.is_chained() { head(leaf.version) } else { Some([0; 32]) };
            let holds = |key| head.is_some_and(|head| leaf.mac(key, self.city, &head) == leaf.mac);
            if !self.key.as_ref().is_none_or(holds) {
                found.push(find(Wrong::Unlike { day: self.day_of(leaf.number) }));
            }
        }
        let first = leaves.first().map_or(self.newest() + 1, |leaf| leaf.number);
        if let Some(day) = row.written.and_then(|written| self.missed(first, written)) {
            found.push(find(Wrong::SlippedIn { day }));
        }
        let Some(newest) = leaves.last() else { return found };
        let day = self.day_of(newest.number);
        let must_be_same = match table.changes {
            Changes::Never => true,
            Changes::WithVersion => {
                if row.version < newest.version {
                    found.push(find(Wrong::Older { day, sealed: newest.version, stands: row.version }));
                }
                row.version == newest.version
            }
            Changes::WithModel => !self.model_moved() && !newest.is_farewell(),
        };
        let print = row.print(table);
        if must_be_same && is_unlike(table, newest, &print) {
            let columns = RowPrint::unlike(&newest.marks, &print.marks, table.marks_of_parts());
            let names = table.marked();
            if columns.is_empty() {
                found.push(find(Wrong::Changed { day }));
            }
            let named = columns.into_iter().filter_map(|place| names.get(place));
            found.extend(named.map(|name| Finding::column(table.name, &row.shown, name, Wrong::Changed { day })));
        }
        found
    }

    /// Reference data may have changed rightly since the newest seal.
    fn model_moved(&self) -> bool {
        self.audit.newest.as_ref().is_none_or(|newest| newest.model_version != self.model_version)
    }

    /// Rows that were sealed and are not there.
    pub(super) async fn missing(&mut self, table: &Sealed) -> Result<(), AppError> {
        if table.changes == Changes::WithModel && self.model_moved() {
            return Ok(());
        }
        let (db, newest, mut after) = (self.app.db(), self.newest(), String::new());
        loop {
            let page = seals::newest_leaves(db, self.city, table.name, newest, &after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after.clone_from(last);
            let keys: Vec<&str> = page.iter().map(|(key, _)| key.as_str()).collect();
            let there: HashSet<String> = rows::there(db, self.city, table, &keys).await?;
            let gone: Vec<&str> = keys.into_iter().filter(|key| !there.contains(*key)).collect();
            let leaves = seals::leaves_of(db, self.city, table.name, &gone, newest).await?;
            for key in gone {
                let Some(leaf) = leaves.of.get(key).and_then(|leaves| leaves.last()) else { continue };
                if !leaf.is_farewell() {
                    self.audit.find(Finding::of(table.name, key, Wrong::Gone { day: self.day_of(leaf.number) }));
                }
            }
        }
        Ok(())
    }

    /// Fewer rows than the newest seal counted.
    pub(super) async fn fewer(&mut self, table: &Sealed) -> Result<(), AppError> {
        let Some(newest) = self.audit.newest.as_ref().filter(|_| table.changes != Changes::WithModel) else {
            return Ok(());
        };
        let Some(counted) = newest.sums.iter().find(|sum| sum.kind == table.name).map(|sum| sum.counted) else {
            return Ok(());
        };
        let (day, stands) = (newest.day, rows::count(self.app.db(), self.city, table).await?);
        if stands < counted {
            self.audit.find(Finding::of(table.name, "", Wrong::Fewer { day, counted, stands }));
        }
        Ok(())
    }
}
