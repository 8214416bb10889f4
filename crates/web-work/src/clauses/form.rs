//! Commenting on a clause, and deciding about a comment: a form on a page of its own, with the clause that it is about.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use changxiao_app::{
    AppError,
    clauses::{
        act::{self, NewComment, NewDisposition},
        round::Remark,
        view::{ClausesView, view},
    },
};
use changxiao_domain::{
    clauses::Ruling,
    matters::{ChangeKind, Matter, clause_mark, clause_of},
    orgs::Role,
};
use changxiao_web_kit::{
    address::own_path,
    cx::Cx,
    fields::{Control, Drawn, Typed},
    form_page::FormFrame,
    request::Request,
};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use crate::{
    acted::Acted,
    acting::{Answer, Forms, Steps},
    choice::{Choice, ChoiceGroup},
    pages,
    shell::{Section, Shell},
};

pub(super) struct ClauseForms;

/// What a form does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Comment,
    Withdraw,
    Decide,
}

impl Forms for ClauseForms {
    type Thing = Matter;
    type Action = Step;

    const STEPS: Steps<Self> = &[
        ("/matters/{number}/clauses/comment", Step::Comment),
        ("/matters/{number}/clauses/withdraw", Step::Withdraw),
        ("/matters/{number}/clauses/decide", Step::Decide),
    ];

    async fn carried(request: &Acted, step: Step) -> Result<Matter, AppError> {
        let (app, actor, target) = (request.app(), request.actor(), request.target());
        let text = |name: &str| request.form.text(name).to_owned();
        let place = || request.form.number("place").and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
        match step {
            Step::Comment => {
                let new = NewComment {
                    who: text("who"),
                    way: text("way"),
                    clause: text("clause"),
                    change: text("change"),
                    quoted: text("quoted"),
                    words: text("words"),
                    reason: text("reason"),
                };
                act::comment(app, actor, &target, new).await
            }
            Step::Withdraw => act::withdraw(app, actor, &target, place()).await,
            Step::Decide => {
                let new = NewDisposition {
                    ruling: text("ruling"),
                    clause: String::new(),
                    change: text("change"),
                    quoted: text("quoted"),
                    words: text("words"),
                    reason: text("reason"),
                };
                act::decide(app, actor, &target, place(), new).await
            }
        }
    }

    fn page(part: &Matter, request: &Acted) -> String {
        let from = request.form.text("from");
        let number = if from.is_empty() { part.number.as_str() } else { from };
        own_path(&format!("/matters/{number}/clauses"))
    }

    fn done(_: &Matter, lang: Lang) -> String {
        texts(lang).clauses_saved.to_owned()
    }

    async fn again(request: Acted, step: Step, problem: AppError, status: StatusCode) -> Answer {
        let Acted { state, who, number, form, .. } = request;
        let typed = Typed::refused("", &form, &problem, who.lang());
        let shell = pages::shell(&state, &who, Section::Matters, None).await;
        let cx = Cx::of(&state, &who);
        let view = view(state.app(), &who.actor, &number).await?;
        match step {
            Step::Decide => decide_page(&cx, shell, &view, typed, status),
            Step::Comment | Step::Withdraw => comment_page(&cx, shell, &view, who.actor.role, typed, status),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct FormQuery {
    /// The clause that is commented on.
    clause: String,
    /// The comment that is decided about, from 1.
    place: String,
    /// Where the way back leads.
    from: String,
}

pub(super) async fn comment(request: Request, Path(number): Path<String>, Query(query): Query<FormQuery>) -> Answer {
    let view = view(request.app(), request.actor(), &number).await?;
    if view.commenting.is_none() {
        return Err(AppError::NotFound("page").into());
    }
    let typed = Typed::default().with("clause", &query.clause).with("from", &query.from);
    let shell = request.shell(Section::Matters).await;
    comment_page(&request.cx, shell, &view, request.actor().role, typed, StatusCode::OK)
}

pub(super) async fn decide(request: Request, Path(number): Path<String>, Query(query): Query<FormQuery>) -> Answer {
    let view = view(request.app(), request.actor(), &number).await?;
    if !view.may_decide {
        return Err(AppError::NotFound("page").into());
    }
    let mut typed = Typed::default().with("place", &query.place).with("from", &query.from);
    if let Some(decided) = remark(&view, &typed).and_then(|remark| remark.entry.disposition.as_ref()) {
        typed = typed.with("ruling", decided.ruling.code()).with("reason", &decided.reason);
    }
    let shell = request.shell(Section::Matters).await;
    decide_page(&request.cx, shell, &view, typed, StatusCode::OK)
}

fn remark<'a>(view: &'a ClausesView, typed: &Typed) -> Option<&'a Remark> {
    let place = typed.get("place").parse::<usize>().ok()?;
    view.remarks.iter().find(|remark| remark.part == view.matter.number && remark.place == place)
}

#[derive(Template)]
#[template(path = "clauses/form.html")]
struct FormPage {
    shell: Shell,
    form: FormFrame,
    /// The clause that it is about; empty for the text as a whole.
    clause: String,
    /// What was said, where it is decided about; empty else.
    said: Vec<String>,
    fields: Vec<Drawn>,
}

fn comment_page(cx: &Cx, shell: Shell, view: &ClausesView, role: Role, typed: Typed, status: StatusCode) -> Answer {
    let l = cx.l;
    let at = clause_of(&view.draft, typed.get("clause")).ok().flatten();
    let mut fields = vec![
        select(&typed, "clause", l.clauses_column_clause, clauses(cx, view, typed.get("clause"))),
        select(&typed, "change", l.clauses_change, kinds(cx, l.clauses_kind_none, typed.get("change"))),
        line(&typed, "quoted", l.clauses_quoted, l.clauses_quoted_hint),
        area(&typed, "words", l.clauses_words, l.clauses_words_hint, false),
        area(&typed, "reason", l.clauses_column_reason, "", true),
    ];
    if role == Role::Office {
        fields.push(line(&typed, "who", l.clauses_column_who, l.clauses_who_hint));
        fields.push(line(&typed, "way", l.clauses_way, l.clauses_way_hint));
    }
    let heading = format!("{} · {}", l.clauses_comment, view.matter.title);
    let form = frame(cx, view, "comment", heading, l.clauses_comment, typed);
    cx.page_with(status, &FormPage { shell, form, clause: clause_text(view, at), said: Vec::new(), fields })
}

fn decide_page(cx: &Cx, shell: Shell, view: &ClausesView, typed: Typed, status: StatusCode) -> Answer {
    let l = cx.l;
    let remark = remark(view, &typed).ok_or(AppError::NotFound("page"))?;
    let comment = &remark.entry.comment;
    let rulings = Ruling::ALL.map(|ruling| Choice::of(ruling.code(), ruling.words(cx.lang), typed.get("ruling")));
    let mut ruling = select(&typed, "ruling", l.clauses_column_ruling, ChoiceGroup::plain(rulings));
    ruling.required = true;
    // Nothing is decided by leaving a choice as it stands.
    if let Control::Select { with_none, .. } = &mut ruling.control {
        *with_none = typed.get("ruling").is_empty();
    }
    let mut change =
        select(&typed, "change", l.clauses_change, kinds(cx, l.clauses_kind_proposed, typed.get("change")));
    change.hint = l.clauses_own_change_hint;
    let fields = vec![
        ruling,
        change,
        line(&typed, "quoted", l.clauses_quoted, l.clauses_quoted_hint),
        area(&typed, "words", l.clauses_column_adopted, l.clauses_words_hint, false),
        area(&typed, "reason", l.clauses_column_answer, l.clauses_answer_hint, false),
    ];
    let proposal = comment.change.as_ref().map(|change| change.message(&view.draft).words(cx.lang));
    let said = proposal.into_iter().chain([comment.reason.clone()]).collect();
    let heading = fill(l.clauses_decide_heading, &[("n", &remark.number), ("who", &comment.who)]);
    let form = frame(cx, view, "decide", heading, l.clauses_decide, typed).with("place", remark.place);
    cx.page_with(status, &FormPage { shell, form, clause: clause_text(view, comment.place()), said, fields })
}

fn frame(cx: &Cx, view: &ClausesView, step: &str, heading: String, button: &'static str, typed: Typed) -> FormFrame {
    let place = format!("/matters/{}/clauses", view.matter.number);
    let from = typed.get("from").to_owned();
    let back = if from.is_empty() { place.clone() } else { own_path(&format!("/matters/{from}/clauses")) };
    FormFrame {
        heading,
        hint: "",
        list: ("/matters", cx.l.matters_nav),
        action: format!("{place}/{step}"),
        back,
        button,
        hidden: vec![("version", view.matter.version.to_string()), ("from", from)],
        typed,
    }
}

fn clause_text(view: &ClausesView, at: Option<usize>) -> String {
    let clause = at.and_then(|at| view.draft.clauses().get(at));
    clause.map(|clause| clause.text().trim().to_owned()).unwrap_or_default()
}

/// Every clause by its name, the text as a whole first.
fn clauses(cx: &Cx, view: &ClausesView, typed: &str) -> Vec<ChoiceGroup> {
    let whole = Choice::of("", cx.l.clauses_whole_text, typed);
    let clause = |(at, clause): (usize, &changxiao_domain::clauses::Clause)| {
        let mark = clause_mark(&view.draft, at);
        let words: String = clause.words.trim().chars().take(24).collect();
        let name = view.draft.name(at).unwrap_or_else(|| clause.level().words(cx.lang).to_owned());
        Choice::of(&mark, format!("{name} {words}"), typed)
    };
    ChoiceGroup::plain(std::iter::once(whole).chain(view.draft.clauses().iter().enumerate().map(clause)))
}

/// `none`: what is said where no change is written.
fn kinds(cx: &Cx, none: &str, typed: &str) -> Vec<ChoiceGroup> {
    let none = Choice::of("", none, typed);
    let kinds = ChangeKind::ALL.map(|kind| Choice::of(kind.code(), kind.words(cx.lang), typed));
    ChoiceGroup::plain(std::iter::once(none).chain(kinds))
}

fn select(typed: &Typed, name: &'static str, label: &'static str, groups: Vec<ChoiceGroup>) -> Drawn {
    drawn(typed, name, label, "", false, Control::Select { groups, with_none: false })
}

fn line(typed: &Typed, name: &'static str, label: &'static str, hint: &'static str) -> Drawn {
    drawn(typed, name, label, hint, false, Control::Line { kind: "text", value: typed.get(name).to_owned() })
}

fn area(typed: &Typed, name: &'static str, label: &'static str, hint: &'static str, required: bool) -> Drawn {
    drawn(typed, name, label, hint, required, Control::Area { value: typed.get(name).to_owned() })
}

fn drawn(
    typed: &Typed,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    required: bool,
    control: Control,
) -> Drawn {
    Drawn { name, label, hint, error: typed.problem(name).to_owned(), required, control }
}
