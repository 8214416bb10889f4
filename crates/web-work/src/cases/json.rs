//! Cases: lists, one case, a report, and what can be done to a case.

use changxiao_app::{
    App, AppError,
    cases::{Target, carry_out, hashes},
    model::CityModel,
};
use changxiao_domain::{
    cases::{ActorStamp, Case, Command, Hash},
    orgs::Permission::{CheckCase, DispatchCase, FileCase, HandleCase, MergeCase, ReadCases, ReportCase},
    time::Instant,
};
use changxiao_words::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::PHOTOS;
use crate::session::Who;
use changxiao_web_kit::{
    json::{
        REPORT,
        body::Sent,
        shapes::{Moment, Named, unit_named},
    },
    routes::{Access, Routes, routes},
};

#[rustfmt::skip]
pub fn routes(routes: Routes) -> Routes {
    // Closing, voiding, checking and reopening are each open to several roles, and in some states only; the table of the workflow
    // decides that.
    routes
        .feature("cases")
        .api(Access::read(ReadCases), routes!(list::list))
        .api(Access::Api(ReportCase, REPORT), routes!(report::report)).taking(PHOTOS)
        .api(Access::handle(DispatchCase), routes!(bulk::dispatch))
        .api(Access::handle(ReadCases), routes!(bulk::close))
        .api(Access::read(ReadCases), routes!(view::view))
        .api(Access::read(ReadCases), routes!(photo::photo))
        .api(Access::handle(FileCase), routes!(accept::file))
        .api(Access::handle(DispatchCase), routes!(accept::dispatch))
        .api(Access::handle(MergeCase), routes!(accept::merge))
        .api(Access::handle(ReadCases), routes!(accept::void))
        .api(Access::handle(ReadCases), routes!(accept::return_case))
        .api(Access::handle(HandleCase), routes!(handle::accept))
        .api(Access::handle(HandleCase), routes!(handle::withdraw))
        .api(Access::handle(HandleCase), routes!(handle::submit)).taking(PHOTOS)
        .api(Access::handle(HandleCase), routes!(handle::submit_to_unit)).taking(PHOTOS)
        .api(Access::handle(HandleCase), routes!(requests::confirm))
        .api(Access::handle(ReadCases), routes!(check::request))
        .api(Access::handle(CheckCase), routes!(check::record)).taking(PHOTOS)
        .api(Access::handle(ReadCases), routes!(check::rework))
        .api(Access::handle(ReadCases), routes!(check::close))
        .api(Access::handle(ReadCases), routes!(check::reopen))
        .api(Access::handle(ReadCases), routes!(remark::remind))
        .api(Access::handle(ReadCases), routes!(remark::note))
        .api(Access::handle(ReadCases), routes!(requests::ask_extension)).taking(PHOTOS)
        .api(Access::handle(ReadCases), routes!(requests::decide_extension))
        .api(Access::handle(ReadCases), routes!(requests::ask_suspension)).taking(PHOTOS)
        .api(Access::handle(ReadCases), routes!(requests::decide_suspension))
        .api(Access::handle(ReadCases), routes!(requests::end_suspension))
        .api(Access::handle(ReadCases), routes!(requests::object)).taking(PHOTOS)
        .api(Access::handle(ReadCases), routes!(requests::decide_objection))
        .api(Access::handle(ReadCases), routes!(requests::appeal_case)).taking(PHOTOS)
        .api(Access::handle(ReadCases), routes!(requests::decide_appeal))
        .api(Access::handle(ReadCases), routes!(requests::ask_void))
        .api(Access::handle(ReadCases), routes!(requests::decide_void))
        .api(Access::handle(ReadCases), routes!(requests::force_close))
        .api(Access::handle(ReadCases), routes!(requests::put_under_supervision))
        .api(Access::handle(ReadCases), routes!(requests::reply))
        .api(Access::handle(ReadCases), routes!(requests::request_verification))
        .api(Access::handle(ReadCases), routes!(requests::report_verification)).taking(PHOTOS)
        .api(Access::handle(ReadCases), routes!(requests::audit_case))
}

pub mod accept;
pub mod bulk;
pub mod check;
pub mod handle;
pub mod list;
pub mod photo;
pub mod remark;
pub mod report;
pub mod requests;
pub mod view;

/// What an action made of a case.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseAfter<'a> {
    #[schema(example = "261121-0041")]
    pub number: &'a str,
    #[schema(example = "handling")]
    pub state: &'static str,
    /// Send it with the next action, so that nothing is decided on an old state.
    pub version: i64,
    pub lead_unit: Option<Named<'a>>,
    pub due_at: Option<Moment>,
    #[schema(example = "ok")]
    pub lamp: &'static str,
    pub changed_at: Moment,
    /// What the same post can do next.
    pub actions: Vec<&'static str>,
}

impl<'a> CaseAfter<'a> {
    fn of(who: &'a Who, case: &'a Case, now: Instant) -> Self {
        let model: &CityModel = &who.model;
        let lang: Lang = who.lang();
        Self {
            number: &case.number,
            state: case.state.code(),
            version: case.version,
            lead_unit: case.lead_unit.map(|unit| unit_named(model, unit, lang)),
            due_at: case.due_at.map(|at| Moment::new(model, at)),
            lamp: case.lamp(now).code(),
            changed_at: Moment::new(model, case.changed_at),
            actions: case.allowed(&stamp(who), now).into_iter().map(|action| action.code()).collect(),
        }
    }
}

/// Carries out what a document and its photos say.
async fn act<T>(
    app: &App,
    who: &Who,
    target: &Target,
    sent: Sent<T>,
    command: impl FnOnce(T, Vec<Hash>) -> Result<Command, AppError>,
) -> Result<Case, AppError> {
    let photos = sent.all_photos();
    let command = command(sent.value, hashes(&photos))?;
    carry_out(app, &who.actor, target, command, &photos).await
}

fn stamp(who: &Who) -> ActorStamp {
    who.actor.stamp()
}
