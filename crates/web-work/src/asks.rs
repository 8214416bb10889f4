//! 报表与事项清单: what lower levels are asked for, what nobody is asked for because it is held, and the list as a workbook.

mod export;
mod json;
mod list;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("asks")
        .get("/asks", Access::May(Permission::ReadMatters), list::list)
        .filtered(&[list::FILTERS])
        .get("/asks/export.xlsx", Access::May(Permission::Export), export::xlsx)
        .filtered(&[list::FILTERS])
}
