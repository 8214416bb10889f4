//! Photos of a visit, and photos of one that was refused and comes again.

use bytes::Bytes;
use changxiao_domain::orgs::Actor;
use changxiao_files::photos::{ContentHash, Size, Stored};
use changxiao_store::inspections as store;

use super::view::load_visible;
use crate::{App, AppError, scoring::Sight};

/// A photo of a visit as JPEG without metadata.
///
/// Errors: not permitted; no such visit, or outside the scope; the photo belongs to another visit, or to an item that the post may not see.
pub async fn photo(app: &App, actor: &Actor, number: i64, hash: ContentHash, size: Size) -> Result<Bytes, AppError> {
    let (visit, sight) = load_visible(app, actor, number).await?;
    let shown = match sight {
        Sight::Whole => store::has_photo(app.db(), actor.city, visit.id, &hash.0).await?,
        Sight::Items(_) => store::results(app.db(), actor.city, visit.id)
            .await?
            .iter()
            .any(|result| sight.shows(&result.item) && result.photos.contains(&hash.0)),
    };
    if !shown {
        return Err(AppError::NotFound("photo"));
    }
    Ok(app.photos().thumbnail(&hash, size).await?)
}

/// A photo that this post has uploaded with a form that came back. Whoever calls has made sure of that.
pub async fn uploaded(app: &App, hash: ContentHash) -> Result<Bytes, AppError> {
    Ok(app.photos().thumbnail(&hash, Size::Small).await?)
}

/// The facts of a photo that lies on the shelf since an earlier try; the content is compared with its name once more.
pub async fn again(app: &App, hash: ContentHash) -> Result<Stored, AppError> {
    let content = app.photos().original(&hash).await?;
    Ok(app.photos().store(content).await?)
}
