//! Recomputes every chain of a city and compares it with what is stored.

use changxiao_domain::{
    cases::{ChainBreak, Hash, digest_of_heads, verify_case},
    ids::{CaseId, CityId},
};
use changxiao_store::cases;

use crate::{App, AppError};

/// What the walk found.
pub struct Audit {
    pub cases: u64,
    pub events: u64,
    /// The digest over all heads, as printed in the daily report.
    pub digest: Hash,
    /// Number of the case and its first break, at most a hundred.
    pub broken: Vec<(String, ChainBreak)>,
}

const PAGE: i64 = 500;
const MOST_BREAKS: usize = 100;

/// Walks over all cases; `progress` is called with the number of cases done.
pub async fn verify_audit(app: &App, city: CityId, mut progress: impl FnMut(u64)) -> Result<Audit, AppError> {
    let mut audit = Audit { cases: 0, events: 0, digest: [0; 32], broken: Vec::new() };
    let mut heads = Vec::new();
    let mut after: Option<CaseId> = None;
    loop {
        let ids = cases::all_case_ids(app.db(), city, after, PAGE).await?;
        let Some(last) = ids.last() else { break };
        after = Some(*last);
        for id in ids {
            let Some(row) = cases::by_id(app.db(), city, id).await? else { continue };
            let events = cases::events_of(app.db(), city, id).await?;
            audit.cases += 1;
            audit.events += events.len() as u64;
            match verify_case(&row.case, &events) {
                Ok(head) => heads.push((id, head)),
                Err(broken) if audit.broken.len() < MOST_BREAKS => audit.broken.push((row.case.number, broken)),
                Err(_) => {}
            }
        }
        progress(audit.cases);
    }
    audit.digest = digest_of_heads(heads);
    Ok(audit)
}
