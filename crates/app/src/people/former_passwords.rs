//! The passwords that a person had before: a new one is none of them.

use changxiao_domain::ids::CityId;
use changxiao_store::{
    Tx,
    people::{self, PersonRow},
};
use changxiao_words::say;

use super::hashing::Queue;
use crate::{App, AppError};

/// So many are kept.
const KEPT: i64 = 5;

/// Errors: the password is the one in use or one of those that are kept.
pub(super) async fn check(app: &App, city: CityId, person: &PersonRow, password: &str) -> Result<(), AppError> {
    if app.hashing().verify(Queue::Known, password, &person.password_hash).await? {
        return Err(AppError::field("new_password", say!(people_new_password_old_one)));
    }
    for hash in people::former_passwords(app.db(), city, person.id, KEPT).await? {
        if app.hashing().verify(Queue::Known, password, &hash).await? {
            return Err(AppError::field("new_password", say!(people_new_password_former, n = KEPT)));
        }
    }
    Ok(())
}

/// Keeps the password that `person` stands with. One that somebody else gave is none of the person's own.
pub(super) async fn keep(app: &App, tx: &mut Tx, city: CityId, person: &PersonRow) -> Result<(), AppError> {
    if !person.must_change {
        people::keep_former_password(tx, city, app.new_id(|id| id), person, KEPT).await?;
    }
    Ok(())
}
