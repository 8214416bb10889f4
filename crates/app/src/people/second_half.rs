//! What is common to all second halves of a sign-in: a code of an app, a recovery code, a passkey.

use std::sync::Arc;

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::{Instant, MINUTE},
};
use changxiao_store::{
    access,
    people::{self, PersonRow},
};

use super::{
    open_session::By,
    tries::Counted,
    way_in::{Whence, entry, may_come_in, may_come_in_proven, particulars},
};
use crate::{App, AppError, model::CityModel};

/// For so many minutes after the first half the second may be given.
const MINUTES: i64 = 5;

/// Who has come half the way, and on what their tries count.
pub(super) struct SecondHalf {
    pub model: Arc<CityModel>,
    pub person: PersonRow,
    pub counted: Counted,
}

/// `since` is when the first half, `by` a password or the directory, was right.
///
/// Errors: [`AppError::SignInFailed`] when that was too long ago, another password was set meanwhile, or the account is closed.
pub(super) async fn begin(
    app: &App,
    city: CityId,
    person: PersonId,
    (by, since): (By, Instant),
    whence: &Whence,
) -> Result<SecondHalf, AppError> {
    let model = app.model(city).await?;
    let person = people::by_id(app.db(), city, person).await?.ok_or(AppError::SignInFailed)?;
    let is_late = !(0..MINUTES * MINUTE).contains(&app.now().since(since));
    let may = match by {
        By::Password => may_come_in(app, &model, &person, whence).await?,
        By::Directory => may_come_in_proven(app, &model, &person).await?,
    };
    if is_late || person.password_set_at > since || !may {
        return Err(AppError::SignInFailed);
    }
    let counted = match whence.known(Some(&person)) {
        Some(device) => Counted::device(city, person.id, &device.id),
        None => Counted::code(city, person.id),
    };
    Ok(SecondHalf { model, person, counted })
}

/// Leaves a trace of one that was wrong.
pub(super) async fn failed(
    app: &App,
    city: CityId,
    person: &PersonRow,
    whence: &Whence,
    means: &str,
) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    access::record(&mut tx, entry(app, city, Some(person), "failed", &particulars(app, whence, means))).await?;
    tx.commit().await?;
    Ok(())
}
