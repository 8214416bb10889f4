//! Gives the file of an item to somebody who may see the item.

use changxiao_domain::{
    evidence::Media,
    orgs::{Actor, Permission},
    trace::TraceSubject,
};
use changxiao_files::photos::ContentHash;

use super::view::{load_visible, may_see_original};
use crate::{App, AppError, note_look};

/// A file that may be given out.
#[derive(Clone, Debug)]
pub struct EvidenceFile {
    pub hash: ContentHash,
    pub mime: String,
    /// As whoever brought it called it.
    pub name: String,
    pub media: Media,
}

/// The file of an item, `original` as it came, else only what can be shown without what the camera wrote: knowing a hash opens nothing.
///
/// An original may tell of persons, in what the camera wrote or in its text, which is not masked in it. So only posts with
/// [`Permission::ReadPersonal`] get it, and those of the unit that brought it; each look leaves a trace.
///
/// Errors: not permitted; no such item, or outside of the scope; a document that is asked for as a picture; an original that is gone or is
/// not what its hash says.
pub async fn file(app: &App, actor: &Actor, number: i64, original: bool) -> Result<EvidenceFile, AppError> {
    let row = load_visible(app, actor, number).await?;
    let (hash, media) = (ContentHash(row.hash), row.media());
    if original {
        if !may_see_original(actor, &row) {
            return Err(AppError::NotPermitted(Permission::ReadPersonal));
        }
        app.photos().verify(&hash).await?;
        let told = serde_json::json!({ "file": row.file_name });
        note_look(app, actor, TraceSubject::OriginalEvidence(row.number), told).await?;
    } else if media != Media::Picture {
        return Err(AppError::NotFound("photo"));
    }
    Ok(EvidenceFile { hash, mime: row.mime, name: row.file_name, media })
}
