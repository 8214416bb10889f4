//! The second factor: a code that an app on the person's phone shows (TOTP, RFC 6238), a passkey ([`super::passkeys`]), or one of the
//! recovery codes that were noted when the first of them was set up.

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx,
    passkeys::{self, PasskeyRow},
    people::{self, PersonRow},
    second_factors::{self, CodeHash},
};
use changxiao_words::say;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};

use super::{
    add_person::one_time_password,
    authenticate::SignedIn,
    open_session::{By, Opened, open_session},
    second_half::{self, SecondHalf},
    tries::Counted,
    way_in::{Whence, particulars},
};
use crate::{App, AppError, chance::bytes, model::CityModel, note, vault};

/// So many recovery codes are given.
pub const RECOVERY_CODES: usize = 10;
/// So many secrets are sealed in one transaction.
const AT_ONCE: i64 = 200;
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
    is_needed(who) && who.person.second_factor_at.is_none()
}

/// What a person can show besides the password.
pub struct Ways {
    /// Codes of an app.
    pub app: bool,
    pub passkeys: Vec<PasskeyRow>,
}

impl Ways {
    /// How many there are, recovery codes aside.
    pub fn count(&self) -> usize {
        usize::from(self.app) + self.passkeys.len()
    }
}

pub async fn ways(app: &App, city: CityId, person: PersonId) -> Result<Ways, AppError> {
    let secret = second_factors::secret(app.db(), city, person).await?;
    let app_in_use = secret.is_some_and(|secret| secret.is_in_use());
    Ok(Ways { app: app_in_use, passkeys: passkeys::of(app.db(), city, person).await? })
}

/// Whether the city's rule leaves this person no way without a second factor.
pub(super) fn is_needed(who: &SignedIn) -> bool {
    who.model.sign_in_rule.second_factor && !who.model.city.demonstration && is_administrator(who)
}

fn is_administrator(who: &SignedIn) -> bool {
    who.posts.iter().filter_map(|post| who.model.posts.get(post)).any(|post| post.role.is_administrator())
}

/// How many recovery codes are left.
pub async fn codes_left(app: &App, who: &SignedIn) -> Result<i64, AppError> {
    Ok(second_factors::codes_left(app.db(), who.actor.city, who.person.id).await?)
}

/// Draws a secret, which counts from its first code on. Errors: an app is in use.
pub async fn begin(app: &App, who: &SignedIn) -> Result<SetUp, AppError> {
    if ways(app, who.actor.city, who.person.id).await?.app {
        return Err(AppError::Conflict);
    }
    let secret: [u8; SECRET_BYTES] = bytes(app.chance());
    let (city, person) = (who.actor.city, who.person.id);
    let sealed = vault::seal(app, &of(city, person), &secret).await?;
    let mut tx = app.db().begin().await?;
    second_factors::put_secret(&mut tx, city, person, &sealed).await?;
    tx.commit().await?;
    set_up(&who.model, &who.person, &secret)
}

/// What was begun, for a form that came back. Errors: nothing was begun.
pub async fn begun(app: &App, who: &SignedIn) -> Result<SetUp, AppError> {
    let secret = secret(app, who.actor.city, who.person.id).await?;
    set_up(&who.model, &who.person, &secret.ok_or(AppError::NotFound("secret"))?)
}

/// Turns the second factor on with its first code; gives the recovery codes, which are shown once. Every other session ends.
///
/// Errors: nothing was begun, or it is on; a wrong code; too many of them.
pub async fn confirm(app: &App, who: &SignedIn, code: &str) -> Result<Vec<String>, AppError> {
    let (city, person, now) = (who.actor.city, who.person.id, app.now());
    if ways(app, city, person).await?.app {
        return Err(AppError::Conflict);
    }
    let secret = secret(app, city, person).await?.ok_or(AppError::NotFound("secret"))?;
    let counted = Counted::code(city, person);
    count(app, &who.model, counted)?;
    let step = step_of(&secret, code, now).ok_or_else(wrong_code)?;
    let (codes, hashes) = recovery_codes(app, city, person);
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

/// New recovery codes, and what is kept of them.
pub(super) fn recovery_codes(app: &App, city: CityId, person: PersonId) -> (Vec<String>, Vec<CodeHash>) {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| one_time_password(app.chance())).collect();
    let hashes = codes.iter().map(|code| hash_of(city, person, code)).collect();
    (codes, hashes)
}

/// Turns the app off with a code. Errors: the city's rule asks for a factor and it is the last; a wrong code; too many of them.
pub async fn remove(app: &App, who: &SignedIn, code: &str) -> Result<(), AppError> {
    let (city, person) = (who.actor.city, who.person.id);
    let is_last = ways(app, city, person).await?.passkeys.is_empty();
    if is_last && is_needed(who) {
        return Err(AppError::field("code", say!(second_factor_needed)));
    }
    let counted = Counted::code(city, person);
    count(app, &who.model, counted)?;
    let mut tx = app.db().begin().await?;
    use_code(app, &mut tx, city, person, code).await?.ok_or_else(wrong_code)?;
    match is_last {
        true => second_factors::turn_off(&mut tx, city, person).await?,
        false => second_factors::remove_app(&mut tx, city, person).await?,
    }
    note_change(app, &mut tx, who, "second_factor_off").await?;
    tx.commit().await?;
    app.tries().forgive(counted);
    app.sessions().forget_person(city, person);
    Ok(())
}

/// The second half of a sign-in: `since` is when the first half, `by` a password or the directory, was right.
///
/// Errors: [`AppError::SignInFailed`] when that was too long ago or the account is closed; a wrong code, a used one or too many tries, all
/// in the same words.
pub async fn sign_in(
    app: &App,
    city: CityId,
    person: PersonId,
    (by, since): (By, Instant),
    code: &str,
    whence: &Whence,
) -> Result<Opened, AppError> {
    let SecondHalf { model, person, counted } = second_half::begin(app, city, person, (by, since), whence).await?;
    count(app, &model, counted)?;
    let mut tx = app.db().begin().await?;
    let Some(means) = use_code(app, &mut tx, city, person.id, code).await? else {
        drop(tx);
        second_half::failed(app, city, &person, whence, "code").await?;
        return Err(wrong_code());
    };
    tx.commit().await?;
    app.tries().forgive(counted);
    open_session(app, &model, person, whence, particulars(app, whence, means), by).await
}

/// Forgets the factors of an account, as when its password is set anew.
pub(super) async fn forget(tx: &mut Tx, city: CityId, person: &PersonRow) -> Result<(), AppError> {
    passkeys::remove_all(tx, city, person.id).await?;
    Ok(second_factors::turn_off(tx, city, person.id).await?)
}

pub(super) fn count(app: &App, model: &CityModel, counted: Counted) -> Result<(), AppError> {
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
    // An app counts from its first code on.
    let in_use = second_factors::secret(app.db(), city, person).await?.is_some_and(|secret| secret.is_in_use());
    match secret(app, city, person).await {
        Ok(Some(secret)) if in_use => {
            if let Some(step) = step_of(&secret, code, app.now())
                && second_factors::use_step(tx, city, person, step).await?
            {
                return Ok(Some("code"));
            }
        }
        Ok(_) => {}
        // Without the key of the secrets a recovery code still signs in.
        Err(AppError::Broken(problem)) => tracing::error!(problem, "the secret of a second factor does not open"),
        Err(problem) => return Err(problem),
    }
    let is_one = second_factors::use_code(tx, city, person, &hash_of(city, person, code)).await?;
    Ok(is_one.then_some("recovery_code"))
}

/// The secret of the person's app, opened. Errors: [`AppError::Broken`] where the key of the secrets is missing or another one.
async fn secret(app: &App, city: CityId, person: PersonId) -> Result<Option<Vec<u8>>, AppError> {
    match second_factors::secret(app.db(), city, person).await? {
        None => Ok(None),
        Some(row) if row.is_sealed => vault::open(app, &of(city, person), &row.secret).await.map(Some),
        Some(row) => Ok(Some(row.secret)),
    }
}

/// What a sealed secret belongs to.
fn of(city: CityId, person: PersonId) -> Vec<u8> {
    [b"second factor".as_slice(), &city.0.to_be_bytes(), person.as_bytes()].concat()
}

/// Seals the secrets that stand as they are, from before they were sealed; gives how many that were. Asked at each start.
pub async fn seal_all(app: &App) -> Result<usize, AppError> {
    let mut sealed = 0;
    loop {
        let standing = second_factors::unsealed(app.db(), AT_ONCE).await?;
        if standing.is_empty() {
            return Ok(sealed);
        }
        let mut tx = app.db().begin().await?;
        for one in &standing {
            let (city, person, secret) = one;
            let kept = vault::seal(app, &of(*city, *person), secret).await?;
            second_factors::seal(&mut tx, one, kept).await?;
        }
        tx.commit().await?;
        sealed += standing.len();
    }
}

/// How many secrets are sealed, and whether the key opens one of them.
pub async fn sealed(app: &App) -> Result<(i64, Result<(), AppError>), AppError> {
    let count = second_factors::count_sealed(app.db()).await?;
    let opens = match second_factors::one_sealed(app.db()).await? {
        Some((city, person, secret)) => vault::open(app, &of(city, person), &secret).await.map(drop),
        None => Ok(()),
    };
    Ok((count, opens))
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

pub(super) async fn note_change(app: &App, tx: &mut Tx, who: &SignedIn, action: &str) -> Result<(), AppError> {
    let subject = TraceSubject::Account(who.person.login.clone());
    let particulars = serde_json::json!({ "action": action });
    note(app, tx, who.actor.city, Some(&who.actor), TraceKind::Change, subject, particulars).await
}
