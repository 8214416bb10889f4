//! How much of a visit a post may see. Whoever may see the site sees all of it; a unit that is scored by some items of a visit to
//! somebody else's site sees these items, with their notes and photos, so that a lost point leads to what lost it.

use std::{collections::BTreeSet, sync::Arc};

use changxiao_domain::{ids::VisitId, orgs::Actor, scoring::Period, time::Instant};

use super::{PeriodScores, PeriodVisit, facts::items_by_line, may_see, may_see_unit, period_lately};
use crate::{App, AppError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    Whole,
    /// Codes of the check items that a unit of the post is scored by; never empty.
    Items(BTreeSet<Arc<str>>),
}

impl Sight {
    pub fn shows(&self, item: &str) -> bool {
        match self {
            Sight::Whole => true,
            Sight::Items(codes) => codes.contains(item),
        }
    }
}

/// What the post may see of a visit of this period; `None`: nothing.
pub fn sight(actor: &Actor, scores: &PeriodScores, visit: &PeriodVisit) -> Option<Sight> {
    if may_see(actor, visit) {
        return Some(Sight::Whole);
    }
    let codes: BTreeSet<Arc<str>> = items_by_line(visit, &scores.tree)
        .into_iter()
        .filter(|(unit, _)| scores.tree.get(*unit).is_some_and(|unit| may_see_unit(actor, unit)))
        .flat_map(|(_, items)| items.into_iter().map(|item| item.code.clone()))
        .collect();
    (!codes.is_empty()).then_some(Sight::Items(codes))
}

/// The same for one visit that lies outside the scope of the post, by the units of the month in which it was sent.
pub async fn sight_by_score(
    app: &App,
    actor: &Actor,
    visit: VisitId,
    submitted_at: Instant,
) -> Result<Option<Sight>, AppError> {
    let day = app.model(actor.city).await?.day_of(submitted_at);
    let scores = period_lately(app, actor.city, Period::month_of(day)).await?;
    Ok(scores.visit(visit).and_then(|visit| sight(actor, &scores, visit)))
}
