//! 办理规程: what ships and what is the city's own, the editor with its drawing and its faults, trying out, putting in force.

mod change;
mod draft;
mod drawing;
mod edit;
mod json;
mod list;
mod new;
mod offers;
#[cfg(test)]
mod schema;
mod shape;
mod show;
mod shown;
mod slots;
mod tryout;
mod wording;

use changxiao_domain::orgs::Permission::{ManageReference, ReadUnits};

use crate::{
    bodies::Takes,
    routes::{Access::May, Routes},
};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("procedures")
        .get("/procedures", May(ReadUnits), list::list)
        .get("/procedures/new", May(ManageReference), new::open)
        .post("/procedures/new", May(ManageReference), new::send)
        .get("/procedures/{key}", May(ReadUnits), show::show)
        .get("/procedures/{key}/document.json", May(ReadUnits), show::download)
        .post("/procedures/{key}/edition", May(ManageReference), change::open)
        .post("/procedures/{key}/return-of-edition", May(ManageReference), change::take_back)
        .post("/procedures/{key}/withdrawal", May(ManageReference), change::withdraw)
        .get("/procedures/{key}/draft", May(ManageReference), draft::show)
        .get("/procedures/{key}/draft/document.json", May(ManageReference), draft::download)
        .post("/procedures/{key}/draft/document", May(ManageReference), change::upload)
        .taking(Takes::Sheet)
        .get("/procedures/{key}/draft/part", May(ManageReference), edit::open)
        .post("/procedures/{key}/draft/part", May(ManageReference), edit::send)
        .post("/procedures/{key}/draft/order", May(ManageReference), edit::order)
        .post("/procedures/{key}/draft/proposal", May(ManageReference), change::propose)
        .post("/procedures/{key}/draft/return", May(ManageReference), change::give_back)
        .post("/procedures/{key}/draft/confirmation", May(ManageReference), change::confirm)
        .post("/procedures/{key}/draft/discard", May(ManageReference), change::discard)
        .get("/procedures/{key}/draft/tryout", May(ManageReference), tryout::open)
        .post("/procedures/{key}/draft/tryout", May(ManageReference), tryout::step)
}
