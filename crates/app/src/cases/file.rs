//! Files a reported case (立案): it is accepted under a category whose standard gives its limit.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

/// `category`: a category that fits better than the reported one, or `None` to keep it.
pub async fn file(app: &App, actor: &Actor, target: &Target, category: Option<String>) -> Result<Case, AppError> {
    carry_out(app, actor, target, ("", &[]), |row, model| {
        let Some(code) = category.filter(|code| !code.is_empty() && *code != row.case.category) else {
            return Ok(Command::File { category: None, limit: None });
        };
        let category = model
            .category(&code)
            .ok_or_else(|| AppError::field("category", "没有这个类别", "There is no such category"))?;
        Ok(Command::File { category: Some(code), limit: Some(category.limit) })
    })
    .await
}
