//! Visits: choosing a site, the check list as a form, one visit with its findings and photos.

mod detail;
mod form;
pub(crate) mod json;
mod list;
mod photos;
mod sheet;
mod submit;

use changxiao_domain::orgs::Permission;

use changxiao_web_kit::bodies::Takes;

use crate::routes::{Access, Routes};

/// Photos of a whole visit; nine of one item.
const PHOTOS: Takes = Takes::Photos(120);

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    routes
        .feature("inspections")
        .get("/inspections", Access::May(Permission::ReadInspections), list::list)
        .filtered(&[list::FILTERS])
        .post("/inspections", Access::May(Permission::Inspect), submit::submit)
        .taking(PHOTOS)
        .get("/inspections/new", Access::May(Permission::Inspect), form::new_form)
        .get("/inspections/kept/{token}", Access::May(Permission::Inspect), photos::kept)
        .get("/inspections/{number}", Access::May(Permission::ReadInspections), detail::detail)
        .get("/inspections/{number}/photos/{hash}/{size}", Access::May(Permission::ReadInspections), photos::photo)
}
