//! Sites: list with map, one site with its history, adding and changing one.

pub(crate) mod detail;
mod edit;
mod export;
pub(crate) mod json;
pub(crate) mod list;
mod map;

use changxiao_domain::orgs::Permission;
use changxiao_web_kit::filtered::MAP_PART;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("sites")
        .get("/sites", Access::May(Permission::ReadSites), list::list)
        .filtered(&[list::FILTERS, list::TURNS])
        .get("/sites/points.json", Access::May(Permission::ReadSites), map::points)
        .filtered(&[list::FILTERS, MAP_PART])
        .get("/sites/outlines.json", Access::May(Permission::ReadSites), map::outlines)
        .get("/sites/export.xlsx", Access::May(Permission::Export), export::export)
        .filtered(&[list::FILTERS])
        .get("/sites/new", Access::May(Permission::ManageSites), edit::new_form)
        .post("/sites/new", Access::May(Permission::ManageSites), edit::add)
        .get("/sites/{number}", Access::May(Permission::ReadSites), detail::detail)
        .get("/sites/{number}/edit", Access::May(Permission::ManageSites), edit::form)
        .post("/sites/{number}/edit", Access::May(Permission::ManageSites), edit::change)
}
