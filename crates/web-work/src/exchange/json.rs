//! An order of another system, pushed.

use axum::{extract::State, response::Response};
use changxiao_app::exchange::{self as action, PushOrder, Pushed};
use changxiao_domain::{exchange::Field, geo::Datum, orgs::Permission::ReportCase};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    json::{
        REPORT,
        body::{Document, Sent},
        query::code,
        shapes::{created, ok},
    },
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("exchange").api(Access::Api(ReportCase, REPORT), routes!(push))
}

/// A work order in the words of its own system; the mapping of the system reads classes and divisions.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOrder {
    /// Short name of the system, as its mapping says.
    #[schema(example = "12345")]
    system: String,
    /// The number there: the same number of the same system is one order.
    #[schema(example = "20260616000123")]
    number: String,
    #[serde(default)]
    kind: String,
    /// The widest class.
    #[serde(default)]
    class1: String,
    #[serde(default)]
    class2: String,
    /// The narrowest class; a category code of ours is understood, too.
    #[serde(default)]
    #[schema(example = "E0102")]
    class3: String,
    /// A line; the beginning of the text if left out.
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    /// Name or code of the county, of the town or street, of the village or community; the narrowest that is there counts.
    #[serde(default)]
    district: String,
    #[serde(default)]
    street: String,
    #[serde(default)]
    village: String,
    #[serde(default)]
    place: String,
    position: Option<OrderPosition>,
    /// ISO 8601 with an offset, or as the mapping writes times.
    #[serde(default)]
    #[schema(example = "2026-06-16T09:30:00+08:00")]
    reported_at: String,
    /// The deadline that is written on the order.
    #[serde(default)]
    due_at: String,
    /// Masked before it is kept.
    #[serde(default)]
    caller: String,
    /// Masked before it is kept.
    #[serde(default)]
    #[schema(example = "138****5678")]
    phone: String,
    /// How the other system stands with it.
    #[serde(default)]
    state: String,
    #[serde(default)]
    result: String,
    #[serde(default)]
    finished_at: String,
    called_back: Option<bool>,
    contacted: Option<bool>,
    solved: Option<bool>,
    /// `satisfied`, `mostly` or `unsatisfied`.
    #[serde(default)]
    satisfied: String,
}

/// Degrees in the coordinate system that is named; the mapping's where none is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderPosition {
    #[schema(example = 117.65)]
    longitude: f64,
    #[schema(example = 24.512)]
    latitude: f64,
    /// `wgs84`, `cgcs2000`, `gcj02` or `bd09`.
    datum: Option<String>,
}

impl Document for NewOrder {}

/// What became of the order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderTaken<'a> {
    system: &'a str,
    number: &'a str,
    /// `new`; `same`: it is there already, nothing was changed; `changed`: its content was kept and, while the case is open, noted;
    /// `not_ours`: the mapping says so, nothing was kept.
    #[schema(example = "new")]
    outcome: &'static str,
    /// Number of the case.
    #[schema(example = "261121-0041")]
    case: Option<&'a str>,
    href: Option<String>,
    /// Which fields say otherwise than before.
    changed: Vec<&'static str>,
    /// The case has ended, so that a change is noted nowhere but here.
    ended: bool,
}

/// Takes a work order of another system; the same again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/orders", tag = "orders", operation_id = "push_order",
    request_body(content((NewOrder = "application/json"))),
    responses(
        (status = 201, body = OrderTaken, description = "A case came into being", headers(("Location" = String, description = "Address of the case"))),
        (status = 200, body = OrderTaken, description = "The order is there already, or is not ours"),
        (status = "4XX", response = changxiao_web_kit::openapi::Refused)
    )
)]
pub(crate) async fn push(State(state): State<WebState>, who: Who, sent: Sent<NewOrder>) -> Result<Response, WebError> {
    let order = sent.value;
    let (system, number) = (order.system.trim().to_owned(), order.number.trim().to_owned());
    let done = action::push_order(state.app(), &who.actor, order.into_push()?).await?;
    let mut taken = OrderTaken {
        system: &system,
        number: &number,
        outcome: "not_ours",
        case: None,
        href: None,
        changed: Vec::new(),
        ended: false,
    };
    let case = match &done {
        Pushed::New { case } | Pushed::Same { case } | Pushed::Changed { case, .. } => Some(case.as_str()),
        Pushed::NotOurs => None,
    };
    taken.case = case;
    taken.href = case.map(|case| format!("/api/v1/cases/{case}"));
    match &done {
        Pushed::New { .. } => {
            taken.outcome = "new";
            let href = taken.href.clone().unwrap_or_default();
            return created(&href, &taken);
        }
        Pushed::Same { .. } => taken.outcome = "same",
        Pushed::Changed { differences, ended, .. } => {
            taken.outcome = "changed";
            taken.changed = differences.content.iter().map(|field| field.code()).collect();
            if differences.there {
                taken.changed.push(Field::State.code());
            }
            taken.ended = *ended;
        }
        Pushed::NotOurs => {}
    }
    ok(&taken)
}

impl NewOrder {
    fn into_push(self) -> Result<PushOrder, WebError> {
        let yes = |answer: Option<bool>| match answer {
            None => String::new(),
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
        };
        let datum = match self.position.as_ref().and_then(|position| position.datum.as_deref()) {
            None => None,
            Some(text) => Some(code("position", text, Datum::read)?),
        };
        let degrees = |of: fn(&OrderPosition) -> f64| {
            self.position.as_ref().map_or_else(String::new, |position| of(position).to_string())
        };
        let (longitude, latitude) = (degrees(|position| position.longitude), degrees(|position| position.latitude));
        Ok(PushOrder {
            system: self.system,
            values: vec![
                (Field::Number, self.number),
                (Field::Kind, self.kind),
                (Field::Class1, self.class1),
                (Field::Class2, self.class2),
                (Field::Class3, self.class3),
                (Field::Title, self.title),
                (Field::Text, self.text),
                (Field::District, self.district),
                (Field::Street, self.street),
                (Field::Village, self.village),
                (Field::Place, self.place),
                (Field::Longitude, longitude),
                (Field::Latitude, latitude),
                (Field::Reported, self.reported_at),
                (Field::Due, self.due_at),
                (Field::Caller, self.caller),
                (Field::Phone, self.phone),
                (Field::State, self.state),
                (Field::Result, self.result),
                (Field::Finished, self.finished_at),
                (Field::CalledBack, yes(self.called_back)),
                (Field::Contacted, yes(self.contacted)),
                (Field::Solved, yes(self.solved)),
                (Field::Satisfied, self.satisfied),
            ],
            datum,
        })
    }
}
