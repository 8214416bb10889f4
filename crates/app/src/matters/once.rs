//! What is held is not asked for twice: no two matters of a procedure ask the same for one time.

use changxiao_domain::{
    matters::{Code, Matter, Once, Values},
    time::Day,
};
use changxiao_store::{cases::ScopeFilter, matters::contents};
use changxiao_words::say;
use serde_json::Value;

use super::issue::Hand;
use crate::{AppError, FieldProblem};

/// The newest matters of a procedure that are compared: more than the largest standard has requirements.
const MOST: i64 = 5_000;

impl Hand<'_> {
    /// Errors: another matter asks for the same, by its number and title.
    pub(super) async fn is_asked_once(&self, matter: &Matter, once: &Once) -> Result<(), AppError> {
        let key = matter.kept.document.key;
        let all = contents(self.app.db(), matter.city, key.as_str(), &ScopeFilter::WholeCity, MOST).await?;
        let stands = |state: Code| !once.unless.contains(&state);
        let other = all.into_iter().find(|other| {
            other.number != matter.number && stands(other.state) && is_same(once, &matter.values, &other.values)
        });
        let Some(other) = other else { return Ok(()) };
        let field = once.same.first().and_then(|name| matter.table().flow.field(*name));
        let message = say!(matters_asked_already, number = other.number, title = other.title);
        Err(AppError::Invalid(vec![FieldProblem::new(field.map_or("values", |field| field.name.as_str()), message)]))
    }
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
