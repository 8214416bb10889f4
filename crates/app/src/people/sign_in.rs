//! Signs a person in: counted before the password is looked at, one answer for everything that is wrong.

use std::net::IpAddr;

use changxiao_domain::{
    ids::CityId,
    orgs::{FORGOTTEN_AFTER, Patience, SignInRefusal},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    access::{self, Entry},
    people::{self, PersonRow},
};

use super::{
    administrators,
    device::Device,
    hashing::Queue,
    list::account_of,
    open_session::{Opened, open_session},
    tries::Counted,
};
use crate::{App, AppError, model::CityModel};

/// A hash of no password, so that an unknown login takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Where somebody signs in from.
#[derive(Clone, Debug, Default)]
pub struct Whence {
    /// `None` for commands and tests, which come from no address.
    pub address: Option<IpAddr>,
    /// What this browser keeps of earlier sign-ins.
    pub device: Option<Device>,
}

impl Whence {
    /// The browser, where it knows the person.
    fn known(&self, person: Option<&PersonRow>) -> Option<&Device> {
        let person = person?;
        self.device.as_ref().filter(|device| device.knows(person))
    }
}

/// Checks login and password.
///
/// A try counts as failed before the password is looked at: a stranger's on the login and on the address, that of somebody whom the
/// browser knows on the browser alone. So no stranger can hold up a person who comes as always.
///
/// Errors: [`AppError::SignInFailed`] for a wrong login or password, a closed account, too many tries and too many who wait. Which of
/// them it was stands in the trace only.
pub async fn sign_in(
    app: &App,
    city: CityId,
    login: &str,
    password: &str,
    whence: &Whence,
) -> Result<Opened, AppError> {
    let model = app.model(city).await?;
    let login = login.trim();
    let person = people::by_login(app.db(), city, login).await?;
    let attempt = Attempt { app, city, login, whence, device: whence.known(person.as_ref()) };
    let keys = attempt.counted(&model, person.as_ref());
    if app.tries().count(&keys, app.now()).is_err() {
        return Err(AppError::SignInFailed);
    }
    let refused = match &person {
        Some(person) => attempt.refused(&model, person).await?,
        None => false,
    };
    // Where nobody may come in a hash is made nevertheless, so that the answer takes as long as any other.
    let behind = person.as_ref().filter(|_| !refused).map_or(NOBODY, |person| person.password_hash.as_str());
    // Very long passwords are cut before hashing, so that nobody can make us work on megabytes.
    let password: String = password.chars().take(model.password_rule.max_chars + 1).collect();
    let queue = if attempt.device.is_some() { Queue::Known } else { Queue::Strangers };
    let right = match app.hashing().verify(queue, &password, behind).await {
        Err(AppError::Busy) => return Err(AppError::SignInFailed),
        answer => answer? && !refused,
    };
    match person {
        Some(person) if right => {
            attempt.forgive(&keys);
            open_session(app, &model, person, whence, attempt.particulars()).await
        }
        person => {
            attempt.failed(person.as_ref(), refused).await?;
            Err(AppError::SignInFailed)
        }
    }
}

/// One try.
struct Attempt<'a> {
    app: &'a App,
    city: CityId,
    login: &'a str,
    whence: &'a Whence,
    /// The browser, where it knows the person.
    device: Option<&'a Device>,
}

impl Attempt<'_> {
    fn counted(&self, model: &CityModel, person: Option<&PersonRow>) -> Vec<(Counted, Patience)> {
        let rule = &model.sign_in_rule;
        if let (Some(device), Some(person)) = (self.device, person) {
            return vec![(Counted::device(self.city, person.id, &device.id), rule.of_account())];
        }
        let address = self.whence.address.map(|address| (Counted::address(address), rule.of_address()));
        [(Counted::login(self.city, self.login), rule.of_account())].into_iter().chain(address).collect()
    }

    /// A success says nothing of the other tries from its address: whoever guesses for others may have an account, too.
    fn forgive(&self, keys: &[(Counted, Patience)]) {
        let address = self.whence.address.map(Counted::address);
        for (key, _) in keys {
            if Some(*key) == address { self.app.tries().take_back(*key) } else { self.app.tries().forgive(*key) }
        }
    }

    /// Whether nobody comes in by this account now. The count of failures in the database, which outlives a restart and is that of every
    /// process, is held against strangers only.
    async fn refused(&self, model: &CityModel, person: &PersonRow) -> Result<bool, AppError> {
        let now = self.app.now();
        match model.sign_in_rule.may_try(account_of(person), now) {
            Ok(()) => Ok(false),
            Err(SignInRefusal::Disabled) => Ok(true),
            Err(SignInRefusal::Locked { .. }) => Ok(self.device.is_none()),
            Err(SignInRefusal::Forgotten { .. }) => {
                let everybody = people::all(self.app.db(), self.city).await?;
                Ok(!administrators::is_last(model, &everybody, person.id, now))
            }
        }
    }

    /// Counts the failure on the account, for the list of locks and for other processes, and leaves a trace.
    async fn failed(&self, person: Option<&PersonRow>, refused: bool) -> Result<(), AppError> {
        let now = self.app.now();
        let outcome = match person {
            None => "unknown",
            Some(_) if refused => "refused",
            Some(_) => "failed",
        };
        let mut tx = self.app.db().begin().await?;
        if let Some(person) = person.filter(|_| !refused && self.device.is_none()) {
            people::note_failure(&mut tx, self.city, person.id, now, now.plus_micros(-FORGOTTEN_AFTER)).await?;
        }
        let entry = entry(self.app, self.city, person, outcome, &self.particulars());
        access::record(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Where it came from, and how many were turned away since the line before.
    fn particulars(&self) -> serde_json::Value {
        let mut facts = serde_json::Map::new();
        if let Some(address) = self.whence.address {
            facts.insert("address".to_owned(), address.to_string().into());
        }
        let turned_away = self.app.tries().turned_away();
        if turned_away > 0 {
            facts.insert("turned_away".to_owned(), turned_away.into());
        }
        facts.into()
    }
}

/// A line of the trace about a sign-in.
pub(super) fn entry(
    app: &App,
    city: CityId,
    person: Option<&PersonRow>,
    outcome: &str,
    particulars: &serde_json::Value,
) -> Entry {
    Entry {
        city,
        id: app.new_id(|id| id),
        at: app.now(),
        kind: TraceKind::SignIn,
        person: person.map(|person| person.id),
        post: None,
        // What somebody typed into the login field may be a password; only a login that exists is written down.
        subject: TraceSubject::Login(person.map_or("?", |person| person.login.as_str()).to_owned()),
        outcome: outcome.to_owned(),
        particulars: particulars.to_string(),
    }
}
