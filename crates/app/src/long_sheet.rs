//! A long sheet: rows go through a thread into temporary files, so that memory does not grow with them and nobody waits for the writer.

use std::fs::File;

use changxiao_domain::time::Day;
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::AppError;

/// So many rows wait for the thread that writes the workbook.
const WAITING_ROWS: usize = 500;

pub struct LongSheet {
    send: mpsc::Sender<Vec<Cell>>,
    writing: JoinHandle<Result<File, WriteError>>,
}

impl LongSheet {
    /// A workbook of one sheet with this name and these columns.
    pub fn begin(today: Day, name: impl Into<String>, columns: Vec<SheetColumn>) -> Self {
        let (send, mut rows) = mpsc::channel::<Vec<Cell>>(WAITING_ROWS);
        let name = name.into();
        let writing = tokio::task::spawn_blocking(move || -> Result<File, WriteError> {
            let mut workbook = Workbook::new(today)?;
            let mut sheet = workbook.sheet(&name, &columns)?;
            while let Some(row) = rows.blocking_recv() {
                sheet.row(&row)?;
            }
            workbook.finish_on_disk()
        });
        Self { send, writing }
    }

    /// Writes the next row. False: the writer has given up, and [`LongSheet::finish`] says why.
    pub async fn row(&self, cells: Vec<Cell>) -> bool {
        self.send.send(cells).await.is_ok()
    }

    /// The whole file, read from its beginning; it is gone when it is closed. Errors: a full disk, more rows than a sheet has.
    pub async fn finish(self) -> Result<File, AppError> {
        drop(self.send);
        let written = self.writing.await.map_err(|problem| AppError::Broken(problem.to_string()))?;
        written.map_err(|problem| AppError::Broken(problem.to_string()))
    }
}
