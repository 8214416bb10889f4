//! Keeps language, type size and theme with the person.

use changxiao_store::people;
use changxiao_words::Lang;

use super::authenticate::SignedIn;
use crate::{App, AppError};

pub async fn prefer(app: &App, who: &SignedIn, lang: Lang, large_type: bool, dark: bool) -> Result<(), AppError> {
    let city = who.actor.city;
    let mut tx = app.db().begin().await?;
    people::prefer(&mut tx, city, who.person.id, lang.tag(), large_type, dark).await?;
    tx.commit().await?;
    app.sessions().forget_person(city, who.person.id);
    Ok(())
}
