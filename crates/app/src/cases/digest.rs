//! Keeps the nightly digest over the heads of all chains, which the daily report prints: who keeps the print can prove later that no
//! chain was exchanged as a whole.

use changxiao_domain::{
    cases::HeadsDigest,
    ids::{CaseId, CityId},
};
use changxiao_store::cases;

use crate::{App, AppError, pace::paced};

const PAGE: i64 = 2_000;

/// Computes the digest of today and keeps it, unless today's is kept already.
pub async fn keep_digest(app: &App, city: CityId) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let today = model.day_of(app.now());
    if cases::newest_digest(app.db(), city).await?.is_some_and(|(day, ..)| day >= today) {
        return Ok(());
    }
    let (mut digest, mut count) = (HeadsDigest::begin(), 0_i64);
    let mut after: Option<CaseId> = None;
    loop {
        let page = paced(app.db(), cases::heads_after(app.db(), city, after, PAGE)).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        count += i64::try_from(page.len()).unwrap_or(0);
        page.into_iter().for_each(|(case, head)| digest.add(case, head));
    }
    let mut tx = app.db().begin().await?;
    cases::put_digest(&mut tx, city, today, count, digest.finish(), app.now()).await?;
    tx.commit().await?;
    Ok(())
}
