//! 基层负担: the meter of a month by town and community, its print and its sheets.

mod export;
mod json;
mod page;

use changxiao_domain::orgs::Permission;
use changxiao_web_kit::filtered::{Filter, Value};

use crate::routes::{Access, Routes};

/// The month that is shown.
const FILTERS: &[Filter] = &[Filter::new("month", Value::Month)];

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadMatters);
    routes
        .feature("burden")
        .get("/burden", READ, page::show)
        .filtered(&[FILTERS])
        .get("/burden/print", READ, page::print)
        .filtered(&[FILTERS])
        .get("/burden/export.xlsx", Access::May(Permission::Export), export::xlsx)
        .filtered(&[FILTERS])
}
