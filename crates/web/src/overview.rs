//! The first page of every post, and the daily report.

mod clock;
mod index;
mod page;
mod report;
mod todo;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("overview")
        .get("/", Access::SignedIn, page::page)
        .filtered(&[page::FILTERS])
        .get("/overview/report", Access::May(Permission::Export), report::page)
        .get("/overview/report.csv", Access::May(Permission::Export), report::csv)
}
