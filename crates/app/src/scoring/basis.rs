//! The basis of a score as rows: every check item and every case that counts for a unit.

use changxiao_domain::{
    orgs::{Actor, Permission},
    scoring::Period,
    time::Instant,
};
use changxiao_store::cases::{self, CaseFact};

use super::{PeriodScores, PeriodVisit, Subject, why::why};
use crate::{App, AppError, readable::readable};

/// A check item of a visit that counts for the unit.
pub struct BasisItem<'a> {
    pub visit: &'a PeriodVisit,
    pub item: String,
    pub met: bool,
}

pub struct Basis {
    pub scores: std::sync::Arc<PeriodScores>,
    pub subject: Subject,
    /// Visit and item, in the order of the visits.
    pub items: Vec<(changxiao_domain::ids::VisitId, String, bool)>,
    /// Cases due in the period that the unit or one below it leads, void and merged ones apart.
    pub cases: Vec<CaseFact>,
    pub as_of: Instant,
}

/// Errors: as [`why`]; the permission to export is needed as well.
pub async fn basis(app: &App, actor: &Actor, of: Period, unit: Option<&str>) -> Result<Basis, AppError> {
    actor.require(Permission::Export)?;
    let why = why(app, actor, of, unit, &[]).await?;
    let scores = why.scores;
    let facts = match why.subject {
        Subject::City => scores.facts_of_city(),
        Subject::Unit(unit) => scores.facts_of(unit),
    };
    let items = facts
        .visits
        .into_iter()
        .flat_map(|visit| {
            let id = visit.visit;
            visit
                .items
                .into_iter()
                .map(move |item| (id, item.item, item.answer == changxiao_domain::inspections::Answer::Met))
        })
        .collect();
    let mut cases = cases::due_in_period(app.db(), actor.city, scores.from, scores.until).await?;
    if let Subject::Unit(unit) = why.subject {
        cases.retain(|case| case.lead.is_some_and(|lead| scores.tree.is_within(lead, unit)));
    } else {
        cases.retain(|case| case.lead.is_some());
    }
    let as_of = scores.as_of;
    Ok(Basis { scores, subject: why.subject, items, cases: readable(actor, cases), as_of })
}

impl Basis {
    /// The items with their visits.
    pub fn rows(&self) -> impl Iterator<Item = BasisItem<'_>> {
        self.items.iter().filter_map(|(visit, item, met)| {
            Some(BasisItem { visit: self.scores.visit(*visit)?, item: item.clone(), met: *met })
        })
    }
}
