//! Cases: lists, one case, a report, and what can be done to a case.

use changxiao_app::{cases::Target, model::CityModel};
use changxiao_domain::{
    cases::{ActorStamp, Case},
    time::Instant,
};
use changxiao_words::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::shapes::{Moment, Named, unit_named};
use crate::session::Who;

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

fn stamp(who: &Who) -> ActorStamp {
    let actor = &who.actor;
    ActorStamp { person: actor.person, post: actor.post, unit: actor.unit, role: actor.role, system: false }
}

fn target(number: String, version: Option<i64>) -> Target {
    Target { number, version }
}
