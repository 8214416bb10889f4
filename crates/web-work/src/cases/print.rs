//! The case as a sheet of paper: everything that is on the page, in black on white, without what can be pressed.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::cases::view::view as view_case;

use super::sheet::Sheet;
use crate::{
    answer::WebError,
    cx::Cx,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "cases/print.html")]
struct PrintPage {
    shell: Shell,
    sheet: Sheet,
}

pub(super) async fn print(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let sheet = Sheet::of(cx.clone(), view_case(state.app(), &who.actor, &number).await?);
    cx.page(&PrintPage { shell: pages::shell(&state, &who, Section::Cases, None).await, sheet })
}
