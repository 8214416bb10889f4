//! What is held already about a content of the standard: whoever has to hand something in is offered it, so that the same content is never
//! asked for twice.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    evidence::{ProofRule, Use, UsedBy},
    ids::EvidenceId,
    matters::{Code, FieldKind, file_numbers},
    orgs::{Actor, Permission},
};
use changxiao_store::{
    cases::ScopeFilter,
    evidence::{self as store, EvidenceRow},
    matters::contents,
};

use super::view::may_see;
use crate::{App, AppError, cases::scope, model::CityModel, readable::readable};

/// So many items are offered,
const OFFERED: usize = 24;
/// out of so many, since some are not what the field asks for.
const LOOKED_AT: i64 = 200;
/// So many of the newest uses by cases and by visits are looked at, and so many matters.
const USES: i64 = 500;
const MATTERS: i64 = 2_000;

/// What the items are to be about.
pub struct About<'a> {
    /// The key of the procedure by which the same was handed in before, and its field with the code of the node.
    pub procedure: &'a str,
    pub field: Code,
    pub node: &'a str,
    /// The matter for which they are offered: what it holds itself is not.
    pub but: &'a str,
}

/// An item, and what uses it already.
pub struct HeldItem {
    pub row: EvidenceRow,
    pub of: Use,
}

/// Items that the post may see and that the rule takes: handed in earlier for the same node, used by cases of the categories that the node
/// stands behind, or by inspections that looked at its check items; newest first.
///
/// Errors: not permitted.
pub async fn held(app: &App, actor: &Actor, about: &About<'_>, rule: &ProofRule) -> Result<Vec<HeldItem>, AppError> {
    if !actor.may(Permission::ReadCases) {
        return Ok(Vec::new());
    }
    let model = app.model(actor.city).await?;
    let (db, city) = (app.db(), actor.city);
    let mut found: BTreeMap<EvidenceId, Use> = BTreeMap::new();
    let (items, categories) = of_node(&model, about.node);
    for by in [UsedBy::Inspection, UsedBy::Case] {
        let used = store::used_lately(db, city, by, USES).await?;
        let numbers: Vec<String> = used.iter().map(|(_, number)| number.clone()).collect();
        let fit = match by {
            UsedBy::Case => store::cases_about(db, city, &numbers, &categories, &items).await?,
            _ => store::visits_about(db, city, &numbers, &items).await?,
        };
        let fitting = used.into_iter().filter(|(_, number)| fit.contains(number));
        found.extend(fitting.map(|(id, number)| (id, Use { by, number })));
    }
    let mut own = BTreeSet::new();
    for row in earlier(app, actor, &model, about, &mut own).await? {
        found.insert(row.1, row.0);
    }
    let ids: Vec<EvidenceId> = found.keys().copied().collect();
    let rows = store::by_ids(db, city, &scope::filter(actor), &ids, rule.within, LOOKED_AT).await?;
    let fits = |row: &EvidenceRow| {
        may_see(actor, row) && !own.contains(&row.number) && rule.check(&row.item, row.media()).is_ok()
    };
    let rows: Vec<EvidenceRow> = rows.into_iter().filter(fits).take(OFFERED).collect();
    let held = |row: EvidenceRow| found.get(&row.id).cloned().map(|of| HeldItem { row, of });
    Ok(readable(actor, rows).into_iter().filter_map(held).collect())
}

/// Check items of a node and what lies below it, and the categories that their findings become.
fn of_node(model: &CityModel, node: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let Some(system) = model.current_system() else { return Default::default() };
    let is_below = |code: &str| {
        let parent = |code: &&str| system.node(code).and_then(|node| node.parent.as_deref());
        std::iter::successors(Some(code), parent).any(|one| one == node)
    };
    let of = system.check_items.iter().filter(|item| item.content.as_deref().is_some_and(is_below));
    let (mut items, mut categories) = (BTreeSet::new(), BTreeSet::new());
    for item in of {
        items.insert(item.code.clone());
        categories.extend(item.category.as_ref().map(ToString::to_string));
    }
    (items, categories)
}

/// What was handed in for the same node before; the numbers of what the matter itself holds go into `own`.
async fn earlier(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    about: &About<'_>,
    own: &mut BTreeSet<i64>,
) -> Result<Vec<(Use, EvidenceId)>, AppError> {
    let all = contents(app.db(), actor.city, about.procedure, &ScopeFilter::WholeCity, MATTERS).await?;
    let kept = model.procedures.iter().find(|kept| kept.document.key.as_str() == about.procedure);
    let fields = kept.into_iter().flat_map(|kept| &kept.document.whole.fields);
    let files: Vec<Code> = fields.filter(|field| field.kind == FieldKind::Files).map(|field| field.name).collect();
    let mut numbers: BTreeMap<i64, String> = BTreeMap::new();
    for matter in all {
        let node = matter.values.get(about.field).and_then(serde_json::Value::as_str);
        let held = files.iter().filter_map(|name| matter.values.get(*name)).flat_map(file_numbers);
        if matter.number == about.but {
            own.extend(held);
        } else if node == Some(about.node) {
            numbers.extend(held.map(|number| (number, matter.number.clone())));
        }
    }
    let wanted: Vec<i64> = numbers.keys().copied().collect();
    let rows = store::by_numbers(app.db(), actor.city, &wanted).await?;
    let used = |row: EvidenceRow| {
        numbers.get(&row.number).map(|number| (Use { by: UsedBy::Matter, number: number.clone() }, row.id))
    };
    Ok(rows.into_iter().filter_map(used).collect())
}
