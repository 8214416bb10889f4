//! The JSON interface: the same actions as the pages, under `/api/v1`.
//!
//! Names are snake_case, codes are those of the domain, times are ISO 8601 with the city's offset, scores thousandths of a point.
//! Units, posts and roles are named, persons never. Every refusal is problem details with a stable number.

use changxiao_domain::orgs::Permission::{
    CheckCase, DispatchCase, FileCase, HandleCase, Inspect, ManageJobs, MergeCase, ReadCases, ReadConsultations,
    ReadInspections, ReadScores, ReadSites, ReadStandards, ReadUnits, ReadWhistles, RecordCallback, ReportCase,
    WorkOnConsultations, WorkOnWhistles,
};

use crate::routes::{Access, Routes};

mod body;
mod callbacks;
mod cases;
mod consultations;
mod indicators;
mod inspections;
mod jobs;
mod me;
mod notices;
pub mod openapi;
mod orders;
mod query;
mod recurrence;
mod reference;
mod refused;
mod rules;
mod scores;
mod shapes;
mod sites;
mod whistles;

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
    // Which side of a whistle may take which action is decided by its own table.
    let (whistle, consult) = (Access::Api(WorkOnWhistles, HANDLE), Access::Api(WorkOnConsultations, HANDLE));
    routes
        .feature("api")
        .get("/api/v1/openapi.json", Access::Public, openapi::serve)
        .get("/api/v1/me", may_read(ReadUnits), me::me)
        .get("/api/v1/notices", may_read(ReadUnits), notices::list)
        .get("/api/v1/rules", may_read(ReadUnits), rules::list)
        .get("/api/v1/rules/{set}", may_read(ReadUnits), rules::one)
        .get("/api/v1/jobs", may_read(ManageJobs), jobs::list)
        .get("/api/v1/cases", may_read(ReadCases), cases::list::list)
        .post("/api/v1/cases", Access::Api(ReportCase, REPORT), cases::report::report)
        .post("/api/v1/cases/bulk/dispatch", Access::Api(DispatchCase, HANDLE), cases::bulk::dispatch)
        .post("/api/v1/cases/bulk/close", may_act, cases::bulk::close)
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
        .post("/api/v1/cases/{number}/result-for-unit", Access::Api(HandleCase, HANDLE), cases::handle::submit_to_unit)
        .post("/api/v1/cases/{number}/confirmation", Access::Api(HandleCase, HANDLE), cases::requests::confirm)
        .post("/api/v1/cases/{number}/check-request", may_act, cases::check::request)
        .post("/api/v1/cases/{number}/check", Access::Api(CheckCase, HANDLE), cases::check::record)
        .post("/api/v1/cases/{number}/rework", may_act, cases::check::rework)
        .post("/api/v1/cases/{number}/closure", may_act, cases::check::close)
        .post("/api/v1/cases/{number}/reopening", may_act, cases::check::reopen)
        .post("/api/v1/cases/{number}/reminder", may_act, cases::remark::remind)
        .post("/api/v1/cases/{number}/note", may_act, cases::remark::note)
        .post("/api/v1/cases/{number}/extension", may_act, cases::requests::ask_extension)
        .post("/api/v1/cases/{number}/extension-decision", may_act, cases::requests::decide_extension)
        .post("/api/v1/cases/{number}/hang", may_act, cases::requests::ask_hang)
        .post("/api/v1/cases/{number}/hang-decision", may_act, cases::requests::decide_hang)
        .post("/api/v1/cases/{number}/hang-end", may_act, cases::requests::end_hang)
        .post("/api/v1/cases/{number}/objection", may_act, cases::requests::object)
        .post("/api/v1/cases/{number}/objection-decision", may_act, cases::requests::decide_objection)
        .post("/api/v1/cases/{number}/appeal", may_act, cases::requests::appeal_case)
        .post("/api/v1/cases/{number}/appeal-decision", may_act, cases::requests::decide_appeal)
        .post("/api/v1/cases/{number}/voiding-request", may_act, cases::requests::ask_void)
        .post("/api/v1/cases/{number}/voiding-decision", may_act, cases::requests::decide_void)
        .post("/api/v1/cases/{number}/forced-closure", may_act, cases::requests::force_close)
        .post("/api/v1/cases/{number}/supervision", may_act, cases::requests::put_under_supervision)
        .post("/api/v1/cases/{number}/supervision-reply", may_act, cases::requests::reply)
        .post("/api/v1/cases/{number}/verification-request", may_act, cases::requests::request_verification)
        .post("/api/v1/cases/{number}/verification", may_act, cases::requests::report_verification)
        .post("/api/v1/cases/{number}/audit", may_act, cases::requests::audit_case)
        .post("/api/v1/orders", Access::Api(ReportCase, REPORT), orders::push)
        .get("/api/v1/whistles", may_read(ReadWhistles), whistles::list)
        .post("/api/v1/whistles", whistle, whistles::change::draft)
        .get("/api/v1/whistles/figures", may_read(ReadWhistles), whistles::figures)
        .get("/api/v1/whistles/{number}", may_read(ReadWhistles), whistles::view)
        .post("/api/v1/whistles/{number}/approval-request", whistle, whistles::change::asking)
        .post("/api/v1/whistles/{number}/approval", whistle, whistles::change::blowing)
        .post("/api/v1/whistles/{number}/refusal", whistle, whistles::change::refusing)
        .post("/api/v1/whistles/{number}/arrival", whistle, whistles::change::arriving)
        .post("/api/v1/whistles/{number}/absence", whistle, whistles::change::absent)
        .post("/api/v1/whistles/{number}/objection", whistle, whistles::change::objecting)
        .post("/api/v1/whistles/{number}/referral", whistle, whistles::change::referring)
        .post("/api/v1/whistles/{number}/plan", whistle, whistles::change::planning)
        .post("/api/v1/whistles/{number}/result", whistle, whistles::change::concluding)
        .post("/api/v1/whistles/{number}/unit-rating", whistle, whistles::change::rating_unit)
        .post("/api/v1/whistles/{number}/call-rating", whistle, whistles::change::rating_call)
        .post("/api/v1/whistles/{number}/closure", whistle, whistles::change::closing)
        .post("/api/v1/whistles/{number}/withdrawal", whistle, whistles::change::withdrawing)
        .get("/api/v1/consultations", may_read(ReadConsultations), consultations::list)
        .post("/api/v1/consultations", consult, consultations::convene)
        .get("/api/v1/consultations/{number}", may_read(ReadConsultations), consultations::view)
        .post("/api/v1/consultations/{number}/contribution", consult, consultations::contribute)
        .post("/api/v1/consultations/{number}/decision", consult, consultations::decide)
        .post("/api/v1/consultations/{number}/cancellation", consult, consultations::cancel)
        .get("/api/v1/recurrence", may_read(ReadCases), recurrence::list)
        .get("/api/v1/recurrence/alarms", may_read(ReadCases), recurrence::alarms)
        .get("/api/v1/recurrence/{number}", may_read(ReadCases), recurrence::view)
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
        .get("/api/v1/cases/{number}/callbacks", may_read(ReadCases), callbacks::list)
        .post("/api/v1/cases/{number}/callbacks", Access::Api(RecordCallback, HANDLE), callbacks::record)
        .get("/api/v1/indicators", may_read(ReadScores), indicators::table)
        .get("/api/v1/scores", may_read(ReadScores), scores::period)
        .get("/api/v1/scores/{period}/units/{code}", may_read(ReadScores), scores::unit)
}
