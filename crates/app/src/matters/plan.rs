//! What came out of a matter, all the way down: for its road map.

use std::collections::{BTreeSet, HashMap};

use changxiao_domain::{
    ids::MatterId,
    matters::{Matter, too_early},
    orgs::Actor,
    time::Day,
};
use changxiao_store::{matters, workflow};

use super::scope;
use crate::{App, AppError, readable::readable, workflow::load_visible};

/// The most matters of one plan, and how deep it goes.
pub const MOST: usize = 400;
const DEEPEST: usize = 4;

/// One bar.
pub struct Bar {
    pub matter: Matter,
    /// How far below the first one: 1 for what came out of it.
    pub depth: usize,
    pub starts: Option<Day>,
    pub ends: Option<Day>,
    /// It starts before what it waits for has ended.
    pub early: bool,
    /// Places in the list of those after which it comes.
    pub after: Vec<usize>,
}

pub struct PlanView {
    pub whole: Matter,
    /// Each behind what it came out of, in its order.
    pub bars: Vec<Bar>,
    /// There are more.
    pub more: bool,
}

/// Errors: not permitted; not found or out of scope.
pub async fn plan(app: &App, actor: &Actor, number: &str) -> Result<PlanView, AppError> {
    let mut whole: Matter = load_visible(app, actor, number).await?;
    scope::keep_seen(actor, &mut whole, &mut []);
    let whole = readable(actor, whole);
    let mut below: HashMap<MatterId, Vec<Matter>> = HashMap::new();
    let (mut level, mut found, mut seen) = (vec![whole.id], 0, BTreeSet::from([whole.id]));
    let mut more = false;
    for _ in 0..DEEPEST {
        let left = MOST - found;
        let mut ids = matters::below(app.db(), actor.city, &level, i64::try_from(left + 1).unwrap_or(0)).await?;
        more |= ids.len() > left;
        ids.truncate(left);
        let ids: Vec<_> = ids.into_iter().map(|id| id.0).collect();
        let mut children: Vec<Matter> = workflow::by_ids(app.db(), actor.city, &ids).await?;
        children.retain(|child| seen.insert(child.id) && scope::may_see(actor, child));
        children.iter_mut().for_each(|child| scope::keep_seen(actor, child, &mut []));
        children.sort_by_key(|child| (child.position == 0, child.position, child.id));
        found += children.len();
        level = children.iter().map(|child| child.id).collect();
        for child in readable(actor, children) {
            below.entry(child.parent.unwrap_or(whole.id)).or_default().push(child);
        }
        if level.is_empty() {
            break;
        }
    }
    let mut bars = Vec::with_capacity(found);
    gather(whole.id, 1, &mut below, &mut bars);
    joined(&mut bars);
    Ok(PlanView { whole, bars, more })
}

fn gather(of: MatterId, depth: usize, below: &mut HashMap<MatterId, Vec<Matter>>, bars: &mut Vec<Bar>) {
    for matter in below.remove(&of).unwrap_or_default() {
        let id = matter.id;
        let (starts, ends) = (matter.starts(), matter.ends());
        bars.push(Bar { matter, depth, starts, ends, early: false, after: Vec::new() });
        gather(id, depth + 1, below, bars);
    }
}

/// Which comes after which, and which starts too early.
fn joined(bars: &mut [Bar]) {
    let places: HashMap<String, usize> =
        bars.iter().enumerate().map(|(place, bar)| (bar.matter.number.clone(), place)).collect();
    for place in 0..bars.len() {
        let after: Vec<usize> =
            bars[place].matter.comes_after().iter().filter_map(|number| places.get(*number).copied()).collect();
        let before: Vec<Matter> = after.iter().map(|first| bars[*first].matter.clone()).collect();
        bars[place].early = bars[place].matter.is_open() && !too_early(&bars[place].matter, &before, &[]).is_empty();
        bars[place].after = after;
    }
}
