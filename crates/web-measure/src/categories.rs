//! Categories and the filing standard: the list in its versions, as a workbook, the conditions of one category for a form, and
//! how another list takes over.

mod conditions;
mod export;
mod json;
mod leading;
mod list;

use changxiao_domain::orgs::Permission;

use changxiao_web_kit::bodies::Takes;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    let lead = Access::May(Permission::Import);
    let read = Access::May(Permission::ReadStandards);
    routes
        .feature("categories")
        .get("/categories", read, list::page)
        .filtered(&[list::VERSION, list::FILTERS])
        .get("/categories/export.xlsx", read, export::workbook)
        .filtered(&[list::VERSION])
        .get("/categories/leading", lead, leading::page)
        .post("/categories/leading", lead, leading::save)
        .get("/categories/leading.xlsx", lead, leading::export)
        .post("/categories/leading/sheet", lead, leading::import)
        .taking(Takes::Sheet)
        .post("/categories/leading/decision", lead, leading::decide)
        // A form of a case asks for these while somebody fills it in.
        .get("/categories/{code}/conditions.json", Access::May(Permission::ReadCases), conditions::json)
}
