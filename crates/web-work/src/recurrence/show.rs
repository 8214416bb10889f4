//! One chronic problem: its cases in a timeline, the plan, the looks, and what this post can do now.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    recurrence::view::{ProblemView, points as points_of, view as view_problem},
};
use changxiao_domain::{
    recurrence::Action,
    time::{Day, HOUR, Instant},
};
use changxiao_words::Lang;

use super::{
    act::ProblemForms,
    sheet::{Sheet, sheet},
};
use crate::{
    acting,
    answer::WebError,
    cases::points_json,
    choice::ChoiceGroup,
    cx::Cx,
    form::Form,
    pages,
    pickers::unit_groups,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// Days on which a plan may look again; further ones stay empty.
pub(super) const LOOK_FIELDS: [&str; 4] = ["look_1", "look_2", "look_3", "look_4"];

/// What was typed into the form that was refused, and why.
#[derive(Clone, Default)]
pub(super) struct Typed {
    key: &'static str,
    sentence: String,
    number: &'static str,
    fields: Vec<(String, String)>,
}

impl Typed {
    pub fn of(key: &'static str, form: &Form, problem: &AppError, lang: Lang) -> Self {
        let fields = form.starting_with("").map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { key, sentence: problem.words(lang), number: problem.number(), fields }
    }
}

/// A form beside the problem. `kind` says which fields it has: `unit`, `unit_reason`, `reason`, `plan`, `text`, `optional`, `look`.
pub(super) struct ActForm {
    pub key: &'static str,
    pub path: String,
    pub label: &'static str,
    pub kind: &'static str,
    pub sentence: String,
    pub number: &'static str,
    fields: Vec<(String, String)>,
}

/// A form with what it needs of the page.
#[derive(Template)]
#[template(path = "recurrence/form.html")]
pub(super) struct FormPart<'a> {
    form: &'a ActForm,
    shell: &'a Shell,
    units: &'a [ChoiceGroup],
    looks: [&'static str; 4],
    version: i64,
    primary: bool,
}

impl ActForm {
    pub fn part<'a>(
        &'a self,
        shell: &'a Shell,
        units: &'a [ChoiceGroup],
        version: &i64,
        primary: bool,
    ) -> FormPart<'a> {
        FormPart { form: self, shell, units, looks: LOOK_FIELDS, version: *version, primary }
    }

    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

#[derive(Template)]
#[template(path = "recurrence/show.html")]
struct ShowPage {
    shell: Shell,
    sheet: Sheet,
    main: Vec<ActForm>,
    more: Vec<ActForm>,
    units: Vec<ChoiceGroup>,
    /// Why nothing was done, where the form is not on the page any more.
    refused: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Recurrence, jar).await;
    let page = render(&state, &who, &number, shell, Typed::default(), StatusCode::OK).await?;
    Ok((jar, page).into_response())
}

pub(super) async fn render(
    state: &WebState,
    who: &Who,
    number: &str,
    shell: Shell,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, WebError> {
    let view = view_problem(state.app(), &who.actor, number).await?;
    let cx = Cx::of(state, who);
    let (main, more) = forms(who, &view, &typed, cx.now);
    let shown = main.iter().chain(&more).any(|form| form.key == typed.key);
    let refused = match typed.sentence.is_empty() || shown {
        true => String::new(),
        false => format!("{} {}", typed.sentence, typed.number),
    };
    let chosen = match typed.fields.iter().find(|(name, _)| name == "unit") {
        Some((_, unit)) => unit.clone(),
        None => view.problem.unit.map_or_else(String::new, |unit| unit.to_string()),
    };
    let page = ShowPage {
        shell,
        sheet: sheet(&cx, who, &view),
        main,
        more,
        units: unit_groups(&who.model, who.lang(), |unit| unit.id.to_string(), &chosen),
        refused,
    };
    cx.page_with(status, &page)
}

/// What the post can do: the next step first, what is the exception behind it.
fn forms(who: &Who, view: &ProblemView, typed: &Typed, now: Instant) -> (Vec<ActForm>, Vec<ActForm>) {
    let (mut main, mut more) = (Vec::new(), Vec::new());
    for action in &view.actions {
        let (kind, is_main) = match action {
            Action::Confirm => ("unit", true),
            Action::MakePlan => ("plan", true),
            Action::Approve => ("optional", true),
            Action::ReportDone => ("text", true),
            Action::Observe => ("look", true),
            Action::End => ("optional", true),
            Action::Dismiss => ("reason", false),
            Action::Assign => ("unit_reason", false),
            Action::SendBack => ("reason", false),
            Action::Find | Action::Return => continue,
        };
        let own = typed.key == action.code();
        let form = ActForm {
            key: action.code(),
            path: acting::address::<ProblemForms>(*action, &view.problem.number),
            label: action.words(who.lang()),
            kind,
            sentence: if own { typed.sentence.clone() } else { String::new() },
            number: typed.number,
            fields: match own {
                true => typed.fields.clone(),
                false => proposed(who, *action, now),
            },
        };
        if is_main { main.push(form) } else { more.push(form) }
    }
    (main, more)
}

/// A month of work and two looks, the last as late as the numbers want it.
fn proposed(who: &Who, action: Action, now: Instant) -> Vec<(String, String)> {
    if action != Action::MakePlan {
        return Vec::new();
    }
    let rules = &who.model.recurrence;
    let on = |days: i64| -> Day { who.model.day_of(now.plus_micros(days * 24 * HOUR)) };
    let work = 30.min(rules.longest_days);
    let fields = [
        ("end_on", on(work)),
        ("look_1", on(work + (rules.watch_days / 2).max(1))),
        ("look_2", on(work + rules.watch_days + 1)),
    ];
    fields.into_iter().map(|(name, day)| (name.to_owned(), day.to_string())).collect()
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
