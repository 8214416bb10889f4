//! One unit with all its indicators and what its composite is made of.

use changxiao_domain::{
    indicators::{Group, Span, Subject},
    orgs::{Actor, Permission},
};

use super::table::{By, Row, Table, TableQuery, table};
use crate::{App, AppError, orgs::dated::unit_of_code, scoring::may_see_unit};

pub struct UnitView {
    /// Code and id of the unit.
    pub code: String,
    pub unit: changxiao_domain::ids::UnitId,
    /// The table that the row is of, for links and rules.
    pub table: Table,
    pub row: Row,
    /// The same unit in the period before.
    pub before: Row,
}

/// What the unit's cases come to in a period. Errors: not permitted, no such unit, outside the scope of the post.
pub async fn unit(app: &App, actor: &Actor, code: &str, span: Span) -> Result<UnitView, AppError> {
    actor.require(Permission::ReadScores)?;
    let model = app.model(actor.city).await?;
    // The one that had the code at the end of the period: what was earned stays with it.
    let (first, end, _) = span.bounds();
    let last = end.yesterday().unwrap_or(first).min(model.day);
    let unit = unit_of_code(&model, code, last).ok_or(AppError::NotFound("unit"))?;
    if !may_see_unit(actor, unit) {
        return Err(AppError::OutOfScope);
    }
    let id = unit.id;
    let asked = |span| TableQuery { span, by: By::Unit, source: None, category: None, division: None, unit: Some(id) };
    let now = table(app, actor, asked(span)).await?;
    let before = table(app, actor, asked(span.previous())).await?;
    let row =
        |table: &Table| {
            table.rows.first().cloned().unwrap_or_else(|| {
                Row::new(Group::Unit(id), Some(Subject::Department), Default::default(), &table.rules)
            })
        };
    Ok(UnitView { code: code.to_owned(), unit: id, row: row(&now), before: row(&before), table: now })
}
