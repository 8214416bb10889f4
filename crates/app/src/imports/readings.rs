//! How lists of a kind are read, kept under a name for the next file of the same make.

use changxiao_domain::{
    orgs::Actor,
    text::clean,
    trace::{TraceKind, TraceSubject},
};
use changxiao_files::sheets::Reading;
use changxiao_store::synonyms::{self, ReadingRow};
use changxiao_words::say;

use super::{Kind, check_permission};
use crate::{App, AppError, note};

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// A kept reading.
#[derive(Clone, Debug)]
pub struct NamedReading {
    pub kind: Kind,
    pub name: String,
    pub reading: Reading,
}

/// All readings that the city keeps, by kind and name. One that today's program does not understand any more is left out.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<NamedReading>, AppError> {
    let rows = synonyms::readings(app.db(), actor.city).await?;
    let kept = rows.into_iter().filter_map(|row| {
        let (kind, reading) = (Kind::parse(&row.kind)?, serde_json::from_str(&row.document).ok()?);
        Some(NamedReading { kind, name: row.name, reading })
    });
    Ok(kept.collect())
}

/// The reading of a name. Errors: there is none.
pub async fn find(app: &App, actor: &Actor, kind: Kind, name: &str) -> Result<Reading, AppError> {
    let kept = list(app, actor).await?.into_iter().find(|kept| kept.kind == kind && kept.name == name);
    kept.map(|kept| kept.reading).ok_or(AppError::NotFound("reading"))
}

/// Keeps a reading under a name; what was kept under it before goes.
///
/// Errors: not permitted; no name, or a long one.
pub async fn keep(app: &App, actor: &Actor, kind: Kind, name: &str, reading: &Reading) -> Result<(), AppError> {
    check_permission(actor, kind)?;
    let name = clean(name.trim()).into_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(AppError::field("name", say!(imports_reading_name, most = LONGEST_NAME)));
    }
    let document = serde_json::to_string(reading).map_err(|problem| AppError::Broken(format!("reading: {problem}")))?;
    let row = ReadingRow { kind: kind.code().to_owned(), name, document, person: Some(actor.person), at: app.now() };
    let mut tx = app.db().begin().await?;
    synonyms::put_reading(&mut tx, actor.city, &row).await?;
    let particulars = serde_json::json!({ "reading": row.name });
    let subject = TraceSubject::Import(kind.code().to_owned());
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets a reading go. Errors: not permitted; there is none.
pub async fn remove(app: &App, actor: &Actor, kind: Kind, name: &str) -> Result<(), AppError> {
    check_permission(actor, kind)?;
    let mut tx = app.db().begin().await?;
    if !synonyms::remove_reading(&mut tx, actor.city, kind.code(), name).await? {
        return Err(AppError::NotFound("reading"));
    }
    let particulars = serde_json::json!({ "removed_reading": name });
    let subject = TraceSubject::Import(kind.code().to_owned());
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await?;
    tx.commit().await?;
    Ok(())
}
