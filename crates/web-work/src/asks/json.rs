//! What lower levels are asked for, for programs, with what nobody is asked for.

use axum::{extract::State, response::Response};
use changxiao_app::asks::{self, AskLine, AskSource, Shown};
use changxiao_domain::{matters::Fact, orgs::Permission::ReadMatters};
use changxiao_web_kit::{
    json::{
        query::{Parameters, optional_code},
        shapes::{Moment, ok},
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
};
use changxiao_words::{Lang, Say as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.feature("asks").api(Access::read(ReadMatters), routes!(list))
}

/// What is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AsksAsked {
    /// `in_force`, which is meant if left out, or `over`.
    #[param(example = "in_force")]
    shown: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct AskList {
    /// Of everybody for a post that sees the whole city, else of its own unit.
    asks: Vec<AskShape>,
    /// What the product holds: nobody is asked for it.
    held: Vec<HeldShape>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct AskShape {
    title: String,
    /// Key of the procedure that asks; null where it goes round outside.
    procedure: Option<String>,
    /// Number of the matter under which an ask from outside is registered.
    #[schema(example = "M261130-0001")]
    number: Option<String>,
    issuer: String,
    basis: String,
    /// `as_needed`, `weekly`, `monthly`, `quarterly` or `yearly`.
    frequency: &'static str,
    /// The last day on which it is asked.
    #[schema(example = "2027-12-31")]
    until: String,
    /// What one answer takes.
    minutes: i64,
    /// `communities`, `towns` or `both`; null where each issue names its units.
    audience: Option<&'static str>,
    /// What an ask from outside asks for.
    items: Vec<String>,
    /// Since when it is asked no more.
    over: Option<Moment>,
    /// How many of them the own unit has open.
    open: i64,
}

/// A fact with the page on which it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct HeldShape {
    #[schema(example = "site_list")]
    fact: &'static str,
    name: &'static str,
    place: &'static str,
    #[schema(example = "/sites")]
    address: &'static str,
}

/// What lower levels are asked for (报表与事项清单).
#[utoipa::path(
    get, path = "/api/v1/asks", tag = "matters", operation_id = "list_asks", params(AsksAsked),
    responses((status = 200, body = AskList, description = "Those by procedures first"), (status = "4XX", response = Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Parameters(asked): Parameters<AsksAsked>,
) -> Result<Response, WebError> {
    let shown = optional_code("shown", asked.shown.as_deref(), Shown::parse)?.unwrap_or(Shown::InForce);
    let found = asks::list(state.app(), &who.actor, shown).await?;
    let lang = who.lang();
    ok(&AskList {
        asks: found.lines.iter().map(|line| shape(&who, line)).collect(),
        held: asks::held().into_iter().map(|fact| held(fact, lang)).collect(),
    })
}

fn shape(who: &Who, line: &AskLine) -> AskShape {
    let text = |value: &changxiao_words::Value| value.say(who.lang()).into_owned();
    let (procedure, number) = match &line.source {
        AskSource::Procedure(kept) => (Some(kept.document.key.to_string()), None),
        AskSource::Outside(number) => (None, Some(number.clone())),
    };
    AskShape {
        title: text(&line.title),
        procedure,
        number,
        issuer: text(&line.issuer),
        basis: text(&line.basis),
        frequency: line.frequency.code(),
        until: line.until.to_string(),
        minutes: line.minutes,
        audience: line.audience.map(changxiao_domain::matters::Audience::code),
        items: line.items.clone(),
        over: line.over.map(|at| Moment::new(&who.model, at)),
        open: line.open,
    }
}

fn held(fact: Fact, lang: Lang) -> HeldShape {
    HeldShape { fact: fact.code(), name: fact.name().text(lang), place: fact.words(lang), address: fact.address() }
}
