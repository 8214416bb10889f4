//! What is begun under a request key is begun once.

use changxiao_domain::{orgs::Actor, workflow::Decided};
use changxiao_store::{StoreError, notices, requests, workflow};

use super::{Carried, load_visible, turned::turned};
use crate::{App, AppError};

/// Begins and saves what `make` gives. The same `key` again begins nothing and gives the first one; `action` names what the key is for.
///
/// Errors: not permitted; those of `make`.
pub(crate) async fn begin_once<P: Carried>(
    app: &App,
    actor: &Actor,
    (key, action): (Option<&str>, &str),
    make: impl Future<Output = Result<Decided<P>, AppError>>,
) -> Result<P, AppError> {
    begin_with(app, actor, (key, action), async { Ok((make.await?, P::Beside::default())) }).await
}

/// The same with what goes with it.
pub(crate) async fn begin_with<P: Carried>(
    app: &App,
    actor: &Actor,
    (key, action): (Option<&str>, &str),
    make: impl Future<Output = Result<(Decided<P>, P::Beside), AppError>>,
) -> Result<P, AppError> {
    actor.require(P::WORK)?;
    let answer = async |key: &str| requests::answer(app.db(), actor.city, key, action).await;
    if let Some(key) = key
        && let Some(number) = answer(key).await?
    {
        return load_visible(app, actor, &number).await;
    }
    let (Decided { after, event }, beside) = make.await?;
    let told = turned(app, &*app.model(actor.city).await?, None, &after, &actor.stamp());
    let mut tx = app.db().begin().await?;
    if let Some(key) = key {
        match requests::claim(&mut tx, actor.city, key, action, after.number(), app.now()).await {
            // The same request arrived twice at once, and the other was faster.
            Err(StoreError::Exists { .. }) => {
                drop(tx);
                return load_visible(app, actor, &answer(key).await?.ok_or(AppError::KeyReused)?).await;
            }
            claimed => claimed?,
        }
    }
    P::before(&mut tx, actor.city, &after).await?;
    workflow::insert(&mut tx, &after, &event).await?;
    P::put(&mut tx, actor.city, beside).await?;
    notices::put(&mut tx, actor.city, &told).await?;
    tx.commit().await?;
    P::forget(app, actor.city);
    Ok(after)
}
