//! One consultation or joint action: every participant with its part, and the result that they share.

use askama::Template;
use changxiao_app::consultations::view::{ConsultationView, view as view_consultation};
use changxiao_domain::{consultations::Action, ids::UnitId};
use changxiao_web_kit::{
    choice::{Choice, ChoiceGroup},
    cx::Cx,
    filters,
    procedure::{ActionForm, Actions, Frame, PageRequest},
};

use super::ConsultationForms;
use crate::{acting::Answer, shell::Shell};

#[derive(Template)]
#[template(path = "consultations/show.html")]
struct ShowPage {
    shell: Shell,
    cx: Cx,
    view: ConsultationView,
    frame: Frame,
    actions: Actions,
}

pub(super) async fn render(PageRequest { state, who, cx, shell, number, typed, status }: PageRequest) -> Answer {
    let view = view_consultation(state.app(), &who.actor, &number).await?;
    let about = &view.consultation;
    let frame = Frame::of::<ConsultationForms>(&cx, &about.title, about, &view.events, view.broken.as_ref());
    let forms = view.actions.iter().filter_map(|action| form(&cx, &view, who.actor.unit, *action));
    let actions = Actions::new(forms, view.consultation.version, &typed);
    let page = ShowPage { shell, cx, view, frame, actions };
    page.cx.page_with(status, &page)
}

/// What an action asks for; none for convening, which has a page of its own. `own`: the unit of the post.
fn form(cx: &Cx, view: &ConsultationView, own: UnitId, action: Action) -> Option<ActionForm> {
    let (l, about) = (cx.l, &view.consultation);
    let form = ActionForm::of::<ConsultationForms>(action, &about.number, cx.lang);
    Some(match action {
        Action::Contribute => {
            let said = about.participant(own).and_then(|part| part.said.as_deref()).unwrap_or_default();
            form.labelled(l.consultations_give).area("text", l.consultations_said, 4).proposing("text", said)
        }
        Action::Decide => decision(cx, view, form.labelled(l.consultations_decide).open()),
        Action::Cancel => form.labelled(l.consultations_cancel).quiet().area("text", l.whistles_reason, 3),
        Action::Convene | Action::HandOver => return None,
    })
}

/// Where a whistle waits for it, the decision says whether it was justified and whether those who object have to come.
fn decision(cx: &Cx, view: &ConsultationView, form: ActionForm) -> ActionForm {
    let l = cx.l;
    let name = |unit: UnitId| cx.model.unit_name(unit, cx.lang);
    let mut form = form.area("text", l.consultations_result, 4);
    if view.whistle.is_some() {
        let ruling = [("yes", l.consultations_justified), ("no", l.consultations_unjustified)];
        form = form.radio("justified", l.whistles_was_justified, ruling);
        for unit in &view.objecting {
            let field = format!("answer_{unit}");
            let answers = [("bind", l.consultations_bind), ("release", l.consultations_release)];
            form = form.radio(&field, name(*unit), answers).proposing(&field, "bind");
        }
    }
    let leads = view.units.iter().map(|unit| Choice::new(unit.to_string(), name(*unit), false));
    form.select("lead", l.consultations_lead, ChoiceGroup::plain(leads), false)
}
