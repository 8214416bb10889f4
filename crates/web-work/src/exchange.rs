//! Work orders of other systems: bringing in an export, the mappings that read it, the orders that came.

mod apply;
mod editor;
mod facts;
pub(crate) mod json;
mod list;
mod mapping;
mod orders;
mod preview;

pub use facts::status_words;

use changxiao_domain::orgs::Permission;

use changxiao_web_kit::bodies::Takes;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    let may = Access::May(Permission::Import);
    routes
        .feature("exchange")
        .get("/exchange", may, list::page)
        .post("/exchange/preview", may, preview::preview)
        .taking(Takes::Sheet)
        .post("/exchange/words", may, preview::words)
        .post("/exchange/rows", may, preview::rows)
        .post("/exchange/import", may, apply::apply)
        .get("/exchange/orders", may, orders::page)
        .filtered(&[orders::FILTERS])
        .get("/exchange/orders/{source}/export.xlsx", may, orders::export)
        .post("/exchange/mappings", may, mapping::save)
        .post("/exchange/mappings/from-file", may, mapping::from_file)
        .taking(Takes::Sheet)
        .get("/exchange/mappings/{name}", may, mapping::show)
}
