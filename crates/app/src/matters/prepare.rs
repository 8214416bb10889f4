//! What the program itself brings into a request: the signature of a letter, the next version of a draft.

use changxiao_domain::{
    clauses,
    matters::{Command, Effect, Matter},
};
use serde_json::{Value, json};

use crate::{AppError, clauses::round::round, letters::sign::sign, workflow::Asked};

/// The request with what the effects of its row fill in. Whatever somebody sent in these fields is not looked at.
///
/// Errors: it cannot be made; what is to be issued is not what was adopted.
pub(super) async fn prepare(asked: Asked<'_, Matter>, mut command: Command) -> Result<Command, AppError> {
    let Asked { app, model, stamp, now, before, .. } = asked;
    let at = now.max(before.changed_at);
    // The table says why not.
    let Ok(ruled) = before.granting(command.action, &stamp, at) else { return Ok(command) };
    for effect in &ruled.row.effects {
        match effect {
            Effect::Sign(field) => {
                let signature = sign(app, model, before, &stamp, at).await?;
                command.values.0.insert(*field, signature);
            }
            Effect::Adopt(field) => {
                let next = round(app, before).await?.next().map_err(refused)?;
                command.values.0.insert(*field, json!(next.draft.text()));
            }
            Effect::IssueAdopted(field) => {
                let text = before.values.get(*field).and_then(Value::as_str).unwrap_or_default();
                round(app, before).await?.issue(text).map_err(refused)?;
            }
            _ => {}
        }
    }
    Ok(command)
}

fn refused(refusal: clauses::Refusal) -> AppError {
    refusal.into()
}
