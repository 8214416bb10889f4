//! A copy of a PostgreSQL database: a file for each table, in the text form of COPY.

use std::{io::Read, path::Path};

use futures::TryStreamExt;
use sqlx::{Connection, Executor, PgConnection};

use super::{BackupError, CopiedTable, DatabaseCopy, Progress, Step, copied::Writing};
use crate::{
    engine::{
        hide_password,
        migrate::{self, lock_for_steps},
        postgres::{PostgresDb, connect_alone},
    },
    error::StoreError,
};

pub(super) const ENGINE: &str = "postgres";

/// Tables of our schema in the order in which they were made, so that one that refers to another comes behind it.
const TABLES: &str = "
    SELECT CAST(c.relname AS TEXT)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
    ORDER BY c.oid";
const COLUMNS: &str = "
    SELECT CAST(a.attname AS TEXT)
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum";
/// Filled by the steps themselves.
const STEPS: &str = "schema_steps";

/// So much of a file is sent at once.
const PIECE: usize = 256 * 1024;

pub(super) async fn copy(db: &PostgresDb, to: &Path, progress: Progress<'_>) -> Result<DatabaseCopy, BackupError> {
    // A connection of its own: it is open as long as the copy takes, and the pool is for people.
    let mut connection = connect_alone(&db.options).await.map_err(failed)?;
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(failed)?;
    let steps: Vec<(i64, String)> = sqlx::query_as("SELECT step, name FROM schema_steps ORDER BY step")
        .fetch_all(&mut connection)
        .await
        .map_err(failed)?;
    let steps = steps.into_iter().map(|(step, name)| Step { step, name }).collect();
    let names = names(&mut connection).await?;
    let all = names.len() as u64;
    let (mut tables, mut files) = (Vec::new(), Vec::new());
    for (done, name) in (0..).zip(names) {
        progress(&name, done, all);
        let columns = columns(&mut connection, &name).await?;
        let mut file = Writing::begin(to, &format!("{name}.copy"))?;
        let mut rows = 0;
        let ask = format!("COPY {name} ({}) TO STDOUT", columns.join(", "));
        let mut answer = connection.copy_out_raw(&ask).await.map_err(failed)?;
        while let Some(piece) = answer.try_next().await.map_err(failed)? {
            // A line end within a value is written as a backslash and a letter.
            rows += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
            file.write(&piece)?;
        }
        drop(answer);
        files.push(file.end()?);
        tables.push(CopiedTable { name, columns, rows });
    }
    connection.execute("COMMIT").await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(DatabaseCopy { engine: ENGINE.to_owned(), steps, tables, files })
}

pub(super) async fn refuse_what_is_there(url: &str) -> Result<(), BackupError> {
    let options = url.parse().map_err(failed)?;
    let mut connection = connect_alone(&options).await.map_err(failed)?;
    let names = names(&mut connection).await?;
    connection.close().await.map_err(failed)?;
    if names.is_empty() { Ok(()) } else { Err(BackupError::NotEmpty(hide_password(url))) }
}

/// In one transaction, so that a database that holds half of a copy is never there.
pub(super) async fn put_back(
    url: &str,
    from: &Path,
    kept: &DatabaseCopy,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let options = url.parse().map_err(failed)?;
    let mut connection = connect_alone(&options).await.map_err(failed)?;
    let mut tx = connection.begin().await.map_err(failed)?;
    lock_for_steps(&mut tx).await.map_err(failed)?;
    if !names(&mut tx).await?.is_empty() {
        return Err(BackupError::NotEmpty(hide_password(url)));
    }
    let steps: Vec<i64> = kept.steps.iter().map(|step| step.step).collect();
    migrate::take_these(&mut tx, &steps).await?;
    let there = names(&mut tx).await?;
    let all = there.len() as u64;
    for (done, name) in (0..).zip(there) {
        let Some(table) = kept.tables.iter().find(|table| table.name == name).filter(|_| name != STEPS) else {
            continue;
        };
        progress(&name, done, all);
        let path = from.join(format!("{name}.copy"));
        let mut file = std::fs::File::open(&path).map_err(BackupError::file(&path))?;
        let put = format!("COPY {name} ({}) FROM STDIN", table.columns.join(", "));
        let mut into = tx.copy_in_raw(&put).await.map_err(failed)?;
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece).map_err(BackupError::file(&path))?;
            if read == 0 {
                break;
            }
            into.send(&piece[..read]).await.map_err(failed)?;
        }
        let rows = into.finish().await.map_err(failed)?;
        if rows != table.rows {
            return Err(BackupError::Rows { path: path.display().to_string(), kept: table.rows, found: rows });
        }
    }
    tx.commit().await.map_err(failed)?;
    connection.execute("ANALYZE").await.map_err(failed)?;
    connection.close().await.map_err(failed)
}

async fn names(connection: &mut PgConnection) -> Result<Vec<String>, BackupError> {
    let names: Vec<(String,)> = sqlx::query_as(TABLES).fetch_all(connection).await.map_err(failed)?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}

async fn columns(connection: &mut PgConnection, table: &str) -> Result<Vec<String>, BackupError> {
    let columns: Vec<(String,)> = sqlx::query_as(COLUMNS).bind(table).fetch_all(connection).await.map_err(failed)?;
    Ok(columns.into_iter().map(|(column,)| column).collect())
}

fn failed(problem: sqlx::Error) -> BackupError {
    StoreError::statement("store::backup", problem).into()
}
