//! Where a unit lost points: what the nodes of the standard that it answers for came to this month, the worst first.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    orgs::{Actor, Permission},
    scoring::Period,
};
use changxiao_words::{Lang, say};

use crate::{App, AppError, scoring::period_lately};

/// The most that are proposed.
const MOST: usize = 20;

/// A node with what was found there, in the reader's words.
pub struct Gap {
    pub node: String,
    pub gap: String,
}

/// Nodes of the unit of the post at which something was not met this month; this month and the one before where this one has nothing.
/// Nothing for a post that reads no scores.
pub async fn gaps(app: &App, actor: &Actor, lang: Lang) -> Result<Vec<Gap>, AppError> {
    if !actor.may(Permission::ReadScores) {
        return Ok(Vec::new());
    }
    let model = app.model(actor.city).await?;
    let held: BTreeSet<&str> = model
        .responsibilities
        .values()
        .flatten()
        .filter(|(_, rows)| rows.iter().any(|row| row.unit == actor.unit))
        .map(|(node, _)| node.as_str())
        .collect();
    let month = Period::month_of(model.day);
    for period in [month, month.previous()] {
        let scores = period_lately(app, actor.city, period).await?;
        let systems = scores.systems();
        // Whoever answers for a node answers for what lies below it.
        let is_held = |node: &str| {
            let mut above = Some(node);
            while let Some(code) = above {
                if held.contains(code) {
                    return true;
                }
                above = model.node_of(&systems, code).and_then(|node| node.parent.as_deref());
            }
            false
        };
        let mut counts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for item in scores.facts.visits.iter().flat_map(|visit| &visit.items) {
            let Some(node) = item.node.as_deref().filter(|node| is_held(node)) else { continue };
            let (failed, all) = counts.entry(node).or_default();
            *failed += i64::from(!item.met);
            *all += 1;
        }
        let mut found: Vec<_> = counts.into_iter().filter(|(_, (failed, _))| *failed > 0).collect();
        if found.is_empty() {
            continue;
        }
        found.sort_by_key(|(node, (failed, all))| (std::cmp::Reverse(failed * 1_000 / all.max(&1)), *node));
        found.truncate(MOST);
        let gap = |(code, (failed, all)): (&str, (i64, i64))| {
            let name = model.node_of(&systems, code).map_or("", |node| node.label(lang));
            Gap { node: format!("{code} {name}").trim().to_owned(), gap: say!(matters_gap, failed, all).words(lang) }
        };
        return Ok(found.into_iter().map(gap).collect());
    }
    Ok(Vec::new())
}
