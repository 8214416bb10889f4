//! Problems on their way from report to closing: the list, one case with what can be done to it, reporting, the map's data,
//! and the rules in words.

mod act;
mod bulk;
mod callback;
mod callback_form;
mod export;
pub(crate) mod filters;
mod forms;
pub(crate) mod json;
mod kept_views;
mod list;
mod maps;
mod new;
mod photos;
mod print;
mod query;
mod returned;
mod rules;
mod sheet;
mod show;
mod similar;
mod standard;
mod timeline;

use changxiao_domain::orgs::Permission;
use changxiao_web_kit::filtered::MAP_PART;

use changxiao_web_kit::bodies::Takes;

use crate::{
    acting,
    routes::{Access, Routes},
};

pub(crate) use maps::points_json;
pub use query::ListQuery;

/// Photos of one step.
const PHOTOS: Takes = Takes::Photos(9);
/// Photos of a report: nine of what was found, nine of what was done at once.
const NEW_PHOTOS: Takes = Takes::Photos(18);

/// The forms of a case: what they carry says `act`, how they look `forms`.
struct CaseForms;

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadCases);
    // Who may take which action on which case is decided by the table of the workflow with the case in hand.
    let routes = routes
        .feature("cases")
        .get("/cases", READ, list::list)
        .filtered(&[query::FILTERS, query::TURNS])
        .get("/cases/export.xlsx", Access::May(Permission::Export), export::xlsx)
        .filtered(&[query::FILTERS])
        .get("/cases/export.csv", Access::May(Permission::Export), export::csv)
        .filtered(&[query::FILTERS])
        .post("/cases/views", READ, kept_views::save)
        .post("/cases/views/{view}/deletion", READ, kept_views::delete)
        .get("/cases/bulk/dispatch", Access::May(Permission::DispatchCase), bulk::dispatch_form)
        .post("/cases/bulk/dispatch", Access::May(Permission::DispatchCase), bulk::dispatch)
        .get("/cases/bulk/close", READ, bulk::close_form)
        .post("/cases/bulk/close", READ, bulk::close)
        .get("/cases/returned", Access::May(Permission::DispatchCase), returned::form)
        .post("/cases/returned", Access::May(Permission::DispatchCase), returned::apply)
        .post("/cases/returned/preview", Access::May(Permission::DispatchCase), returned::preview)
        .taking(Takes::Sheet)
        .get("/cases/map.json", READ, maps::points)
        .filtered(&[query::FILTERS, MAP_PART])
        .get("/cases/outlines.json", READ, maps::outlines)
        .get("/cases/rules", READ, rules::rules)
        .get("/cases/new", Access::May(Permission::ReportCase), new::form)
        .post("/cases/new", Access::May(Permission::ReportCase), new::report)
        .taking(NEW_PHOTOS)
        .post("/cases/new/conditions", Access::May(Permission::ReportCase), new::conditions)
        .taking(NEW_PHOTOS)
        .get("/cases/{number}", READ, show::show)
        .get("/cases/{number}/print", READ, print::print)
        .get("/cases/{number}/similar", READ, similar::similar)
        .get("/cases/{number}/map.json", READ, maps::one)
        .get("/cases/{number}/photos/{hash}/{size}", READ, photos::photo);
    acting::steps::<CaseForms>(routes, READ).post(
        "/cases/{number}/callback",
        Access::May(Permission::RecordCallback),
        callback_form::record,
    )
}
