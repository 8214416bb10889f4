//! Files a reported case (立案): it is accepted under a category and a condition whose standard gives its limit.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out_made, report::filing};
use crate::{App, AppError};

/// `category`: a category that fits better than the reported one, or `None` to keep it. `condition`: number of the filing
/// condition. Where both stay as they were reported, the case keeps the version of the standard that it was reported under.
pub async fn file(
    app: &App,
    actor: &Actor,
    target: &Target,
    category: Option<String>,
    condition: Option<i64>,
) -> Result<Case, AppError> {
    carry_out_made(app, actor, target, &[], |row, model| {
        let case = &row.case;
        let other = category.filter(|code| !code.is_empty() && *code != case.category);
        let kept = case.filed_under.as_ref().and_then(|under| under.condition);
        if other.is_none() && condition.is_none_or(|number| Some(number) == kept) {
            return Ok(Command::File { category: None, limit: None, filed_under: None });
        }
        let filing = match &other {
            Some(code) => filing(model, code, condition)?,
            // The conditions that the page showed are those of the version that the case stands under.
            None => model
                .filing_of_case(case)
                .and_then(|filing| filing.with_condition(condition))
                .map_or_else(|| filing(model, &case.category, condition), Ok)?,
        };
        let filed_under = Some(filing.under());
        Ok(Command::File { category: other, limit: Some(filing.limit), filed_under })
    })
    .await
}
