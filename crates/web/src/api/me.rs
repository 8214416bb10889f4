//! For whom a token or session speaks.

use axum::response::Response;
use changxiao_domain::orgs::{Scope, permissions};
use serde::Serialize;
use utoipa::ToSchema;

use super::shapes::{DivisionName, Named, division_named, ok, unit_named};
use crate::{answer::WebError, session::Who};

/// The post that asks. Which person holds it is not said.
#[derive(Serialize, ToSchema)]
pub(super) struct Me<'a> {
    city: Named<'a>,
    /// Id of the post, as events and traces keep it.
    post: String,
    unit: Named<'a>,
    #[schema(example = "handler")]
    role: &'static str,
    /// What the post may do.
    permissions: Vec<&'static str>,
    /// What the token is for; null for a session, which may do all that its post may.
    scopes: Option<&'a [String]>,
    sees: Sees<'a>,
}

/// Which cases, sites and inspections the post sees.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sees<'a> {
    WholeCity,
    /// What belongs to these units.
    Units(Vec<Named<'a>>),
    /// What lies in this division, and what belongs to the own unit.
    Division(DivisionName<'a>),
    /// What lies in one of these divisions, which the territory of the own unit overlies, and what belongs to it.
    Divisions(Vec<DivisionName<'a>>),
}

/// Who the token or the session is, and what the post may do.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "account",
    responses((status = 200, body = Me, description = "Post, unit, role and scopes"), (status = "4XX", response = super::openapi::Refused))
)]
pub(super) async fn me(who: Who) -> Result<Response, WebError> {
    let (model, lang, actor) = (&who.model, who.lang(), &who.actor);
    let sees = match &actor.scope {
        Scope::WholeCity => Sees::WholeCity,
        Scope::Units(units) => Sees::Units(units.iter().map(|unit| unit_named(model, *unit, lang)).collect()),
        Scope::Territory(territory) => match territory.divisions() {
            [division] => Sees::Division(division_named(model, division.padded())),
            several => {
                Sees::Divisions(several.iter().map(|division| division_named(model, division.padded())).collect())
            }
        },
    };
    ok(&Me {
        city: Named { code: &model.city.code, name: lang.of_data(&model.city.name, &model.city.name_en) },
        post: actor.post.to_string(),
        unit: unit_named(model, actor.unit, lang),
        role: actor.role.code(),
        permissions: permissions(actor.role).iter().map(|permission| permission.code()).collect(),
        scopes: who.token_scopes.as_deref(),
        sees,
    })
}
