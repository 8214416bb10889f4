//! One case with its events, its photos, and what the post can do now.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    cases::view::{self as action, CaseView},
    model::CityModel,
};
use changxiao_domain::{
    cases::{Case, Event, hex},
    divisions::DivisionCode,
    ids::UnitId,
    time::Instant,
};
use changxiao_store::cases::PhotoRow;
use changxiao_words::Lang;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::json::shapes::{
    Degrees, DivisionName, LimitShape, Moment, Named, category_of_case, division_named, ok, unit_named,
};

/// One case.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseDetail<'a> {
    #[schema(example = "261121-0041")]
    number: &'a str,
    #[schema(example = "handling")]
    state: &'static str,
    lamp: &'static str,
    /// Send it with an action, so that nothing is decided on an old state.
    version: i64,
    category: Named<'a>,
    title: &'a str,
    text: &'a str,
    division: DivisionName<'a>,
    place: &'a str,
    /// Number of the site.
    site: Option<i64>,
    /// Number of the inspection that found it.
    inspection: Option<i64>,
    /// Code of the check item that was not met.
    check_item: Option<&'a str>,
    position: Option<Degrees>,
    /// Code of the grid in which it lies; null where the city has none there, and where several overlap.
    grid: Option<&'a str>,
    source: &'static str,
    limit: LimitShape,
    photo_required: bool,
    lead_unit: Option<Named<'a>>,
    co_units: Vec<Named<'a>>,
    reported_at: Moment,
    filed_at: Option<Moment>,
    dispatched_at: Option<Moment>,
    near_at: Option<Moment>,
    due_at: Option<Moment>,
    handled_at: Option<Moment>,
    /// Null while nothing is submitted.
    handled_on_time: Option<bool>,
    check_passed_at: Option<Moment>,
    closed_at: Option<Moment>,
    close_reason: Option<&'a str>,
    merged_into: Option<&'a str>,
    changed_at: Moment,
    dispatch_count: i64,
    rework_count: i64,
    /// Extensions granted in the whole case.
    extension_count: i64,
    /// What waits for a decision.
    request: Option<RequestShape<'a>>,
    /// While it is hung: the moment at which it goes on by itself.
    hung_until: Option<Moment>,
    supervision: Option<SupervisionShape>,
    /// The unit may not give it back.
    designated: bool,
    /// Whether the report was found true before filing; null where nobody looked.
    verified: Option<bool>,
    /// A granted appeal: lateness is left out of scores, the facts stay.
    exempt: bool,
    reminder_count: i64,
    /// From the report on.
    events: Vec<EventShape<'a>>,
    photos: Vec<PhotoShape<'a>>,
    /// What the post can do now.
    actions: Vec<&'static str>,
    /// False: somebody changed an event by hand after it was written.
    chain_holds: bool,
}

/// What somebody asked and nobody has decided.
#[derive(Serialize, ToSchema)]
pub(crate) struct RequestShape<'a> {
    #[schema(example = "extension")]
    topic: &'static str,
    unit: Named<'a>,
    at: Moment,
}

/// The latest supervision.
#[derive(Serialize, ToSchema)]
pub(crate) struct SupervisionShape {
    /// `overdue`, `leader` or `key`.
    kind: &'static str,
    at: Moment,
    reply_required: bool,
    replied_at: Option<Moment>,
}

/// What happened, and which post did it.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventShape<'a> {
    seq: i64,
    #[schema(example = "dispatch")]
    action: &'static str,
    from: Option<&'static str>,
    to: &'static str,
    at: Moment,
    unit: Named<'a>,
    #[schema(example = "dispatcher")]
    role: &'static str,
    /// Done by the system and by nobody.
    by_system: bool,
    /// The name of the token with which a program acted in this post; null where the holder did it.
    #[schema(example = "巡查小程序")]
    by_program: Option<&'a str>,
    text: Option<&'a str>,
    reason: Option<&'a str>,
    lead_unit: Option<Named<'a>>,
    due_at: Option<Moment>,
    /// SHA-256 of the photos that it brought.
    photos: Vec<&'a str>,
    /// SHA-256 over the event and the one before it.
    hash: String,
}

/// A photo of a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhotoShape<'a> {
    /// SHA-256 of the original.
    hash: String,
    /// `before`, `after`, `check` or `verify`.
    stage: &'static str,
    /// The event that brought it.
    seq: i64,
    at: Moment,
    /// As the camera wrote it: city time without zone.
    taken_at: Option<&'a str>,
    width: i64,
    height: i64,
    href: String,
}

/// One case with its events, photos and what the post can do now.
#[utoipa::path(
    get, path = "/api/v1/cases/{number}", tag = "cases", operation_id = "view_case", params(("number" = String, Path, example = "261121-0041")),
    responses((status = 200, body = CaseDetail, description = "The case"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn view(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let found = action::view(state.app(), &who.actor, &number).await?;
    ok(&detail(&who, &found, state.app().now()))
}

fn grid_of<'m>(model: &'m CityModel, case: &Case) -> Option<&'m str> {
    let place = DivisionCode::from_padded(case.division).ok()?;
    Some(model.grid_of(place, case.position).one()?.code.as_str())
}

fn detail<'a>(who: &'a Who, found: &'a CaseView, now: Instant) -> CaseDetail<'a> {
    let (model, lang): (&CityModel, Lang) = (&who.model, who.lang());
    let case = &found.row.case;
    let standing = &case.standing;
    let edition = case.filed_under.as_ref().map(|under| under.edition.as_str());
    let moment = |at: Option<Instant>| at.map(|at| Moment::new(model, at));
    let unit = |unit: UnitId| unit_named(model, unit, lang);
    CaseDetail {
        number: &case.number,
        state: case.state.code(),
        lamp: case.lamp(now).code(),
        version: case.version,
        category: category_of_case(model, edition, &case.category, lang),
        title: &case.title,
        text: &case.text,
        division: division_named(model, case.division),
        place: &found.row.place,
        site: found.site.as_ref().map(|site| site.number),
        inspection: found.visit,
        check_item: case.item.as_deref(),
        position: case.position.map(Degrees::from),
        grid: grid_of(model, case),
        source: case.source.code(),
        limit: case.limit.into(),
        photo_required: case.photo_required,
        lead_unit: case.lead_unit.map(unit),
        co_units: case.co_units.iter().copied().map(unit).collect(),
        reported_at: Moment::new(model, case.reported_at),
        filed_at: moment(case.filed_at),
        dispatched_at: moment(case.dispatched_at),
        near_at: moment(case.near_at),
        due_at: moment(case.due_at),
        handled_at: moment(case.handled_at),
        handled_on_time: case.handled_on_time(),
        check_passed_at: moment(case.check_passed_at),
        closed_at: moment(case.closed_at),
        close_reason: case.close_reason.as_deref(),
        merged_into: found.merged_into.as_deref(),
        changed_at: Moment::new(model, case.changed_at),
        dispatch_count: case.dispatch_count,
        rework_count: case.rework_count,
        extension_count: standing.extension_count,
        request: standing.asked.map(|asked| RequestShape {
            topic: asked.what.topic().code(),
            unit: unit(asked.unit),
            at: Moment::new(model, asked.at),
        }),
        hung_until: moment(standing.suspension.map(|suspension| suspension.until)),
        supervision: standing.supervision.map(|supervision| SupervisionShape {
            kind: supervision.kind.code(),
            at: Moment::new(model, supervision.at),
            reply_required: supervision.reply_required,
            replied_at: moment(supervision.replied_at),
        }),
        designated: standing.designated,
        verified: standing.verified,
        exempt: standing.exempt,
        reminder_count: case.urge_count,
        events: found.events.iter().map(|event| event_shape(model, lang, event)).collect(),
        photos: found.photos.iter().map(|photo| photo_shape(model, &case.number, photo)).collect(),
        actions: found.actions.iter().map(|action| action.code()).collect(),
        chain_holds: found.broken.is_none(),
    }
}

/// An event without the ids of persons that its particulars keep.
fn event_shape<'a>(model: &'a CityModel, lang: Lang, event: &'a Event) -> EventShape<'a> {
    let kept = &event.particulars;
    let text = |key: &str| kept.get(key).and_then(Value::as_str);
    let photos = kept.get("photos").and_then(Value::as_array);
    EventShape {
        seq: event.seq,
        action: event.action.code(),
        from: event.from.map(|state| state.code()),
        to: event.to.code(),
        at: Moment::new(model, event.at),
        unit: unit_named(model, event.actor.unit, lang),
        role: event.actor.role.code(),
        by_system: event.actor.system,
        by_program: event.actor.program.map(|program| model.program_name(program)),
        text: text("text"),
        reason: text("reason").or_else(|| text("without_photo")),
        lead_unit: text("lead").and_then(|id| id.parse().ok()).map(|unit| unit_named(model, unit, lang)),
        due_at: kept.get("due_at").and_then(Value::as_i64).map(|at| Moment::new(model, Instant(at))),
        photos: photos.into_iter().flatten().filter_map(Value::as_str).collect(),
        hash: hex(&event.hash),
    }
}

fn photo_shape<'a>(model: &CityModel, number: &str, photo: &'a PhotoRow) -> PhotoShape<'a> {
    let hash = hex(&photo.hash);
    PhotoShape {
        href: format!("/api/v1/cases/{number}/photos/{hash}"),
        hash,
        stage: photo.stage.code(),
        seq: photo.seq,
        at: Moment::new(model, photo.at),
        taken_at: photo.taken_at.as_deref(),
        width: photo.width,
        height: photo.height,
    }
}
