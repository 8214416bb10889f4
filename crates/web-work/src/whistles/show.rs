//! One whistle: what it is about, who is called and came, what was agreed and done, and what this post can do now.

use askama::Template;
use changxiao_app::whistles::view::{WhistleView, view as view_whistle};
use changxiao_domain::whistles::{Action, State as WhistleState, Turnout};
use changxiao_web_kit::{
    cx::Cx,
    filters,
    procedure::{ActionForm, Actions, Frame, PageRequest},
};

use super::{WhistleForms, rating_key};
use crate::{acting::Answer, shell::Shell};

const STARS: [(&str, &str); 5] = [("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1")];

#[derive(Template)]
#[template(path = "whistles/show.html")]
struct ShowPage {
    shell: Shell,
    cx: Cx,
    view: WhistleView,
    frame: Frame,
    actions: Actions,
}

pub(super) async fn render(PageRequest { state, who, cx, shell, number, typed, status }: PageRequest) -> Answer {
    let view = view_whistle(state.app(), &who.actor, &number).await?;
    let whistle = &view.whistle;
    let frame = Frame::of::<WhistleForms>(&cx, &whistle.title, whistle, &view.events, view.broken.as_ref());
    let forms = view.actions.iter().flat_map(|action| forms(&cx, &view, *action));
    let actions = Actions::new(forms, view.whistle.version, &typed);
    let page = ShowPage { shell, cx, view, frame, actions };
    page.cx.page_with(status, &page)
}

/// What an action asks for: one form, but for a rating one a unit.
fn forms(cx: &Cx, view: &WhistleView, action: Action) -> Vec<ActionForm> {
    let (l, whistle) = (cx.l, &view.whistle);
    let name = |unit| cx.model.unit_name(unit, cx.lang);
    let form = || ActionForm::of::<WhistleForms>(action, &whistle.number, cx.lang);
    vec![match action {
        Action::Revise => form().elsewhere(format!("/whistles/{}/revision", whistle.number)),
        Action::Refuse | Action::DeclareAbsence | Action::Object | Action::Refer | Action::Withdraw => {
            form().quiet().area("reason", l.whistles_reason, 3)
        }
        Action::Plan => {
            let called = whistle.calls.iter().filter(|call| call.turnout != Turnout::Released);
            called.fold(form().area("text", l.whistles_plan, 3), |form, call| {
                let task = format!("task_{}", call.unit);
                form.line(&task, name(call.unit)).proposing(&task, &call.task)
            })
        }
        Action::Conclude => form().area("text", l.whistles_result, 3),
        Action::RateUnit => {
            let rated = whistle.calls.iter().filter(|call| call.turnout.came() && call.by_street.is_none());
            let rating = rated.map(|call| {
                let unit = call.unit.to_string();
                form()
                    .one_of_several(rating_key(&unit), name(call.unit))
                    .hidden("unit", unit)
                    .radio("response", l.whistles_response, STARS)
                    .radio("solution", l.whistles_solution, STARS)
                    .note("text", l.whistles_words, 3)
            });
            return rating.collect();
        }
        Action::RateStreet => {
            let offers = [("yes", l.whistles_justified), ("no", l.whistles_unjustified)];
            form().radio("justified", l.whistles_was_justified, offers).note("text", l.whistles_words, 3)
        }
        _ => form(),
    }]
}
