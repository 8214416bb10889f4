//! Keeps the nightly digest over the heads of all chains, which the daily report prints: who keeps the print can prove later that no
//! chain was exchanged as a whole.

use changxiao_domain::{
    cases::Case,
    ids::CityId,
    sealing::{Chained, Digest, Verb as _},
};
use changxiao_store::{
    EachProcedure, cases,
    digests::{self, ChainDigest},
    each_procedure,
    sealing::{Kept, heads_after},
    workflow::Stored,
};

use crate::{App, AppError, pace::paced};

const PAGE: i64 = 2_000;

/// Computes the digests of today and keeps them, unless today's are kept already.
pub async fn keep_digest(app: &App, city: CityId) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let today = model.day_of(app.now());
    if cases::newest_digest(app.db(), city).await?.is_some_and(|(day, ..)| day >= today) {
        return Ok(());
    }
    let of_cases = digest_of::<Case>(app, city).await?;
    let others = digests_of_others(app, city).await?;
    let mut tx = app.db().begin().await?;
    cases::put_digest(&mut tx, city, today, of_cases.heads, of_cases.digest, app.now()).await?;
    for one in &others {
        digests::put(&mut tx, city, today, one, app.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Those of every kind of procedure.
pub async fn digests_of_others(app: &App, city: CityId) -> Result<Vec<ChainDigest>, AppError> {
    let mut digests = Digests { app, city, taken: Vec::new() };
    each_procedure(&mut digests).await?;
    Ok(digests.taken)
}

struct Digests<'a> {
    app: &'a App,
    city: CityId,
    taken: Vec<ChainDigest>,
}

impl EachProcedure for Digests<'_> {
    type Error = AppError;

    async fn visit<P: Stored>(&mut self) -> Result<(), AppError> {
        self.taken.push(digest_of::<P>(self.app, self.city).await?);
        Ok(())
    }
}

/// Over the heads that stand in the rows of one kind. Nobody waits for it, so it gives way.
async fn digest_of<P: Kept>(app: &App, city: CityId) -> Result<ChainDigest, AppError> {
    let words = <P as Chained>::Action::HEADS;
    let (mut digest, mut heads, mut after) = (Digest::begin(words), 0_i64, None);
    loop {
        let page = paced(app.db(), heads_after::<P>(app.db(), city, after, PAGE)).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        heads += i64::try_from(page.len()).unwrap_or(0);
        page.into_iter().for_each(|(id, head)| digest.add(id, head));
    }
    Ok(ChainDigest { words: words.to_owned(), heads, digest: digest.finish() })
}
