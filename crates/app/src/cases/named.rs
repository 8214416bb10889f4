//! Cases that another procedure names.

use changxiao_domain::{
    ids::CaseId,
    orgs::{Actor, Permission},
};
use changxiao_store::cases;
use changxiao_words::say;

use super::{carry_out::load_visible, scope};
use crate::{App, AppError, readable::readable};

/// The cases of these numbers, sorted, each once.
///
/// Errors: there is no such case, or not within the scope of the post.
pub(crate) async fn named(app: &App, actor: &Actor, numbers: &[String]) -> Result<Vec<CaseId>, AppError> {
    let mut found = Vec::with_capacity(numbers.len());
    for number in numbers {
        let row = load_visible(app, actor, number).await.map_err(|problem| match problem {
            AppError::NotFound(_) | AppError::OutOfScope => {
                AppError::field("cases", say!(cases_there_no_case_number_within, number))
            }
            other => other,
        })?;
        found.push(row.case.id);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Number and title of each; `true` where the post may open it.
pub async fn titles(app: &App, actor: &Actor, of: &[CaseId]) -> Result<Vec<(String, String, bool)>, AppError> {
    let mut titles = Vec::with_capacity(of.len());
    for case in of {
        if let Some(row) = cases::by_id(app.db(), actor.city, *case).await? {
            let open = actor.may(Permission::ReadCases) && scope::may_see(actor, &row);
            titles.push((row.case.number, readable(actor, row.case.title), open));
        }
    }
    Ok(titles)
}
