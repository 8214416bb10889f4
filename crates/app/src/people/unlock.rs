//! The way back for the owner of the machine, when no administrator can come in any more. It leaves a trace like everything else.

use changxiao_domain::{
    ids::CityId,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::people;

use super::{add_person::one_time_password, open_account::set_password};
use crate::{App, AppError, chance::bytes, note};

/// Opens an account, whatever closed it, with a new one-time password, which is returned once, and without its second factor.
///
/// Errors: nobody has this login.
pub async fn unlock(app: &App, city: CityId, login: &str) -> Result<String, AppError> {
    let person = people::by_login(app.db(), city, login).await?.ok_or(AppError::NotFound("person"))?;
    let password = one_time_password(app.chance());
    let hash = app.hashing().hash(&password, bytes(app.chance())).await?;
    let mut tx = app.db().begin().await?;
    let particulars = serde_json::json!({ "action": "opened", "by": "owner" });
    note(app, &mut tx, city, None, TraceKind::Change, TraceSubject::Account(person.login.clone()), particulars).await?;
    set_password(app, tx, city, person, hash).await?;
    Ok(password)
}
