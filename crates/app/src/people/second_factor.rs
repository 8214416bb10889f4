//! The second factor: a code that an app on the person's phone shows (TOTP, RFC 6238), or one of the recovery codes that were noted
//! when it was set up.

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::{Instant, MINUTE},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx, access,
    people::{self, PersonRow},
    second_factors::{self, CodeHash},
};
use changxiao_words::say;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};

use super::{
    add_person::one_time_password,
    authenticate::SignedIn,
    open_session::{Opened, open_session},
    tries::Counted,
    way_in::{Whence, entry, may_come_in, particulars},
};
use crate::{App, AppError, chance::bytes, model::CityModel, note};

/// So many recovery codes are given.
pub const RECOVERY_CODES: usize = 10;
/// For so long after the password the code may be given.
pub const CODE_MINUTES: i64 = 5;
/// The length of a secret: 160 bits, as RFC 4226, 4, advises.
const SECRET_BYTES: usize = 20;

/// What an app has to learn.
pub struct SetUp {
    /// In the letters in which it is typed by hand, in groups: `JBSW-Y3DP-…`.
    pub secret: String,
    /// The address that an app reads from a QR code.
    pub address: String,
}

/// Whether the rule of the city asks this person for a second factor and there is none yet: the three administrators need one (GB/T
/// 22239-2019, 8.1.4.1 d). A demonstration shows its sign-ins to everybody and asks for none.
pub fn is_owed(who: &SignedIn) -> bool {
    who.model.sign_in_rule.second_factor
        && !who.model.city.demonstration
        && who.person.second_factor_at.is_none()
        && is_administrator(who)
}

fn is_administrator(who: &SignedIn) -> bool {
    who.posts.iter().filter_map(|post| who.model.posts.get(post)).any(|post| post.role.is_administrator())
}

/// How many recovery codes are left.
pub async fn codes_left(app: &App, who: &SignedIn) -> Result<i64, AppError> {
    Ok(second_factors::codes_left(app.db(), who.actor.city, who.person.id).await?)
}

/// Draws a secret, which counts from its first code on. Errors: a second factor is in use.
pub async fn begin(app: &App, who: &SignedIn) -> Result<SetUp, AppError> {
    if who.person.second_factor_at.is_some() {
        return Err(AppError::Conflict);
    }
    let secret: [u8; SECRET_BYTES] = bytes(app.chance());
    let mut tx = app.db().begin().await?;
    second_factors::put_secret(&mut tx, who.actor.city, who.person.id, &secret).await?;
    tx.commit().await?;
    set_up(&who.model, &who.person, &secret)
}

/// What was begun, for a form that came back. Errors: nothing was begun.
pub async fn begun(app: &App, who: &SignedIn) -> Result<SetUp, AppError> {
    let row = second_factors::secret(app.db(), who.actor.city, who.person.id).await?;
    set_up(&who.model, &who.person, &row.ok_or(AppError::NotFound("secret"))?.secret)
}

/// Turns the second factor on with its first code; gives the recovery codes, which are shown once. Every other session ends.
///
/// Errors: nothing was begun, or it is on; a wrong code; too many of them.
pub async fn confirm(app: &App, who: &SignedIn, code: &str) -> Result<Vec<String>, AppError> {
    let (city, person, now) = (who.actor.city, who.person.id, app.now());
    if who.person.second_factor_at.is_some() {
        return Err(AppError::Conflict);
    }
    let row = second_factors::secret(app.db(), city, person).await?.ok_or(AppError::NotFound("secret"))?;
    let counted = Counted::code(city, person);
    count(app, &who.model, counted)?;
    let step = step_of(&row.secret, code, now).ok_or_else(wrong_code)?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| one_time_password(app.chance())).collect();
    let hashes: Vec<CodeHash> = codes.iter().map(|code| hash_of(city, person, code)).collect();
    let mut tx = app.db().begin().await?;
    if !second_factors::use_step(&mut tx, city, person, step).await? {
        return Err(wrong_code());
    }
    second_factors::turn_on(&mut tx, city, person, now, &hashes).await?;
    people::end_sessions_of(&mut tx, city, person, &who.secret_hash).await?;
    note_change(app, &mut tx, who, "second_factor_on").await?;
    tx.commit().await?;
    app.tries().forgive(counted);
    app.sessions().forget_person(city, person);
    Ok(codes)
}

/// Turns it off with a code. Errors: the city's rule asks for it; a wrong code; too many of them.
pub async fn remove(app: &App, who: &SignedIn, code: &str) -> Result<(), AppError> {
    let (city, person) = (who.actor.city, who.person.id);
    if who.model.sign_in_rule.second_factor && !who.model.city.demonstration && is_administrator(who) {
        return Err(AppError::field("code", say!(second_factor_needed)));
    }
    let counted = Counted::code(city, person);
    count(app, &who.model, counted)?;
    let mut tx = app.db().begin().await?;
    use_code(app, &mut tx, city, person, code).await?.ok_or_else(wrong_code)?;
    second_factors::turn_off(&mut tx, city, person).await?;
    note_change(app, &mut tx, who, "second_factor_off").await?;
    tx.commit().await?;
    app.tries().forgive(counted);
    app.sessions().forget_person(city, person);
    Ok(())
}

/// The second half of a sign-in: `since` is when the password was right.
///
/// Errors: [`AppError::SignInFailed`] when that was too long ago or the account is closed; a wrong code, a used one or too many tries, all
/// in the same words.
pub async fn sign_in(
    app: &App,
    city: CityId,
    person: PersonId,
    since: Instant,
    code: &str,
    whence: &Whence,
) -> Result<Opened, AppError> {
    let model = app.model(city).await?;
    let now = app.now();
    let person = people::by_id(app.db(), city, person).await?.ok_or(AppError::SignInFailed)?;
    let is_late = !(0..CODE_MINUTES * MINUTE).contains(&now.since(since));
    if is_late || person.password_set_at > since || !may_come_in(app, &model, &person, whence).await? {
        return Err(AppError::SignInFailed);
    }
    let counted = match whence.known(Some(&person)) {
        Some(device) => Counted::device(city, person.id, &device.id),
        None => Counted::code(city, person.id),
    };
    count(app, &model, counted)?;
    let mut tx = app.db().begin().await?;
    let Some(means) = use_code(app, &mut tx, city, person.id, code).await? else {
        access::record(&mut tx, entry(app, city, Some(&person), "failed", &particulars(app, whence, "code"))).await?;
        tx.commit().await?;
        return Err(wrong_code());
    };
    tx.commit().await?;
    app.tries().forgive(counted);
    open_session(app, &model, person, whence, particulars(app, whence, means)).await
}

/// Forgets the factor of an account, as when its password is set anew.
pub(super) async fn forget(tx: &mut Tx, city: CityId, person: &PersonRow) -> Result<(), AppError> {
    Ok(second_factors::turn_off(tx, city, person.id).await?)
}

fn count(app: &App, model: &CityModel, counted: Counted) -> Result<(), AppError> {
    app.tries().count(&[(counted, model.sign_in_rule.of_account())], app.now()).map_err(|_| wrong_code())
}

fn wrong_code() -> AppError {
    AppError::field("code", say!(second_factor_wrong_code))
}

/// Uses a code of the app or a recovery code; says which of the two it was. `None` for a wrong or used one.
async fn use_code(
    app: &App,
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
    code: &str,
) -> Result<Option<&'static str>, AppError> {
    let Some(row) = second_factors::secret(app.db(), city, person).await? else { return Ok(None) };
    if let Some(step) = step_of(&row.secret, code, app.now())
        && second_factors::use_step(tx, city, person, step).await?
    {
        return Ok(Some("code"));
    }
    let is_one = second_factors::use_code(tx, city, person, &hash_of(city, person, code)).await?;
    Ok(is_one.then_some("recovery_code"))
}

/// The half minute whose code this is: the current one, the one before or the one after.
fn step_of(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let totp = Builder::new().with_secret(secret.to_vec()).build().ok()?;
    i64::try_from(totp.check(&code, seconds)?).ok()
}

/// What an app shows at a moment, for tests that play one.
pub fn code_at(secret: &str, at: Instant) -> Option<String> {
    let secret = totp_rs::Secret::try_from_base32(secret.replace('-', "")).ok()?;
    let totp: Totp = Builder::new().with_secret(secret).build().ok()?;
    Some(totp.generate(u64::try_from(at.micros() / 1_000_000).ok()?).to_string())
}

fn set_up(model: &CityModel, person: &PersonRow, secret: &[u8]) -> Result<SetUp, AppError> {
    let broken = |problem: totp_rs::TotpError| AppError::Broken(format!("second factor: {problem}"));
    // A colon parts the issuer from the account.
    let issuer = model.city.name.replace(':', " ");
    let totp = Builder::new()
        .with_secret(secret.to_vec())
        .with_account_name(person.login.clone())
        .with_issuer(Some(issuer))
        .build()
        .map_err(broken)?;
    let letters: Vec<char> = totp_rs::Secret::from(secret.to_vec()).to_base32().chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(SetUp { secret: groups.join("-"), address: totp.to_url().map_err(broken)? })
}

fn hash_of(city: CityId, person: PersonId, code: &str) -> CodeHash {
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    let hasher = Sha256::new().chain_update(b"changxiao recovery code").chain_update(city.0.to_be_bytes());
    hasher.chain_update(person.as_bytes()).chain_update(code).finalize().into()
}

async fn note_change(app: &App, tx: &mut Tx, who: &SignedIn, action: &str) -> Result<(), AppError> {
    let subject = TraceSubject::Account(who.person.login.clone());
    let particulars = serde_json::json!({ "action": action });
    note(app, tx, who.actor.city, Some(&who.actor), TraceKind::Change, subject, particulars).await
}
