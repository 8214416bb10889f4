//! Signs a person in whom the directory knows.

use changxiao_domain::{
    ids::CityId,
    orgs::{DirectoryRefusal, Identity},
};
use changxiao_store::{
    access, directory,
    people::{self, PersonRow},
};

use super::flow::{self, Begun, CameBack};
use crate::{
    App, AppError,
    people::{
        open_session::{By, open_session},
        sign_in::Answered,
        tries::Counted,
        way_in::{Whence, entry, may_come_in_proven, particulars},
    },
};

const MEANS: &str = "directory";

/// A try is counted on the address before the directory is asked, and taken back when it was a right one, or the directory is away. What
/// strangers guess at the password of an account holds up nobody who comes through the directory: nothing can be guessed here.
///
/// Errors: [`DirectoryRefusal`], see [`flow`], and nobody is linked; [`AppError::SignInFailed`] for a closed account or too many tries.
pub async fn sign_in(app: &App, begun: &Begun, came_back: &CameBack, whence: &Whence) -> Result<Answered, AppError> {
    let city = CityId(begun.city);
    let model = app.model(city).await?;
    let counted = whence.address.map(Counted::address);
    let keys: Vec<_> = counted.into_iter().map(|key| (key, model.sign_in_rule.of_address())).collect();
    if app.tries().count(&keys, app.now()).is_err() {
        return Err(AppError::SignInFailed);
    }
    let take_back = || keys.iter().for_each(|(key, _)| app.tries().take_back(*key));
    let identity = match flow::prove(app, begun, came_back).await {
        Ok(identity) => identity,
        Err(problem) => {
            if problem.is_ours() {
                take_back();
            }
            refused(app, city, None, whence, "failed").await?;
            return Err(problem);
        }
    };
    let Some(person) = linked(app, city, &identity).await? else {
        refused(app, city, None, whence, "unknown").await?;
        return Err(DirectoryRefusal::NotLinked { subject: identity.subject }.into());
    };
    if !may_come_in_proven(app, &model, &person).await? {
        refused(app, city, Some(&person), whence, "refused").await?;
        return Err(AppError::SignInFailed);
    }
    take_back();
    if person.second_factor_at.is_some() {
        return Ok(Answered::CodeWanted(person.id));
    }
    let particulars = particulars(app, whence, MEANS);
    open_session(app, &model, person, whence, particulars, By::Directory).await.map(Answered::Session)
}

async fn linked(app: &App, city: CityId, identity: &Identity) -> Result<Option<PersonRow>, AppError> {
    match directory::by_identity(app.db(), city, identity).await? {
        Some(link) => Ok(people::by_id(app.db(), city, link.person).await?),
        None => Ok(None),
    }
}

async fn refused(
    app: &App,
    city: CityId,
    person: Option<&PersonRow>,
    whence: &Whence,
    outcome: &str,
) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    access::record(&mut tx, entry(app, city, person, outcome, &particulars(app, whence, MEANS))).await?;
    tx.commit().await?;
    Ok(())
}
