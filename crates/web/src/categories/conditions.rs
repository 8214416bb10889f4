//! The filing conditions of one category, for the `<select>` of a form.

use axum::{Json, extract::Path, response::IntoResponse};
use changxiao_app::AppError;
use changxiao_domain::categories::{Category, CategoryCode, text_in};
use changxiao_words::Lang;
use serde::Serialize;

use crate::{
    answer::WebError,
    cases::{Choice, limit_words},
    session::Who,
};

/// One condition as a form offers it.
#[derive(Serialize)]
struct Condition {
    value: String,
    label: String,
}

pub(super) async fn json(who: Who, Path(code): Path<String>) -> Result<impl IntoResponse, WebError> {
    let filing = who.model.filing(&code, None).ok_or(AppError::NotFound("category"))?;
    let offers = choices(filing.category, None, who.lang());
    let conditions: Vec<Condition> =
        offers.into_iter().map(|choice| Condition { value: choice.value, label: choice.label }).collect();
    Ok(Json(conditions))
}

/// Every condition with its limit. The value names the category as well, so that a condition never counts for another one.
pub(crate) fn choices(category: &Category, chosen: Option<i64>, lang: Lang) -> Vec<Choice> {
    let offers = (1..).zip(&category.standards).map(|(number, standard): (i64, _)| Choice {
        value: format!("{}.{number}", category.code),
        label: format!(
            "{} · {}",
            text_in(&standard.condition, lang).replace('\n', " "),
            limit_words(lang, standard.limit)
        ),
        current: chosen == Some(number),
    });
    offers.collect()
}

/// The number in `E0405.2` where it stands for a condition of `category`; none for an empty value.
///
/// # Errors
/// The value belongs to another category, or is none.
pub(crate) fn number_in(value: &str, category: &str) -> Result<Option<i64>, AppError> {
    if value.is_empty() {
        return Ok(None);
    }
    let number = value.split_once('.').and_then(|(code, number)| {
        code.parse::<CategoryCode>().ok().filter(|code| code.to_string() == category)?;
        number.parse().ok()
    });
    let refuse = || {
        AppError::field(
            "condition",
            "立案条件不属于所选类别，重新选择",
            "The filing condition belongs to another category; choose again",
        )
    };
    number.map(Some).ok_or_else(refuse)
}
