//! The city's webhooks: set up, tried and ended by the system administrator.

use changxiao_domain::{
    ids::{HookId, UnitId},
    notices::{Facts, NoticeKind},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    notices::{
        self, Receiver,
        deliveries::{self, Delivery},
        hooks::{self, Hook, HookStyle},
    },
};
use changxiao_words::{Lang, say};

use super::{of_case::notice, send::guard};
use crate::{App, AppError, FieldProblem, note};

/// What a form says of a new webhook.
#[derive(Clone, Debug)]
pub struct NewHook {
    pub name: String,
    pub style: HookStyle,
    pub url: String,
    /// Name of a secret in config.toml; empty for none.
    pub secret_name: String,
    pub kinds: Vec<NoticeKind>,
    pub unit: Option<UnitId>,
    pub lang: Lang,
}

/// A webhook with what became of its last messages.
pub struct HookView {
    pub hook: Hook,
    /// The address without what is secret in it.
    pub shown: String,
    pub last: Vec<Delivery>,
}

const LAST: i64 = 3;

/// Errors: not permitted.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<HookView>, AppError> {
    actor.require(Permission::ManageJobs)?;
    let mut views = Vec::new();
    for hook in hooks::all(app.db(), actor.city).await? {
        let last = deliveries::newest_of(app.db(), actor.city, Receiver::Hook(hook.id), LAST).await?;
        views.push(HookView { shown: guard::shown(&hook.url), hook, last });
    }
    Ok(views)
}

/// Errors: not permitted; no name, no kind, an address that may not be used, an unknown unit.
pub async fn add(app: &App, actor: &Actor, new: NewHook) -> Result<HookId, AppError> {
    actor.require(Permission::ManageJobs)?;
    let model = app.model(actor.city).await?;
    let mut faults = Vec::new();
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        faults.push(FieldProblem::new("name", say!(notices_give_name_up_60_characters)));
    }
    if new.kinds.is_empty() {
        faults.push(FieldProblem::new("kinds", say!(notices_choose_one_kind_at_least)));
    }
    if let Err(why) = guard::check_written(new.url.trim(), &app.outlets().inside_hosts()) {
        faults.push(FieldProblem::new("url", why.message()));
    }
    let secret = new.secret_name.trim();
    if !secret.is_empty() && !app.outlets().has_secret(secret) {
        faults.push(FieldProblem::new("secret", say!(notices_secrets_config_toml_no_such)));
    }
    if new.kinds.iter().any(|kind| kind.is_status()) && new.style != HookStyle::Signed {
        faults.push(FieldProblem::new("style", say!(notices_status_order_goes_another_system)));
    }
    if new.style == HookStyle::Signed && secret.is_empty() {
        faults.push(FieldProblem::new("secret", say!(notices_signed_webhook_needs_name_secret)));
    }
    if new.unit.is_some_and(|unit| model.units.get(unit).is_none()) {
        faults.push(FieldProblem::new("unit", say!(notices_there_no_such_unit)));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let hook = Hook {
        id: app.new_id(HookId),
        name: name.to_owned(),
        style: new.style,
        url: new.url.trim().to_owned(),
        secret_name: secret.to_owned(),
        kinds: new.kinds,
        unit: new.unit,
        lang: new.lang,
        made_at: app.now(),
    };
    let mut tx = app.db().begin().await?;
    hooks::put(&mut tx, actor.city, &hook).await?;
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({ "name": hook.name, "url": guard::shown(&hook.url) });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Webhook(hook.id), particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(hook.id)
}

/// Ends a webhook; what was not sent yet is not sent any more. Errors: not permitted; it has ended before.
pub async fn end(app: &App, actor: &Actor, id: HookId) -> Result<(), AppError> {
    actor.require(Permission::ManageJobs)?;
    let mut tx = app.db().begin().await?;
    if !hooks::end(&mut tx, actor.city, id, app.now()).await? {
        return Err(AppError::NotFound("webhook"));
    }
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({ "ended": true });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Webhook(id), particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// Sends a test message. Errors: not permitted; there is no such webhook.
pub async fn test(app: &App, actor: &Actor, id: HookId) -> Result<(), AppError> {
    actor.require(Permission::ManageJobs)?;
    let model = app.model(actor.city).await?;
    if !model.hooks.iter().any(|hook| hook.id == id) {
        return Err(AppError::NotFound("webhook"));
    }
    let test = notice(app, Receiver::Hook(id), NoticeKind::Test, true, Facts::default());
    let mut tx = app.db().begin().await?;
    notices::put(&mut tx, actor.city, &[test]).await?;
    tx.commit().await?;
    Ok(())
}
