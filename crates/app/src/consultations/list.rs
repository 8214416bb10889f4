//! The list of consultations and joint actions of a post.

use changxiao_domain::orgs::{Actor, Permission};
use changxiao_store::consultations::{self, ConsultationFilter, ConsultationLine};

use super::scope;
use crate::{App, AppError};

/// A page of the list.
pub struct Page {
    pub lines: Vec<ConsultationLine>,
    /// There are more after the last line.
    pub more: bool,
}

/// The rows after the one with the number `after`, newest first, scoped to the post. A participant does not see who else has given
/// its part.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &ConsultationFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page, AppError> {
    actor.require(Permission::ReadConsultations)?;
    let filter = ConsultationFilter { scope: scope::filter(actor), ..filter.clone() };
    let before = match after {
        None => None,
        Some(number) => {
            let found = consultations::by_number(app.db(), actor.city, number).await?;
            Some(found.ok_or(AppError::NotFound("consultation"))?.id)
        }
    };
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = consultations::lines(app.db(), actor.city, &filter, before, wanted).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    for line in &mut lines {
        if !scope::sees_whole(actor, line.convener) {
            line.participants.retain(|(unit, _)| *unit == actor.unit);
        }
    }
    Ok(Page { lines, more })
}
