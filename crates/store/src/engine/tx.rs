//! A transaction that writes.

use std::sync::Arc;

use futures::TryStreamExt;
use sqlx::{Postgres, Transaction};

use super::{
    Barrier, Db, Engine, Params, Row, Sql, SqlText, commits, postgres_text, refuse_zero, sqlite::SqliteTx, value::Lists,
};
use crate::error::{EngineError, StoreError};

/// Dropped without `commit`, it is undone, also when the client behind it has vanished.
pub struct Tx {
    inner: Inner,
    /// What is written right before the commit.
    last: Vec<(Sql, Params)>,
}

enum Inner {
    Sqlite { inner: SqliteTx, barrier: Arc<Barrier> },
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) async fn begin(db: &Db) -> Result<Self, StoreError> {
        let begun = match db {
            Db::Sqlite(db) => db.begin().await.map(|inner| Inner::Sqlite { inner, barrier: db.barrier.clone() }),
            Db::Postgres(db) => db.pool.begin().await.map(Inner::Postgres).map_err(EngineError::from),
        };
        let inner = begun.map_err(|source| StoreError::statement("begin", source))?;
        Ok(Self { inner, last: Vec::new() })
    }

    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite { .. } => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement right before the commit: one that locks a row that many transactions write. Held for a moment and as the last
    /// one of all, such a row makes nobody wait long, and never two for each other.
    pub(crate) fn at_the_end(&mut self, sql: &Sql, params: Params) {
        self.last.push((*sql, params));
    }

    /// Runs a statement; returns how many rows it changed.
    ///
    /// Errors: [`StoreError::Exists`] where a key refuses the row; everything else with the name of the statement.
    pub async fn execute(&mut self, sql: impl SqlText, params: Params) -> Result<u64, StoreError> {
        let name = sql.name();
        refuse_zero(name, &params)?;
        let text = sql.text(self.engine());
        let run = async {
            match &mut self.inner {
                Inner::Sqlite { inner, .. } => inner.execute(text, params).await,
                Inner::Postgres(inner) => {
                    let done = sqlx::query_with(postgres_text(text), params.postgres()?).execute(&mut **inner).await?;
                    Ok(done.rows_affected())
                }
            }
        };
        run.await.map_err(|source| StoreError::statement(name, source))
    }

    /// Runs a statement of PostgreSQL that takes a list a column.
    pub(super) async fn execute_lists(
        &mut self,
        name: &'static str,
        text: String,
        lists: Lists,
    ) -> Result<(), StoreError> {
        if lists.hold_zero() {
            return Err(StoreError::HiddenSign { statement: name });
        }
        let Inner::Postgres(inner) = &mut self.inner else {
            return Err(StoreError::content(name, "a transaction of PostgreSQL"));
        };
        let run = async {
            sqlx::query_with(postgres_text(text.into()), lists.postgres()?).execute(&mut **inner).await?;
            Ok::<_, EngineError>(())
        };
        run.await.map_err(|source| StoreError::statement(name, source))
    }

    /// Runs a statement that returns rows.
    pub async fn rows(&mut self, sql: impl SqlText, params: Params) -> Result<Vec<Row>, StoreError> {
        let name = sql.name();
        refuse_zero(name, &params)?;
        let text = sql.text(self.engine());
        let run = async {
            match &mut self.inner {
                Inner::Sqlite { inner, .. } => {
                    Ok(inner.rows(text, params).await?.into_iter().map(Row::Sqlite).collect())
                }
                Inner::Postgres(inner) => sqlx::query_with(postgres_text(text), params.postgres()?)
                    .fetch(&mut **inner)
                    .map_ok(Row::Postgres)
                    .try_collect()
                    .await
                    .map_err(EngineError::from),
            }
        };
        run.await.map_err(|source| StoreError::statement(name, source))
    }

    pub async fn row(&mut self, sql: impl SqlText, params: Params) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// Commits and waits until the commit is on disk. Only after this may a reply leave.
    ///
    /// Errors: the engine or the disk refused; whether it is kept is open then.
    pub async fn commit(self) -> Result<(), StoreError> {
        let began = tokio::time::Instant::now();
        let done = self.commit_and_wait().await;
        commits::waited(began.elapsed());
        done
    }

    async fn commit_and_wait(mut self) -> Result<(), StoreError> {
        for (sql, params) in std::mem::take(&mut self.last) {
            self.execute(&sql, params).await?;
        }
        match self.inner {
            Inner::Sqlite { inner, barrier } => {
                inner.commit().await.map_err(|source| StoreError::statement("commit", source))?;
                barrier.wait().await
            }
            Inner::Postgres(inner) => inner.commit().await.map_err(|source| StoreError::statement("commit", source)),
        }
    }
}
