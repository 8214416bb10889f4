//! Categories and the filing standard: the list in its versions, as a workbook, and the conditions of one category for a form.

mod conditions;
mod export;
mod list;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    let read = Access::May(Permission::ReadStandards);
    routes
        .feature("categories")
        .get("/categories", read, list::page)
        .filtered(&[list::VERSION, list::FILTERS])
        .get("/categories/export.xlsx", read, export::workbook)
        .filtered(&[list::VERSION])
        // A form of a case asks for these while somebody fills it in.
        .get("/categories/{code}/conditions.json", Access::May(Permission::ReadCases), conditions::json)
}
