//! One chronic problem: its cases in a timeline, the plan, the follow-up inspections, and what this post can do now.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::recurrence::view::{ProblemView, points as points_of, view as view_problem};
use changxiao_domain::{
    cases::{Hash, hex},
    recurrence::{Action, Due, Problem},
    time::{Day, HOUR},
};
use changxiao_store::recurrence::Member;
use changxiao_web_kit::{
    cx::Cx,
    fact::Fact,
    filters,
    procedure::{ActionForm, Actions, Frame, PageRequest},
};

use super::{FOLLOW_UP_FIELDS, ProblemForms};
use crate::{
    acting::Answer, answer::WebError, cases::points_json, pickers::unit_groups, session::Who, shell::Shell,
    state::WebState,
};

#[derive(Template)]
#[template(path = "recurrence/show.html")]
struct ShowPage {
    shell: Shell,
    cx: Cx,
    view: ProblemView,
    frame: Frame,
    actions: Actions,
}

impl ShowPage {
    /// Words and addresses of the photos before and after; of a case that the post may not open there are none.
    fn photos(&self, member: &Member) -> Vec<(&'static str, String)> {
        let (before, after) = self.view.photos.get(&member.case).copied().unwrap_or_default();
        let address = |hash: Hash| format!("/cases/{}/photos/{}", member.number, hex(&hash));
        let both = [(self.cx.l.cases_before, before), (self.cx.l.cases_after, after)];
        both.into_iter().filter_map(|(words, hash)| Some((words, address(hash?)))).collect()
    }
}

pub(super) async fn render(PageRequest { state, who, cx, shell, number, typed, status }: PageRequest) -> Answer {
    let view = view_problem(state.app(), &who.actor, &number).await?;
    let frame = frame(&cx, &view);
    let forms = view.actions.iter().filter_map(|action| form(&cx, &view.problem, *action));
    let actions = Actions::new(forms, view.problem.version, &typed);
    let page = ShowPage { shell, cx, view, frame, actions };
    page.cx.page_with(status, &page)
}

/// A problem is called as its category.
pub(super) fn frame(cx: &Cx, view: &ProblemView) -> Frame {
    let (l, problem) = (cx.l, &view.problem);
    let title = cx.model.category_name_at(&problem.category, problem.found_at, cx.lang);
    let unit = problem.unit.map_or_else(|| Fact::Text(l.recurrence_no_unit.to_owned()), Fact::Unit);
    Frame::of::<ProblemForms>(cx, title, problem, &view.events, view.broken.as_ref()).with_facts([
        (l.recurrence_unit, Some(unit)),
        (l.recurrence_found, Some(Fact::At(problem.found_at))),
        (l.recurrence_confirmed, problem.confirmed_at.map(Fact::At)),
        (l.recurrence_work_done, problem.done_at.map(Fact::At)),
        (l.recurrence_ended, problem.ended_at.map(Fact::At)),
    ])
}

/// What an action asks for; none for the system's own.
fn form(cx: &Cx, problem: &Problem, action: Action) -> Option<ActionForm> {
    let l = cx.l;
    let form = ActionForm::of::<ProblemForms>(action, &problem.number, cx.lang);
    let with_unit = |form: ActionForm| {
        let units = unit_groups(&cx.model, cx.lang, |unit| unit.id.to_string(), "");
        let form = form.select("unit", l.recurrence_unit, units, true);
        match problem.unit {
            Some(unit) => form.proposing("unit", unit),
            None => form,
        }
    };
    Some(match action {
        Action::Confirm => with_unit(form),
        Action::MakePlan => plan(cx, form),
        Action::Approve | Action::End => form.note("text", l.recurrence_note, 2),
        Action::ReportDone => form.area("text", l.recurrence_done_text, 4),
        Action::Observe => {
            let results = [("yes", l.recurrence_clean), ("no", l.recurrence_not_clean)];
            form.radio("clean", l.recurrence_result, results).area("text", l.recurrence_seen, 3)
        }
        Action::Dismiss | Action::SendBack => form.quiet().area("text", l.recurrence_reason, 3),
        Action::Assign => with_unit(form.quiet()).area("text", l.recurrence_reason, 3),
        Action::Find | Action::Return | Action::HandOver => return None,
    })
}

/// Proposes a month of work and two follow-up inspections, the last as late as the numbers want it.
fn plan(cx: &Cx, form: ActionForm) -> ActionForm {
    let (l, rules) = (cx.l, &cx.model.recurrence);
    let on = |days: i64| -> Day { cx.model.day_of(cx.now.plus_micros(days * 24 * HOUR)) };
    let work = 30.min(rules.longest_days);
    let form = form.area("text", l.recurrence_measures, 5).day("end_on", l.recurrence_end_on, true);
    let days = FOLLOW_UP_FIELDS.iter().enumerate();
    days.fold(form, |form, (place, name)| form.day(name, l.recurrence_follow_up_on, place == 0))
        .hint(l.recurrence_follow_ups_hint)
        .proposing("end_on", on(work))
        .proposing(FOLLOW_UP_FIELDS[0], on(work + (rules.watch_days / 2).max(1)))
        .proposing(FOLLOW_UP_FIELDS[1], on(work + rules.watch_days + 1))
}

/// Its cases as points for the map.
pub(super) async fn points(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let lines = points_of(state.app(), &who.actor, &number).await?;
    Ok(points_json(&who, &lines, state.app().now()))
}
