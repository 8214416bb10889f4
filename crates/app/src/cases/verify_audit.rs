//! Recomputes every chain of a city, of cases and of every kind of procedure, and compares it with what is stored.

use changxiao_domain::{
    cases::{Case, ChainBreak, Hash},
    ids::CityId,
    sealing::{Chained, Digest, Verb as _, verify_chained},
};
use changxiao_store::{
    EachProcedure,
    digests::ChainDigest,
    each_procedure,
    sealing::{Kept, events_of, heads_after},
    workflow::Stored,
};

use crate::{App, AppError};

/// What the walk found.
pub struct Audit {
    pub cases: u64,
    pub events: u64,
    /// The digest over the heads of all cases, as printed in the daily report.
    pub digest: Hash,
    /// Those over the heads of each kind of procedure.
    pub others: Vec<ChainDigest>,
    /// Number of what broke and its first break, at most a hundred.
    pub broken: Vec<(String, ChainBreak)>,
}

const PAGE: i64 = 500;
const MOST_BREAKS: usize = 100;

/// Walks over everything that is sealed; `progress` is called with the number of cases done.
pub async fn verify_audit(app: &App, city: CityId, progress: impl FnMut(u64)) -> Result<Audit, AppError> {
    let mut audit = Audit { cases: 0, events: 0, digest: [0; 32], others: Vec::new(), broken: Vec::new() };
    (audit.cases, audit.digest) = walk::<Case>(app, city, &mut audit, progress).await?;
    each_procedure(&mut Walk { app, city, audit: &mut audit }).await?;
    Ok(audit)
}

struct Walk<'a> {
    app: &'a App,
    city: CityId,
    audit: &'a mut Audit,
}

impl EachProcedure for Walk<'_> {
    type Error = AppError;

    async fn visit<P: Stored>(&mut self) -> Result<(), AppError> {
        let (many, digest) = walk::<P>(self.app, self.city, self.audit, |_| {}).await?;
        let words = <P as Chained>::Action::HEADS.to_owned();
        self.audit.others.push(ChainDigest { words, heads: i64::try_from(many).unwrap_or(i64::MAX), digest });
        Ok(())
    }
}

/// All chains of one kind: how many there are, and the digest over the heads of those that hold.
async fn walk<P: Kept>(
    app: &App,
    city: CityId,
    audit: &mut Audit,
    mut progress: impl FnMut(u64),
) -> Result<(u64, Hash), AppError> {
    let (mut many, mut digest, mut after) = (0, Digest::begin(<P as Chained>::Action::HEADS), None);
    loop {
        let page = heads_after::<P>(app.db(), city, after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (id, _) in page {
            let Some(subject) = P::find(app.db(), city, id).await? else { continue };
            let events = events_of::<P>(app.db(), city, id).await?;
            many += 1;
            audit.events += events.len() as u64;
            match verify_chained(&subject, &events) {
                Ok(head) => digest.add(id, head),
                Err(broken) if audit.broken.len() < MOST_BREAKS => {
                    audit.broken.push((subject.number().to_owned(), broken));
                }
                Err(_) => {}
            }
        }
        progress(many);
    }
    Ok((many, digest.finish()))
}
