//! Files a reported case (立案): it is accepted under a category and a condition whose standard gives its limit.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out_made, report::filing};
use crate::{App, AppError, model::CityModel};

/// `category`: a category that fits better than the reported one, or `None` to keep it. `condition`: number of the filing
/// condition. Where both stay as they were reported, the case keeps the version of the standard that it was reported under.
pub async fn file(
    app: &App,
    actor: &Actor,
    target: &Target,
    category: Option<String>,
    condition: Option<i64>,
) -> Result<Case, AppError> {
    file_from(app, actor, target, category, condition, None).await
}

/// The same by a category that was chosen from the list of `edition` (key and edition).
pub async fn file_from(
    app: &App,
    actor: &Actor,
    target: &Target,
    category: Option<String>,
    condition: Option<i64>,
    edition: Option<&str>,
) -> Result<Case, AppError> {
    carry_out_made(app, actor, target, &[], |row, model| {
        let case = &row.case;
        let other = category.filter(|code| !code.is_empty() && !is_kept(model, case, code, edition));
        let kept = case.filed_under.as_ref().and_then(|under| under.condition);
        if other.is_none() && condition.is_none_or(|number| Some(number) == kept) {
            return Ok(Command::File { category: None, limit: None, filed_under: None });
        }
        let filing = match &other {
            Some(code) => filing(model, code, condition, edition)?,
            // The conditions that the page showed are those of the version that the case stands under.
            None => model
                .filing_of_case(case)
                .and_then(|filing| filing.with_condition(condition))
                .map_or_else(|| filing(model, &case.category, condition, None), Ok)?,
        };
        let filed_under = Some(filing.under());
        Ok(Command::File { category: other, limit: Some(filing.limit), filed_under })
    })
    .await
}

/// Whether a code means what the case was reported under. The same letters in another list may mean something else.
fn is_kept(model: &CityModel, case: &Case, code: &str, edition: Option<&str>) -> bool {
    let under = case.filed_under.as_ref().map(|under| under.edition.as_str());
    let means_other = || {
        let (Some(under), Some(edition), Ok(code)) = (under, edition, code.parse()) else { return false };
        under != edition && model.code_today(under, code) != Some(code)
    };
    code == case.category && !means_other()
}
