//! Opens an account with a one-time password that must be changed at the first sign-in.

use changxiao_domain::{
    ids::PersonId,
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    people::{self, PersonRow},
};
use changxiao_words::say;

use crate::{
    App, AppError,
    chance::{Chance, bytes},
    note,
};

pub struct AddPerson {
    pub login: String,
    pub name: String,
}

/// Errors: not permitted; login empty, too long, with other characters than letters, digits, dot and dash, or taken.
/// Returns the id and the one-time password, which is shown once and kept nowhere.
pub async fn add_person(app: &App, actor: &Actor, new: AddPerson) -> Result<(PersonId, String), AppError> {
    actor.require(Permission::ManagePeople)?;
    let login = new.login.trim().to_lowercase();
    let name = new.name;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if login.is_empty() || login.len() > 40 || !login.chars().all(plain) {
        return Err(AppError::field("login", say!(people_login_1_40_letters_digits)));
    }
    // It stands beside `/people/{login}`.
    if login == "new" {
        return Err(AppError::field("login", say!(people_login_kept_system_choose_another)));
    }
    let name = check_name(&name)?;
    if people::by_login(app.db(), actor.city, &login).await?.is_some() {
        return Err(AppError::field("login", say!(people_login_taken)));
    }
    let password = one_time_password(app.chance());
    let hash = app.hashing().hash(&password, bytes(app.chance())).await?;
    let person = PersonRow::new(app.new_id(PersonId), &login, &name, hash, app.now());
    let mut tx = app.db().begin().await?;
    people::insert(&mut tx, actor.city, &person).await?;
    cities::touch_model(&mut tx, actor.city);
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Person(person.login.clone()),
        serde_json::json!({ "action": "added" }),
    )
    .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok((person.id, password))
}

/// A name without blanks around it.
pub(super) fn check_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(AppError::field("name", say!(people_name_1_40_characters)));
    }
    Ok(name.to_owned())
}

/// Twelve characters without those that look alike, in three groups, of all four classes: `Kp7-wRm9-x4Tq`.
pub fn one_time_password(chance: &dyn Chance) -> String {
    const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    const LOWER: &[u8] = b"abcdefghijkmnpqrstuvwxyz";
    const DIGIT: &[u8] = b"23456789";
    let random: [u8; 12] = bytes(chance);
    let mut password = String::new();
    for (place, byte) in random.into_iter().enumerate() {
        let from = [UPPER, LOWER, DIGIT, LOWER][place % 4];
        if place > 0 && place % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(from[usize::from(byte) % from.len()]));
    }
    password
}
