//! Says that a case uses an item, and that it does not any more.

use changxiao_domain::{
    evidence::{Use, UsedBy},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::evidence::{self as store, EvidenceRow, EvidenceUse};

use super::view::{load_visible, may_see};
use crate::{App, AppError, cases, note, readable::readable};

/// The case uses the item from now on; again changes nothing.
///
/// Errors: not permitted; no such item or case, or outside of the scope.
pub async fn attach(app: &App, actor: &Actor, number: i64, case: &str) -> Result<(), AppError> {
    let (row, of) = pair(app, actor, number, case).await?;
    let new = EvidenceUse { of, post: actor.post, at: app.now() };
    let mut tx = app.db().begin().await?;
    if store::add_use(&mut tx, actor.city, row.id, &new).await? {
        let told = serde_json::json!({ "case": new.of.number });
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Evidence(number), told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The case does not use it any more.
///
/// Errors: as of [`attach`].
pub async fn detach(app: &App, actor: &Actor, number: i64, case: &str) -> Result<(), AppError> {
    let (row, of) = pair(app, actor, number, case).await?;
    let mut tx = app.db().begin().await?;
    if store::remove_use(&mut tx, actor.city, row.id, &of).await? {
        let told = serde_json::json!({ "case_left": of.number });
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Evidence(number), told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The items that a case uses, of those that the post may see. Whoever calls has seen the case.
pub async fn of_case(app: &App, actor: &Actor, case: &str) -> Result<Vec<EvidenceRow>, AppError> {
    let of = Use { by: UsedBy::Case, number: case.to_owned() };
    let mut rows = store::of_user(app.db(), actor.city, &of).await?;
    rows.retain(|row| may_see(actor, row));
    Ok(readable(actor, rows))
}

/// Both, where the post may see both and works on cases.
async fn pair(app: &App, actor: &Actor, number: i64, case: &str) -> Result<(EvidenceRow, Use), AppError> {
    actor.require(Permission::ReportCase)?;
    let row = load_visible(app, actor, number).await?;
    let case = cases::view::row(app, actor, case.trim()).await?.case;
    Ok((row, Use { by: UsedBy::Case, number: case.number }))
}
