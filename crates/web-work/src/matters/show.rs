//! One matter: what was entered, its parts, what it is a part of, and what this post can do now.

use askama::Template;
use changxiao_app::matters::view::{MatterView, view as view_matter};
use changxiao_domain::{
    matters::{Action, FieldKind, Level, Matter, Means, Ruled},
    orgs::Actor,
    sealing::Word as _,
};
use changxiao_web_kit::{
    cx::Cx,
    fact::Fact,
    filters,
    procedure::{ActionForm, Actions, Frame, PageRequest},
};

use changxiao_words::fill;

use super::{
    MatterForms, fields, json, long,
    review::{self, Together},
    said::{self, Said, Versions},
};
use crate::{acting::Answer, shell::Shell};

#[derive(Template)]
#[template(path = "matters/show.html")]
struct ShowPage {
    shell: Shell,
    cx: Cx,
    view: MatterView,
    frame: Frame,
    actions: Actions,
    kind: String,
    said: Vec<Said>,
    /// What its whole says, where it is a part.
    of_whole: Vec<Said>,
    versions: Option<Versions>,
    parts_label: String,
    /// How many of its parts stand in which state.
    by_state: Vec<String>,
    /// What can be done with several parts at once, and whether each can be chosen for it.
    together: Vec<Together>,
    choosable: Vec<bool>,
}

pub(super) async fn render(PageRequest { state, who, cx, shell, number, typed, status }: PageRequest) -> Answer {
    let view = view_matter(state.app(), &who.actor, &number).await?;
    let matter = &view.matter;
    if typed.is_refused()
        && let Ok((_, Some(ruled))) = long::asked(matter, &who.actor, state.app().now(), &typed.key)
        && fields::is_long(ruled, matter)
    {
        return long::form(state.app(), (&cx, &who.actor), shell, (matter, ruled), typed, status).await;
    }
    let frame = frame(&cx, &view);
    let forms = view.actions.iter().filter_map(|action| form(&cx, &who.actor, matter, *action, state.app().now()));
    let actions = Actions::new(forms, matter.version, &typed);
    let kind = fields::kind(&cx, matter.kept, matter.level);
    let said = said::all(&cx, &who.actor, matter, &view.items);
    let of_whole = view.whole.as_ref().map(|whole| said::all(&cx, &who.actor, whole, &view.items)).unwrap_or_default();
    let versions = said::versions(&cx, matter, &view.events);
    let part = matter.kept.document.part.as_ref();
    let copies = || cx.l.matters_level_copy.to_owned();
    let parts_label = part.map_or_else(copies, |part| part.label(cx.lang).to_owned());
    let by_state = by_state(&cx, matter);
    let together = review::together(&cx, &who.actor, matter.kept, &view.parts);
    let chosen = |line| !together.is_empty() && review::can_be_chosen(&cx, &who.actor, matter.kept, line);
    let choosable = view.parts.iter().map(chosen).collect();
    let page = ShowPage {
        shell,
        cx,
        view,
        frame,
        actions,
        kind,
        said,
        of_whole,
        versions,
        parts_label,
        by_state,
        together,
        choosable,
    };
    page.cx.page_with(status, &page)
}

fn by_state(cx: &Cx, matter: &Matter) -> Vec<String> {
    let state = |code| matter.kept.part().map(|table| table.state(code).words(cx.lang)).unwrap_or_default();
    let one = |(code, n): &(_, i64)| fill(cx.l.matters_by_state, &[("state", &state(*code)), ("n", n)]);
    matter.around.parts.iter().map(one).collect()
}

/// Number, title, facts and what was done.
pub(super) fn frame(cx: &Cx, view: &MatterView) -> Frame {
    let matter = &view.matter;
    let frame = Frame::of::<MatterForms>(cx, &matter.title, matter, &view.events, view.broken.as_ref());
    let l = cx.l;
    let document = &matter.kept.document;
    let source = cx.lang.of_data(&document.source_zh, &document.source_en);
    frame.with_facts([
        (l.matters_beginner, Some(Fact::Unit(matter.beginner))),
        (l.matters_holder, Some(Fact::Unit(matter.holder)).filter(|_| matter.holder != matter.beginner)),
        (l.matters_begun_at, Some(Fact::At(matter.begun_at))),
        (l.matters_due_at, matter.due_at.map(Fact::At)),
        (l.matters_ended_at, matter.ended_at.map(Fact::At)),
        (l.matters_edition, Some(Fact::Text(format!("{} · {}", document.name(cx.lang), document.edition)))),
        (l.matters_source, Some(Fact::Text(source.to_owned()))),
    ])
}

/// The form of one action, beside the facts or on a page of its own.
fn form(
    cx: &Cx,
    actor: &Actor,
    matter: &Matter,
    action: Action,
    now: changxiao_domain::time::Instant,
) -> Option<ActionForm> {
    let ruled = matter.granting(action, &actor.stamp(), now.max(matter.changed_at)).ok()?;
    let flow = matter.table().flow;
    let (code, place) = (action.code().to_owned(), format!("/matters/{}/act", matter.number));
    let mut form = ActionForm::of::<MatterForms>(action, &matter.number, cx.lang);
    if flow.action(action.code).is_some_and(|row| row.quiet) {
        form = form.quiet();
    }
    let means = |name: &changxiao_domain::matters::Code| flow.field(*name).is_some_and(|field| field.means.is_some());
    if ruled.row.enters.iter().any(means) {
        return Some(form.elsewhere(format!("/matters/{}/clauses", matter.number)));
    }
    if fields::is_long(ruled, matter) {
        return Some(form.elsewhere(format!("{place}?action={code}")));
    }
    let asked = fields::of_row(ruled, &flow.fields);
    let first = fields::first(cx, actor, &asked, &matter.values);
    form = form.sent_to(place).hidden("action", code);
    for field in asked {
        form = beside(cx, actor, ruled, field, form);
        let name = field.name.as_str();
        if !first.get(name).is_empty() {
            form = form.proposing(name, first.get(name));
        }
    }
    Some(if ruled.row.reason { form.area("reason", cx.l.matters_reason, 3) } else { form })
}

fn beside(
    cx: &Cx,
    actor: &Actor,
    ruled: &'static Ruled,
    field: &'static changxiao_domain::matters::Field,
    form: ActionForm,
) -> ActionForm {
    let (name, label, lang) = (field.name.as_str(), field.label(cx.lang), cx.lang);
    let required = field.required_at.contains(&ruled.row.action);
    match field.kind {
        FieldKind::Text if required => form.area(name, label, 4),
        FieldKind::Text => form.note(name, label, 3),
        FieldKind::Day => form.day(name, label, required),
        FieldKind::YesNo => form.radio(name, label, [("yes", cx.l.matters_yes), ("no", cx.l.matters_no)]),
        FieldKind::Choice | FieldKind::Unit | FieldKind::Division => {
            form.select(name, label, fields::choices(cx, actor, field), required)
        }
        FieldKind::Person if field.of_unit.is_none() => {
            form.select(name, label, fields::choices(cx, actor, field), required)
        }
        _ => {
            let hint = lang.of_data(&field.hint_zh, &field.hint_en);
            let form = form.written(name, label, required);
            if hint.is_empty() { form } else { form.hint(hint) }
        }
    }
}

impl ShowPage {
    /// It has a page of clauses with comments.
    fn is_draft(&self) -> bool {
        let kept = self.view.matter.kept;
        self.view.matter.level != Level::Copy && kept.document.whole.meaning(Means::Draft).is_some()
    }

    /// The number of the matter that it was before a year was closed, or that it goes on as; empty where there is none.
    fn carried(&self, name: &str) -> &str {
        json::told(&self.view, name).unwrap_or_default()
    }

    fn children_done(&self) -> usize {
        self.view.children.iter().filter(|child| !child.is_open()).count()
    }

    fn parts_done(&self) -> usize {
        self.view.parts.iter().filter(|part| !part.is_open()).count()
    }
}
