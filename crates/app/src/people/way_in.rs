//! What is common to both halves of a sign-in: where it comes from, whether the account lets anybody in, and what the trace says of it.

use std::net::IpAddr;

use changxiao_domain::{
    ids::CityId,
    orgs::SignInRefusal,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    access::Entry,
    people::{self, PersonRow},
};

use super::{administrators, device::Device, list::account_of};
use crate::{App, AppError, model::CityModel};

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
    pub(super) fn known(&self, person: Option<&PersonRow>) -> Option<&Device> {
        let person = person?;
        self.device.as_ref().filter(|device| device.knows(person))
    }
}

/// Whether somebody may come in by this account whom the directory knows: no count of wrong passwords is held against them.
pub(super) async fn may_come_in_proven(app: &App, model: &CityModel, person: &PersonRow) -> Result<bool, AppError> {
    let now = app.now();
    match model.sign_in_rule.may_try(account_of(person), now) {
        Ok(()) | Err(SignInRefusal::Locked { .. }) => Ok(true),
        Err(SignInRefusal::Disabled) => Ok(false),
        Err(SignInRefusal::Forgotten { .. }) => is_last(app, model, person).await,
    }
}

/// Whether somebody may come in by this account now, whatever they know. The count of failures in the database, which outlives a restart
/// and is that of every process, is held against strangers only.
pub(super) async fn may_come_in(
    app: &App,
    model: &CityModel,
    person: &PersonRow,
    whence: &Whence,
) -> Result<bool, AppError> {
    let now = app.now();
    match model.sign_in_rule.may_try(account_of(person), now) {
        Ok(()) => Ok(true),
        Err(SignInRefusal::Disabled) => Ok(false),
        Err(SignInRefusal::Locked { .. }) => Ok(whence.known(Some(person)).is_some()),
        Err(SignInRefusal::Forgotten { .. }) => is_last(app, model, person).await,
    }
}

async fn is_last(app: &App, model: &CityModel, person: &PersonRow) -> Result<bool, AppError> {
    let everybody = people::all(app.db(), model.id()).await?;
    Ok(administrators::is_last(model, &everybody, person.id, app.now()))
}

/// From where, by what means, and how many were turned away since the line before.
pub(super) fn particulars(app: &App, whence: &Whence, means: &str) -> serde_json::Value {
    let mut facts = serde_json::Map::new();
    facts.insert("means".to_owned(), means.into());
    if let Some(address) = whence.address {
        facts.insert("address".to_owned(), address.to_string().into());
    }
    let turned_away = app.tries().turned_away();
    if turned_away > 0 {
        facts.insert("turned_away".to_owned(), turned_away.into());
    }
    facts.into()
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
