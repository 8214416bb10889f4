//! Node by node: who leads, who is responsible, who assists; and what nobody answers for.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    standards::{
        self,
        coverage::{self, Coverage},
        duties::{self, Answering},
        slug,
    },
};
use changxiao_domain::{
    orgs::Permission,
    standards::{Duty, Node},
};
use changxiao_web_kit::filtered::{self, Filter, Value, codes};
use changxiao_web_kit::{cx::Cx, filters};
use serde::Deserialize;

use super::edition::{Edition, joined};
use crate::{
    answer::WebError,
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("unit", Value::Unit),
    Filter::new("duty", Value::OneOf(|| codes(&Duty::ALL, Duty::code, &[]))),
    Filter::new("system", Value::Known(|model, named| Edition::find(model, named).is_ok())),
];

/// The address of the page.
#[derive(Deserialize)]
pub(super) struct Filters {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    duty: String,
    #[serde(default)]
    system: String,
}

#[derive(Template)]
#[template(path = "standards/responsibility.html")]
struct ResponsibilityPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    edition: Edition<'a>,
    systems: Vec<Choice>,
    units: Vec<Choice>,
    duties: Vec<Choice>,
    is_narrowed: bool,
    contents: Vec<(&'a Node, Answering<'a>)>,
    gaps: Coverage,
    may_import: bool,
}

impl ResponsibilityPage<'_> {
    /// The project, or whatever else stands at the top above a content.
    fn top<'a>(&'a self, node: &'a Node) -> &'a Node {
        standards::node::path(self.edition.system, node).first().copied().unwrap_or(node)
    }

    /// The names of the units with a duty: the first of them in a row, and the rest.
    fn names(&self, answering: &Answering<'_>, duty: &Duty) -> (String, Vec<&str>) {
        const SHOWN: usize = 4;
        let lang = self.cx.lang;
        let mut names = answering.units(&self.cx.model, *duty).into_iter().map(|unit| unit.name_in(lang));
        (joined(names.by_ref().take(SHOWN), lang), names.collect())
    }
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<Filters>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let (model, lang) = (&cx.model, cx.lang);
    let current = model.current_system().map(|system| system.id);
    let chosen = Edition::all(model).find(|one| slug(one.row) == query.system);
    let chosen = chosen.or_else(|| Edition::all(model).find(|one| Some(one.row.id) == current));
    let edition = chosen.ok_or(AppError::NotFound("system"))?;
    let sites = standards::site_counts(state.app(), &who.actor).await?;
    let unit = filtered::unit(model, query.unit.trim()).and_then(|unit| model.all_units.get(&unit));
    let duty = Duty::parse(&query.duty);
    let code = unit.map_or("", |unit| unit.code.as_str());
    let all_units = Choice::new("", cx.l.standards_all_units, false);
    let any_duty = Choice::new("", cx.l.standards_any_duty, duty.is_none());
    let of_duty = |one: Duty| Choice::new(one.code(), one.words(lang), duty == Some(one));
    cx.page(&ResponsibilityPage {
        shell: pages::shell(&state, &who, Section::Standards, None).await,
        systems: Edition::choices(model, &slug(edition.row), lang),
        units: std::iter::once(all_units)
            .chain(model.units.iter().map(|unit| Choice::of(&unit.code, unit.name_in(lang), code)))
            .collect(),
        duties: std::iter::once(any_duty).chain(Duty::ALL.map(of_duty)).collect(),
        is_narrowed: unit.is_some() || duty.is_some(),
        contents: duties::contents(model, edition.system, unit.map(|unit| unit.id), duty),
        gaps: coverage::coverage(model, edition.system, &sites),
        may_import: who.actor.may(Permission::Import),
        edition,
        cx: &cx,
    })
}
