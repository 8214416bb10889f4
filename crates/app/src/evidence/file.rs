//! Gives the file of an item to somebody who may see the item.

use changxiao_domain::{
    evidence::Media,
    orgs::{Actor, Permission},
    trace::TraceSubject,
};
use changxiao_files::photos::ContentHash;
use changxiao_store::evidence::EvidenceRow;

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
    /// In bytes.
    pub size: u64,
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
    if original {
        look(app, actor, &row).await?;
    } else if row.media() != Media::Picture {
        return Err(AppError::NotFound("photo"));
    }
    Ok(of_row(row))
}

/// What a browser shows or plays of an item: a PDF or a recording, as it came, for those who may see the original. The pieces that a player asks
/// for one after the other are one look.
///
/// Errors: as of an original; it is neither.
pub async fn shown(app: &App, actor: &Actor, number: i64) -> Result<EvidenceFile, AppError> {
    let row = load_visible(app, actor, number).await?;
    match row.media() {
        Media::Pdf => look(app, actor, &row).await?,
        media if media.is_recording() => {
            refuse_original(actor, &row)?;
            let (key, now) = ((actor.city, actor.person, actor.post, number), app.now());
            if app.looks().is_new(key, now) {
                look(app, actor, &row).await?;
                app.looks().begin(key, now);
            }
        }
        _ => return Err(AppError::NotFound("file")),
    }
    Ok(of_row(row))
}

/// The original is there, is what its hash says, and a line of the trace says who looks at it.
async fn look(app: &App, actor: &Actor, row: &EvidenceRow) -> Result<(), AppError> {
    refuse_original(actor, row)?;
    app.photos().verify(&ContentHash(row.hash)).await?;
    let told = serde_json::json!({ "file": row.file_name });
    note_look(app, actor, TraceSubject::OriginalEvidence(row.number), told).await
}

fn refuse_original(actor: &Actor, row: &EvidenceRow) -> Result<(), AppError> {
    if may_see_original(actor, row) { Ok(()) } else { Err(AppError::NotPermitted(Permission::ReadPersonal)) }
}

fn of_row(row: EvidenceRow) -> EvidenceFile {
    let (hash, media) = (ContentHash(row.hash), row.media());
    EvidenceFile { hash, media, mime: row.mime, name: row.file_name, size: u64::try_from(row.size).unwrap_or(0) }
}
