//! New passwords for the listed sign-ins of a demonstration city that is loaded already.

use changxiao_app::{
    App, AppError,
    chance::bytes,
    people::{add_person::one_time_password, hashing::Hashing},
};
use changxiao_domain::{ids::CityId, orgs::Role};
use changxiao_store::{cities, orgs, people};

use super::{SignIn, cast::SHOWN_LOGINS};

/// Gives every listed sign-in a new password and returns them. Sessions that are open stay open.
///
/// Errors: [`AppError::NotFound`] where the city is no demonstration: a live city's passwords are its people's own.
pub async fn renew_sign_ins(app: &App, city: CityId) -> Result<Vec<SignIn>, AppError> {
    cities::all(app.db())
        .await?
        .into_iter()
        .find(|row| row.id == city && row.demonstration)
        .ok_or(AppError::NotFound("demonstration city"))?;
    let posts = people::posts(app.db(), city).await?;
    let units = orgs::units(app.db(), city).await?;
    let strong = Hashing::strong();
    let mut sign_ins = Vec::new();
    let mut tx = app.db().begin().await?;
    for login in SHOWN_LOGINS {
        let Some(mut person) = people::by_login(app.db(), city, login).await? else { continue };
        let held: Vec<_> = posts.iter().filter(|post| post.person == person.id).collect();
        let Some((post, role)) = held.first().and_then(|post| Some((*post, Role::parse(&post.role)?))) else {
            continue;
        };
        let password = one_time_password(app.chance());
        person.password_hash = strong.hash(&password, bytes(app.chance())).await?;
        person.password_set_at = app.now();
        person.failures = 0;
        person.disabled_at = None;
        people::save(&mut tx, city, &person).await?;
        // Where nobody signed in for months the account would stay closed.
        people::note_success(&mut tx, city, person.id, app.now()).await?;
        sign_ins.push(SignIn {
            role,
            post: post.title.clone(),
            unit: units.iter().find(|unit| unit.id == post.unit).map_or(String::new(), |unit| unit.name.clone()),
            login: person.login,
            password,
            person: person.name,
            posts: held.len(),
        });
    }
    tx.commit().await?;
    Ok(sign_ins)
}
