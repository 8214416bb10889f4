//! 会商与联合行动 for programs: lists, one record, convening, a participant's part, the shared result.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    consultations::{
        convene::{Convening, convene as convene_it},
        list::list as page_of,
        view::view as view_consultation,
    },
    workflow::carry_out,
};
use changxiao_domain::{
    consultations::{Command, Consultation, Kind, Ruling, State as Standing},
    divisions::DivisionCode,
    orgs::Permission::{ReadConsultations, WorkOnConsultations},
    sealing::ActorStamp,
    time::Instant,
    whistles::Answer,
    workflow::Procedure as _,
};
use changxiao_store::consultations::ConsultationFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    answer::WebError,
    session::Who,
    state::WebState,
    whistles::json::change::{UnitTask, unit_tasks},
};
use changxiao_web_kit::{
    json::{
        body::{Document, Sent},
        query::{Asked, code, page_size},
        shapes::{DivisionName, Moment, Named, created, division_named, ok, unit_named, unit_of_code},
    },
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("consultations")
        .api(Access::read(ReadConsultations), routes!(list))
        .api(Access::handle(WorkOnConsultations), routes!(convene))
        .api(Access::read(ReadConsultations), routes!(view))
        .api(Access::handle(WorkOnConsultations), routes!(contribute))
        .api(Access::handle(WorkOnConsultations), routes!(decide))
        .api(Access::handle(WorkOnConsultations), routes!(cancel))
}

/// Filters; what is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ConsultationQuery {
    /// `consultation` or `joint_action`.
    kind: Option<String>,
    /// `open`, `decided` or `cancelled`.
    state: Option<String>,
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of consultations and joint actions.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsultationList<'a> {
    consultations: Vec<ConsultationItem<'a>>,
    /// Bring it as `after` for the next page; null on the last one.
    next: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ConsultationItem<'a> {
    #[schema(example = "H261121-0001")]
    number: &'a str,
    #[schema(example = "consultation")]
    kind: &'static str,
    #[schema(example = "open")]
    state: &'static str,
    title: &'a str,
    convener: Named<'a>,
    division: DivisionName<'a>,
    convened_at: Moment,
}

/// A consultation or joint action. A participant gets its own part and the shared result; `whole` says which it is.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsultationShape<'a> {
    #[schema(example = "H261121-0001")]
    number: &'a str,
    #[schema(example = "consultation")]
    kind: &'static str,
    #[schema(example = "open")]
    state: &'static str,
    title: &'a str,
    text: &'a str,
    convener: Named<'a>,
    division: DivisionName<'a>,
    convened_at: Moment,
    ended_at: Option<Moment>,
    /// Everybody who takes part.
    units: Vec<Named<'a>>,
    /// False: only the own part is given.
    whole: bool,
    parts: Vec<PartShape<'a>>,
    cases: Vec<&'a str>,
    /// Number of the whistle that waits for the decision.
    whistle: Option<&'a str>,
    result: Option<&'a str>,
    lead: Option<Named<'a>>,
    version: i64,
    actions: Vec<&'static str>,
}

/// A participant with its part.
#[derive(Serialize, ToSchema)]
pub(super) struct PartShape<'a> {
    unit: Named<'a>,
    part: &'a str,
    said: Option<&'a str>,
    said_at: Option<Moment>,
}

/// What an action made of a consultation.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsultationAfter<'a> {
    #[schema(example = "H261121-0001")]
    number: &'a str,
    #[schema(example = "open")]
    state: &'static str,
    version: i64,
    changed_at: Moment,
    actions: Vec<&'static str>,
}

impl<'a> ConsultationAfter<'a> {
    fn of(who: &'a Who, about: &'a Consultation, now: Instant) -> Self {
        let actor = &who.actor;
        let stamp =
            ActorStamp { person: actor.person, post: actor.post, unit: actor.unit, role: actor.role, system: false };
        Self {
            number: &about.number,
            state: about.state.code(),
            version: about.version,
            changed_at: Moment::new(&who.model, about.changed_at),
            actions: about.allowed(&stamp, now).into_iter().map(|action| action.code()).collect(),
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/consultations", tag = "consultations", operation_id = "list_consultations", params(ConsultationQuery),
    responses((status = 200, body = ConsultationList, description = "A page, newest first"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Asked(query): Asked<ConsultationQuery>,
) -> Result<Response, WebError> {
    let (model, lang) = (&who.model, who.lang());
    let most = page_size(query.limit)?;
    let filter = ConsultationFilter {
        kind: query.kind.map(|text| code("kind", &text, Kind::parse)).transpose()?,
        state: query.state.map(|text| code("state", &text, Standing::parse)).transpose()?,
        ..ConsultationFilter::default()
    };
    let page = page_of(state.app(), &who.actor, &filter, query.after.as_deref(), most).await?;
    let next = page.more.then(|| page.lines.last().map(|line| line.number.as_str())).flatten();
    let items = page.lines.iter().map(|line| ConsultationItem {
        number: &line.number,
        kind: line.kind.code(),
        state: line.state.code(),
        title: &line.title,
        convener: unit_named(model, line.convener, lang),
        division: division_named(model, line.division),
        convened_at: Moment::new(model, line.convened_at),
    });
    ok(&ConsultationList { consultations: items.collect(), next })
}

#[utoipa::path(
    get, path = "/api/v1/consultations/{number}", tag = "consultations", operation_id = "consultation", params(("number" = String, Path)),
    responses((status = 200, body = ConsultationShape, description = "As much of it as the post may see"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let view = view_consultation(state.app(), &who.actor, &number).await?;
    let (model, lang, about) = (&who.model, who.lang(), &view.consultation);
    let parts = about.participants.iter().map(|part| PartShape {
        unit: unit_named(model, part.unit, lang),
        part: &part.part,
        said: part.said.as_deref(),
        said_at: part.said_at.map(|at| Moment::new(model, at)),
    });
    ok(&ConsultationShape {
        number: &about.number,
        kind: about.kind.code(),
        state: about.state.code(),
        title: &about.title,
        text: &about.text,
        convener: unit_named(model, about.convener, lang),
        division: division_named(model, about.division),
        convened_at: Moment::new(model, about.convened_at),
        ended_at: about.ended_at.map(|at| Moment::new(model, at)),
        units: view.units.iter().map(|unit| unit_named(model, *unit, lang)).collect(),
        whole: view.whole,
        parts: parts.collect(),
        cases: view.cases.iter().map(|(number, _, _)| number.as_str()).collect(),
        whistle: view.whistle.as_ref().map(|whistle| whistle.number.as_str()),
        result: about.result.as_deref(),
        lead: about.lead.map(|lead| unit_named(model, lead, lang)),
        version: about.version,
        actions: view.actions.iter().map(|action| action.code()).collect(),
    })
}

/// A question or an operation for several units.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConsultation {
    /// `consultation` or `joint_action`.
    #[schema(example = "consultation")]
    kind: String,
    title: String,
    #[serde(default)]
    text: String,
    division: Option<String>,
    /// Units with their question or duty; two at least.
    units: Vec<UnitTask>,
    /// Numbers of the cases it is about.
    #[serde(default)]
    cases: Vec<String>,
}

impl Document for NewConsultation {}

#[utoipa::path(
    post, path = "/api/v1/consultations", tag = "consultations", operation_id = "convene",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 120 characters; the same key again convenes nothing and gives the first answer")),
    request_body = NewConsultation,
    responses((status = 201, body = ConsultationAfter, description = "Convened", headers(("Location" = String, description = "Address of the record"))), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn convene(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<NewConsultation>,
) -> Result<Response, WebError> {
    let NewConsultation { kind, title, text, division, units, cases } = sent.value;
    let division: Option<DivisionCode> =
        division.map(|text| code("division", &text, |text| text.parse().ok())).transpose()?;
    let participants = unit_tasks(&who, units)?;
    let new = Convening { kind: code("kind", &kind, Kind::parse)?, title, text, division, participants, cases };
    let about = convene_it(state.app(), &who.actor, new, sent.key).await?;
    created(&format!("/api/v1/consultations/{}", about.number), &ConsultationAfter::of(&who, &about, state.app().now()))
}

/// A participant's opinion, or what it did.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Contribution {
    text: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Contribution {}

/// What each objecting unit has to do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitAnswer {
    #[schema(example = "CG")]
    unit: String,
    /// True: it has to come and may not object again; false: it need not come.
    bound: bool,
}

/// The shared result.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultDecided {
    text: String,
    /// Code of the unit that leads what follows; needed for a consultation about cases.
    lead: Option<String>,
    /// Only where a whistle waits: whether it was justified. False ends it.
    justified: Option<bool>,
    #[serde(default)]
    answers: Vec<UnitAnswer>,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for ResultDecided {}

/// Why it is cancelled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cancellation {
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Cancellation {}

impl ResultDecided {
    fn command(self, who: &Who) -> Result<Command, AppError> {
        let Self { text, lead, justified, answers, .. } = self;
        let mut answered = Vec::new();
        for one in answers {
            let answer = if one.bound { Answer::Bind } else { Answer::Release };
            answered.push((unit_of_code(&who.model, "answers", &one.unit)?, answer));
        }
        let lead = lead.map(|text| unit_of_code(&who.model, "lead", &text)).transpose()?;
        Ok(Command::Decide { text, lead, ruling: justified.map(|justified| Ruling { justified, answers: answered }) })
    }
}

changxiao_web_kit::actions! {
    "consultations" ConsultationAfter;
    /// A participant gives its part.
    contribute "/api/v1/consultations/{number}/contribution" "contribution" (Contribution)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Contribute { text: sent.value.text });
    /// The decision or the result. Where a whistle waits for it, it goes back to the whistle and binds.
    decide "/api/v1/consultations/{number}/decision" "decision" (ResultDecided)
        |app, who, target, sent| carry_out(app, &who.actor, target, sent.value.command(&who)?);
    /// Cancels it. What a whistle waits for cannot be cancelled.
    cancel "/api/v1/consultations/{number}/cancellation" "cancellation" (Cancellation)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Cancel { reason: sent.value.reason });
}
