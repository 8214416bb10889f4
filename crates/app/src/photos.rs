//! Takes a photo in: its bytes on the shelf, its facts in the table.

use changxiao_domain::orgs::Actor;
use changxiao_files::photos::Stored;
use changxiao_store::{
    Tx,
    files::{self, FileRow},
};

use crate::{App, AppError};

/// The facts of a stored photo, for the transaction of whatever it belongs to. The bytes are on the shelf already; a photo whose
/// transaction never commits is an orphan that `doctor` lists.
pub async fn keep(app: &App, tx: &mut Tx, actor: &Actor, stored: &Stored) -> Result<(), AppError> {
    let facts = &stored.facts;
    let row = FileRow {
        hash: facts.hash.0,
        mime: facts.media.mime().to_owned(),
        size: i64::try_from(facts.size).unwrap_or(i64::MAX),
        width: facts.width.into(),
        height: facts.height.into(),
        taken_at: facts.taken_at.as_ref().map(|taken| taken.clock.clone()),
        uploaded_at: app.now(),
        post: Some(actor.post),
    };
    files::put(tx, actor.city, &row).await?;
    Ok(())
}
