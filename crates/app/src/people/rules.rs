//! The rules for passwords and sign-in that are in force, and their change within the limits in which they still protect.

use changxiao_domain::{
    orgs::{Actor, PasswordRule, Permission, SignInRule},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::cities::{self, Setting};
use changxiao_words::say;

use crate::{App, AppError, FieldProblem, note};

/// The spans within which a password rule may be set: field, least, most. At least eight characters of three classes, changed at
/// least every ninety days (GB/T 22239-2019, 8.1.4.1, in the figures that assessors of level 3 commonly expect).
pub const PASSWORD_SPANS: [(&str, i64, i64); 3] =
    [("min_chars", 8, 64), ("min_classes", 3, 4), ("max_age_days", 1, 90)];

/// The spans of [`SignInRule::check`], for the page that shows them.
pub const SIGN_IN_SPANS: [(&str, i64, i64); 5] = [
    ("lock_after", 1, 10),
    ("lock_minutes", 10, 1_440),
    ("idle_minutes", 1, 60),
    ("absolute_hours", 1, 24),
    ("disable_after_idle_days", 1, 180),
];

/// Errors: not permitted; a value outside its span; no source; someone else changed the rule since `version`.
pub async fn change_password_rule(app: &App, actor: &Actor, rule: &PasswordRule, version: i64) -> Result<(), AppError> {
    let given = [
        i64::try_from(rule.min_chars).unwrap_or(i64::MAX),
        i64::try_from(rule.min_classes).unwrap_or(i64::MAX),
        rule.max_age_days,
    ];
    let mut faults: Vec<FieldProblem> =
        PASSWORD_SPANS.iter().zip(given).filter_map(|(span, given)| outside(*span, given)).collect();
    faults.extend(no_source(&rule.source));
    let document = serde_json::to_string(rule).map_err(|problem| AppError::Broken(problem.to_string()))?;
    change(app, actor, "password_rule", document, &rule.source, version, faults).await
}

/// Errors as [`change_password_rule`].
pub async fn change_sign_in_rule(app: &App, actor: &Actor, rule: &SignInRule, version: i64) -> Result<(), AppError> {
    let mut faults = Vec::new();
    if let Err(fault) = rule.check() {
        faults.extend(outside((fault.setting, fault.least, fault.most), fault.given));
    }
    faults.extend(no_source(&rule.source));
    let document = serde_json::to_string(rule).map_err(|problem| AppError::Broken(problem.to_string()))?;
    change(app, actor, "sign_in_rule", document, &rule.source, version, faults).await
}

async fn change(
    app: &App,
    actor: &Actor,
    key: &str,
    document: String,
    source: &str,
    version: i64,
    faults: Vec<FieldProblem>,
) -> Result<(), AppError> {
    actor.require(Permission::ManageSecurity)?;
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
    cities::touch_model(&mut tx, actor.city).await?;
    let particulars = serde_json::from_str(&setting.document).unwrap_or_default();
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Setting(key.to_owned()), particulars)
        .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

fn outside((field, least, most): (&'static str, i64, i64), given: i64) -> Option<FieldProblem> {
    (!(least..=most).contains(&given))
        .then(|| FieldProblem::new(field, say!(people_must_lie_between_least_most, least, most)))
}

fn no_source(source: &str) -> Option<FieldProblem> {
    (source.trim().is_empty() || source.chars().count() > 200)
        .then(|| FieldProblem::new("source", say!(people_name_source_at_most_200)))
}
