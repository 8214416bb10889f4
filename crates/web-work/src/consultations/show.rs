//! One consultation or joint action: every participant with its part, and the result that they share.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, consultations::view::view as view_consultation};
use changxiao_domain::consultations::Action;
use changxiao_words::{Lang, fill, texts};

use super::narration::NARRATION;
use crate::{
    answer::WebError,
    cx::Cx,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    timeline::Timeline,
    words,
};

/// What was typed into the form that was refused, and why.
#[derive(Clone, Default)]
pub(super) struct Typed {
    pub key: &'static str,
    pub text: String,
    pub sentence: String,
    pub number: &'static str,
}

impl Typed {
    pub fn of(key: &'static str, text: String, problem: &AppError, lang: Lang) -> Self {
        Self { key, text, sentence: problem.words(lang), number: problem.number() }
    }
}

struct PartView {
    unit: String,
    part: String,
    said: String,
    when: String,
}

#[derive(Template)]
#[template(path = "consultations/show.html")]
struct ShowPage {
    shell: Shell,
    number: String,
    version: i64,
    title: String,
    text: String,
    kind: &'static str,
    state: &'static str,
    convener: String,
    place: String,
    convened: String,
    ended: String,
    result: String,
    lead: String,
    units: String,
    parts: Vec<PartView>,
    whole: bool,
    cases: Vec<(String, String, bool)>,
    /// Number and title of the whistle that waits for it.
    whistle: Option<(String, String)>,
    /// Id and name of the units whose objection has to be answered.
    objecting: Vec<(String, String)>,
    /// Id and name of those who can lead what follows.
    leads: Vec<(String, String)>,
    timeline: Timeline,
    chain_holds: bool,
    may_contribute: bool,
    may_decide: bool,
    may_cancel: bool,
    own_said: String,
    typed: Typed,
}

impl ShowPage {
    /// Why nothing was done, where the form is not on the page any more.
    fn refused(&self) -> String {
        let on_page = match self.typed.key {
            "contribute" => self.may_contribute,
            "decide" => self.may_decide,
            "cancel" => self.may_cancel,
            _ => return String::new(),
        };
        if on_page { String::new() } else { format!("{} {}", self.typed.sentence, self.typed.number) }
    }

    fn is_refused(&self, key: &str) -> bool {
        self.typed.key == key
    }

    /// What was typed into a form, else what stands there.
    fn value<'a>(&'a self, key: &str, else_value: &'a str) -> &'a str {
        if self.typed.key == key { &self.typed.text } else { else_value }
    }
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
    let view = view_consultation(state.app(), &who.actor, number).await?;
    let cx = Cx::of(state, who);
    let (lang, model) = (cx.lang, &cx.model);
    let l = texts(lang);
    let about = &view.consultation;
    let moment = |at| words::moment(lang, cx.wall(at), cx.this_year());
    let name = |unit| model.unit_name(unit, lang).to_owned();
    let own = about.participant(who.actor.unit);
    let part = |part: &changxiao_domain::consultations::Participant| PartView {
        unit: name(part.unit),
        part: part.part.clone(),
        said: part.said.clone().unwrap_or_default(),
        when: part.said_at.map_or_else(String::new, moment),
    };
    let page = ShowPage {
        number: about.number.clone(),
        version: about.version,
        title: about.title.clone(),
        text: about.text.clone(),
        kind: about.kind.words(lang),
        state: about.state.words(lang),
        convener: name(about.convener),
        place: model.place_name(about.division, lang),
        convened: moment(about.convened_at),
        ended: about.ended_at.map_or_else(String::new, moment),
        result: about.result.clone().unwrap_or_default(),
        lead: about.lead.map_or_else(String::new, |lead| fill(l.consultations_lead_is, &[("unit", &name(lead))])),
        units: view.units.iter().map(|unit| name(*unit)).collect::<Vec<_>>().join(l.whistles_comma),
        parts: about.participants.iter().map(part).collect(),
        whole: view.whole,
        cases: view.cases.clone(),
        whistle: view.whistle.as_ref().map(|whistle| (whistle.number.clone(), whistle.title.clone())),
        objecting: view.objecting.iter().map(|unit| (unit.to_string(), name(*unit))).collect(),
        leads: view.units.iter().map(|unit| (unit.to_string(), name(*unit))).collect(),
        timeline: Timeline::of(&cx, &NARRATION, &view.events),
        chain_holds: view.broken.is_none(),
        may_contribute: view.actions.contains(&Action::Contribute),
        may_decide: view.actions.contains(&Action::Decide),
        may_cancel: view.actions.contains(&Action::Cancel),
        own_said: own.and_then(|part| part.said.clone()).unwrap_or_default(),
        typed,
        shell,
    };
    cx.page_with(status, &page)
}
