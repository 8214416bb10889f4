//! A system as a workbook that the import takes back without loss.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::imports;

use super::edition::Edition;
use crate::{
    answer::WebError,
    download::{XLSX, attachment, called},
    session::Who,
    state::WebState,
};

pub(super) async fn workbook(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
) -> Result<Response, WebError> {
    let model = state.app().model(who.actor.city).await?;
    let Edition { row, system } = Edition::find(&model, &named)?;
    let bytes = imports::system_workbook(system, model.day)?;
    Ok(attachment(XLSX, &called(&row.name, &row.edition, "xlsx"), bytes))
}
