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
use changxiao_words::{fill, say, texts};

use crate::{
    address::pairs,
    answer::{WebError, page_with, redirect_with_notice},
    choice::{Choice, ChoiceGroup},
    form::Form,
    pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// So many units can be named in the form.
const LINES: usize = 6;

/// One unit that is called: what can be chosen, and what it is wanted for.
struct CallLine {
    place: usize,
    units: Vec<ChoiceGroup>,
    task: String,
}

#[derive(Template)]
#[template(path = "whistles/draft.html")]
struct DraftPage {
    shell: Shell,
    action: String,
    back: String,
    heading: String,
    request_key: String,
    version: i64,
    kinds: Vec<(Choice, String)>,
    title: String,
    text: String,
    place: String,
    divisions: Vec<Choice>,
    cases: String,
    lines: Vec<CallLine>,
    sentence: String,
    number: &'static str,
    problems: Vec<(&'static str, String)>,
}

impl DraftPage {
    fn error(&self, field: &str) -> &str {
        self.problems.iter().find(|(name, _)| *name == field).map_or("", |(_, problem)| problem)
    }
}

/// What stands in the fields.
#[derive(Default)]
struct Fields {
    kind: String,
    title: String,
    text: String,
    place: String,
    division: String,
    cases: String,
    calls: Vec<(String, String)>,
    request_key: String,
}

impl Fields {
    fn of(form: &Form) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        let calls = (0..LINES).map(|line| (text(&format!("unit_{line}")), text(&format!("task_{line}"))));
        Self {
            kind: text("kind"),
            title: text("title"),
            text: text("text"),
            place: text("place"),
            division: text("division"),
            cases: text("cases"),
            calls: calls.collect(),
            request_key: text("request_key"),
        }
    }

    fn matter(&self) -> Result<Matter, AppError> {
        let unknown_kind = || AppError::field("kind", say!(whistles_choose_kind_whistle));
        let unknown_unit = |_| AppError::field("units", say!(whistles_there_no_such_unit));
        let unknown_division = |_| AppError::field("division", say!(whistles_there_no_such_division));
        let named = self.calls.iter().filter(|(unit, _)| !unit.is_empty());
        let division = match self.division.as_str() {
            "" => None,
            code => Some(code.parse::<DivisionCode>().map_err(unknown_division)?),
        };
        Ok(Matter {
            kind: Kind::parse(&self.kind).ok_or_else(unknown_kind)?,
            title: self.title.clone(),
            text: self.text.clone(),
            place: self.place.clone(),
            division,
            calls: named
                .map(|(unit, task)| Ok((unit.parse::<UnitId>().map_err(unknown_unit)?, task.clone())))
                .collect::<Result<_, AppError>>()?,
            cases: numbers_in(&self.cases),
        })
    }
}

/// Case numbers with anything between them.
pub(crate) fn numbers_in(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || [',', '，', '、', ';', '；'].contains(&c));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `?case=` names a case that it stems from; several may be named.
pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    refuse_others(&who)?;
    let pairs = pairs(raw.unwrap_or_default().as_bytes());
    let numbers: Vec<String> = pairs.into_iter().filter(|(name, _)| name == "case").map(|(_, value)| value).collect();
    let mut fields = Fields { kind: Kind::Daily.code().to_owned(), ..Fields::default() };
    suggest(&state, &who, &numbers, &mut fields).await?;
    render(&state, &who, None, &fields, None, StatusCode::OK).await
}

/// Whoever is no town or street is told so at once, not after filling in a form.
fn refuse_others(who: &Who) -> Result<(), AppError> {
    let kind = who.model.units.get(who.actor.unit).map(|unit| unit.kind);
    if kind == Some(UnitKind::Town) { Ok(()) } else { Err(Refusal::NotAStreet.into()) }
}

/// Title and place of the first case, and for each case the line unit that the matrix names.
async fn suggest(state: &WebState, who: &Who, numbers: &[String], fields: &mut Fields) -> Result<(), AppError> {
    let mut known = Vec::new();
    for number in numbers {
        let row = cases::load_visible(state.app(), &who.actor, number).await?;
        let division = DivisionCode::from_padded(row.case.division).ok();
        let duty = division.map(|division| who.model.duty(division, &row.case.category)).unwrap_or_default();
        for unit in [duty.line, row.case.lead_unit].into_iter().flatten() {
            let is_new = !fields.calls.iter().any(|(named, _)| *named == unit.to_string());
            if is_new && unit != who.actor.unit && fields.calls.len() < LINES {
                let task = who.model.category_name(&row.case.category, who.lang()).to_owned();
                fields.calls.push((unit.to_string(), task));
            }
        }
        if known.is_empty() {
            fields.title.clone_from(&row.case.title);
            fields.text.clone_from(&row.case.text);
            fields.place.clone_from(&row.place);
            fields.division = division.map(|code| code.to_string()).unwrap_or_default();
        }
        known.push(row.case.number);
    }
    fields.cases = known.join(" ");
    Ok(())
}

pub(super) async fn draft(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let fields = Fields::of(&form);
    let result = match fields.matter() {
        Ok(matter) => draft_whistle(state.app(), &who.actor, matter, form.optional("request_key")).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(whistle) => {
            let notice = fill(texts(who.lang()).whistles_drafted, &[("number", &whistle.number)]);
            Ok(redirect_with_notice(jar, &format!("/whistles/{}", whistle.number), notice))
        }
        Err(problem) => again(&state, &who, None, &fields, problem).await,
    }
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
    let division = DivisionCode::from_padded(whistle.division).map(|code| code.to_string());
    let fields = Fields {
        kind: whistle.kind.code().to_owned(),
        title: whistle.title.clone(),
        text: whistle.text.clone(),
        place: whistle.place.clone(),
        division: division.unwrap_or_default(),
        cases: numbers.join(" "),
        calls: whistle.calls.iter().map(|call| (call.unit.to_string(), call.task.clone())).collect(),
        request_key: String::new(),
    };
    render(&state, &who, Some((&number, whistle.version)), &fields, None, StatusCode::OK).await
}

pub(super) async fn revise(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let (fields, version) = (Fields::of(&form), form.number("version").unwrap_or(0));
    let target = Target { number: number.clone(), version: Some(version) };
    let result = match fields.matter() {
        Ok(matter) => revise_whistle(state.app(), &who.actor, &target, matter).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(whistle) => {
            let notice = fill(texts(who.lang()).whistles_drafted, &[("number", &whistle.number)]);
            Ok(redirect_with_notice(jar, &format!("/whistles/{}", whistle.number), notice))
        }
        Err(problem) => again(&state, &who, Some((&number, version)), &fields, problem).await,
    }
}

/// The form with what was typed, where the person can do something about the problem.
async fn again(
    state: &WebState,
    who: &Who,
    of: Option<(&str, i64)>,
    fields: &Fields,
    problem: AppError,
) -> Result<Response, WebError> {
    if !matches!(problem, AppError::Whistle(_) | AppError::Invalid(_) | AppError::Conflict | AppError::KeyReused) {
        return Err(problem.into());
    }
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    render(state, who, of, fields, Some(&problem), status).await
}

async fn render(
    state: &WebState,
    who: &Who,
    of: Option<(&str, i64)>,
    fields: &Fields,
    problem: Option<&AppError>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let tiers = &model.tiers;
    let kind = |kind: Kind| {
        let choice = Choice {
            value: kind.code().to_owned(),
            label: kind.words(lang).to_owned(),
            chosen: fields.kind == kind.code(),
        };
        (choice, fill(l.whistles_within, &[("limit", &tiers.of(kind).words(lang))]))
    };
    let line = |place: usize| {
        let (unit, task) = fields.calls.get(place).cloned().unwrap_or_default();
        CallLine { place, units: pickers::unit_groups(model, lang, |unit| unit.id.to_string(), &unit), task }
    };
    let page = DraftPage {
        action: of.map_or("/whistles/new".to_owned(), |(number, _)| format!("/whistles/{number}/revision")),
        back: of.map_or("/whistles".to_owned(), |(number, _)| format!("/whistles/{number}")),
        heading: of.map_or(l.whistles_new.to_owned(), |(number, _)| format!("{} {number}", l.whistles_revise)),
        // The key of a refused form stays: nothing was created under it.
        request_key: match fields.request_key.as_str() {
            "" => state.app().new_id(|id| id).to_string(),
            key => key.to_owned(),
        },
        version: of.map_or(0, |(_, version)| version),
        kinds: Kind::ALL.map(kind).to_vec(),
        title: fields.title.clone(),
        text: fields.text.clone(),
        place: fields.place.clone(),
        divisions: divisions(who, &fields.division),
        cases: fields.cases.clone(),
        lines: (0..LINES.max(fields.calls.len())).map(line).collect(),
        sentence: problem.map_or_else(String::new, |problem| problem.words(lang)),
        number: problem.map_or("", AppError::number),
        problems: match problem {
            Some(AppError::Invalid(all)) => all.iter().map(|one| (one.field, one.message.words(lang))).collect(),
            _ => Vec::new(),
        },
        shell: pages::shell(state, who, Section::Whistles, None).await,
    };
    page_with(status, &page)
}

/// The street itself and its communities.
fn divisions(who: &Who, chosen: &str) -> Vec<Choice> {
    let (lang, model) = (who.lang(), &who.model);
    let Some(own) = model.units.get(who.actor.unit).and_then(|unit| unit.division) else { return Vec::new() };
    let below = model.divisions.children(own).map(|division| division.code);
    let choice = |code: DivisionCode| Choice {
        value: code.to_string(),
        label: model.name_of_division(code, lang).to_owned(),
        chosen: code.to_string() == chosen,
    };
    std::iter::once(own).chain(below).map(choice).collect()
}
