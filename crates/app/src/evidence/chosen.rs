//! Items that something names by their numbers.

use std::collections::HashMap;

use changxiao_domain::{
    evidence::ProofRule,
    orgs::{Actor, Permission},
};
use changxiao_store::evidence::{self as store, EvidenceRow};
use changxiao_words::{Message, say};

use super::view::may_see;
use crate::{App, AppError, readable::readable};

/// Those of these numbers that stand in the store and that the post may see, by their numbers: one statement.
pub async fn chosen(app: &App, actor: &Actor, numbers: &[i64]) -> Result<HashMap<i64, EvidenceRow>, AppError> {
    let mut rows = brought(app, actor, numbers).await?;
    rows.retain(|_, row| may_see(actor, row));
    Ok(rows)
}

/// Those of these numbers that stand in the store: for whoever has opened what names them, whichever unit brought them.
pub async fn brought(app: &App, actor: &Actor, numbers: &[i64]) -> Result<HashMap<i64, EvidenceRow>, AppError> {
    if !actor.may(Permission::ReadCases) {
        return Ok(HashMap::new());
    }
    let rows = store::by_numbers(app.db(), actor.city, numbers).await?;
    Ok(readable(actor, rows).into_iter().map(|row| (row.number, row)).collect())
}

/// Errors: one of them is not there for the post, or is not what the rule asks for.
pub async fn fit(app: &App, actor: &Actor, numbers: &[i64], rule: &ProofRule) -> Result<(), Message> {
    let there = chosen(app, actor, numbers).await.unwrap_or_default();
    let wrong = numbers.iter().find_map(|number| match there.get(number) {
        None => Some(say!(evidence_not_there, number = *number)),
        Some(row) => rule.check(&row.item, row.media()).err().map(|lacks| lacks.message(*number)),
    });
    wrong.map_or(Ok(()), Err)
}
