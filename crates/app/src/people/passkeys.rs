//! Passkeys: registered, named and removed by the person, and shown as the second half of a sign-in.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_domain::{
    ids::{CityId, PasskeyId, PersonId},
    passkeys::{self as rules, Algorithm, Asserted, Key, LONGEST_NAME, MOST, PasskeyFault, Registered, Site},
    time::Instant,
};
use changxiao_store::{
    StoreError,
    passkeys::{self, PasskeyRow},
    people, requests, second_factors,
};
use changxiao_words::say;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::{Value, json};

use super::{
    authenticate::SignedIn,
    open_session::{By, Opened, open_session},
    prove::prove,
    second_factor::{count, is_needed, note_change, recovery_codes, ways},
    second_half::{self, SecondHalf},
    way_in::{Whence, particulars},
};
use crate::{App, AppError, chance::bytes};

/// So long (milliseconds) a browser lets somebody look for the authenticator.
const PATIENCE: u32 = 120_000;

/// A question to an authenticator.
pub struct Question {
    pub challenge: [u8; 32],
    /// What the browser is asked, with bytes in base64url.
    pub options: Value,
}

/// What a browser brings of a new passkey.
pub struct Brought {
    pub client: Vec<u8>,
    pub authenticator: Vec<u8>,
}

/// What a browser brings of a passkey that was shown.
pub struct Shown {
    pub credential: Vec<u8>,
    pub client: Vec<u8>,
    pub authenticator: Vec<u8>,
    pub signature: Vec<u8>,
}

/// Asks for a new passkey; an authenticator that holds one already makes no second.
pub async fn ask_new(app: &App, who: &SignedIn, site: &Site) -> Result<Question, AppError> {
    let challenge: [u8; 32] = bytes(app.chance());
    let there = passkeys::of(app.db(), who.actor.city, who.person.id).await?;
    let options = json!({
        "challenge": URL_SAFE_NO_PAD.encode(challenge),
        "rp": { "id": site.id, "name": who.model.city.name },
        "user": {
            "id": URL_SAFE_NO_PAD.encode(who.person.id.as_bytes()), "name": who.person.login, "displayName": who.person.name,
        },
        "pubKeyCredParams": Algorithm::ALL.map(|one| json!({ "type": "public-key", "alg": one.number() })),
        "excludeCredentials": listed(&there),
        "authenticatorSelection": { "residentKey": "discouraged", "userVerification": "preferred" },
        "attestation": "none",
        "timeout": PATIENCE,
    });
    Ok(Question { challenge, options })
}

/// Asks for one of these passkeys.
pub fn ask(app: &App, site: &Site, of: &[PasskeyRow]) -> Question {
    let challenge: [u8; 32] = bytes(app.chance());
    let options = json!({
        "challenge": URL_SAFE_NO_PAD.encode(challenge),
        "rpId": site.id,
        "allowCredentials": listed(of),
        "userVerification": "preferred",
        "timeout": PATIENCE,
    });
    Question { challenge, options }
}

fn listed(of: &[PasskeyRow]) -> Vec<Value> {
    let one = |row: &PasskeyRow| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(&row.credential) });
    of.iter().map(one).collect()
}

/// Keeps a new passkey; the password is asked for once more. With the first second factor the recovery codes are given, which are shown
/// once, and every other session ends.
///
/// Errors: a name that is empty or too long; too many passkeys; what was brought does not hold; the password is wrong, or was too often.
pub async fn add(
    app: &App,
    who: &SignedIn,
    (site, challenge): (&Site, &[u8]),
    brought: &Brought,
    name: &str,
    password: &str,
) -> Result<Vec<String>, AppError> {
    let name = check_name(name)?;
    let wrong = |fault: PasskeyFault| AppError::field("passkey", fault.message());
    let Registered { credential, key, counter } =
        rules::registered(site, challenge, &brought.client, &brought.authenticator).map_err(wrong)?;
    let person = prove(app, who, password, "password").await?;
    let (city, now) = (who.actor.city, app.now());
    if passkeys::of(app.db(), city, person.id).await?.len() >= MOST {
        return Err(AppError::field("passkey", say!(passkeys_too_many, n = MOST)));
    }
    let row = PasskeyRow {
        id: app.new_id(PasskeyId),
        person: person.id,
        credential,
        public_key: key,
        counter,
        name,
        added_at: now,
        used_at: None,
    };
    let mut tx = app.db().begin().await?;
    match passkeys::insert(&mut tx, city, &row).await {
        Err(StoreError::Exists { .. }) => return Err(AppError::field("passkey", say!(passkeys_taken))),
        done => done?,
    }
    let mut codes = Vec::new();
    if person.second_factor_at.is_none() {
        let (shown, hashes) = recovery_codes(app, city, person.id);
        second_factors::turn_on(&mut tx, city, person.id, now, &hashes).await?;
        people::end_sessions_of(&mut tx, city, person.id, &who.secret_hash).await?;
        codes = shown;
    }
    note_change(app, &mut tx, who, "passkey_added").await?;
    tx.commit().await?;
    app.sessions().forget_person(city, person.id);
    Ok(codes)
}

/// Errors: the person has no such passkey; a name that is empty or too long.
pub async fn rename(app: &App, who: &SignedIn, passkey: PasskeyId, name: &str) -> Result<(), AppError> {
    let name = check_name(name)?;
    let mut tx = app.db().begin().await?;
    if !passkeys::rename(&mut tx, who.actor.city, passkey, who.person.id, &name).await? {
        return Err(AppError::NotFound("passkey"));
    }
    note_change(app, &mut tx, who, "renamed").await?;
    tx.commit().await?;
    app.sessions().forget_person(who.actor.city, who.person.id);
    Ok(())
}

/// Removes a passkey; the password is asked for once more. With the last second factor nothing is asked for any more.
///
/// Errors: the person has no such passkey; it is the last second factor of somebody who needs one; the password is wrong, or was too often.
pub async fn remove(app: &App, who: &SignedIn, passkey: PasskeyId, password: &str) -> Result<(), AppError> {
    let (city, person) = (who.actor.city, who.person.id);
    let is_last = ways(app, city, person).await?.count() == 1;
    if is_last && is_needed(who) {
        return Err(AppError::field("passkey", say!(second_factor_needed)));
    }
    prove(app, who, password, "removal_password").await?;
    let mut tx = app.db().begin().await?;
    if !passkeys::remove(&mut tx, city, passkey, person).await? {
        return Err(AppError::NotFound("passkey"));
    }
    if is_last {
        second_factors::turn_off(&mut tx, city, person).await?;
    }
    note_change(app, &mut tx, who, "passkey_removed").await?;
    tx.commit().await?;
    app.sessions().forget_person(city, person);
    Ok(())
}

/// The second half of a sign-in: `since` is when the first half, `by` a password or the directory, was right. An answer is good once.
///
/// Errors: [`AppError::SignInFailed`] as with a code ([`super::second_factor::sign_in`]); a passkey that is not the person's or whose answer does not hold; too
/// many tries.
pub async fn sign_in(
    app: &App,
    (city, person): (CityId, PersonId),
    (by, since): (By, Instant),
    (site, challenge): (&Site, &[u8]),
    shown: &Shown,
    whence: &Whence,
) -> Result<Opened, AppError> {
    let SecondHalf { model, person, counted } = second_half::begin(app, city, person, (by, since), whence).await?;
    count(app, &model, counted)?;
    let done = match check(app, city, person.id, (site, challenge), shown).await? {
        Ok((passkey, counter)) => note_use(app, city, challenge, passkey, counter).await?,
        Err(fault) => Err(fault),
    };
    if let Err(fault) = done {
        second_half::failed(app, city, &person, whence, "passkey").await?;
        return Err(AppError::field("passkey", fault.message()));
    }
    app.tries().forgive(counted);
    open_session(app, &model, person, whence, particulars(app, whence, "passkey"), by).await
}

/// Which of the person's passkeys was shown, and its counter.
async fn check(
    app: &App,
    city: CityId,
    person: PersonId,
    (site, challenge): (&Site, &[u8]),
    shown: &Shown,
) -> Result<Result<(PasskeyRow, i64), PasskeyFault>, AppError> {
    let all = passkeys::of(app.db(), city, person).await?;
    let holds = || {
        let row = all.into_iter().find(|row| row.credential == shown.credential).ok_or(PasskeyFault::Unknown)?;
        let Asserted { signed, counter } = rules::asserted(site, challenge, &shown.client, &shown.authenticator)?;
        if !fits(&Key::read(&row.public_key)?, &signed, &shown.signature) {
            return Err(PasskeyFault::WrongSignature);
        }
        if !rules::went_on(row.counter, counter) {
            return Err(PasskeyFault::Copied);
        }
        Ok((row, counter))
    };
    Ok(holds())
}

/// Takes the answer once, whichever server it is sent to.
async fn note_use(
    app: &App,
    city: CityId,
    challenge: &[u8],
    passkey: PasskeyRow,
    counter: i64,
) -> Result<Result<(), PasskeyFault>, AppError> {
    let mut tx = app.db().begin().await?;
    let key = format!("passkey {}", URL_SAFE_NO_PAD.encode(challenge));
    match requests::claim(&mut tx, city, &key, "passkey", "", app.now()).await {
        Err(StoreError::Exists { .. }) => return Ok(Err(PasskeyFault::OtherChallenge)),
        done => done?,
    }
    if !passkeys::note_use(&mut tx, city, passkey.id, counter, app.now()).await? {
        return Ok(Err(PasskeyFault::Copied));
    }
    tx.commit().await?;
    Ok(Ok(()))
}

fn fits(key: &Key, signed: &[u8], signature: &[u8]) -> bool {
    let checked = match key {
        Key::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(signed, signature),
        Key::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(signed, signature),
        Key::Rs256 { modulus, exponent } => {
            RsaPublicKeyComponents { n: modulus, e: exponent }.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
        }
    };
    checked.is_ok()
}

fn check_name(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let is_right = (1..=LONGEST_NAME).contains(&name.chars().count());
    is_right
        .then(|| name.to_owned())
        .ok_or_else(|| AppError::field("name", say!(passkeys_name_wrong, n = LONGEST_NAME)))
}
