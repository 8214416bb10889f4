//! The JSON interface: the same actions as the pages, under `/api/v1`.
//!
//! Names are snake_case, codes are those of the domain, times are ISO 8601 with the city's offset, scores thousandths of a point.
//! Units, posts and roles are named, persons never. Every refusal is problem details with a stable number.

use changxiao_domain::orgs::Permission::{
    CheckCase, DispatchCase, FileCase, HandleCase, Inspect, ManageJobs, MergeCase, ReadCases, ReadInspections,
    ReadScores, ReadSites, ReadStandards, ReadUnits, ReportCase,
};

use crate::routes::{Access, Routes};

mod body;
mod cases;
mod inspections;
mod jobs;
mod me;
mod notices;
pub mod openapi;
mod query;
mod reference;
mod refused;
mod scores;
mod shapes;
mod sites;

/// What a token needs besides the permission of its post.
const READ: &str = "read";
const REPORT: &str = "report";
const HANDLE: &str = "handle";
const INSPECT: &str = "inspect";

#[rustfmt::skip]
pub fn routes(routes: Routes) -> Routes {
    let may_read = |permission| Access::Api(permission, READ);
    // Closing, voiding, checking and reopening are each open to several roles, and in some states only; the table of the workflow
    // decides that.
    let may_act = Access::Api(ReadCases, HANDLE);
    routes
        .feature("api")
        .get("/api/v1/openapi.json", Access::Public, openapi::serve)
        .get("/api/v1/me", may_read(ReadUnits), me::me)
        .get("/api/v1/notices", may_read(ReadUnits), notices::list)
        .get("/api/v1/jobs", may_read(ManageJobs), jobs::list)
        .get("/api/v1/cases", may_read(ReadCases), cases::list::list)
        .post("/api/v1/cases", Access::Api(ReportCase, REPORT), cases::report::report)
        .get("/api/v1/cases/{number}", may_read(ReadCases), cases::view::view)
        .get("/api/v1/cases/{number}/photos/{hash}", may_read(ReadCases), cases::photo::photo)
        .post("/api/v1/cases/{number}/filing", Access::Api(FileCase, HANDLE), cases::accept::file)
        .post("/api/v1/cases/{number}/dispatch", Access::Api(DispatchCase, HANDLE), cases::accept::dispatch)
        .post("/api/v1/cases/{number}/merger", Access::Api(MergeCase, HANDLE), cases::accept::merge)
        .post("/api/v1/cases/{number}/voiding", may_act, cases::accept::void)
        .post("/api/v1/cases/{number}/return", may_act, cases::accept::return_case)
        .post("/api/v1/cases/{number}/acceptance", Access::Api(HandleCase, HANDLE), cases::handle::accept)
        .post("/api/v1/cases/{number}/withdrawal", Access::Api(HandleCase, HANDLE), cases::handle::withdraw)
        .post("/api/v1/cases/{number}/result", Access::Api(HandleCase, HANDLE), cases::handle::submit)
        .post("/api/v1/cases/{number}/check-request", may_act, cases::check::request)
        .post("/api/v1/cases/{number}/check", Access::Api(CheckCase, HANDLE), cases::check::record)
        .post("/api/v1/cases/{number}/rework", may_act, cases::check::rework)
        .post("/api/v1/cases/{number}/closure", may_act, cases::check::close)
        .post("/api/v1/cases/{number}/reopening", may_act, cases::check::reopen)
        .post("/api/v1/cases/{number}/reminder", may_act, cases::remark::remind)
        .post("/api/v1/cases/{number}/note", may_act, cases::remark::note)
        .get("/api/v1/sites", may_read(ReadSites), sites::list)
        .get("/api/v1/sites/{number}", may_read(ReadSites), sites::view)
        .get("/api/v1/sites/{number}/check-list", may_read(Inspect), sites::check_list)
        .get("/api/v1/inspections", may_read(ReadInspections), inspections::list)
        .post("/api/v1/inspections", Access::Api(Inspect, INSPECT), inspections::submit)
        .get("/api/v1/inspections/{number}", may_read(ReadInspections), inspections::view)
        .get("/api/v1/divisions", may_read(ReadUnits), reference::divisions)
        .get("/api/v1/units", may_read(ReadUnits), reference::units)
        .get("/api/v1/categories", may_read(ReadStandards), reference::categories)
        .get("/api/v1/standards", may_read(ReadStandards), reference::standards)
        .get("/api/v1/standards/{id}", may_read(ReadStandards), reference::standard)
        .get("/api/v1/scores", may_read(ReadScores), scores::period)
        .get("/api/v1/scores/{period}/units/{code}", may_read(ReadScores), scores::unit)
}
