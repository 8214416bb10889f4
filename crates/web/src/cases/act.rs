//! What the forms of a case do. Each handler reads its fields and calls one action; all of them answer alike: the case with
//! what was done, or the case with the refusal and everything that was typed.

use axum::{http::StatusCode, response::Response};
use changxiao_app::{
    App, AppError,
    cases::{
        Target, accept as accept_case, appeal as appeal_case, audit as audit_case, check as check_case,
        close as close_case, dispatch as dispatch_case, extension, file as file_case, hang as hang_case, load_visible,
        merge as merge_case, objection, remark, return_case, rework as rework_case, submit as submit_case,
        supervise as supervise_case, verify as verify_case, void as void_case,
    },
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::Case,
    ids::UnitId,
    orgs::Actor,
};
use changxiao_words::{fill, say, texts};

use super::{forms::Typed, query::ListQuery, show};
use crate::{
    acted::Acted,
    address::encode,
    answer::{WebError, redirect_with_notice},
    pickers::condition_in,
};

type Answer = Result<Response, WebError>;

/// The list from which the person came, as it stands behind an address.
fn list_of(request: &Acted) -> String {
    let list = request.form.text("list");
    if list.is_empty() { String::new() } else { format!("?list={}", encode(&ListQuery::read(list).text())) }
}

/// Carries the action out unless a photo was refused, and answers.
async fn answer(
    mut request: Acted,
    key: &'static str,
    done: impl AsyncFnOnce(&Acted) -> Result<Case, AppError>,
) -> Answer {
    let result = match request.refused.take() {
        Some(problem) => Err(problem),
        None => done(&request).await,
    };
    let lang = request.who.lang();
    match result {
        Ok(case) => {
            let words = [("number", &case.number as &dyn std::fmt::Display), ("state", &case.state.words(lang))];
            let to = format!("/cases/{}{}", case.number, list_of(&request));
            Ok(redirect_with_notice(request.jar, &to, fill(texts(lang).cases_done, &words)))
        }
        Err(problem) if is_mendable(&problem) => {
            let status = if matches!(problem, AppError::Conflict) {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            let typed = Typed::of(key, &request.form, &problem, lang);
            let list = request.form.text("list").to_owned();
            show::render(&request.state, &request.who, &request.number, &list, typed, None, status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Whether the person who typed can do something about it here.
fn is_mendable(problem: &AppError) -> bool {
    match problem {
        AppError::Case(_) | AppError::Invalid(_) | AppError::Conflict | AppError::TooLarge => true,
        AppError::Photo(photo) => photo.code() != "storage",
        _ => false,
    }
}

macro_rules! handlers {
    ($($(#[$doc:meta])* $name:ident as $key:literal = |$request:ident| $body:expr;)*) => {$(
        $(#[$doc])*
        pub(super) async fn $name(request: Acted) -> Answer {
            answer(request, $key, async |$request| $body.await).await
        }
    )*};
}

handlers! {
    file as "file" = |request| file_now(request);
    dispatch as "dispatch" = |request| dispatch_to(request);
    accept as "accept" = |request| accept_case::accept(request.app(), request.actor(), &request.target());
    submit as "submit" = |request| submit_result(request);
    submit_to_unit as "submit_to_unit" = |request| submit_to_head(request);
    confirm as "confirm" = |request| submit_case::confirm(request.app(), request.actor(), &request.target(), request.form.optional("text"));
    request_check as "request_check" = |request| check_case::request_check(request.app(), request.actor(), &request.target(), request.form.optional("text"));
    check as "check_pass" = |request| record_check(request);
    close as "close" = |request| close_now(request);
    rework as "rework" = |request| rework_case::rework(request.app(), request.actor(), &request.target(), request.reason());
    send_back as "send_back" = |request| rework_case::send_back(request.app(), request.actor(), &request.target(), request.reason());
    withdraw as "withdraw" = |request| return_case::withdraw(request.app(), request.actor(), &request.target(), request.reason());
    return_by_unit as "return_by_unit" = |request| return_case::return_by_unit(request.app(), request.actor(), &request.target(), request.reason());
    return_to_acceptor as "return_to_acceptor" = |request| return_case::return_to_acceptor(request.app(), request.actor(), &request.target(), request.reason());
    merge as "merge" = |request| merge_case::merge(request.app(), request.actor(), &request.target(), request.form.text("into"));
    void as "void" = |request| void_case::void(request.app(), request.actor(), &request.target(), request.reason());
    reopen as "reopen" = |request| close_case::reopen(request.app(), request.actor(), &request.target(), request.reason());
    urge as "urge" = |request| remark::urge(request.app(), request.actor(), &request.target(), request.text());
    request_verify as "request_verify" = |request| verify_case::request(request.app(), request.actor(), &request.target(), request.form.optional("text"));
    verify as "report_verify" = |request| report_verification(request);
    audit as "audit_pass" = |request| ruled(request, audit_case::audit);
    ask_extension as "ask_extension" = |request| ask_for_time(request);
    decide_extension as "grant_extension" = |request| ruled(request, extension::decide);
    ask_hang as "ask_hang" = |request| ask_to_hang(request);
    decide_hang as "grant_hang" = |request| ruled(request, hang_case::decide);
    end_hang as "end_hang" = |request| hang_case::end(request.app(), request.actor(), &request.target(), request.form.optional("reason"));
    object as "object" = |request| object_to(request);
    decide_objection as "grant_objection" = |request| rule_on_objection(request);
    appeal as "appeal" = |request| appeal_now(request);
    decide_appeal as "pass_appeal" = |request| ruled(request, appeal_case::decide);
    ask_void as "ask_void" = |request| void_case::ask(request.app(), request.actor(), &request.target(), request.reason());
    decide_void as "grant_void" = |request| ruled(request, void_case::decide);
    force_close as "force_close" = |request| close_case::force(request.app(), request.actor(), &request.target(), request.reason());
    supervise as "supervise" = |request| put_under_supervision(request);
    reply_supervision as "reply_supervision" = |request| supervise_case::reply(request.app(), request.actor(), &request.target(), request.text());
    note as "note" = |request| remark::note(request.app(), request.actor(), &request.target(), request.text());
}

async fn dispatch_to(request: &Acted) -> Result<Case, AppError> {
    let unknown = || AppError::field("lead", say!(cases_there_no_such_unit));
    let lead = match request.form.optional("lead") {
        None => None,
        Some(lead) => Some(lead.parse::<UnitId>().map_err(|_| unknown())?),
    };
    let co = request
        .form
        .all("co")
        .filter(|unit| !unit.is_empty())
        .map(|unit| unit.parse::<UnitId>().map_err(|_| AppError::field("co", say!(cases_there_no_such_helping_unit))))
        .collect::<Result<Vec<_>, _>>()?;
    let amount = request.form.number("limit_amount").filter(|amount| *amount > 0);
    let limit =
        amount.zip(LimitKind::parse(request.form.text("limit_kind"))).map(|(amount, kind)| Limit::new(kind, amount));
    let Some(limit) = limit else {
        return Err(AppError::field("limit_amount", say!(cases_limit_whole_number_above_0)));
    };
    let designated = request.form.ticked("designated");
    let to = dispatch_case::Dispatch { lead, co: Some(co), limit: Some(limit), designated };
    dispatch_case::dispatch(request.app(), request.actor(), &request.target(), to).await
}

/// Yes or no by the button that was pressed.
fn granted(request: &Acted) -> Result<bool, AppError> {
    match request.form.text("result") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(AppError::field("result", say!(cases_say_yes_no))),
    }
}

async fn ruled(
    request: &Acted,
    decide: impl AsyncFn(&App, &Actor, &Target, bool, Option<String>) -> Result<Case, AppError>,
) -> Result<Case, AppError> {
    let granted = granted(request)?;
    let reason = request.form.optional("reason");
    decide(request.app(), request.actor(), &request.target(), granted, reason).await
}

async fn rule_on_objection(request: &Acted) -> Result<Case, AppError> {
    let upheld = granted(request)?;
    let amount = request.form.number("limit_amount").filter(|amount| (1..=365).contains(amount));
    let limit =
        amount.zip(LimitKind::parse(request.form.text("limit_kind"))).map(|(amount, kind)| Limit::new(kind, amount));
    let reason = request.form.optional("reason");
    objection::decide(request.app(), request.actor(), &request.target(), upheld, reason, limit).await
}

async fn ask_for_time(request: &Acted) -> Result<Case, AppError> {
    let photos = request.form.photos_of("photos");
    extension::ask(request.app(), request.actor(), &request.target(), request.reason(), &photos).await
}

async fn appeal_now(request: &Acted) -> Result<Case, AppError> {
    let photos = request.form.photos_of("photos");
    appeal_case::appeal(request.app(), request.actor(), &request.target(), request.reason(), &photos).await
}

async fn ask_to_hang(request: &Acted) -> Result<Case, AppError> {
    let (kind, until) = hang_case::read(request.form.text("kind"), request.form.text("until"))?;
    let photos = request.form.photos_of("photos");
    hang_case::ask(request.app(), request.actor(), &request.target(), kind, until, request.reason(), &photos).await
}

async fn object_to(request: &Acted) -> Result<Case, AppError> {
    let kind = objection::read_kind(request.form.text("kind"))?;
    let photos = request.form.photos_of("photos");
    objection::object(request.app(), request.actor(), &request.target(), kind, request.reason(), &photos).await
}

async fn put_under_supervision(request: &Acted) -> Result<Case, AppError> {
    let kind = supervise_case::read_kind(request.form.text("kind"))?;
    let reply = request.form.ticked("reply");
    supervise_case::supervise(request.app(), request.actor(), &request.target(), kind, reply, request.reason()).await
}

async fn report_verification(request: &Acted) -> Result<Case, AppError> {
    let found = granted(request)?;
    let photos = request.form.photos_of("photos");
    verify_case::report(request.app(), request.actor(), &request.target(), found, request.text(), &photos).await
}

async fn submit_result(request: &Acted) -> Result<Case, AppError> {
    let photos = request.form.photos_of("photos");
    submit_case::submit(
        request.state.app(),
        &request.who.actor,
        &request.target(),
        request.text(),
        &photos,
        request.form.optional("without_photo"),
    )
    .await
}

async fn submit_to_head(request: &Acted) -> Result<Case, AppError> {
    let photos = request.form.photos_of("photos");
    submit_case::submit_to_unit(
        request.state.app(),
        &request.who.actor,
        &request.target(),
        request.text(),
        &photos,
        request.form.optional("without_photo"),
    )
    .await
}

async fn record_check(request: &Acted) -> Result<Case, AppError> {
    let passed = match request.form.text("result") {
        "pass" => true,
        "fail" => false,
        _ => return Err(AppError::field("result", say!(cases_say_whether_check_passed_failed))),
    };
    let photos = request.form.photos_of("photos");
    check_case::record_check(
        request.state.app(),
        &request.who.actor,
        &request.target(),
        passed,
        request.text(),
        &photos,
    )
    .await
}

/// A condition of the category that was reported does not count for another one.
async fn file_now(request: &Acted) -> Result<Case, AppError> {
    let row = load_visible(request.app(), request.actor(), &request.number).await?;
    let category = request.form.optional("category");
    let code = category.as_deref().unwrap_or(&row.case.category);
    let condition = condition_in(request.form.text("condition"), code).unwrap_or_default();
    file_case::file(request.app(), request.actor(), &request.target(), category, condition).await
}

/// The conditions are met when every closing condition of the category is ticked.
async fn close_now(request: &Acted) -> Result<Case, AppError> {
    let row = load_visible(request.app(), request.actor(), &request.number).await?;
    let conditions = request.who.model.filing_of_case(&row.case).map_or(0, |filing| filing.closing().len());
    let met = (0..conditions).all(|place| request.form.ticked(&format!("condition_{place}")));
    close_case::close(request.app(), request.actor(), &request.target(), met, request.form.optional("reason")).await
}
