//! The whistle as a sheet of paper.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::whistles::view::view as view_whistle;

use super::show::{self, Sheet};
use crate::{
    answer::WebError,
    cx::Cx,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "whistles/print.html")]
struct PrintPage {
    shell: Shell,
    sheet: Sheet,
}

pub(super) async fn print(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let view = view_whistle(state.app(), &who.actor, &number).await?;
    let cx = Cx::of(&state, &who);
    let sheet = show::sheet(&cx, &who, &view);
    cx.page(&PrintPage { shell: pages::shell(&state, &who, Section::Whistles, None).await, sheet })
}
