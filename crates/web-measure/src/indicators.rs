//! The numbers of case handling: the table, one unit, how everything is counted, and their exports.

mod export;
mod figures;
pub(crate) mod json;
mod list;
mod method;
mod query;
mod unit;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadScores);
    const EXPORT: Access = Access::May(Permission::Export);
    routes
        .feature("indicators")
        .get("/indicators", READ, list::list)
        .filtered(&[query::FILTERS])
        .get("/indicators/print", READ, list::print)
        .filtered(&[query::FILTERS])
        .get("/indicators/method", READ, method::method)
        .get("/indicators/export.xlsx", EXPORT, export::xlsx)
        .filtered(&[query::FILTERS])
        .get("/indicators/export.csv", EXPORT, export::csv)
        .filtered(&[query::FILTERS])
        .get("/indicators/units/{code}", READ, unit::unit)
        .filtered(&[query::PERIOD])
}
