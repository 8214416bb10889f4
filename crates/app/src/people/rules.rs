//! The rules for passwords and sign-in that are in force, and their change within the limits in which they still protect.

use changxiao_domain::{
    bounds::OutOfBounds,
    orgs::{Actor, PasswordRule, Permission, SignInRule},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::cities::{self, Setting};
use changxiao_words::say;

use crate::{App, AppError, FieldProblem, note};

/// Errors: not permitted; a number out of its bounds; no source; someone else changed the rule since `version`.
pub async fn change_password_rule(app: &App, actor: &Actor, rule: &PasswordRule, version: i64) -> Result<(), AppError> {
    let document = serde_json::to_string(rule).map_err(|problem| AppError::Broken(problem.to_string()))?;
    change(app, actor, "password_rule", document, &rule.source, version, &rule.outside()).await
}

/// Errors as [`change_password_rule`].
pub async fn change_sign_in_rule(app: &App, actor: &Actor, rule: &SignInRule, version: i64) -> Result<(), AppError> {
    let document = serde_json::to_string(rule).map_err(|problem| AppError::Broken(problem.to_string()))?;
    change(app, actor, "sign_in_rule", document, &rule.source, version, &rule.outside()).await
}

async fn change(
    app: &App,
    actor: &Actor,
    key: &str,
    document: String,
    source: &str,
    version: i64,
    outside: &[OutOfBounds],
) -> Result<(), AppError> {
    actor.require(Permission::ManageSecurity)?;
    let mut faults: Vec<FieldProblem> =
        outside.iter().map(|outside| FieldProblem::new(outside.name, outside.message())).collect();
    faults.extend(no_source(source));
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let model = app.model(actor.city).await?;
    let setting =
        Setting { key: key.to_owned(), document, source: source.to_owned(), effective_from: model.day, version };
    let mut tx = app.db().begin().await?;
    if !cities::put_setting(&mut tx, actor.city, &setting).await? {
        return Err(AppError::Conflict);
    }
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::from_str(&setting.document).unwrap_or_default();
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Setting(key.to_owned()), particulars)
        .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

fn no_source(source: &str) -> Option<FieldProblem> {
    (source.trim().is_empty() || source.chars().count() > 200)
        .then(|| FieldProblem::new("source", say!(people_name_source_at_most_200)))
}
