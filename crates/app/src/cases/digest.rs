//! Keeps the nightly digest over the heads of all chains, which the daily report prints: who keeps the print can prove later that no
//! chain was exchanged as a whole.

use changxiao_domain::{
    cases::digest_of_heads,
    ids::{CaseId, CityId},
};
use changxiao_store::cases;

use crate::{App, AppError};

const PAGE: i64 = 2_000;

/// Computes the digest of today and keeps it, unless today's is kept already.
pub async fn keep_digest(app: &App, city: CityId) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let today = model.day_of(app.now());
    if cases::newest_digest(app.db(), city).await?.is_some_and(|(day, ..)| day >= today) {
        return Ok(());
    }
    let mut heads = Vec::new();
    let mut after: Option<CaseId> = None;
    loop {
        let page = cases::heads_after(app.db(), city, after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        heads.extend(page);
    }
    let count = i64::try_from(heads.len()).unwrap_or(i64::MAX);
    let mut tx = app.db().begin().await?;
    cases::put_digest(&mut tx, city, today, count, digest_of_heads(heads), app.now()).await?;
    tx.commit().await?;
    Ok(())
}
