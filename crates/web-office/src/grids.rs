//! Grids: who walks which part of which village, and where the layer overlaps or leaves something open.

mod edit;
mod json;
mod list;

use changxiao_domain::orgs::Permission::{ManageReference, ReadUnits};

use crate::routes::{Access::May, Routes};

pub fn routes(routes: Routes) -> Routes {
    let pages = routes
        .feature("grids")
        .get("/grids", May(ReadUnits), list::list)
        .filtered(&[list::FILTERS])
        .post("/grids", May(ManageReference), edit::add)
        .get("/grids/new", May(ManageReference), edit::new_form)
        .get("/grids/{code}/edit", May(ManageReference), edit::form)
        .post("/grids/{code}/edit", May(ManageReference), edit::change);
    json::routes(pages)
}
