//! Says that a case or an inspection uses an item, and that it does not any more.

use changxiao_domain::{
    evidence::{Use, UsedBy},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::evidence::{self as store, EvidenceRow, EvidenceUse};

use super::view::{load_visible, may_see};
use crate::{App, AppError, cases, inspections, note, readable::readable};

/// It uses the item from now on; again changes nothing.
///
/// Errors: not permitted; no such item, case or inspection, or outside of the scope.
pub async fn attach(app: &App, actor: &Actor, number: i64, of: Use) -> Result<(), AppError> {
    let (row, of) = pair(app, actor, number, of).await?;
    let new = EvidenceUse { of, post: actor.post, at: app.now() };
    let mut tx = app.db().begin().await?;
    if store::add_use(&mut tx, actor.city, row.id, &new).await? {
        let told = serde_json::json!({ (new.of.by.code()): new.of.number });
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Evidence(number), told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// It does not use it any more.
///
/// Errors: as of [`attach`].
pub async fn detach(app: &App, actor: &Actor, number: i64, of: Use) -> Result<(), AppError> {
    let (row, of) = pair(app, actor, number, of).await?;
    let mut tx = app.db().begin().await?;
    if store::remove_use(&mut tx, actor.city, row.id, &of).await? {
        let told = serde_json::json!({ (format!("{}_left", of.by.code())): of.number });
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Evidence(number), told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The items that a case or an inspection uses, of those that the post may see. Whoever calls has seen it.
pub async fn of_user(app: &App, actor: &Actor, by: UsedBy, number: &str) -> Result<Vec<EvidenceRow>, AppError> {
    let of = Use { by, number: number.to_owned() };
    let mut rows = store::of_user(app.db(), actor.city, &of).await?;
    rows.retain(|row| may_see(actor, row));
    Ok(readable(actor, rows))
}

/// Both, where the post may see both and works on cases. What a matter uses, its fields say.
async fn pair(app: &App, actor: &Actor, number: i64, of: Use) -> Result<(EvidenceRow, Use), AppError> {
    actor.require(Permission::ReportCase)?;
    let row = load_visible(app, actor, number).await?;
    let named = of.number.trim();
    let number = match of.by {
        UsedBy::Case => cases::view::row(app, actor, named).await?.case.number,
        UsedBy::Inspection => {
            let visit = named.parse().map_err(|_| AppError::NotFound("visit"))?;
            inspections::view::view(app, actor, visit).await?.visit.number.to_string()
        }
        UsedBy::Matter => return Err(AppError::NotFound("matter")),
    };
    Ok((row, Use { by: of.by, number }))
}
