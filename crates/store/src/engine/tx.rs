//! A transaction that writes.

use futures::TryStreamExt;
use sqlx::{Postgres, Sqlite, Transaction};

use super::{Barrier, Db, Engine, Params, Row, SqlText};
use crate::error::StoreError;
use std::sync::Arc;

/// Dropped without `commit`, it is undone, also when the client behind it has vanished.
pub enum Tx {
    Sqlite { inner: Transaction<'static, Sqlite>, barrier: Arc<Barrier> },
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) async fn begin(db: &Db) -> Result<Self, StoreError> {
        match db {
            Db::Sqlite(db) => Ok(Tx::Sqlite {
                // IMMEDIATE takes the write lock at once, so that a transaction never fails half-way for want of it.
                inner: db
                    .writer
                    .begin_with("BEGIN IMMEDIATE")
                    .await
                    .map_err(|source| StoreError::statement("begin", source))?,
                barrier: db.barrier.clone(),
            }),
            Db::Postgres(pool) => {
                Ok(Tx::Postgres(pool.begin().await.map_err(|source| StoreError::statement("begin", source))?))
            }
        }
    }

    pub fn engine(&self) -> Engine {
        match self {
            Tx::Sqlite { .. } => Engine::Sqlite,
            Tx::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; returns how many rows it changed.
    pub async fn execute(&mut self, sql: impl SqlText, params: Params) -> Result<u64, StoreError> {
        let name = sql.name();
        let text = sql.text(self.engine());
        let run = async {
            match self {
                Tx::Sqlite { inner, .. } => sqlx::query_with(text, params.sqlite()?)
                    .execute(&mut **inner)
                    .await
                    .map(|done| done.rows_affected()),
                Tx::Postgres(inner) => sqlx::query_with(text, params.postgres()?)
                    .execute(&mut **inner)
                    .await
                    .map(|done| done.rows_affected()),
            }
        };
        run.await.map_err(|source| StoreError::statement(name, source))
    }

    /// Runs a statement that returns rows.
    pub async fn rows(&mut self, sql: impl SqlText, params: Params) -> Result<Vec<Row>, StoreError> {
        let name = sql.name();
        let text = sql.text(self.engine());
        let run = async {
            match self {
                Tx::Sqlite { inner, .. } => {
                    sqlx::query_with(text, params.sqlite()?).fetch(&mut **inner).map_ok(Row::Sqlite).try_collect().await
                }
                Tx::Postgres(inner) => {
                    sqlx::query_with(text, params.postgres()?)
                        .fetch(&mut **inner)
                        .map_ok(Row::Postgres)
                        .try_collect()
                        .await
                }
            }
        };
        run.await.map_err(|source| StoreError::statement(name, source))
    }

    pub async fn row(&mut self, sql: impl SqlText, params: Params) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// Commits and waits until the commit is on disk. Only after this may a reply leave.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite { inner, barrier } => {
                inner.commit().await.map_err(|source| StoreError::statement("commit", source))?;
                barrier.wait().await
            }
            Tx::Postgres(inner) => inner.commit().await.map_err(|source| StoreError::statement("commit", source)),
        }
    }
}
