//! Grids: who walks which part of which village, and where the layer overlaps or leaves something open.

mod json;
mod list;

use changxiao_domain::orgs::Permission::ReadUnits;

use crate::routes::{Access::May, Routes};

pub fn routes(routes: Routes) -> Routes {
    let pages = routes.feature("grids").get("/grids", May(ReadUnits), list::list).filtered(&[list::FILTERS]);
    json::routes(pages)
}
