//! One whistle: what it is about, who is called and came, what was agreed and done, and what this post can do now.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    whistles::view::{WhistleView, view as view_whistle},
};
use changxiao_domain::{
    calendar::DueStatus,
    time::Instant,
    whistles::{Action, Call, State as WhistleState, Turnout, Whistle},
};
use changxiao_words::{Lang, fill, texts};

use super::{act::WhistleForms, narration::NARRATION};
use crate::{
    acting,
    answer::WebError,
    cx::Cx,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    timeline::Timeline,
    words,
};

/// What was typed into a form that was refused, and why.
#[derive(Clone, Default)]
pub(super) struct Typed {
    key: String,
    pub sentence: String,
    pub number: &'static str,
    fields: Vec<(String, String)>,
}

impl Typed {
    pub fn of(key: &str, form: &Form, problem: &AppError, lang: Lang) -> Self {
        let fields = form.starting_with("").map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { key: key.to_owned(), sentence: problem.words(lang), number: problem.number(), fields }
    }
}

/// A form beside the whistle.
pub(super) struct ActForm {
    pub key: String,
    pub path: String,
    pub label: String,
    /// Which fields it has: `none`, `reason`, `text`, `plan`, `rate_unit`, `rate_street`, `link`.
    pub kind: &'static str,
    pub open: bool,
    pub typed: Typed,
    /// For a plan: unit id, name and task. For a rating: the unit alone.
    pub units: Vec<(String, String, String)>,
}

/// A form with what it needs of the page.
#[derive(Template)]
#[template(path = "whistles/form.html")]
pub(super) struct FormPart<'a> {
    form: &'a ActForm,
    shell: &'a Shell,
    version: i64,
    /// The button is the next step.
    wide: bool,
}

impl ActForm {
    pub fn part<'a>(&'a self, shell: &'a Shell, version: &i64, wide: bool) -> FormPart<'a> {
        FormPart { form: self, shell, version: *version, wide }
    }

    pub fn value(&self, name: &str) -> &str {
        self.typed.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn is_refused(&self) -> bool {
        !self.typed.sentence.is_empty()
    }
}

pub(super) struct CallView {
    pub unit: String,
    pub task: String,
    pub lamp: &'static str,
    pub turnout: &'static str,
    pub when: String,
    pub reason: String,
    pub bound: bool,
    pub by_street: String,
    pub by_unit: String,
}

pub(super) struct Sheet {
    pub number: String,
    pub version: i64,
    pub title: String,
    pub text: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub lamp: &'static str,
    pub lamp_word: &'static str,
    pub big: String,
    pub note: String,
    pub street: String,
    pub place: String,
    pub drafted: String,
    pub blown: String,
    pub handled: String,
    pub closed: String,
    pub plan: String,
    pub result: String,
    pub rating_note: String,
    pub consultation: String,
    pub cases: Vec<(String, String, bool)>,
    pub calls: Vec<CallView>,
    /// Units whose part is not shown to this post.
    pub hidden: String,
    pub timeline: Timeline,
    pub chain_holds: bool,
    pub head: String,
}

#[derive(Template)]
#[template(path = "whistles/show.html")]
struct ShowPage {
    shell: Shell,
    sheet: Sheet,
    main: Vec<ActForm>,
    side: Vec<ActForm>,
    /// Why nothing was done, where the form is not on the page any more.
    refused: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Whistles, jar).await;
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
    let view = view_whistle(state.app(), &who.actor, number).await?;
    let cx = Cx::of(state, who);
    let sheet = sheet(&cx, who, &view);
    let (main, side) = forms(who, &view, &typed);
    let on_page = main.iter().chain(&side).any(|form| form.key == typed.key);
    let refused = if on_page || typed.sentence.is_empty() {
        String::new()
    } else {
        format!("{} {}", typed.sentence, typed.number)
    };
    cx.page_with(status, &ShowPage { shell, sheet, main, side, refused })
}

/// The next step and what else moves it on, and the ways out.
fn forms(who: &Who, view: &WhistleView, typed: &Typed) -> (Vec<ActForm>, Vec<ActForm>) {
    let (lang, whistle) = (who.lang(), &view.whistle);
    let (mut main, mut side): (Vec<ActForm>, Vec<ActForm>) = (Vec::new(), Vec::new());
    let named =
        |call: &Call| (call.unit.to_string(), who.model.unit_name(call.unit, lang).to_owned(), call.task.clone());
    for action in &view.actions {
        let (kind, quiet) = match action {
            Action::Revise => ("link", false),
            Action::Refuse | Action::DeclareAbsence | Action::Object | Action::Refer | Action::Withdraw => {
                ("reason", true)
            }
            Action::Plan => ("plan", false),
            Action::Conclude => ("text", false),
            Action::RateUnit => ("rate_unit", false),
            Action::RateStreet => ("rate_street", false),
            _ => ("none", false),
        };
        let form = |key: String, label: String, units| ActForm {
            path: match action {
                Action::Revise => format!("/whistles/{}/revision", whistle.number),
                _ => acting::address::<WhistleForms>(*action, &whistle.number),
            },
            typed: if typed.key == key { typed.clone() } else { Typed::default() },
            open: typed.key == key,
            key,
            label,
            kind,
            units,
        };
        let label = action.words(lang).to_owned();
        match action {
            Action::RateUnit => {
                let rated = whistle.calls.iter().filter(|call| call.turnout.came() && call.by_street.is_none());
                main.extend(rated.map(|call| {
                    let one = named(call);
                    form(format!("rate_unit-{}", one.0), format!("{label} · {}", one.1), vec![one])
                }));
            }
            Action::Plan => {
                let parts = whistle.calls.iter().filter(|call| call.turnout != Turnout::Released).map(named);
                main.push(form("plan".to_owned(), label, parts.collect()));
            }
            _ if quiet => side.push(form(action.code().to_owned(), label, Vec::new())),
            _ => main.push(form(action.code().to_owned(), label, Vec::new())),
        }
    }
    // Whoever writes nothing wrong sees the next step open.
    if typed.key.is_empty()
        && let Some(first) = main.first_mut()
    {
        first.open = true;
    }
    (main, side)
}

pub(super) fn sheet(cx: &Cx, who: &Who, view: &WhistleView) -> Sheet {
    let (lang, model, whistle, now) = (cx.lang, &who.model, &view.whistle, cx.now);
    let l = texts(lang);
    let year = model.day_of(now).year();
    let moment =
        |at: Option<Instant>| at.map_or_else(String::new, |at| words::moment(lang, pages::wall(model, at), year));
    let lamp = whistle.lamp(now);
    let due = whistle.next_due().filter(|_| lamp != DueStatus::Idle);
    let hidden = view.called.saturating_sub(whistle.calls.len());
    Sheet {
        number: whistle.number.clone(),
        version: whistle.version,
        title: whistle.title.clone(),
        text: whistle.text.clone(),
        kind: whistle.kind.words(lang),
        state: whistle.state.words(lang),
        lamp: lamp.code(),
        lamp_word: if lamp == DueStatus::Idle { l.whistles_no_clock } else { lamp.words(lang) },
        big: due.map_or_else(String::new, |due| words::time_left(lang, due.since(now))),
        note: due.map_or_else(String::new, |due| fill(l.whistles_due, &[("time", &moment(Some(due)))])),
        street: model.unit_name(whistle.street, lang).to_owned(),
        place: format!("{} {}", model.place_name(whistle.division, lang), whistle.place).trim().to_owned(),
        drafted: moment(Some(whistle.drafted_at)),
        blown: moment(whistle.blown_at),
        handled: moment(whistle.handled_at),
        closed: moment(whistle.closed_at),
        plan: whistle.plan.clone().unwrap_or_default(),
        result: whistle.result.clone().unwrap_or_default(),
        rating_note: rating_note(whistle, lang, &moment(whistle.waiver_at), view.whole),
        consultation: view.consultation.clone().unwrap_or_default(),
        cases: view.cases.clone(),
        calls: whistle.calls.iter().map(|call| call_view(who, whistle, call, now, &moment)).collect(),
        hidden: if hidden > 0 { fill(l.whistles_hidden, &[("n", &hidden)]) } else { String::new() },
        timeline: Timeline::of(cx, &NARRATION, &view.events),
        chain_holds: view.broken.is_none(),
        head: changxiao_domain::cases::hex(&whistle.head_hash),
    }
}

fn rating_note(whistle: &Whistle, lang: Lang, until: &str, whole: bool) -> String {
    let l = texts(lang);
    match whistle.state {
        WhistleState::Handled if whole => {
            fill(l.whistles_ratings_until, &[("n", &whistle.ratings_missing()), ("time", &until)])
        }
        WhistleState::Closed if whistle.waived > 0 => fill(l.whistles_waived, &[("n", &whistle.waived)]),
        _ => String::new(),
    }
}

fn call_view(
    who: &Who,
    whistle: &Whistle,
    call: &Call,
    now: Instant,
    moment: &dyn Fn(Option<Instant>) -> String,
) -> CallView {
    let lang = who.lang();
    let l = texts(lang);
    let lamp = match call.turnout {
        Turnout::Waiting => call.lamp(now).code(),
        Turnout::OnTime => "ok",
        Turnout::Late | Turnout::Absent => "late",
        Turnout::Objected | Turnout::Released => "idle",
    };
    let when = match (call.answered_at, call.due_at) {
        (Some(at), _) => moment(Some(at)),
        (None, Some(due)) if call.turnout == Turnout::Waiting => fill(l.whistles_due, &[("time", &moment(Some(due)))]),
        _ => String::new(),
    };
    let with_text = |fact: String, text: &str| if text.is_empty() { fact } else { format!("{fact} · {text}") };
    CallView {
        unit: who.model.unit_name(call.unit, lang).to_owned(),
        task: call.task.clone(),
        lamp,
        turnout: if whistle.blown_at.is_none() { l.whistles_not_blown } else { call.turnout.words(lang) },
        when,
        reason: call.reason.clone().unwrap_or_default(),
        bound: call.bound,
        by_street: call.by_street.as_ref().map_or_else(String::new, |rating| {
            let (response, solution) = (rating.response, rating.solution);
            with_text(fill(l.whistles_stars, &[("response", &response), ("solution", &solution)]), &rating.text)
        }),
        by_unit: call.by_unit.as_ref().map_or_else(String::new, |rating| {
            let fact = if rating.justified { l.whistles_justified } else { l.whistles_unjustified };
            with_text(fact.to_owned(), &rating.text)
        }),
    }
}
