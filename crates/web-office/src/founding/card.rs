//! The check-list as a card: each step with its state, what to do, a sample sheet and the way back.

use askama::Template;
use changxiao_app::founding::{self, StepView, kinds, ships};
use changxiao_domain::{
    founding::{Built, Step, is_open},
    orgs::{Permission, Scope},
};
use changxiao_words::{Texts, fill};

use crate::{answer::WebError, cx::Cx, filters, request::Request, shell::Shell};

#[derive(Template)]
#[template(path = "founding/card.html")]
struct Card<'a> {
    shell: &'a Shell,
    cx: &'a Cx,
    steps: Vec<StepView>,
}

/// The card for the first page: nothing for whoever does not import for the whole city, in a demonstration, and once the city is set up.
pub async fn card(request: &Request, shell: &Shell) -> Result<Option<String>, WebError> {
    let actor = request.actor();
    let is_asked = actor.may(Permission::Import) && actor.scope == Scope::WholeCity;
    if !is_asked || request.model().city.demonstration {
        return Ok(None);
    }
    let (steps, facts) = founding::view(request.app(), actor).await?;
    if !is_open(&facts) {
        return Ok(None);
    }
    drawn(request, shell, steps).map(Some)
}

/// The card, whatever is done.
pub(super) async fn always(request: &Request, shell: &Shell) -> Result<String, WebError> {
    let (steps, _) = founding::view(request.app(), request.actor()).await?;
    drawn(request, shell, steps)
}

fn drawn(request: &Request, shell: &Shell, steps: Vec<StepView>) -> Result<String, WebError> {
    Ok(request.cx.render(&Card { shell, cx: &request.cx, steps })?)
}

impl Card<'_> {
    fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.count > 0).count()
    }

    /// 4713 条; a city is one, and of visits nobody counts more than that there are any.
    fn count(&self, view: &StepView) -> String {
        match view.step {
            Step::City => format!("{} {}", self.cx.model.city.name_in(self.cx.lang), self.cx.model.city.code),
            Step::Inspection => String::new(),
            _ => fill(self.cx.l.founding_count, &[("n", &view.count)]),
        }
    }

    /// Whether the step that comes next is this one.
    fn is_next(&self, view: &StepView) -> bool {
        let next = self.steps.iter().find(|step| step.count == 0 && step.may && !step.step.may_wait());
        next.is_some_and(|next| next.step == view.step)
    }

    fn is_offered(&self, view: &StepView) -> bool {
        view.may && view.count == 0 && ships(view.step, &self.cx.model)
    }

    /// Whether a sheet of the city can be brought, and whether that is the only way.
    fn takes_sheet(&self, view: &StepView) -> bool {
        view.may && !kinds(view.step).is_empty()
    }

    fn built(&self, built: &Built) -> String {
        fill(self.cx.l.founding_built_on, &[("built", &built.words(self.cx.lang))])
    }

    /// The list that the step takes, and what kind of file that is.
    fn kind(&self, view: &StepView) -> (&'static str, &'static str) {
        kinds(view.step).first().map_or(("", ""), |kind| (kind.code(), kind.accepts()))
    }

    fn sample(&self, view: &StepView) -> String {
        let (kind, accepts) = self.kind(view);
        let extension = if accepts.starts_with(".xlsx") { "xlsx" } else { "geojson" };
        format!("/founding/samples/{kind}.{extension}")
    }
}

const fn what(l: &Texts, step: &Step) -> &'static str {
    match step {
        Step::City => "",
        Step::Divisions => l.founding_what_divisions,
        Step::Outlines => l.founding_what_outlines,
        Step::Holidays => l.founding_what_holidays,
        Step::Standard => l.founding_what_standard,
        Step::Filing => l.founding_what_filing,
        Step::Units => l.founding_what_units,
        Step::People => l.founding_what_people,
        Step::Sites => l.founding_what_sites,
        Step::Inspection => l.founding_what_inspection,
    }
}

const fn verb(l: &Texts, step: &Step) -> &'static str {
    match step {
        Step::Divisions => l.founding_do_divisions,
        Step::Outlines => l.founding_do_outlines,
        Step::Holidays => l.founding_do_holidays,
        Step::Standard => l.founding_do_standard,
        Step::Filing => l.founding_do_filing,
        Step::Units => l.founding_do_units,
        Step::Inspection => l.founding_do_inspection,
        Step::City | Step::People | Step::Sites => "",
    }
}
