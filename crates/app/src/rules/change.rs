//! A city puts its own numbers in the place of those that ship, or takes those back.

use changxiao_domain::{
    orgs::{Actor, Permission},
    rules::{Fault, RuleSet, change as changed, figures},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::cities::{self, Setting};
use changxiao_words::{Lang, say, texts};
use serde_json::{Value, json};

use super::{built_in, in_force, read};
use crate::{App, AppError, model::CityModel, note};

const LONGEST_SOURCE: usize = 200;

/// Why nothing was saved.
#[derive(Debug)]
pub enum Refused {
    /// What was typed, figure by figure; the path `source` means the source.
    Typed(Vec<Fault>),
    Other(AppError),
}

impl From<AppError> for Refused {
    fn from(problem: AppError) -> Self {
        Self::Other(problem)
    }
}

/// Saves what was typed (path and text of each figure) with the source that it follows. Nothing different saves nothing.
///
/// Errors: not permitted; a figure that cannot be read or does not fit; no source; someone else changed the set since `version`.
pub async fn change(
    app: &App,
    actor: &Actor,
    set: RuleSet,
    typed: &[(String, String)],
    source: &str,
    version: i64,
) -> Result<(), Refused> {
    actor.require(Permission::ManageReference).map_err(AppError::from)?;
    let model = app.model(actor.city).await?;
    let before = in_force(&model.settings, set)?;
    let source = source.trim();
    let day = model.day.to_string();
    let after = changed(set, &before, typed, source, &day);
    let mut faults: Vec<Fault> = after.as_ref().err().cloned().unwrap_or_default();
    if source.is_empty() || source.chars().count() > LONGEST_SOURCE {
        faults.push(Fault::new("source", say!(rules_source_missing)));
    }
    if !faults.is_empty() {
        return Err(Refused::Typed(faults));
    }
    match after.ok().flatten() {
        None => Ok(()),
        Some(after) => Ok(save(app, actor, &model, set, (&before, &after), source, version).await?),
    }
}

/// Takes back what ships. Errors: not permitted; someone else changed the set since `version`.
pub async fn restore(app: &App, actor: &Actor, set: RuleSet, version: i64) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let before = in_force(&model.settings, set)?;
    let after = read(built_in(set))?;
    save(app, actor, &model, set, (&before, &after), &default_restored(), version).await
}

async fn save(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    set: RuleSet,
    (before, after): (&Value, &Value),
    source: &str,
    version: i64,
) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    let setting = Setting {
        key: set.code().to_owned(),
        document: after.to_string(),
        source: source.to_owned(),
        effective_from: model.day,
        version,
    };
    if !cities::put_setting(&mut tx, actor.city, &setting).await? {
        return Err(AppError::Conflict);
    }
    cities::touch_model(&mut tx, actor.city);
    let what = moved(before, after, source);
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Setting(set.code().to_owned()), what)
        .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// What stands as the source, in every language: it is kept as a text.
fn default_restored() -> String {
    Lang::ALL.iter().map(|lang| texts(*lang).rules_default_restored).collect::<Vec<_>>().join(" / ")
}

/// What the trace keeps: the source, and each figure that moved with what it was and is.
fn moved(before: &Value, after: &Value, source: &str) -> Value {
    let was = figures(before);
    let mut facts = serde_json::Map::from_iter([("source".to_owned(), Value::from(source))]);
    for is in figures(after) {
        let was = was.iter().find(|was| was.path == is.path && was.text != is.text);
        if let Some(was) = was {
            facts.insert(is.words(Lang::RECORDS).to_owned(), json!([was.text, is.text]));
        }
    }
    facts.into()
}
