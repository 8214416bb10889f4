//! Drafting a whistle and revising the draft: one form. Units come from the responsibility matrix for the cases it stems from.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError, cases,
    whistles::{
        draft::{Matter, draft as draft_whistle},
        revise::revise as revise_whistle,
    },
    workflow::{Target, load_visible},
};
use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::UnitKind,
    whistles::{Kind, Refusal, State as WhistleState, Whistle},
};
use changxiao_web_kit::{cx::Cx, fields::Typed, filters};
use changxiao_words::{fill, say, texts};

use super::calls::{LINES, calls_in, lines, numbers_in, units_to_call, with_calls};
use crate::{
    address::pairs,
    answer::{WebError, redirect_with_notice},
    choice::Choice,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "whistles/draft.html")]
struct DraftPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    action: String,
    heading: String,
    /// The address of the draft that is revised, or of the list.
    back: String,
    version: i64,
    request_key: String,
    typed: Typed,
    divisions: Vec<Choice>,
    lines: usize,
}

impl DraftPage<'_> {
    /// Within which time a unit has to come.
    fn limit(&self, kind: &Kind) -> String {
        self.cx.model.tiers.of(*kind).words(self.cx.lang)
    }
}

fn matter(typed: &Typed) -> Result<Matter, AppError> {
    let unknown_kind = || AppError::field("kind", say!(whistles_choose_kind_whistle));
    let unknown_division = |_| AppError::field("division", say!(whistles_there_no_such_division));
    let division = match typed.get("division") {
        "" => None,
        code => Some(code.parse::<DivisionCode>().map_err(unknown_division)?),
    };
    let text = |name: &str| typed.get(name).to_owned();
    Ok(Matter {
        kind: Kind::parse(typed.get("kind")).ok_or_else(unknown_kind)?,
        title: text("title"),
        text: text("text"),
        place: text("place"),
        division,
        calls: calls_in(typed)?,
        cases: numbers_in(typed.get("cases")),
    })
}

/// `?case=` names a case that it stems from; several may be named.
pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    refuse_others(&who)?;
    let pairs = pairs(raw.unwrap_or_default().as_bytes());
    let numbers = pairs.into_iter().filter(|(name, _)| name == "case").map(|(_, value)| value);
    let typed = suggested(&state, &who, numbers).await?.with("kind", Kind::Daily.code());
    render(&state, &who, None, typed, StatusCode::OK).await
}

/// Whoever is no town or street is told so at once, not after filling in a form.
fn refuse_others(who: &Who) -> Result<(), AppError> {
    let kind = who.model.units.get(who.actor.unit).map(|unit| unit.kind);
    if kind == Some(UnitKind::Town) { Ok(()) } else { Err(Refusal::NotAStreet.into()) }
}

/// Title and place of the first case, and for each case the line unit that the matrix names.
async fn suggested(state: &WebState, who: &Who, numbers: impl Iterator<Item = String>) -> Result<Typed, AppError> {
    let (mut typed, mut known, mut calls) = (Typed::default(), Vec::new(), Vec::<(UnitId, String)>::new());
    for number in numbers {
        let row = cases::load_visible(state.app(), &who.actor, &number).await?;
        let division = DivisionCode::from_padded(row.case.division).ok();
        let duty = division.map(|division| who.model.duty(division, &row.case.category)).unwrap_or_default();
        for unit in [duty.line, row.case.lead_unit].into_iter().flatten() {
            let is_new = !calls.iter().any(|(named, _)| *named == unit);
            if is_new && unit != who.actor.unit && calls.len() < LINES {
                calls.push((unit, who.model.category_name(&row.case.category, who.lang()).to_owned()));
            }
        }
        if known.is_empty() {
            typed = typed.with("title", &row.case.title).with("text", &row.case.text).with("place", &row.place);
            typed = typed.with_optional("division", division.as_ref());
        }
        known.push(row.case.number);
    }
    Ok(with_calls(typed.with("cases", known.join(" ")), calls))
}

pub(super) async fn draft(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let result = match matter(&Typed::of(&form)) {
        Ok(matter) => draft_whistle(state.app(), &who.actor, matter, form.optional("request_key")).await,
        Err(problem) => Err(problem),
    };
    answer(&state, &who, jar, None, &form, result).await
}

pub(super) async fn revision(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let whistle: Whistle = load_visible(state.app(), &who.actor, &number).await?;
    if whistle.state != WhistleState::Draft || whistle.street != who.actor.unit {
        return Err(AppError::NotFound("draft").into());
    }
    let mut numbers = Vec::new();
    for case in &whistle.cases {
        let row =
            changxiao_store::cases::by_id(state.app().db(), who.actor.city, *case).await.map_err(AppError::from)?;
        numbers.extend(row.map(|row| row.case.number));
    }
    let typed = Typed::default()
        .with("kind", whistle.kind.code())
        .with("title", &whistle.title)
        .with("text", &whistle.text)
        .with("place", &whistle.place)
        .with("cases", numbers.join(" "))
        .with_optional("division", DivisionCode::from_padded(whistle.division).ok().as_ref());
    let typed = with_calls(typed, whistle.calls.into_iter().map(|call| (call.unit, call.task)));
    render(&state, &who, Some((&number, whistle.version)), typed, StatusCode::OK).await
}

pub(super) async fn revise(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let version = form.number("version").unwrap_or(0);
    let target = Target { number: number.clone(), version: Some(version) };
    let result = match matter(&Typed::of(&form)) {
        Ok(matter) => revise_whistle(state.app(), &who.actor, &target, matter).await,
        Err(problem) => Err(problem),
    };
    answer(&state, &who, jar, Some((&number, version)), &form, result).await
}

/// The whistle, or the form with what was typed where the person can do something about the problem.
async fn answer(
    state: &WebState,
    who: &Who,
    jar: PrivateCookieJar,
    revised: Option<(&str, i64)>,
    form: &Form,
    result: Result<Whistle, AppError>,
) -> Result<Response, WebError> {
    match result {
        Ok(whistle) => {
            let notice = fill(texts(who.lang()).whistles_drafted, &[("number", &whistle.number)]);
            Ok(redirect_with_notice(jar, &format!("/whistles/{}", whistle.number), notice))
        }
        Err(problem @ (AppError::Whistle(_) | AppError::Invalid(_) | AppError::Conflict | AppError::KeyReused)) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            render(state, who, revised, Typed::refused("", form, &problem, who.lang()), status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `revised`: number and version of the draft.
async fn render(
    state: &WebState,
    who: &Who,
    revised: Option<(&str, i64)>,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let page = DraftPage {
        shell: pages::shell(state, who, Section::Whistles, None).await,
        action: revised
            .map_or_else(|| "/whistles/new".to_owned(), |(number, _)| format!("/whistles/{number}/revision")),
        heading: revised
            .map_or_else(|| cx.l.whistles_new.to_owned(), |(number, _)| format!("{} {number}", cx.l.whistles_revise)),
        back: revised.map_or_else(|| "/whistles".to_owned(), |(number, _)| format!("/whistles/{number}")),
        version: revised.map_or(0, |(_, version)| version),
        // The key of a refused form stays: nothing was created under it.
        request_key: match typed.get("request_key") {
            "" => state.app().new_id(|id| id).to_string(),
            key => key.to_owned(),
        },
        divisions: divisions(who, typed.get("division")),
        lines: lines(&typed),
        typed,
        cx: &cx,
    };
    cx.page_with(status, &page)
}

/// The street itself and its communities.
fn divisions(who: &Who, chosen: &str) -> Vec<Choice> {
    let model = &who.model;
    let Some(own) = model.units.get(who.actor.unit).and_then(|unit| unit.division) else { return Vec::new() };
    let below = model.divisions.children(own).map(|division| division.code);
    let name = |code| model.name_of_division(code, who.lang());
    std::iter::once(own).chain(below).map(|code| Choice::of(&code.to_string(), name(code), chosen)).collect()
}
