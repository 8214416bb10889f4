//! Importing lists: what there is, what a file would change, and the import itself.

mod apply;
mod list;
pub(crate) mod preview;
mod result;
mod templates;

use changxiao_domain::orgs::Permission;

use changxiao_web_kit::bodies::Takes;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    let may = Access::May(Permission::Import);
    routes
        .feature("imports")
        .get("/imports", may, list::page)
        .get("/imports/templates/{file}", may, templates::template)
        .post("/imports/{kind}/preview", may, preview::preview)
        .taking(Takes::Sheet)
        .post("/imports/{kind}", may, apply::apply)
}
