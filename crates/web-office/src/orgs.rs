//! Units, their dated tree, the matrix of who answers where for what, and what nobody answers for.

mod edit;
mod ending;
mod gaps;
mod json;
mod list;
mod matrix;
mod queues;
mod view;

use changxiao_domain::orgs::Permission::{Export, ManageReference, ReadUnits};

use crate::routes::{Access::May, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("orgs")
        .get("/units", May(ReadUnits), list::list)
        .filtered(&[list::FILTERS])
        .post("/units", May(ManageReference), edit::add)
        .get("/units/new", May(ManageReference), edit::new_form)
        .get("/units/matrix", May(ReadUnits), matrix::show)
        .filtered(&[matrix::FILTERS])
        .post("/units/matrix", May(ManageReference), matrix::change)
        .get("/units/matrix.csv", May(Export), matrix::export)
        .filtered(&[matrix::FILTERS])
        .get("/units/queues", May(ManageReference), queues::list)
        .post("/units/queues", May(ManageReference), queues::give)
        .get("/units/gaps", May(ReadUnits), gaps::show)
        .get("/units/gaps.csv", May(Export), gaps::export)
        .get("/units/{code}", May(ReadUnits), view::view)
        .filtered(&[view::FILTERS])
        .post("/units/{code}", May(ManageReference), edit::change)
        .get("/units/{code}/edit", May(ManageReference), edit::form)
        .get("/units/{code}/ending", May(ManageReference), ending::form)
        .post("/units/{code}/ending", May(ManageReference), ending::end)
}
