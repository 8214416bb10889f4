//! A draft in clauses with the comments that a post may see, and what it can do with them.

use changxiao_domain::{
    clauses::{AdoptionRow, Draft, Refusal, Round, adoption_table},
    divisions::DivisionCode,
    matters::{Action, Condition, Level, Matter, Means},
    orgs::{Actor, Permission, RowOwner},
};
use changxiao_store::workflow;

use super::round::{Remark, remarks};
use crate::{App, AppError, matters::scope, readable::readable, workflow::load_visible};

pub struct ClausesView {
    /// What was asked for: the whole, or the part of one unit.
    pub matter: Matter,
    pub whole: Matter,
    pub draft: Draft,
    /// Those that the post may see, in the order of their numbers.
    pub remarks: Vec<Remark>,
    /// How many there are at all, and how many of them wait for a decision.
    pub all: usize,
    pub undecided: usize,
    /// By which the post comments on this part now.
    pub commenting: Option<Action>,
    pub may_decide: bool,
    /// The next version, or why there is none yet; for those who see all comments.
    pub round: Option<Round>,
}

/// Errors: not permitted; not found, out of scope, or no draft.
pub async fn view(app: &App, actor: &Actor, number: &str) -> Result<ClausesView, AppError> {
    let matter: Matter = load_visible(app, actor, number).await?;
    let is_draft = matter.level != Level::Copy && matter.kept.document.whole.meaning(Means::Draft).is_some();
    let whole = match matter.parent {
        _ if !is_draft => None,
        Some(parent) if matter.level == Level::Part => {
            workflow::by_id::<Matter>(app.db(), actor.city, parent.0).await?
        }
        // A next round has the round before above it and is a whole all the same.
        _ => Some(matter.clone()),
    };
    let whole = whole.ok_or(AppError::NotFound("draft"))?;
    let (all, _) = remarks(app, &whole).await?;
    let draft = whole.draft()?;
    let undecided = all.iter().filter(|remark| remark.entry.disposition.is_none()).count();
    let count = all.len();
    let seen = |remark: &Remark| match matter.level {
        Level::Whole => {
            let division = DivisionCode::from_padded(remark.division).ok();
            actor.may_see(RowOwner { city: actor.city, units: &[whole.beginner, remark.unit], division })
        }
        _ => remark.part == matter.number,
    };
    let remarks: Vec<Remark> = all.into_iter().filter(seen).collect();
    let sees_all = remarks.len() == count && scope::may_see(actor, &whole) && actor.may(Permission::ReadPersonal);
    let round = sees_all
        .then(|| Round { draft: draft.clone(), entries: remarks.iter().map(|remark| remark.entry.clone()).collect() });
    let works = actor.may(Permission::WorkOnMatters);
    let commenting =
        if matter.level == Level::Part && works { entering(app, actor, &matter, Means::Comments) } else { None };
    let may_decide = works && may_decide(actor, &whole);
    Ok(ClausesView {
        matter: readable(actor, matter),
        whole: readable(actor, whole),
        draft: readable(actor, draft),
        remarks: readable(actor, remarks),
        all: count,
        undecided,
        commenting,
        may_decide,
        round,
    })
}

impl ClausesView {
    /// The adoption table of what the post sees, each comment under its own number.
    pub fn adoption(&self) -> Vec<AdoptionRow> {
        let entries = self.remarks.iter().map(|remark| remark.entry.clone()).collect();
        let mut rows = adoption_table(&Round { draft: self.draft.clone(), entries });
        for row in &mut rows {
            if let Some(remark) = row.number.checked_sub(1).and_then(|at| self.remarks.get(at)) {
                row.number = remark.number;
            }
        }
        rows
    }

    /// The next version with its difference, or why there is none; `None` for a post that does not see all comments.
    pub fn next(&self) -> Option<Result<changxiao_domain::clauses::Next, Refusal>> {
        self.round.as_ref().map(Round::next)
    }
}

/// The action of the part by which the post enters these lines now.
pub(super) fn entering(app: &App, actor: &Actor, part: &Matter, means: Means) -> Option<Action> {
    let table = part.table();
    let field = table.flow.meaning(means)?.name;
    let (stamp, now) = (actor.stamp(), app.now().max(part.changed_at));
    let rows = table.rows().iter().filter(|ruled| ruled.row.enters.contains(&field));
    rows.map(|ruled| ruled.action).find(|action| part.granting(*action, &stamp, now).is_ok())
}

/// Whether the post decides about comments while the whole stands where it stands.
fn may_decide(actor: &Actor, whole: &Matter) -> bool {
    let Some(table) = whole.kept.part() else { return false };
    let Some(field) = table.flow.meaning(Means::Dispositions) else { return false };
    let stands = |given: &Condition| match given {
        Condition::WholeIn(states) => states.contains(&whole.state.code),
        _ => true,
    };
    let lets = |ruled: &changxiao_domain::matters::Ruled| {
        ruled.row.enters.contains(&field.name)
            && ruled.row.who.contains(&actor.role)
            && ruled.row.given.iter().all(stands)
    };
    whole.is_open() && table.rows().iter().any(lets)
}
