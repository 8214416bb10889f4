//! Each person chooses channels, by kind.

use changxiao_domain::{
    notices::{Facts, NoticeKind, Preferences, check_address},
    orgs::Actor,
};
use changxiao_store::notices::{self, Receiver};
use changxiao_words::say;

use super::of_case::notice;
use crate::{App, AppError};

pub async fn mine(app: &App, actor: &Actor) -> Result<Preferences, AppError> {
    Ok(notices::preferences(app.db(), actor.city, actor.person).await?)
}

/// Keeps what the person chose. Errors: an address that is none.
pub async fn choose(app: &App, actor: &Actor, chosen: Preferences) -> Result<(), AppError> {
    let chosen = Preferences { address: chosen.address.trim().to_owned(), ..chosen };
    if !chosen.address.is_empty() && check_address(&chosen.address).is_err() {
        return Err(AppError::field("address", say!(notices_no_mail_address_such_lin)));
    }
    let mut tx = app.db().begin().await?;
    notices::prefer(&mut tx, actor.city, actor.person, &chosen, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends the person a test on every channel that is set up. Errors: no address was chosen.
pub async fn test(app: &App, actor: &Actor) -> Result<(), AppError> {
    if mine(app, actor).await?.address.is_empty() {
        return Err(AppError::field("address", say!(notices_enter_address_save_first)));
    }
    let test = notice(app, Receiver::Person(actor.person), NoticeKind::Test, true, Facts::default());
    let mut tx = app.db().begin().await?;
    notices::put(&mut tx, actor.city, &[test]).await?;
    tx.commit().await?;
    Ok(())
}
