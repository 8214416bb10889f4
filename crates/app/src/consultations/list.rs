//! The list of consultations and joint actions of a post.

use changxiao_domain::{consultations::Consultation, ids::ConsultationId, orgs::Actor};
use changxiao_store::consultations::{self, ConsultationFilter, ConsultationLine};

use super::scope;
use crate::{
    App, AppError,
    paging::{Page, begins},
    readable::readable,
};

/// The rows after the one with the number `after`, newest first, scoped to the post. A participant does not see who else has given
/// its part.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &ConsultationFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page<ConsultationLine>, AppError> {
    let before = begins::<Consultation>(app, actor, after).await?.map(ConsultationId);
    let filter = ConsultationFilter { scope: scope::filter(actor), ..filter.clone() };
    let wanted = Page::<ConsultationLine>::wanted(most);
    let lines = consultations::lines(app.db(), actor.city, &filter, before, wanted).await?;
    let mut page = Page::of(readable(actor, lines), most);
    for line in &mut page.lines {
        if !scope::sees_whole(actor, line.convener) {
            line.participants.retain(|(unit, _)| *unit == actor.unit);
        }
    }
    Ok(page)
}
