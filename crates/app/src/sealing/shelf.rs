//! Photos on the shelf: each is what its hash says.

use changxiao_domain::sealing::{Finding, Wrong};
use changxiao_files::photos::{ContentHash, PhotoError};
use changxiao_store::{engine::Value, sealed, seals::pages::Pages};

use super::{rows::PAGE, verify_audit::Walk};
use crate::AppError;

impl<F: FnMut(&str, u64) + Send + Sync> Walk<'_, F> {
    pub(super) async fn shelf(&mut self) -> Result<(), AppError> {
        let Some(table) = sealed().into_iter().find(|table| table.name == "files") else { return Ok(()) };
        let mut pages = Pages::begin(self.app.db(), self.city, table, PAGE).await?;
        while let Some(page) = pages.next(self.app.db()).await? {
            for row in page {
                let [Value::Blob(Some(hash))] = row.cells.as_slice() else { continue };
                let Ok(hash) = hash.as_slice().try_into() else { continue };
                let wrong = match self.app.photos().verify(&ContentHash(hash)).await {
                    Ok(()) => None,
                    Err(PhotoError::Missing(_)) => Some(Wrong::PhotoGone),
                    Err(PhotoError::Altered(_)) => Some(Wrong::PhotoAltered),
                    Err(other) => return Err(other.into()),
                };
                wrong.into_iter().for_each(|wrong| self.audit.find(Finding::of("photos", &row.shown, wrong)));
                self.audit.photos += 1;
                (self.progress)("photos", self.audit.photos);
            }
        }
        Ok(())
    }
}
