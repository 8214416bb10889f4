//! Numbers that people see. A block of them is taken in a short transaction of its own and handed out from memory, so that
//! cases that arrive together do not queue for one row until the disk has answered. A restart loses what is left of
//! a block: numbers may skip, they never repeat.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use changxiao_domain::ids::CityId;

use crate::{Db, StoreError, params, sql};

sql! {
    TAKE_BLOCK = "
        INSERT INTO counters (city_id, name, next)
        VALUES               ($1,      $2,   1 + CAST($3 AS BIGINT))
        ON CONFLICT (city_id, name) DO UPDATE SET next = counters.next + $3
        RETURNING next";
}

/// City and name.
type Counter = (CityId, String);
/// What is left of a block, with those who wait for it in a row.
type Block = Arc<tokio::sync::Mutex<Range<i64>>>;

/// Blocks that this process holds, by city and counter.
#[derive(Clone, Default)]
pub struct Numbers {
    blocks: Arc<tokio::sync::Mutex<HashMap<Counter, Block>>>,
    size: Arc<Mutex<HashMap<Counter, i64>>>,
}

/// A counter starts with blocks of one, so that a quiet day has no gaps, and doubles them while it is in demand.
const LARGEST_BLOCK: i64 = 256;

impl Numbers {
    /// The next number of a counter: 1, 2, 3, …
    pub async fn next(&self, db: &Db, city: CityId, name: &str) -> Result<i64, StoreError> {
        let key = (city, name.to_owned());
        let block = {
            let mut blocks = self.blocks.lock().await;
            if !blocks.contains_key(&key) {
                // Counters of former days are not needed any more.
                blocks.retain(|_, block| block.try_lock().map_or(true, |range| !range.is_empty()));
            }
            blocks.entry(key.clone()).or_default().clone()
        };
        let mut range = block.lock().await;
        if let Some(number) = range.next() {
            return Ok(number);
        }
        let size = self.grow(&key);
        let mut tx = db.begin().await?;
        let row = tx.row(&TAKE_BLOCK, params![city, name, size]).await?;
        let end = row.map_or(Ok(size + 1), |row| row.int("next"))?;
        tx.commit().await?;
        *range = end - size..end;
        Ok(range.next().unwrap_or(end - size))
    }

    /// So many numbers that follow each other, for many things at once; what is held for single ones stays as it is.
    pub async fn take(&self, db: &Db, city: CityId, name: &str, count: i64) -> Result<Range<i64>, StoreError> {
        if count <= 0 {
            return Ok(0..0);
        }
        let mut tx = db.begin().await?;
        let row = tx.row(&TAKE_BLOCK, params![city, name, count]).await?;
        let end = row.map_or(Ok(count + 1), |row| row.int("next"))?;
        tx.commit().await?;
        Ok(end - count..end)
    }

    fn grow(&self, key: &Counter) -> i64 {
        let mut sizes = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        if sizes.len() > 1000 {
            sizes.clear();
        }
        let size = sizes.entry(key.clone()).or_insert(1);
        let now = *size;
        *size = (now * 2).min(LARGEST_BLOCK);
        now
    }
}
