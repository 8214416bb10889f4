//! Evaluation systems: editions side by side, the tree, one node, what changed, who answers.

mod address;
mod diff;
mod draft;
mod edit;
mod export;
mod list;
mod node;
mod responsibility;
mod system;
mod tree;
mod units;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub(crate) use export::download;

pub fn routes(routes: Routes) -> Routes {
    let read = Access::May(Permission::ReadStandards);
    let manage = Access::May(Permission::ManageStandards);
    routes
        .feature("standards")
        .get("/standards", read, list::page)
        .get("/standards/diff", read, diff::page)
        .get("/standards/responsibility", read, responsibility::page)
        .get("/standards/{system}", read, system::page)
        .get("/standards/{system}/export.xlsx", read, export::workbook)
        .post("/standards/{system}/draft", manage, draft::copy)
        .post("/standards/{system}/in-force", manage, draft::put_in_force)
        .post("/standards/{system}/withdrawal", manage, draft::withdraw)
        .get("/standards/{system}/new-node", manage, edit::new_form)
        .post("/standards/{system}/nodes", manage, edit::add)
        .get("/standards/{system}/nodes/{code}", read, node::page)
        .get("/standards/{system}/nodes/{code}/edit", manage, edit::form)
        .post("/standards/{system}/nodes/{code}", manage, edit::change)
        .post("/standards/{system}/nodes/{code}/place", manage, edit::move_node)
        .post("/standards/{system}/nodes/{code}/removal", manage, edit::remove)
        // Who answers is the city's own decision: whoever keeps its reference data may say so, too.
        .post("/standards/{system}/nodes/{code}/units", read, units::set)
}
