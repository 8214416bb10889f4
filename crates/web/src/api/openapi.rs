//! The description of the interface, made from the code that answers.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use utoipa::{
    Modify, OpenApi, ToResponse,
    openapi::{
        OpenApi as Document,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::{
    callbacks, cases, consultations, indicators, inspections, jobs, me, notices, orders, recurrence, reference, rules,
    scores, sites, whistles,
};
use crate::answer::{Problem, ProblemField};

/// Not done, and why: problem details with a stable number (docs/problems.md).
#[derive(ToResponse)]
#[response(
    description = "Not done, and why: problem details with a stable number",
    content_type = "application/problem+json"
)]
#[allow(dead_code, reason = "stands in the document of the interface only")]
pub(super) struct Refused(Problem);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "长效 Changxiao",
        description = "The actions of the pages as JSON. Names are snake_case, codes those of the product, times ISO 8601 with the city's offset, scores thousandths of a point. Persons are never named.",
        version = "1",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        serve, me::me, notices::list, jobs::list,
        cases::list::list, cases::report::report, cases::view::view, cases::photo::photo,
        cases::bulk::dispatch, cases::bulk::close,
        cases::accept::file, cases::accept::dispatch, cases::accept::merge, cases::accept::void, cases::accept::return_case,
        cases::handle::accept, cases::handle::withdraw, cases::handle::submit,
        cases::handle::submit_to_unit, cases::requests::confirm,
        cases::check::request, cases::check::record, cases::check::rework, cases::check::close, cases::check::reopen,
        cases::remark::remind, cases::remark::note,
        cases::requests::ask_extension, cases::requests::decide_extension, cases::requests::ask_hang, cases::requests::decide_hang,
        cases::requests::end_hang, cases::requests::object, cases::requests::decide_objection, cases::requests::appeal_case,
        cases::requests::decide_appeal, cases::requests::ask_void, cases::requests::decide_void, cases::requests::force_close,
        cases::requests::put_under_supervision, cases::requests::reply, cases::requests::request_verification,
        cases::requests::report_verification, cases::requests::audit_case,
        whistles::list, whistles::change::draft, whistles::figures, whistles::view, whistles::change::asking, whistles::change::blowing,
        whistles::change::refusing, whistles::change::arriving, whistles::change::absent, whistles::change::objecting, whistles::change::referring,
        whistles::change::planning, whistles::change::concluding, whistles::change::rating_unit, whistles::change::rating_call, whistles::change::closing,
        whistles::change::withdrawing,
        consultations::list, consultations::convene, consultations::view, consultations::contribute,
        consultations::decide, consultations::cancel,
        recurrence::list, recurrence::alarms, recurrence::view,
        sites::list, sites::view, sites::check_list,
        inspections::list, inspections::submit, inspections::view,
        rules::list, rules::one, reference::divisions, reference::units, reference::categories, reference::standards, reference::standard,
        scores::period, scores::unit, indicators::table, callbacks::list, callbacks::record,
        orders::push,
    ),
    components(schemas(Problem, ProblemField), responses(Refused)),
    modifiers(&Tokens),
    security(("token" = []))
)]
struct Interface;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut Document) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some(
            "A token of a post: cx.3506.… with one or more of the scopes read, report, handle, inspect".to_owned(),
        );
        document.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The document, as it is served and as `docs/openapi.json` keeps it.
pub fn document() -> Document {
    Interface::openapi()
}

#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "account", security(()), operation_id = "openapi",
    responses((status = 200, body = serde_json::Value, description = "This document"))
)]
pub(super) async fn serve() -> Response {
    let text = document().to_json().unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
