//! A person's own absences, and who stands in.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{AppError, escalation::absences};
use changxiao_domain::{
    ids::AbsenceId,
    orgs::{Actor, Post},
};
use changxiao_store::escalations::AbsenceRow;
use changxiao_words::say;

use crate::{
    answer::Answer,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    pickers::read_day,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "escalation/absences.html")]
struct AbsencesPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    absences: Vec<AbsenceRow>,
    typed: Typed,
    faults: Faults,
}

pub(super) async fn show(request: Request) -> Answer {
    let typed = Typed::default().with("first", request.model().day_of(request.cx.now));
    render(&request, typed, Faults::default()).await
}

pub(super) async fn enter(request: Request, form: Form) -> Answer {
    let done = match read_day(Some(form.text("first"))).zip(read_day(Some(form.text("last")))) {
        None => Err(AppError::field("first", say!(escalation_enter_first_last_day))),
        Some((first, last)) => absences::enter(request.app(), request.actor(), first, last).await,
    };
    match done {
        Ok(_) => request.redirect("/absences", request.cx.l.escalation_absence_entered),
        Err(problem) => render(&request, Typed::of(&form), request.faults(problem)?).await,
    }
}

pub(super) async fn end(request: Request, Path(absence): Path<String>, _: Form) -> Answer {
    let id: AbsenceId = absence.parse().map_err(|_| AppError::NotFound("absence"))?;
    absences::end(request.app(), request.actor(), id).await?;
    request.redirect("/absences", request.cx.l.escalation_absence_ended)
}

async fn render(request: &Request, typed: Typed, faults: Faults) -> Answer {
    let (cx, actor) = (&request.cx, request.actor());
    let absences = absences::mine(request.app(), actor).await?;
    let shell = request.form_shell(Section::Elsewhere, &faults).await;
    let page = AbsencesPage { shell, cx, actor, absences, typed, faults };
    request.form_page(&page.faults, &page)
}

impl AbsencesPage<'_> {
    /// Each post of the person with those that stand in for it.
    fn posts(&self) -> Vec<(&Post, Vec<&Post>)> {
        absences::deputies(&self.cx.model, self.actor)
    }
}
