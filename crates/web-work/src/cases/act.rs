//! What the forms of a case carry.

use axum::http::StatusCode;
use changxiao_app::{
    AppError,
    cases::{
        appeal as appeal_case, carry_out, dispatch as dispatch_case, file as file_case, hashes, load_visible,
        merge as merge_case, objection, supervise, suspension as suspend_case,
    },
};
use changxiao_domain::{
    calendar::{Limit, LimitKind, LimitOutOfBounds},
    cases::{Action, Case, Command, Hash, Topic},
    ids::UnitId,
};
use changxiao_words::{Lang, fill, say, texts};

use super::{CaseForms, PHOTOS, query::ListQuery, show};
use crate::{
    acted::Acted,
    acting::{Answer, Forms, Steps},
    address::encode,
    bodies::Takes,
    fields::Typed,
    pickers::condition_in,
};

impl Forms for CaseForms {
    type Thing = Case;
    type Action = Action;

    const STEPS: Steps<Self> = &[
        ("/cases/{number}/filing", Action::File),
        ("/cases/{number}/dispatch", Action::Dispatch),
        ("/cases/{number}/acceptance", Action::Accept),
        ("/cases/{number}/result", Action::Submit),
        ("/cases/{number}/result-for-unit", Action::SubmitToUnit),
        ("/cases/{number}/confirmation", Action::Confirm),
        ("/cases/{number}/check-request", Action::RequestCheck),
        ("/cases/{number}/check", Action::CheckPass),
        ("/cases/{number}/closure", Action::Close),
        ("/cases/{number}/rework", Action::Rework),
        ("/cases/{number}/sending-back", Action::SendBack),
        ("/cases/{number}/withdrawal", Action::Withdraw),
        ("/cases/{number}/return", Action::ReturnByUnit),
        ("/cases/{number}/return-to-acceptance", Action::ReturnToAcceptor),
        ("/cases/{number}/merger", Action::Merge),
        ("/cases/{number}/voiding", Action::Void),
        ("/cases/{number}/reopening", Action::Reopen),
        ("/cases/{number}/reminder", Action::Urge),
        ("/cases/{number}/note", Action::Note),
        ("/cases/{number}/verification-request", Action::RequestVerify),
        ("/cases/{number}/verification", Action::ReportVerify),
        ("/cases/{number}/audit", Action::AuditPass),
        ("/cases/{number}/extension", Action::AskExtension),
        ("/cases/{number}/extension-decision", Action::GrantExtension),
        ("/cases/{number}/hang", Action::AskSuspension),
        ("/cases/{number}/hang-decision", Action::GrantSuspension),
        ("/cases/{number}/hang-end", Action::EndSuspension),
        ("/cases/{number}/objection", Action::Object),
        ("/cases/{number}/objection-decision", Action::GrantObjection),
        ("/cases/{number}/appeal", Action::Appeal),
        ("/cases/{number}/appeal-decision", Action::PassAppeal),
        ("/cases/{number}/voiding-request", Action::AskVoid),
        ("/cases/{number}/voiding-decision", Action::GrantVoid),
        ("/cases/{number}/forced-closure", Action::ForceClose),
        ("/cases/{number}/supervision", Action::Supervise),
        ("/cases/{number}/supervision-reply", Action::ReplySupervision),
    ];

    fn takes(action: Action) -> Takes {
        use Action::{Appeal, AskExtension, AskSuspension, CheckPass, Object, ReportVerify, Submit, SubmitToUnit};
        match action {
            Submit | SubmitToUnit | CheckPass | ReportVerify | AskExtension | AskSuspension | Object | Appeal => PHOTOS,
            _ => Takes::Fields,
        }
    }

    async fn carried(request: &Acted, action: Action) -> Result<Case, AppError> {
        carried(request, action).await
    }

    /// The list from which the person came stands behind the address.
    fn page(case: &Case, request: &Acted) -> String {
        match request.form.text("list") {
            "" => format!("/cases/{}", case.number),
            list => format!("/cases/{}?list={}", case.number, encode(&ListQuery::read(list).text())),
        }
    }

    fn done(case: &Case, lang: Lang) -> String {
        fill(texts(lang).cases_done, &[("number", &case.number), ("state", &case.state.words(lang))])
    }

    async fn again(request: Acted, action: Action, problem: AppError, status: StatusCode) -> Answer {
        // A photo that was not taken in is mended in the form, too.
        let status = if status == StatusCode::CONFLICT { status } else { StatusCode::UNPROCESSABLE_ENTITY };
        let typed = Typed::refused(action.code(), &request.form, &problem, request.who.lang());
        show::again(&request.state, &request.who, &request.number, request.form.text("list"), &typed, status).await
    }
}

async fn carried(request: &Acted, action: Action) -> Result<Case, AppError> {
    let (app, actor, target) = (request.app(), request.actor(), request.target());
    let photos = request.form.photos_of("photos");
    let command = match action {
        Action::File => return file_now(request).await,
        Action::Dispatch => return dispatch_to(request).await,
        Action::Merge => return merge_case::merge(app, actor, &target, request.form.text("into")).await,
        Action::AskSuspension => return ask_for_suspension(request).await,
        Action::PassAppeal => {
            let reason = request.form.optional("reason");
            return appeal_case::decide(app, actor, &target, granted(request)?, reason).await;
        }
        Action::Close => closing(request).await?,
        _ => command(request, action, hashes(&photos))?,
    };
    carry_out(app, actor, &target, command, &photos).await
}

/// What the form alone says.
fn command(request: &Acted, action: Action, photos: Vec<Hash>) -> Result<Command, AppError> {
    let (text, reason) = (request.text(), request.reason());
    let optional = |name: &str| request.form.optional(name);
    let rule = |topic| Ok::<_, AppError>(Command::rule(topic, granted(request)?, optional("reason")));
    Ok(match action {
        Action::Accept => Command::Accept { handler: None },
        Action::Submit => Command::Submit { text, after_photos: photos, without_photo: optional("without_photo") },
        Action::SubmitToUnit => {
            Command::SubmitToUnit { text, after_photos: photos, without_photo: optional("without_photo") }
        }
        Action::Confirm => Command::Confirm { note: optional("text") },
        Action::RequestCheck => Command::RequestCheck { note: optional("text") },
        Action::CheckPass => Command::checked(check_passed(request)?, text, photos),
        Action::Rework => Command::Rework { reason },
        Action::SendBack => Command::SendBack { reason },
        Action::Withdraw => Command::Withdraw { reason },
        Action::ReturnByUnit => Command::ReturnByUnit { reason },
        Action::ReturnToAcceptor => Command::ReturnToAcceptor { reason },
        Action::Void => Command::Void { reason },
        Action::Reopen => Command::Reopen { reason },
        Action::Urge => Command::Urge { text },
        Action::Note => Command::Note { text },
        Action::RequestVerify => Command::RequestVerify { note: optional("text") },
        Action::ReportVerify => Command::ReportVerify { found: granted(request)?, text, photos },
        Action::AuditPass => Command::Audit { passed: granted(request)?, reason: optional("reason") },
        Action::AskExtension => Command::AskExtension { reason, photos },
        Action::GrantExtension => rule(Topic::Extension)?,
        Action::GrantSuspension => rule(Topic::Suspension)?,
        Action::EndSuspension => Command::EndSuspension { reason: optional("reason") },
        Action::Object => Command::Object { kind: objection::read_kind(request.form.text("kind"))?, reason, photos },
        Action::GrantObjection => ruling_on_objection(request)?,
        Action::Appeal => Command::Appeal { reason, photos },
        Action::AskVoid => Command::AskVoid { reason },
        Action::GrantVoid => rule(Topic::Void)?,
        Action::ForceClose => Command::ForceClose { reason },
        Action::Supervise => {
            let kind = supervise::read_kind(request.form.text("kind"))?;
            Command::Supervise { kind, reply_required: request.form.ticked("reply"), reason }
        }
        Action::ReplySupervision => Command::ReplySupervision { text },
        // What the page does not offer as a form of its own: the other half of a yes or no, and what the system does.
        _ => return Err(AppError::NotFound("page")),
    })
}

async fn dispatch_to(request: &Acted) -> Result<Case, AppError> {
    let unknown = || AppError::field("lead", say!(cases_there_no_such_unit));
    let lead = request.form.optional("lead").map(|lead| lead.parse().map_err(|_| unknown())).transpose()?;
    let co = request
        .form
        .all("co")
        .filter(|unit| !unit.is_empty())
        .map(|unit| unit.parse::<UnitId>().map_err(|_| AppError::field("co", say!(cases_there_no_such_helping_unit))))
        .collect::<Result<Vec<_>, _>>()?;
    let limit = limit(request)?.ok_or_else(|| AppError::field("limit_amount", LimitOutOfBounds(0).message()))?;
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

fn ruling_on_objection(request: &Acted) -> Result<Command, AppError> {
    let (topic, reason, limit) = (Topic::Objection, request.form.optional("reason"), limit(request)?);
    Ok(Command::Rule { topic, granted: granted(request)?, reason, limit })
}

/// The limit that was typed; what is no number counts as 0.
fn limit(request: &Acted) -> Result<Option<Limit>, AppError> {
    let kind = LimitKind::parse(request.form.text("limit_kind"));
    let Some((kind, _)) = kind.zip(request.form.optional("limit_amount")) else { return Ok(None) };
    let limit = Limit::set(kind, request.form.number("limit_amount").unwrap_or(0));
    limit.map(Some).map_err(|outside| AppError::field("limit_amount", outside.message()))
}

fn check_passed(request: &Acted) -> Result<bool, AppError> {
    match request.form.text("result") {
        "pass" => Ok(true),
        "fail" => Ok(false),
        _ => Err(AppError::field("result", say!(cases_say_whether_check_passed_failed))),
    }
}

async fn ask_for_suspension(request: &Acted) -> Result<Case, AppError> {
    let (kind, until) = suspend_case::read(request.form.text("kind"), request.form.text("until"))?;
    let photos = request.form.photos_of("photos");
    suspend_case::ask(request.app(), request.actor(), &request.target(), kind, until, request.reason(), &photos).await
}

/// A condition of the category that was reported does not count for another one.
async fn file_now(request: &Acted) -> Result<Case, AppError> {
    let row = load_visible(request.app(), request.actor(), &request.number).await?;
    let category = request.form.optional("category");
    let code = category.as_deref().unwrap_or(&row.case.category);
    let condition = condition_in(request.form.text("condition"), code).unwrap_or_default();
    let edition = request.form.optional("edition");
    file_case::file_from(request.app(), request.actor(), &request.target(), category, condition, edition.as_deref())
        .await
}

/// The conditions are met when every closing condition of the category is ticked.
async fn closing(request: &Acted) -> Result<Command, AppError> {
    let row = load_visible(request.app(), request.actor(), &request.number).await?;
    let conditions = request.who.model.filing_of_case(&row.case).map_or(0, |filing| filing.closing().len());
    let conditions_met = (0..conditions).all(|place| request.form.ticked(&format!("condition_{place}")));
    Ok(Command::Close { reason: request.form.optional("reason"), conditions_met })
}
