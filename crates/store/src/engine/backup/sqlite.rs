//! A copy of an SQLite database: one file.

use std::{fs, io, path::Path, time::Duration};

use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};
use tokio::sync::mpsc;

use super::{
    BackupError, Copied, CopiedTable, DatabaseCopy, Progress, Step,
    copied::{private, sync_folder_of},
};
use crate::{
    engine::{
        barrier::log_of,
        sqlite::{SqliteDb, open_reader},
    },
    error::StoreError,
};

pub(super) const ENGINE: &str = "sqlite";
const FILE: &str = "database.sqlite";

/// Pages that are copied before others get the processor.
const PAGES: i32 = 1_000;

pub(super) async fn copy(db: &SqliteDb, to: &Path, progress: Progress<'_>) -> Result<DatabaseCopy, BackupError> {
    let (database, folder) = (db.path.to_path_buf(), to.to_owned());
    let (said, mut hears) = mpsc::unbounded_channel();
    let copying = tokio::task::spawn_blocking(move || {
        copy_file(&database, &folder, |done, all| _ = said.send((done, all)))?;
        describe(&folder)
    });
    while let Some((done, all)) = hears.recv().await {
        progress(FILE, done, all);
    }
    copying.await.map_err(|problem| BackupError::Damaged(problem.to_string()))?
}

fn copy_file(database: &Path, folder: &Path, said: impl Fn(u64, u64)) -> Result<(), BackupError> {
    let to = folder.join(FILE);
    private(&to).map_err(BackupError::file(&to))?;
    let source = open_reader(database).map_err(failed)?;
    // A transaction of our own holds the moment; without it every commit of somebody else would begin the copy anew.
    source.execute_batch("BEGIN; SELECT step FROM schema_steps LIMIT 1;").map_err(failed)?;
    let mut copy = Connection::open(&to).map_err(failed)?;
    {
        let backup = Backup::new(&source, &mut copy).map_err(failed)?;
        loop {
            let step = backup.step(PAGES).map_err(failed)?;
            let progress = backup.progress();
            let all = u64::try_from(progress.pagecount).unwrap_or(0);
            said(all - u64::try_from(progress.remaining).unwrap_or(0).min(all), all);
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }
    source.execute_batch("COMMIT").map_err(failed)?;
    // One file, without a log beside it.
    copy.pragma_update(None, "journal_mode", "delete").map_err(failed)?;
    copy.close().map_err(|(_, problem)| failed(problem))
}

/// Reads the copy: whether it is whole, and what it holds.
fn describe(folder: &Path) -> Result<DatabaseCopy, BackupError> {
    let copy = open_reader(&folder.join(FILE)).map_err(failed)?;
    let sound: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed)?;
    if sound != "ok" {
        return Err(BackupError::Damaged(sound));
    }
    let steps = copy
        .prepare("SELECT step, name FROM schema_steps ORDER BY step")
        .and_then(|mut statement| {
            let rows = statement.query_map([], |row| Ok(Step { step: row.get(0)?, name: row.get(1)? }))?;
            rows.collect()
        })
        .map_err(failed)?;
    let tables = tables(&copy).map_err(failed)?;
    drop(copy);
    Ok(DatabaseCopy { engine: ENGINE.to_owned(), steps, tables, files: vec![Copied::of(folder, FILE)?] })
}

/// Every table that can be counted; those of the search's index belong to the engine.
fn tables(copy: &Connection) -> rusqlite::Result<Vec<CopiedTable>> {
    let mut statement = copy.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
    )?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut tables = Vec::new();
    for name in names {
        let mut statement = copy.prepare("SELECT name FROM pragma_table_info($1) ORDER BY cid")?;
        let columns = statement.query_map([&name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let rows: i64 = copy.query_row(&format!("SELECT COUNT(*) FROM {name}"), [], |row| row.get(0))?;
        tables.push(CopiedTable { name, columns, rows: u64::try_from(rows).unwrap_or(0) });
    }
    Ok(tables)
}

pub(super) fn refuse_what_is_there(path: &Path) -> Result<(), BackupError> {
    let there = [path.to_owned(), log_of(path)].into_iter().find(|path| path.exists());
    there.map_or(Ok(()), |path| Err(BackupError::NotEmpty(path.display().to_string())))
}

pub(super) async fn put_back(path: &Path, from: &Path, kept: &DatabaseCopy) -> Result<(), BackupError> {
    refuse_what_is_there(path)?;
    let (path, copy) = (path.to_owned(), from.join(FILE));
    let kept = kept.clone();
    let putting = tokio::task::spawn_blocking(move || {
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".part");
        let unfinished = std::path::PathBuf::from(unfinished);
        let put = || -> io::Result<()> {
            io::copy(&mut fs::File::open(&copy)?, &mut private(&unfinished)?)?;
            fs::File::open(&unfinished)?.sync_all()
        };
        put().map_err(BackupError::file(&unfinished))?;
        let restored = open_reader(&unfinished).and_then(|restored| tables(&restored)).map_err(failed)?;
        for (is, was) in restored.iter().zip(&kept.tables) {
            if is != was {
                return Err(BackupError::Rows { path: was.name.clone(), kept: was.rows, found: is.rows });
            }
        }
        fs::rename(&unfinished, &path).and_then(|()| sync_folder_of(&path)).map_err(BackupError::file(&path))
    });
    putting.await.map_err(|problem| BackupError::Damaged(problem.to_string()))?
}

fn failed(problem: rusqlite::Error) -> BackupError {
    StoreError::statement("store::backup", problem).into()
}
