//! The filing conditions of one category, for the `<select>` of a form.

use axum::{Json, extract::Path, response::IntoResponse};
use changxiao_app::AppError;
use serde::Serialize;

use crate::{answer::WebError, pickers::condition_choices, session::Who};

/// One condition as a form offers it.
#[derive(Serialize)]
struct Condition {
    value: String,
    label: String,
}

pub(super) async fn json(who: Who, Path(code): Path<String>) -> Result<impl IntoResponse, WebError> {
    let filing = who.model.filing(&code, None).ok_or(AppError::NotFound("category"))?;
    let offers = condition_choices(filing.category, None, who.lang());
    let conditions: Vec<Condition> =
        offers.into_iter().map(|choice| Condition { value: choice.value, label: choice.label }).collect();
    Ok(Json(conditions))
}
