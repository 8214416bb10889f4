//! The JSON interface: the same actions as the pages, under `/api/v1`.
//!
//! Names are snake_case, codes are those of the domain, times are ISO 8601 with the city's offset, scores thousandths of a point.
//! Units, posts and roles are named, persons never. Every refusal is problem details with a stable number.

use changxiao_domain::orgs::Permission::{
    CheckCase, DispatchCase, FileCase, HandleCase, Inspect, MergeCase, ReadCases, ReadConsultations, ReadInspections,
    ReadScores, ReadSites, ReadStandards, ReadUnits, ReadWhistles, RecordCallback, ReportCase, WorkOnConsultations,
    WorkOnWhistles,
};

use changxiao_web_kit::{
    json::{HANDLE, INSPECT, READ, REPORT, body, query, shapes},
    openapi,
    routes::{Access, Routes, routes},
};

#[macro_use]
mod actions;

mod callbacks;
mod cases;
mod consultations;
mod indicators;
mod inspections;
mod me;
mod orders;
mod recurrence;
mod reference;
mod rules;
mod scores;
mod sites;
mod whistles;

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
        .api(may_read(ReadUnits), routes!(me::me))
        .api(may_read(ReadUnits), routes!(rules::list))
        .api(may_read(ReadUnits), routes!(rules::one))
        .api(may_read(ReadCases), routes!(cases::list::list))
        .api(Access::Api(ReportCase, REPORT), routes!(cases::report::report))
        .api(Access::Api(DispatchCase, HANDLE), routes!(cases::bulk::dispatch))
        .api(may_act, routes!(cases::bulk::close))
        .api(may_read(ReadCases), routes!(cases::view::view))
        .api(may_read(ReadCases), routes!(cases::photo::photo))
        .api(Access::Api(FileCase, HANDLE), routes!(cases::accept::file))
        .api(Access::Api(DispatchCase, HANDLE), routes!(cases::accept::dispatch))
        .api(Access::Api(MergeCase, HANDLE), routes!(cases::accept::merge))
        .api(may_act, routes!(cases::accept::void))
        .api(may_act, routes!(cases::accept::return_case))
        .api(Access::Api(HandleCase, HANDLE), routes!(cases::handle::accept))
        .api(Access::Api(HandleCase, HANDLE), routes!(cases::handle::withdraw))
        .api(Access::Api(HandleCase, HANDLE), routes!(cases::handle::submit))
        .api(Access::Api(HandleCase, HANDLE), routes!(cases::handle::submit_to_unit))
        .api(Access::Api(HandleCase, HANDLE), routes!(cases::requests::confirm))
        .api(may_act, routes!(cases::check::request))
        .api(Access::Api(CheckCase, HANDLE), routes!(cases::check::record))
        .api(may_act, routes!(cases::check::rework))
        .api(may_act, routes!(cases::check::close))
        .api(may_act, routes!(cases::check::reopen))
        .api(may_act, routes!(cases::remark::remind))
        .api(may_act, routes!(cases::remark::note))
        .api(may_act, routes!(cases::requests::ask_extension))
        .api(may_act, routes!(cases::requests::decide_extension))
        .api(may_act, routes!(cases::requests::ask_hang))
        .api(may_act, routes!(cases::requests::decide_hang))
        .api(may_act, routes!(cases::requests::end_hang))
        .api(may_act, routes!(cases::requests::object))
        .api(may_act, routes!(cases::requests::decide_objection))
        .api(may_act, routes!(cases::requests::appeal_case))
        .api(may_act, routes!(cases::requests::decide_appeal))
        .api(may_act, routes!(cases::requests::ask_void))
        .api(may_act, routes!(cases::requests::decide_void))
        .api(may_act, routes!(cases::requests::force_close))
        .api(may_act, routes!(cases::requests::put_under_supervision))
        .api(may_act, routes!(cases::requests::reply))
        .api(may_act, routes!(cases::requests::request_verification))
        .api(may_act, routes!(cases::requests::report_verification))
        .api(may_act, routes!(cases::requests::audit_case))
        .api(Access::Api(ReportCase, REPORT), routes!(orders::push))
        .api(may_read(ReadWhistles), routes!(whistles::list))
        .api(whistle, routes!(whistles::change::draft))
        .api(may_read(ReadWhistles), routes!(whistles::figures))
        .api(may_read(ReadWhistles), routes!(whistles::view))
        .api(whistle, routes!(whistles::change::asking))
        .api(whistle, routes!(whistles::change::blowing))
        .api(whistle, routes!(whistles::change::refusing))
        .api(whistle, routes!(whistles::change::arriving))
        .api(whistle, routes!(whistles::change::absent))
        .api(whistle, routes!(whistles::change::objecting))
        .api(whistle, routes!(whistles::change::referring))
        .api(whistle, routes!(whistles::change::planning))
        .api(whistle, routes!(whistles::change::concluding))
        .api(whistle, routes!(whistles::change::rating_unit))
        .api(whistle, routes!(whistles::change::rating_call))
        .api(whistle, routes!(whistles::change::closing))
        .api(whistle, routes!(whistles::change::withdrawing))
        .api(may_read(ReadConsultations), routes!(consultations::list))
        .api(consult, routes!(consultations::convene))
        .api(may_read(ReadConsultations), routes!(consultations::view))
        .api(consult, routes!(consultations::contribute))
        .api(consult, routes!(consultations::decide))
        .api(consult, routes!(consultations::cancel))
        .api(may_read(ReadCases), routes!(recurrence::list))
        .api(may_read(ReadCases), routes!(recurrence::alarms))
        .api(may_read(ReadCases), routes!(recurrence::view))
        .api(may_read(ReadSites), routes!(sites::list))
        .api(may_read(ReadSites), routes!(sites::view))
        .api(may_read(Inspect), routes!(sites::check_list))
        .api(may_read(ReadInspections), routes!(inspections::list))
        .api(Access::Api(Inspect, INSPECT), routes!(inspections::submit))
        .api(may_read(ReadInspections), routes!(inspections::view))
        .api(may_read(ReadUnits), routes!(reference::divisions))
        .api(may_read(ReadUnits), routes!(reference::units))
        .api(may_read(ReadStandards), routes!(reference::categories))
        .api(may_read(ReadStandards), routes!(reference::standards))
        .api(may_read(ReadStandards), routes!(reference::standard))
        .api(may_read(ReadCases), routes!(callbacks::list))
        .api(Access::Api(RecordCallback, HANDLE), routes!(callbacks::record))
        .api(may_read(ReadScores), routes!(indicators::table))
        .api(may_read(ReadScores), routes!(scores::period))
        .api(may_read(ReadScores), routes!(scores::unit))
}
