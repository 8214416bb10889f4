//! Why a score is what it is: the outcome of one unit, or of the whole city, with everything below it.

use std::sync::Arc;

use changxiao_domain::{
    orgs::{Actor, Permission, RowOwner, Scope, Unit},
    scoring::{Facts, Improvement, Interval, Outcome, Period, Simulation, Standing, gains, score_interval, simulate},
};

use super::{PeriodScores, Subject, period, period_lately};
use crate::{App, AppError};

pub struct Why {
    pub scores: Arc<PeriodScores>,
    /// The period before, for the movement.
    pub before: Arc<PeriodScores>,
    pub subject: Subject,
    pub interval: Option<Interval>,
    /// What each single improvement would gain, most first, in thousandths of a point.
    pub gaps: Vec<(Improvement, i64)>,
    /// The chosen improvements together.
    pub simulation: Option<Simulation>,
    /// The rank that the simulated score would have while the others stay as they are.
    pub simulated_rank: Option<usize>,
}

/// Errors: not permitted; no such unit in that period; a unit outside the scope of the post, whose place in the ranking is all that it
/// may see.
pub async fn why(
    app: &App,
    actor: &Actor,
    of: Period,
    unit: Option<&str>,
    chosen: &[Improvement],
) -> Result<Why, AppError> {
    actor.require(Permission::ReadScores)?;
    let scores = period(app, actor.city, of).await?;
    let subject = match unit {
        None if actor.scope == Scope::WholeCity => Subject::City,
        None => return Err(AppError::OutOfScope),
        Some(code) => {
            let unit =
                scores.tree.by_code(code).filter(|unit| unit.kind.is_ranked()).ok_or(AppError::NotFound("unit"))?;
            if !may_see_unit(actor, unit) {
                return Err(AppError::OutOfScope);
            }
            Subject::Unit(unit.id)
        }
    };
    let before = period_lately(app, actor.city, of.previous()).await?;
    let chosen = chosen.to_vec();
    let work = {
        let scores = scores.clone();
        move || {
            let facts: Facts = match subject {
                Subject::City => scores.facts_of_city(),
                Subject::Unit(unit) => scores.facts_of(unit),
            };
            let interval = score_interval(&facts, &scores.scheme, scores.seed());
            let gaps = gains(&facts, &scores.scheme);
            let simulation = (!chosen.is_empty()).then(|| simulate(&facts, &scores.scheme, &chosen));
            (interval, gaps, simulation)
        }
    };
    let (interval, gaps, simulation) =
        tokio::task::spawn_blocking(work).await.map_err(|problem| AppError::Broken(format!("why: {problem}")))?;
    let simulated_rank = simulated_rank(&scores, subject, simulation.as_ref());
    Ok(Why { scores, before, subject, interval, gaps, simulation, simulated_rank })
}

/// Whether a post may look below the score of a unit: its own, those below it, those in its territory.
pub fn may_see_unit(actor: &Actor, unit: &Unit) -> bool {
    actor.may_see(RowOwner { city: actor.city, units: &[unit.id], division: unit.division })
}

fn simulated_rank(scores: &PeriodScores, subject: Subject, simulation: Option<&Simulation>) -> Option<usize> {
    let Subject::Unit(unit) = subject else { return None };
    let after = simulation?.after.score()?;
    let better = |ranked: &&changxiao_domain::scoring::Ranked| {
        ranked.unit != unit && matches!(ranked.standing, Standing::Place { score, .. } if score > after)
    };
    Some(scores.group_of(unit)?.ranking.iter().filter(better).count() + 1)
}

impl Why {
    pub fn outcome(&self) -> &Outcome {
        self.scores.outcome_of(self.subject)
    }

    pub fn outcome_before(&self) -> &Outcome {
        self.before.outcome_of(self.subject)
    }

    pub fn standing(&self) -> Option<Standing> {
        match self.subject {
            Subject::City => None,
            Subject::Unit(unit) => self.scores.standing(unit),
        }
    }

    pub fn standing_before(&self) -> Option<Standing> {
        match self.subject {
            Subject::City => None,
            Subject::Unit(unit) => self.before.standing(unit),
        }
    }
}
