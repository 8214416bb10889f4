//! Makes the leaves of a night: of every row that is new or went on since the night before.

use std::collections::HashSet;

use changxiao_domain::{
    ids::CityId,
    sealing::{Leaf, NO_HASH, RowPrint, Seal, SealKey},
};
use changxiao_store::{
    legible::Unreadable,
    seals::{
        self,
        pages::Pages,
        rows::Standing,
        tables::{Changes, Sealed},
    },
};

use crate::{App, AppError, jobs::faults::Faults, pace::paced};

const PAGE: i64 = 1_000;

pub(super) struct Sealing<'a> {
    pub app: &'a App,
    pub city: CityId,
    pub key: &'a SealKey,
    /// Of the seal that is made.
    pub number: i64,
    pub model_version: i64,
    pub before: Option<&'a Seal>,
    pub faults: &'a Faults<'a>,
    /// Rows that are not as they were sealed although nothing says that they went on. They get no leaf, so that they stay found.
    pub unlike: i64,
}

impl Sealing<'_> {
    /// All of a table as it stood when its turn came, a page at a time; what comes in meanwhile is sealed the next night. Nobody waits for
    /// it, so it gives way.
    pub async fn table(&mut self, table: &Sealed) -> Result<(), AppError> {
        let db = self.app.db().clone();
        // Only reference data may go rightly, and of that there is little.
        let mut there = HashSet::new();
        let mut pages = Pages::begin(&db, self.city, table, PAGE).await?;
        while paced(&db, self.page(table, &mut pages, &mut there)).await? {}
        if table.changes == Changes::WithModel && self.model_moved() {
            self.farewells(table, &there).await?;
        }
        Ok(())
    }

    fn model_moved(&self) -> bool {
        self.before.is_none_or(|before| before.model_version != self.model_version)
    }

    /// The leaves of the next page; false when there is none.
    async fn page(
        &mut self,
        table: &Sealed,
        pages: &mut Pages<'_>,
        there: &mut HashSet<String>,
    ) -> Result<bool, AppError> {
        let Some(rows) = pages.next(self.app.db()).await? else { return Ok(false) };
        let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        let known = seals::leaves_of(self.app.db(), self.city, table.name, &keys, self.number - 1).await?;
        let spoiled = self.spoiled(table, known.unreadable).await?;
        let mut leaves = Vec::new();
        for row in rows.iter().filter(|row| !spoiled.contains(&row.key)) {
            let newest = known.of.get(&row.key).and_then(|leaves| leaves.last());
            leaves.extend(self.leaf(table, row, newest));
        }
        if table.changes == Changes::WithModel {
            there.extend(rows.iter().map(|row| row.key.clone()));
        }
        self.put(&leaves).await?;
        Ok(true)
    }

    /// Rows with a leaf that cannot be read: nobody can say whether they are as they were sealed. They get no leaf, so that they stay found,
    /// and the night goes on with the others.
    async fn spoiled(&mut self, table: &Sealed, unreadable: Vec<Unreadable>) -> Result<HashSet<String>, AppError> {
        let mut keys = HashSet::new();
        for leaf in unreadable {
            self.unlike += 1;
            let row = format!("{} {}", table.name, leaf.key);
            self.faults.past::<()>(&row, Err(leaf.problem.into())).await?;
            keys.insert(leaf.key);
        }
        Ok(keys)
    }

    /// The leaf of a row that is new or went on.
    fn leaf(&mut self, table: &Sealed, row: &Standing, newest: Option<&Leaf>) -> Option<Leaf> {
        let print = row.print(table);
        if let Some(newest) = newest {
            let went_on = match table.changes {
                Changes::Never => false,
                Changes::WithVersion => row.version > newest.version,
                Changes::WithModel => newest.row != print.hash && self.model_moved(),
            };
            if !went_on {
                let is_older = table.changes == Changes::WithVersion && row.version < newest.version;
                self.unlike += i64::from(is_older || is_unlike(table, newest, &print));
                return None;
            }
        }
        let version = if table.changes == Changes::WithModel { self.model_version } else { row.version };
        Some(self.sealed(table, row.key.clone(), version, print, &row.head))
    }

    fn sealed(
        &self,
        table: &Sealed,
        key: String,
        version: i64,
        print: RowPrint,
        head: &changxiao_domain::sealing::Hash,
    ) -> Leaf {
        let RowPrint { hash: row, marks } = print;
        let kind = table.name.to_owned();
        let leaf = Leaf { kind, key, number: self.number, version, row, marks, mac: NO_HASH };
        Leaf { mac: leaf.mac(self.key, self.city, head), ..leaf }
    }

    /// What was sealed and was taken away rightly since.
    async fn farewells(&mut self, table: &Sealed, there: &HashSet<String>) -> Result<(), AppError> {
        let (db, mut after) = (self.app.db(), String::new());
        loop {
            let page = seals::newest_leaves(db, self.city, table.name, self.number - 1, &after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after.clone_from(last);
            let gone: Vec<&str> =
                page.iter().map(|(key, _)| key.as_str()).filter(|key| !there.contains(*key)).collect();
            let known = seals::leaves_of(db, self.city, table.name, &gone, self.number - 1).await?.of;
            let left = known.values().filter_map(|leaves| leaves.last()).filter(|leaf| !leaf.is_farewell());
            let farewell = |leaf: &Leaf| {
                let nothing = RowPrint { hash: NO_HASH, marks: Vec::new() };
                self.sealed(table, leaf.key.clone(), self.model_version, nothing, &NO_HASH)
            };
            let leaves: Vec<Leaf> = left.map(farewell).collect();
            self.put(&leaves).await?;
        }
        Ok(())
    }

    async fn put(&self, leaves: &[Leaf]) -> Result<(), AppError> {
        if leaves.is_empty() {
            return Ok(());
        }
        let mut tx = self.app.db().begin().await?;
        seals::put_leaves(&mut tx, self.city, leaves).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether a row is another than its leaf says. A leaf from before a column was added speaks of the columns before it.
pub(super) fn is_unlike(table: &Sealed, leaf: &Leaf, print: &RowPrint) -> bool {
    if leaf.marks.len() == print.marks.len() {
        leaf.row != print.hash
    } else {
        !RowPrint::unlike(&leaf.marks, &print.marks, table.marks_of_parts()).is_empty()
    }
}
