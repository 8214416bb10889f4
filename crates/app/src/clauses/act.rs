//! One comment more or less, and the decision about one: each is the whole list of its part again, with the line that changes.

use changxiao_domain::{
    matters::{Command, Matter, Means, Values},
    orgs::Actor,
};
use changxiao_words::say;
use serde_json::{Value, json};

use super::view::entering;
use crate::{
    App, AppError,
    workflow::{Target, carry_out, load_visible},
};

/// A comment as it is typed. `clause`: its name or place (`#4`); empty: the text as a whole.
#[derive(Clone, Debug, Default)]
pub struct NewComment {
    /// Empty: the unit of the part.
    pub who: String,
    /// How it came: written, or the meeting at which it was said.
    pub way: String,
    pub clause: String,
    pub change: String,
    pub quoted: String,
    pub words: String,
    pub reason: String,
}

/// What is decided about a comment. Empty `change`: what was proposed.
#[derive(Clone, Debug, Default)]
pub struct NewDisposition {
    pub ruling: String,
    pub clause: String,
    pub change: String,
    pub quoted: String,
    pub words: String,
    pub reason: String,
}

/// Adds a comment to a part.
///
/// Errors: not permitted; not found or out of scope; another version; the domain's refusals.
pub async fn comment(app: &App, actor: &Actor, target: &Target, new: NewComment) -> Result<Matter, AppError> {
    let (part, mut lines) = lines(app, actor, target, Means::Comments).await?;
    let model = app.model(actor.city).await?;
    let own = || model.units.get(part.holder).map(|unit| unit.name.clone()).unwrap_or_default();
    let who = if new.who.trim().is_empty() { own() } else { new.who };
    lines.push(json!({
        "who": who, "way": new.way, "clause": new.clause, "change": new.change,
        "quoted": new.quoted, "words": new.words, "reason": new.reason,
    }));
    carry(app, actor, target, &part, Means::Comments, lines).await
}

/// Takes a comment away that nobody has decided about; `place` from 1.
///
/// Errors: as of [`comment`]; there is no such comment, or it is the only one.
pub async fn withdraw(app: &App, actor: &Actor, target: &Target, place: usize) -> Result<Matter, AppError> {
    let (part, mut lines) = lines(app, actor, target, Means::Comments).await?;
    let at = place.checked_sub(1).filter(|at| *at < lines.len());
    let at = at.ok_or_else(|| AppError::field("place", say!(clauses_disposition_no_comment)))?;
    // A later comment that was decided about would change its place.
    let decided = |line: &Value| line["comment"].as_str().and_then(|text| text.trim().parse::<usize>().ok());
    let field = part.table().flow.meaning(Means::Dispositions).and_then(|field| part.values.get(field.name));
    let later = field.and_then(Value::as_array).into_iter().flatten().filter_map(decided).any(|number| number >= place);
    if later || lines.len() == 1 {
        return Err(AppError::field("place", say!(clauses_comment_stays)));
    }
    lines.remove(at);
    carry(app, actor, target, &part, Means::Comments, lines).await
}

/// Decides about a comment, or decides anew; `place` from 1.
///
/// Errors: as of [`comment`].
pub async fn decide(
    app: &App,
    actor: &Actor,
    target: &Target,
    place: usize,
    new: NewDisposition,
) -> Result<Matter, AppError> {
    let (part, mut lines) = lines(app, actor, target, Means::Dispositions).await?;
    let number = place.to_string();
    lines.retain(|line| line["comment"].as_str().map(str::trim) != Some(number.as_str()));
    lines.push(json!({
        "comment": number, "ruling": new.ruling, "clause": new.clause, "change": new.change,
        "quoted": new.quoted, "words": new.words, "reason": new.reason,
    }));
    lines.sort_by_key(|line| line["comment"].as_str().and_then(|text| text.parse::<usize>().ok()));
    carry(app, actor, target, &part, Means::Dispositions, lines).await
}

async fn lines(app: &App, actor: &Actor, target: &Target, means: Means) -> Result<(Matter, Vec<Value>), AppError> {
    let part: Matter = load_visible(app, actor, &target.number).await?;
    let field = part.table().flow.meaning(means).ok_or(AppError::NotFound("draft"))?;
    let lines = part.values.get(field.name).and_then(Value::as_array).cloned().unwrap_or_default();
    Ok((part, lines))
}

async fn carry(
    app: &App,
    actor: &Actor,
    target: &Target,
    part: &Matter,
    means: Means,
    lines: Vec<Value>,
) -> Result<Matter, AppError> {
    actor.require(changxiao_domain::orgs::Permission::WorkOnMatters)?;
    let table = part.table();
    let field = table.flow.meaning(means).ok_or(AppError::NotFound("draft"))?;
    let rows = table.rows().iter().filter(|ruled| ruled.row.enters.contains(&field.name));
    // Where no row lets the post, the table says why.
    let action = entering(app, actor, part, means).or_else(|| rows.map(|ruled| ruled.action).next());
    let action = action.ok_or(AppError::NotFound("draft"))?;
    let values = Values([(field.name, Value::Array(lines))].into_iter().collect());
    carry_out(app, actor, target, Command { values, ..Command::of(action) }).await
}
