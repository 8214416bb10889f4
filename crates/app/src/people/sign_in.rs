//! Signs a person in: counted before the password is looked at, one answer for everything that is wrong.

use changxiao_domain::{
    ids::{CityId, PersonId},
    orgs::{FORGOTTEN_AFTER, Patience},
};
use changxiao_store::{
    access,
    people::{self, PersonRow},
};

use super::{
    device::Device,
    directory::is_required,
    hashing::Queue,
    open_session::{By, Opened, open_session},
    tries::Counted,
    two_hands::is_administrators,
    way_in::{Whence, entry, may_come_in, particulars},
};
use crate::{App, AppError, model::CityModel};

/// A hash of no password, so that an unknown login takes as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=7168,t=5,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What the right password opens.
pub enum Answered {
    Session(Opened),
    /// The code of a second factor is wanted, too: [`super::second_factor::sign_in`].
    CodeWanted(PersonId),
}

/// Checks login and password.
///
/// A try counts as failed before the password is looked at: a stranger's on the login and on the address, that of somebody whom the
/// browser knows on the browser alone. So no stranger can hold up a person who comes as always.
///
/// Errors: [`AppError::SignInFailed`] for a wrong login or password, a closed account, one that has to come through the directory, too many
/// tries and too many who wait. Which of them it was stands in the trace only.
pub async fn sign_in(
    app: &App,
    city: CityId,
    login: &str,
    password: &str,
    whence: &Whence,
) -> Result<Answered, AppError> {
    let model = app.model(city).await?;
    let login = login.trim();
    let person = people::by_login(app.db(), city, login).await?;
    let attempt = Attempt { app, city, login, whence, device: whence.known(person.as_ref()) };
    let keys = attempt.counted(&model, person.as_ref());
    let queue = attempt.queue();
    if app.tries().count(&keys, app.now()).is_err() {
        return Err(AppError::SignInFailed);
    }
    let refused = match &person {
        Some(person) => goes_by_directory(&model, person) || !may_come_in(app, &model, person, whence).await?,
        None => false,
    };
    // Where nobody may come in a hash is made nevertheless, so that the answer takes as long as any other.
    let behind = person.as_ref().filter(|_| !refused).map_or(NOBODY, |person| person.password_hash.as_str());
    // Very long passwords are cut before hashing, so that nobody can make us work on megabytes.
    let password: String = password.chars().take(model.password_rule.max_chars + 1).collect();
    let right = match app.hashing().verify(queue, &password, behind).await {
        Err(AppError::Busy) => {
            attempt.one_too_many(&keys);
            return Err(AppError::SignInFailed);
        }
        answer => answer? && !refused,
    };
    match person {
        Some(person) if right => {
            attempt.forgive(&keys);
            if person.second_factor_at.is_some() {
                return Ok(Answered::CodeWanted(person.id));
            }
            let particulars = particulars(app, whence, "password");
            open_session(app, &model, person, whence, particulars, By::Password).await.map(Answered::Session)
        }
        person => {
            attempt.failed(person.as_ref(), refused).await?;
            Err(AppError::SignInFailed)
        }
    }
}

/// Whether the city asks this person to come through its directory. Who is not linked yet comes in by the password once more, to be linked.
fn goes_by_directory(model: &CityModel, person: &PersonRow) -> bool {
    is_required(model) && person.directory_at.is_some() && !is_administrators(model, person.id)
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

    /// Where the try waits for its hash; asked before it is counted.
    fn queue(&self) -> Queue {
        let (tries, now) = (self.app.tries(), self.app.now());
        match (self.device, self.whence.address) {
            (Some(_), _) => Queue::Known,
            (None, Some(address)) if !tries.is_strange(Counted::address(address), now) => Queue::Newcomers,
            _ => Queue::Strangers,
        }
    }

    /// A success says nothing of the other tries from its address: whoever guesses for others may have an account, too.
    fn forgive(&self, keys: &[(Counted, Patience)]) {
        let address = self.whence.address.map(Counted::address);
        for (key, _) in keys {
            if Some(*key) == address { self.app.tries().take_back(*key) } else { self.app.tries().forgive(*key) }
        }
    }

    fn one_too_many(&self, keys: &[(Counted, Patience)]) {
        for (key, _) in keys {
            self.app.tries().one_too_many(*key, self.app.now());
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
        let entry = entry(self.app, self.city, person, outcome, &particulars(self.app, self.whence, "password"));
        access::record(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}
