//! Convening a consultation or a joint action.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError, cases,
    consultations::convene::{Convening, convene as convene_it},
};
use changxiao_domain::{consultations::Kind, divisions::DivisionCode, ids::UnitId};
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
    whistles::numbers_in,
};

/// So many units can be named in the form.
const LINES: usize = 6;

/// One unit that takes part.
struct PartLine {
    place: usize,
    units: Vec<ChoiceGroup>,
    part: String,
}

#[derive(Template)]
#[template(path = "consultations/new.html")]
struct NewPage {
    shell: Shell,
    request_key: String,
    kinds: Vec<Choice>,
    title: String,
    text: String,
    divisions: Vec<ChoiceGroup>,
    cases: String,
    lines: Vec<PartLine>,
    sentence: String,
    number: &'static str,
    problems: Vec<(&'static str, String)>,
}

impl NewPage {
    fn error(&self, field: &str) -> &str {
        self.problems.iter().find(|(name, _)| *name == field).map_or("", |(_, problem)| problem)
    }
}

/// `?case=` names a case that it is about, `?kind=` the kind.
pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let pairs = pairs(raw.unwrap_or_default().as_bytes());
    let get = |key: &str| pairs.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.trim()).to_owned();
    let mut fields = Form::default();
    let number = get("case");
    fields.put("kind", if get("kind").is_empty() { Kind::Consultation.code().to_owned() } else { get("kind") });
    if !number.is_empty() {
        let row = cases::load_visible(state.app(), &who.actor, &number).await?;
        let division = DivisionCode::from_padded(row.case.division).ok();
        let duty = division.map(|code| who.model.duty(code, &row.case.category)).unwrap_or_default();
        let mut units: Vec<UnitId> = [duty.territory, duty.line, row.case.lead_unit].into_iter().flatten().collect();
        units.dedup();
        for (place, unit) in units.iter().enumerate() {
            fields.put(&format!("unit_{place}"), unit.to_string());
        }
        fields.put("title", row.case.title.clone());
        fields.put("cases", row.case.number.clone());
        let township = division.and_then(|code| code.at_level(changxiao_domain::divisions::Level::Township));
        fields.put("division", township.map(|code| code.to_string()).unwrap_or_default());
    }
    render(&state, &who, &fields, None, StatusCode::OK).await
}

pub(super) async fn convene(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let result = match read(&form) {
        Ok(new) => convene_it(state.app(), &who.actor, new, form.optional("request_key")).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(about) => {
            let notice = fill(
                texts(who.lang()).consultations_convened,
                &[("kind", &about.kind.words(who.lang())), ("number", &about.number)],
            );
            Ok(redirect_with_notice(jar, &format!("/consultations/{}", about.number), notice))
        }
        Err(problem @ (AppError::Consultation(_) | AppError::Invalid(_) | AppError::KeyReused)) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            render(&state, &who, &form, Some(&problem), status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

fn read(form: &Form) -> Result<Convening, AppError> {
    let unknown_kind = || AppError::field("kind", say!(consultations_choose_consultation_joint_action));
    let unknown_unit = |_| AppError::field("units", say!(consultations_there_no_such_unit));
    let unknown_division = |_| AppError::field("division", say!(consultations_there_no_such_division));
    let mut participants = Vec::new();
    for line in 0..LINES {
        if let Some(unit) = form.optional(&format!("unit_{line}")) {
            let part = form.text(&format!("task_{line}")).to_owned();
            participants.push((unit.parse::<UnitId>().map_err(unknown_unit)?, part));
        }
    }
    let division = form.optional("division").map(|code| code.parse::<DivisionCode>().map_err(unknown_division));
    Ok(Convening {
        kind: Kind::parse(form.text("kind")).ok_or_else(unknown_kind)?,
        title: form.text("title").to_owned(),
        text: form.text("text").to_owned(),
        division: division.transpose()?,
        participants,
        cases: numbers_in(form.text("cases")),
    })
}

async fn render(
    state: &WebState,
    who: &Who,
    form: &Form,
    problem: Option<&AppError>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let line = |place: usize| PartLine {
        place,
        units: pickers::unit_groups(model, lang, |unit| unit.id.to_string(), form.text(&format!("unit_{place}"))),
        part: form.text(&format!("task_{place}")).to_owned(),
    };
    let page = NewPage {
        request_key: match form.text("request_key") {
            "" => state.app().new_id(|id| id).to_string(),
            key => key.to_owned(),
        },
        kinds: Kind::ALL
            .map(|kind| Choice {
                value: kind.code().to_owned(),
                label: kind.words(lang).to_owned(),
                chosen: form.text("kind") == kind.code(),
            })
            .to_vec(),
        title: form.text("title").to_owned(),
        text: form.text("text").to_owned(),
        divisions: pickers::division_groups(model, &who.actor, form.text("division"), lang),
        cases: form.text("cases").to_owned(),
        lines: (0..LINES).map(line).collect(),
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
