//! The evaluation system that ships comes in like a list, so that it can be taken back like one.

use changxiao_domain::{ids::ImportId, orgs::Actor};
use changxiao_store::{cities, imports::ImportRow, standards::SystemRow};
use sha2::{Digest, Sha256};

use super::{Kind, plan::Write, saved};
use crate::{App, AppError};

/// Keeps an evaluation system of so many rows under the name of its source. Errors: the store's.
pub(crate) async fn bring_standard(
    app: &App,
    actor: &Actor,
    (source, text): (&str, &str),
    system: SystemRow,
    rows: usize,
) -> Result<(), AppError> {
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let row = ImportRow {
        id: app.new_id(ImportId),
        kind: Kind::Standard.code().to_owned(),
        file_name: source.to_owned(),
        file_hash: Sha256::digest(text.as_bytes()).into(),
        rows_read: rows,
        added: rows,
        changed: 0,
        unchanged: 0,
        person: Some(actor.person),
        at: app.now(),
        taken_back_at: None,
        taken_back_by: None,
    };
    let write = Write::Standard { added: Some(Box::new(system)), changed: None };
    let mut tx = app.db().begin().await?;
    saved::save(app, &mut tx, actor, (actor.city, write), (&row, 0), &[], &|_, _| {}).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}
