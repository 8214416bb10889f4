//! A page of a list.

use changxiao_domain::orgs::Actor;
use changxiao_store::workflow;
use changxiao_words::say;
use uuid::Uuid;

use crate::{App, AppError, workflow::Carried};

/// Some lines, and whether there are more.
pub struct Page<L> {
    pub lines: Vec<L>,
    /// There are more after the last line.
    pub more: bool,
}

impl<L> Page<L> {
    /// How many lines to ask for: one more than are shown tells whether there is a next page.
    pub(crate) fn wanted(most: usize) -> i64 {
        i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// From the lines that were asked for with [`Self::wanted`].
    pub(crate) fn of(mut lines: Vec<L>, most: usize) -> Self {
        let more = lines.len() > most;
        lines.truncate(most);
        Self { lines, more }
    }
}

/// The id before which a page begins: that of the number `after`.
///
/// Errors: not permitted; there is none of this number, in the field `after`.
pub(crate) async fn begins<P: Carried>(
    app: &App,
    actor: &Actor,
    after: Option<&str>,
) -> Result<Option<Uuid>, AppError> {
    actor.require(P::READ)?;
    let Some(number) = after else { return Ok(None) };
    let found: Option<P> = workflow::by_number(app.db(), actor.city, number).await?;
    Ok(Some(found.ok_or_else(|| unknown(number))?.course().subject))
}

fn unknown(number: &str) -> AppError {
    AppError::field("after", say!(filters_no_place, value = number.chars().take(60).collect::<String>()))
}
