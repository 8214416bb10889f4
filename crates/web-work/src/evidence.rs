//! 素材库, the evidence store: the list, bringing files, one item with its preview and what uses it, a city's own campaigns.

mod act;
mod campaigns;
mod edit;
mod export;
mod fields;
mod file;
mod json;
mod json_taking;
mod list;
mod new;
mod show;

use changxiao_domain::orgs::Permission;

use crate::{
    bodies::Takes,
    routes::{Access, Routes},
};

pub fn routes(routes: Routes) -> Routes {
    json_taking::routes(json::routes(pages(routes)))
}

fn pages(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadCases);
    // Whose item may be changed is decided with the item in hand.
    const WORK: Access = Access::May(Permission::ReportCase);
    routes
        .feature("evidence")
        .get("/evidence", READ, list::list)
        .filtered(&[list::FILTERS, list::TURNS])
        .get("/evidence/export.xlsx", Access::May(Permission::Export), export::export)
        .filtered(&[list::FILTERS])
        .get("/evidence/new", WORK, new::form)
        .post("/evidence/new", WORK, new::add)
        .taking(Takes::Files(new::ROWS))
        .get("/evidence/campaigns", READ, campaigns::list)
        .post("/evidence/campaigns", Access::May(Permission::ManageReference), campaigns::add)
        .get("/evidence/{number}", READ, show::show)
        .get("/evidence/{number}/file/{size}", READ, file::file)
        .get("/evidence/{number}/edit", WORK, edit::form)
        .post("/evidence/{number}/edit", WORK, edit::change)
        .post("/evidence/{number}/removal", WORK, act::remove)
        .post("/evidence/{number}/use", WORK, act::attach)
        .post("/evidence/{number}/use/end", WORK, act::detach)
        .post("/cases/{number}/evidence", WORK, act::attach_to_case)
        .post("/cases/{number}/evidence/taking", WORK, act::take_from_case)
        .post("/inspections/{number}/evidence", WORK, act::attach_to_visit)
        .post("/inspections/{number}/evidence/taking", WORK, act::take_from_visit)
}
