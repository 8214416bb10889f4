//! The numbers by which the city works: everybody may read them with their sources, the office sets the city's own.

pub(crate) mod json;
mod list;
mod set;

use changxiao_domain::orgs::Permission::{ManageReference, ReadUnits};

use crate::routes::{Access::May, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("rules")
        .get("/rules", May(ReadUnits), list::show)
        .get("/rules/{set}", May(ReadUnits), set::show)
        .post("/rules/{set}", May(ManageReference), set::change)
        .post("/rules/{set}/default", May(ManageReference), set::restore)
}
