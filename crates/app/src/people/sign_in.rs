//! Signs a person in: password, lock, new session.

use changxiao_domain::{
    ids::CityId,
    orgs::SignInRefusal,
    time::{HOUR, Instant, MINUTE},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    access::{self, Entry},
    people::{self, PersonRow, SessionRow},
};

use super::{authenticate::secret_hash, list::account_of};
use crate::{App, AppError, chance::bytes};

/// A hash of no password, so that an unknown login takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A new session.
pub struct Signed {
    /// What the browser keeps; the database has only its hash.
    pub secret: [u8; 32],
    pub must_change_password: bool,
}

/// Checks login and password. Errors: [`AppError::SignInFailed`], [`AppError::Locked`] after too many failures, [`AppError::Closed`].
pub async fn sign_in(app: &App, city: CityId, login: &str, password: &str) -> Result<Signed, AppError> {
    let model = app.model(city).await?;
    let rule = &model.sign_in_rule;
    let login = login.trim();
    let now = app.now();
    let person = people::by_login(app.db(), city, login).await?;
    let known = person.as_ref().map_or(NOBODY, |person| person.password_hash.as_str());
    if let Some(person) = &person
        && let Err(refusal) = rule.may_try(account_of(person), now)
    {
        trace(app, city, Some(person), login, "refused").await?;
        return Err(match refusal {
            SignInRefusal::Locked { until } => AppError::Locked { until },
            _ => AppError::Closed,
        });
    }
    // Very long passwords are cut before hashing, so that nobody can make us work on megabytes.
    let password: String = password.chars().take(model.password_rule.max_chars + 1).collect();
    let right = app.hashing().verify(&password, known).await?;
    let Some(person) = person.filter(|_| right) else {
        return Err(fail(app, city, people::by_login(app.db(), city, login).await?, login, now).await?);
    };
    let secret: [u8; 32] = bytes(app.chance());
    let session = SessionRow {
        secret_hash: secret_hash(&secret),
        person: person.id,
        post: None,
        created_at: now,
        seen_at: now,
        expires_at: now.plus_micros(rule.absolute_hours * HOUR),
    };
    let mut tx = app.db().begin().await?;
    people::note_success(&mut tx, city, person.id, now).await?;
    people::insert_session(&mut tx, city, &session).await?;
    people::end_expired(&mut tx, city, now, now.plus_micros(-24 * HOUR)).await?;
    access::record(&mut tx, entry(app, city, Some(&person), login, "done")).await?;
    tx.commit().await?;
    let expired = model.password_rule.is_expired(person.password_set_at, now);
    Ok(Signed { secret, must_change_password: person.must_change || expired })
}

async fn fail(
    app: &App,
    city: CityId,
    person: Option<PersonRow>,
    login: &str,
    now: Instant,
) -> Result<AppError, AppError> {
    let model = app.model(city).await?;
    let Some(person) = person else {
        trace(app, city, None, login, "unknown").await?;
        return Ok(AppError::SignInFailed);
    };
    let lock = model.sign_in_rule.lock_minutes * MINUTE;
    let mut tx = app.db().begin().await?;
    let most = i64::from(model.sign_in_rule.lock_after);
    let failures = people::note_failure(&mut tx, city, person.id, now, most, now.plus_micros(-lock)).await?;
    access::record(&mut tx, entry(app, city, Some(&person), login, "failed")).await?;
    tx.commit().await?;
    Ok(if failures >= most { AppError::Locked { until: now.plus_micros(lock) } } else { AppError::SignInFailed })
}

async fn trace(
    app: &App,
    city: CityId,
    person: Option<&PersonRow>,
    login: &str,
    outcome: &str,
) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    access::record(&mut tx, entry(app, city, person, login, outcome)).await?;
    tx.commit().await?;
    Ok(())
}

fn entry(app: &App, city: CityId, person: Option<&PersonRow>, login: &str, outcome: &str) -> Entry {
    Entry {
        city,
        id: app.new_id(|id| id),
        at: app.now(),
        kind: TraceKind::SignIn,
        person: person.map(|person| person.id),
        post: None,
        // What somebody typed into the login field may be a password; only a login that exists is written down.
        subject: TraceSubject::Login(if person.is_some() { login.chars().take(60).collect() } else { "?".to_owned() }),
        outcome: outcome.to_owned(),
        particulars: "{}".to_owned(),
    }
}
