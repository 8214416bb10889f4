//! What is held is not asked for twice: no two matters of a procedure ask the same for one time.

use changxiao_domain::{
    matters::{Code, Matter, Once, Values},
    sealing::canonical_json,
    time::Day,
};
use changxiao_files::photos::ContentHash;
use changxiao_store::{
    cases::ScopeFilter,
    matters::{
        contents,
        once::{Claim, taken},
    },
};
use changxiao_words::say;
use serde_json::Value;

use super::{claims::Asking, issue::Hand};
use crate::{AppError, FieldProblem};

/// The newest matters of a procedure that are compared: more than the largest standard has requirements.
const MOST: i64 = 5_000;

impl Hand<'_> {
    /// What is claimed in the transaction: who asked for the same since this look is found there.
    ///
    /// Errors: another matter asks for the same, by its number and title.
    pub(super) async fn is_asked_once(&self, matter: &Matter, once: &Once) -> Result<Claim, AppError> {
        let key = matter.kept.document.key;
        let same = hash_of(once, &matter.values);
        let taken = taken(self.app.db(), matter.city, key.as_str(), &same).await?;
        let all = contents(self.app.db(), matter.city, key.as_str(), &ScopeFilter::WholeCity, MOST).await?;
        let stands = |state: Code| !once.unless.contains(&state);
        let other = all.into_iter().find(|other| {
            other.number != matter.number && stands(other.state) && is_same(once, &matter.values, &other.values)
        });
        let other = other.map(|other| (other.number, other.title));
        let before = || {
            self.claims.find(|other| {
                other.matter != matter.id && other.procedure == key && is_same(once, &matter.values, &other.values)
            })
        };
        let Some((number, title)) = other.or_else(before) else {
            let (number, title) = (matter.number.clone(), matter.title.clone());
            self.claims.note(Asking {
                matter: matter.id,
                procedure: key,
                number,
                title,
                values: matter.values.clone(),
            });
            return Ok(Claim { procedure: key.to_string(), same, taken, token: self.claims.token.clone() });
        };
        let field = once.same.first().and_then(|name| matter.table().flow.field(*name));
        let message = say!(matters_asked_already, number, title);
        Err(AppError::Invalid(vec![FieldProblem::new(field.map_or("values", |field| field.name.as_str()), message)]))
    }
}

/// SHA-256 of the values that are the same.
fn hash_of(once: &Once, values: &Values) -> [u8; 32] {
    let same: Vec<Value> = once.same.iter().map(|name| values.get(*name).cloned().unwrap_or_default()).collect();
    ContentHash::of(canonical_json(&same.into()).as_bytes()).0
}

fn is_same(once: &Once, one: &Values, other: &Values) -> bool {
    let day =
        |values: &Values, name: Code| values.get(name).and_then(Value::as_str).and_then(|day| day.parse::<Day>().ok());
    let span = |values: &Values| day(values, once.from).zip(day(values, once.until));
    let overlaps = match (span(one), span(other)) {
        (Some((from, until)), Some((first, last))) => from <= last && first <= until,
        _ => true,
    };
    overlaps && once.same.iter().all(|name| one.get(*name) == other.get(*name))
}
