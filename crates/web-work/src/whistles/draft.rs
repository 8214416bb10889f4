//! Drafting a whistle and revising the draft: one form. Units come from the responsibility matrix for the cases it stems from.

use askama::Template;
use axum::http::StatusCode;
use changxiao_app::{
    AppError, cases,
    whistles::{
        draft::{Matter, draft},
        revise::revise,
    },
    workflow::{Target, load_visible},
};
use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::UnitKind,
    whistles::{Kind, Refusal, State as WhistleState, Whistle},
};
use changxiao_web_kit::{
    cx::Cx,
    fields::Typed,
    filters,
    form_page::{FormFrame, FormPage, Opening},
};
use changxiao_words::{Key, keys, say};

use super::calls::{LINES, calls_in, lines, numbers_in, units_to_call, with_calls};
use crate::{
    answer::Answer,
    choice::Choice,
    session::Who,
    shell::{Section, Shell},
};

/// The form of a new whistle.
pub(super) struct DraftForm;
/// The same form for a draft that is there already.
pub(super) struct RevisionForm;

#[derive(Template)]
#[template(path = "whistles/draft.html")]
struct DraftPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    form: FormFrame,
    divisions: Vec<Choice>,
    lines: usize,
}

impl DraftPage<'_> {
    /// Within which time a unit has to come.
    fn limit(&self, kind: &Kind) -> String {
        self.cx.model.tiers.of(*kind).words(self.cx.lang)
    }
}

impl FormPage for DraftForm {
    type Thing = Whistle;

    const LIST: &'static str = "/whistles";
    const DONE: Key = keys::whistles_drafted;

    /// `?case=` names a case that it stems from; several may be named.
    async fn opened(at: &Opening) -> Result<Typed, AppError> {
        refuse_others(&at.request.who)?;
        Ok(suggested(at).await?.with("kind", Kind::Daily.code()))
    }

    async fn sent(at: &Opening, typed: &Typed) -> Result<Whistle, AppError> {
        draft(at.app(), at.actor(), matter(typed)?, typed.request_key()).await
    }

    async fn render(at: Opening, typed: Typed, status: StatusCode) -> Answer {
        let form = frame(&at, typed).with("version", 0);
        answer(at, form, status).await
    }
}

impl FormPage for RevisionForm {
    type Thing = Whistle;

    const LIST: &'static str = "/whistles";
    const DONE: Key = keys::whistles_drafted;

    async fn opened(at: &Opening) -> Result<Typed, AppError> {
        let whistle: Whistle = load_visible(at.app(), at.actor(), &at.number).await?;
        if whistle.state != WhistleState::Draft || whistle.street != at.actor().unit {
            return Err(AppError::NotFound("draft"));
        }
        let cases = cases::titles(at.app(), at.actor(), &whistle.cases).await?;
        let numbers: Vec<String> = cases.into_iter().map(|(number, ..)| number).collect();
        let typed = Typed::default()
            .with("version", whistle.version)
            .with("kind", whistle.kind.code())
            .with("title", &whistle.title)
            .with("text", &whistle.text)
            .with("place", &whistle.place)
            .with("cases", numbers.join(" "))
            .with_optional("division", DivisionCode::from_padded(whistle.division).ok().as_ref());
        Ok(with_calls(typed, whistle.calls.into_iter().map(|call| (call.unit, call.task))))
    }

    async fn sent(at: &Opening, typed: &Typed) -> Result<Whistle, AppError> {
        let target = Target { number: at.number.clone(), version: Some(version(typed)) };
        revise(at.app(), at.actor(), &target, matter(typed)?).await
    }

    async fn render(at: Opening, typed: Typed, status: StatusCode) -> Answer {
        let (heading, version) = (format!("{} {}", at.request.cx.l.whistles_revise, at.number), version(&typed));
        let form = frame(&at, typed).revises(&at.number, &heading, version);
        answer(at, form, status).await
    }
}

/// The version of the draft that the form was made from.
fn version(typed: &Typed) -> i64 {
    typed.get("version").parse().unwrap_or(0)
}

fn frame(at: &Opening, typed: Typed) -> FormFrame {
    let l = at.request.cx.l;
    FormFrame::begins(
        at,
        (DraftForm::LIST, l.whistles_nav),
        l.whistles_new,
        l.whistles_new_hint,
        l.whistles_save,
        typed,
    )
}

async fn answer(at: Opening, form: FormFrame, status: StatusCode) -> Answer {
    let (cx, lines) = (&at.request.cx, lines(&form.typed));
    let divisions = divisions(&at.request.who, form.typed.get("division"));
    let shell = at.shell(Section::Whistles).await;
    cx.page_with(status, &DraftPage { shell, cx, form, divisions, lines })
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

/// Whoever is no town or street is told so at once, not after filling in a form.
fn refuse_others(who: &Who) -> Result<(), AppError> {
    let kind = who.model.units.get(who.actor.unit).map(|unit| unit.kind);
    if kind == Some(UnitKind::Town) { Ok(()) } else { Err(Refusal::NotAStreet.into()) }
}

/// Title and place of the first case, and for each case the line unit that the matrix names.
async fn suggested(at: &Opening) -> Result<Typed, AppError> {
    let who = &at.request.who;
    let (mut typed, mut known, mut calls) = (Typed::default(), Vec::new(), Vec::<(UnitId, String)>::new());
    for number in at.proposed("case") {
        let row = cases::view::row(at.app(), &who.actor, number).await?;
        let division = DivisionCode::from_padded(row.case.division).ok();
        let duty = who.model.duty_of_case(&row.case);
        for unit in [duty.line, row.case.lead_unit].into_iter().flatten() {
            let is_new = !calls.iter().any(|(named, _)| *named == unit);
            if is_new && unit != who.actor.unit && calls.len() < LINES {
                let edition = row.case.filed_under.as_ref().map(|under| under.edition.as_str());
                let name = who.model.category_name_of(edition, &row.case.category, who.lang());
                calls.push((unit, name.to_owned()));
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

/// The street itself and its communities.
fn divisions(who: &Who, chosen: &str) -> Vec<Choice> {
    let model = &who.model;
    let Some(own) = model.units.get(who.actor.unit).and_then(|unit| unit.division) else { return Vec::new() };
    let below = model.divisions.children(own).map(|division| division.code);
    let name = |code| model.name_of_division(code, who.lang());
    std::iter::once(own).chain(below).map(|code| Choice::of(&code.to_string(), name(code), chosen)).collect()
}
