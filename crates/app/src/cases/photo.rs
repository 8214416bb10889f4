//! Gives a photo of a case to somebody who may see the case.

use changxiao_domain::{
    cases::{from_hex, hex},
    orgs::{Actor, Permission},
    trace::TraceSubject,
};
use changxiao_files::photos::ContentHash;
use changxiao_store::{cases, files};

use super::carry_out::load_visible;
use crate::{App, AppError, note_look};

/// A photo that may be given out.
#[derive(Clone, Debug)]
pub struct CasePhoto {
    pub hash: ContentHash,
    /// `image/jpeg`, `image/png` or `image/webp`, of the original.
    pub mime: String,
}

/// The photo, when it belongs to this very case and the post may see the case: knowing a hash opens nothing.
///
/// The original carries what the camera wrote (place, time, device, owner), so that only posts with [`Permission::ReadPersonal`] get it, and
/// each look leaves a trace (`original`). Everybody else is given copies without it.
///
/// Errors: not permitted; no such photo, or outside of the scope; an original that is gone or is not what its hash says.
pub async fn photo(app: &App, actor: &Actor, number: &str, hash: &str, original: bool) -> Result<CasePhoto, AppError> {
    actor.require(Permission::ReadCases)?;
    if original {
        actor.require(Permission::ReadPersonal)?;
    }
    let hash = from_hex(hash).ok_or(AppError::NotFound("photo"))?;
    let row = load_visible(app, actor, number).await?;
    let photos = cases::photos_of(app.db(), actor.city, row.case.id).await?;
    if !photos.iter().any(|photo| photo.hash == hash) {
        return Err(AppError::NotFound("photo"));
    }
    let file = files::find(app.db(), actor.city, &hash).await?.ok_or(AppError::NotFound("photo"))?;
    if original {
        // Evidence that is not what it was is not given out as what it was.
        app.photos().verify(&ContentHash(hash)).await?;
        let subject = TraceSubject::OriginalPhoto(row.case.number.clone());
        note_look(app, actor, subject, serde_json::json!({ "photo": hex(&hash) })).await?;
    }
    Ok(CasePhoto { hash: ContentHash(hash), mime: file.mime })
}
