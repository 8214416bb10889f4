//! Importing lists: what there is, what a file would change, and the import itself.

mod apply;
mod columns;
mod done;
mod export;
mod list;
mod marked;
pub(crate) mod preview;
mod result;
mod templates;
mod words;

use changxiao_domain::orgs::Permission;

use changxiao_web_kit::bodies::Takes;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    let may = Access::May(Permission::Import);
    routes
        .feature("imports")
        .get("/imports", may, list::page)
        .get("/imports/templates/{file}", may, templates::template)
        .get("/imports/words", may, words::page)
        .post("/imports/words/remove", may, words::remove)
        .get("/imports/exports/{file}", may, export::export)
        .get("/imports/done/{import}", may, done::page)
        .post("/imports/done/{import}/back", may, done::take_back)
        .post("/imports/{kind}/preview", may, preview::preview)
        .taking(Takes::Sheet)
        .get("/imports/{kind}/columns/{draft}", may, columns::page)
        .post("/imports/{kind}/columns/{draft}", may, columns::save)
        .post("/imports/{kind}/words/{draft}", may, words::save)
        .get("/imports/{kind}/marked/{draft}", may, marked::download)
        .post("/imports/{kind}", may, apply::apply)
}
