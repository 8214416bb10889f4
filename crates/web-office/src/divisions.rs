//! Divisions: drilling down with counts and a map, one with what hangs on it, and the change of leaves.

mod edit;
mod ending;
mod json;
mod list;
mod map;
mod view;

use changxiao_domain::orgs::Permission::{ManageReference, ReadUnits};

use crate::routes::{Access::May, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("divisions")
        .get("/divisions", May(ReadUnits), list::list)
        .filtered(&[list::FILTERS])
        .get("/divisions/outlines.json", May(ReadUnits), map::outlines)
        .get("/divisions/{code}", May(ReadUnits), view::view)
        .post("/divisions/{code}/children", May(ManageReference), edit::add)
        .post("/divisions/{code}/name", May(ManageReference), edit::rename)
        .get("/divisions/{code}/ending", May(ManageReference), ending::form)
        .post("/divisions/{code}/ending", May(ManageReference), ending::end)
        .post("/divisions/{code}/removal", May(ManageReference), edit::remove)
}
