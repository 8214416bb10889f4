//! Problems on their way from report to closing: the list, one case with what can be done to it, reporting, the map's data,
//! and the rules in words.

mod act;
mod bulk;
mod callback;
mod export;
pub(crate) mod filters;
mod forms;
mod list;
mod maps;
mod new;
mod photos;
mod print;
mod query;
mod requests;
mod rows;
mod rules;
mod sheet;
mod show;
mod similar;
mod standard;
mod standing;
mod timeline;
mod views;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub(crate) use maps::points_json;
pub use query::ListQuery;
pub use rows::{RowView, row_view};

pub fn routes(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadCases);
    // Who may take which action on which case is decided by the table of the workflow with the case in hand.
    routes
        .feature("cases")
        .get("/cases", READ, list::list)
        .get("/cases/export.xlsx", Access::May(Permission::Export), export::xlsx)
        .get("/cases/export.csv", Access::May(Permission::Export), export::csv)
        .post("/cases/views", READ, views::save)
        .post("/cases/views/{view}/deletion", READ, views::delete)
        .get("/cases/bulk/dispatch", Access::May(Permission::DispatchCase), bulk::dispatch_form)
        .post("/cases/bulk/dispatch", Access::May(Permission::DispatchCase), bulk::dispatch)
        .get("/cases/bulk/close", READ, bulk::close_form)
        .post("/cases/bulk/close", READ, bulk::close)
        .get("/cases/map.json", READ, maps::points)
        .get("/cases/outlines.json", READ, maps::outlines)
        .get("/cases/rules", READ, rules::rules)
        .get("/cases/new", Access::May(Permission::ReportCase), new::form)
        .post("/cases/new", Access::May(Permission::ReportCase), new::report)
        .post("/cases/new/conditions", Access::May(Permission::ReportCase), new::conditions)
        .get("/cases/{number}", READ, show::show)
        .get("/cases/{number}/print", READ, print::print)
        .get("/cases/{number}/similar", READ, similar::similar)
        .get("/cases/{number}/map.json", READ, maps::one)
        .get("/cases/{number}/photos/{hash}/{size}", READ, photos::photo)
        .post("/cases/{number}/filing", READ, act::file)
        .post("/cases/{number}/dispatch", READ, act::dispatch)
        .post("/cases/{number}/acceptance", READ, act::accept)
        .post("/cases/{number}/result", READ, act::submit)
        .post("/cases/{number}/result-for-unit", READ, act::submit_to_unit)
        .post("/cases/{number}/confirmation", READ, act::confirm)
        .post("/cases/{number}/check-request", READ, act::request_check)
        .post("/cases/{number}/check", READ, act::check)
        .post("/cases/{number}/closure", READ, act::close)
        .post("/cases/{number}/rework", READ, act::rework)
        .post("/cases/{number}/sending-back", READ, act::send_back)
        .post("/cases/{number}/withdrawal", READ, act::withdraw)
        .post("/cases/{number}/return", READ, act::return_by_unit)
        .post("/cases/{number}/return-to-acceptance", READ, act::return_to_acceptor)
        .post("/cases/{number}/merger", READ, act::merge)
        .post("/cases/{number}/voiding", READ, act::void)
        .post("/cases/{number}/reopening", READ, act::reopen)
        .post("/cases/{number}/reminder", READ, act::urge)
        .post("/cases/{number}/note", READ, act::note)
        .post("/cases/{number}/verification-request", READ, act::request_verify)
        .post("/cases/{number}/verification", READ, act::verify)
        .post("/cases/{number}/audit", READ, act::audit)
        .post("/cases/{number}/extension", READ, act::ask_extension)
        .post("/cases/{number}/extension-decision", READ, act::decide_extension)
        .post("/cases/{number}/hang", READ, act::ask_hang)
        .post("/cases/{number}/hang-decision", READ, act::decide_hang)
        .post("/cases/{number}/hang-end", READ, act::end_hang)
        .post("/cases/{number}/objection", READ, act::object)
        .post("/cases/{number}/objection-decision", READ, act::decide_objection)
        .post("/cases/{number}/appeal", READ, act::appeal)
        .post("/cases/{number}/appeal-decision", READ, act::decide_appeal)
        .post("/cases/{number}/voiding-request", READ, act::ask_void)
        .post("/cases/{number}/voiding-decision", READ, act::decide_void)
        .post("/cases/{number}/forced-closure", READ, act::force_close)
        .post("/cases/{number}/supervision", READ, act::supervise)
        .post("/cases/{number}/supervision-reply", READ, act::reply_supervision)
        .post("/cases/{number}/callback", Access::May(Permission::RecordCallback), callback::record)
}
