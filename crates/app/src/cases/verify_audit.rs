//! Recomputes every chain of a city, of cases, whistles, consultations and chronic problems, and compares it with what is stored.

use changxiao_domain::{
    cases::{ChainBreak, Hash, digest_of_heads, verify_case},
    consultations::verify_consultation,
    ids::{CaseId, CityId},
    recurrence::verify_problem,
    whistles::verify_whistle,
};
use changxiao_store::{cases, consultations as consultation_store, recurrence, whistles as whistle_store};

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
    others(app, city, &mut audit).await?;
    Ok(audit)
}

/// Whistles, consultations and chronic problems: some thousand a year, and not part of the digest over the heads of cases.
async fn others(app: &App, city: CityId, audit: &mut Audit) -> Result<(), AppError> {
    let mut broken = Vec::new();
    for id in whistle_store::all_ids(app.db(), city).await? {
        let Some(whistle) = whistle_store::by_id(app.db(), city, id).await? else { continue };
        let events = whistle_store::events_of(app.db(), city, id).await?;
        audit.events += events.len() as u64;
        broken.extend(verify_whistle(&whistle, &events).err().map(|what| (whistle.number, what)));
    }
    for id in consultation_store::all_ids(app.db(), city).await? {
        let Some(consultation) = consultation_store::by_id(app.db(), city, id).await? else { continue };
        let events = consultation_store::events_of(app.db(), city, id).await?;
        audit.events += events.len() as u64;
        broken.extend(verify_consultation(&consultation, &events).err().map(|what| (consultation.number, what)));
    }
    for id in recurrence::all_ids(app.db(), city).await? {
        let Some(problem) = recurrence::by_id(app.db(), city, id).await? else { continue };
        let events = recurrence::events_of(app.db(), city, id).await?;
        audit.events += events.len() as u64;
        broken.extend(verify_problem(&problem, &events).err().map(|what| (problem.number, what)));
    }
    let room = MOST_BREAKS.saturating_sub(audit.broken.len());
    audit.broken.extend(broken.into_iter().take(room));
    Ok(())
}
