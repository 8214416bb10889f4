//! A case as a row of a document.

use changxiao_domain::{
    cases::{SupervisionKind, Topic},
    time::Instant,
};
use changxiao_store::cases::CaseLine;
use serde::Serialize;
use utoipa::ToSchema;

use super::shapes::{Degrees, DivisionName, Moment, Named, category_of_case, division_named, unit_named};
use crate::session::Who;

/// A case as a row of a list.
#[derive(Serialize, ToSchema)]
pub struct CaseItem<'a> {
    #[schema(example = "261121-0041")]
    number: &'a str,
    #[schema(example = "dispatched")]
    state: &'static str,
    #[schema(example = "near")]
    lamp: &'static str,
    category: Named<'a>,
    title: &'a str,
    division: DivisionName<'a>,
    /// Name of the site, or the address that was given.
    place: &'a str,
    position: Option<Degrees>,
    #[schema(example = "finding")]
    source: &'static str,
    lead_unit: Option<Named<'a>>,
    reported_at: Moment,
    due_at: Option<Moment>,
    handled_at: Option<Moment>,
    changed_at: Moment,
    rework_count: i64,
    /// Kind of supervision.
    supervised: Option<&'static str>,
    /// Topic of the request that waits.
    asked: Option<&'static str>,
    version: i64,
}

impl<'a> CaseItem<'a> {
    /// The row as a list shows it.
    pub fn new(who: &'a Who, line: &'a CaseLine, now: Instant) -> Self {
        let (model, lang) = (&who.model, who.lang());
        Self {
            number: &line.number,
            state: line.state.code(),
            lamp: line.lamp(now).code(),
            category: category_of_case(model, line.edition.as_deref(), &line.category, lang),
            title: &line.title,
            division: division_named(model, line.division),
            place: &line.place,
            position: line.position.map(Degrees::from),
            source: line.source.code(),
            lead_unit: line.lead.map(|unit| unit_named(model, unit, lang)),
            reported_at: Moment::new(model, line.reported_at),
            due_at: line.due_at.map(|at| Moment::new(model, at)),
            handled_at: line.handled_at.map(|at| Moment::new(model, at)),
            changed_at: Moment::new(model, line.changed_at),
            rework_count: line.rework_count,
            supervised: line.supervised.map(SupervisionKind::code),
            asked: line.asked.map(Topic::code),
            version: line.version,
        }
    }
}
