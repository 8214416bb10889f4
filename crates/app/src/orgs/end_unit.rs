//! Ends a unit with a day. What it did keeps its name.

use changxiao_domain::{
    orgs::{Actor, Permission, Unit},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cases::{self, CaseFilter},
    cities, orgs,
};
use changxiao_words::say;

use super::{
    dated::unit_of_code,
    draft::{check_tree, row_of},
};
use crate::{App, AppError, note};

/// `until` is the first day on which the unit is no more.
///
/// Errors: not permitted; no such unit; an end before its beginning; someone else changed it; units below, posts or open cases that
/// would be left without it.
pub async fn end_unit(app: &App, actor: &Actor, code: &str, version: i64, until: Day) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let before = unit_of_code(&model, code, model.day).ok_or(AppError::NotFound("unit"))?;
    if until <= before.valid_from {
        return Err(AppError::field("until", say!(orgs_end_must_lie_after_first)));
    }
    let unit = Unit { valid_until: Some(until), ..before.clone() };
    check_tree(&model, &unit).map_err(|problem| match problem {
        AppError::Invalid(fields) => {
            AppError::Invalid(fields.into_iter().map(|field| crate::FieldProblem { field: "until", ..field }).collect())
        }
        other => other,
    })?;
    let posts =
        model.posts.values().filter(|post| post.unit == unit.id && post.until.is_none_or(|end| end > until)).count();
    if posts > 0 {
        return Err(AppError::field("until", say!(orgs_posts_posts_still_held_here, posts)));
    }
    let open = CaseFilter { open: Some(true), lead: Some(unit.id), ..CaseFilter::default() };
    let open = cases::count(app.db(), actor.city, &open, app.now()).await?;
    if open > 0 {
        return Err(AppError::field("until", say!(orgs_open_open_cases_led_by, open)));
    }
    let mut tx = app.db().begin().await?;
    orgs::save_unit(&mut tx, actor.city, &row_of(&unit, version)).await?;
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({ "action": "ended", "until": until.to_string() });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Unit(unit.code.clone()), particulars)
        .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}
