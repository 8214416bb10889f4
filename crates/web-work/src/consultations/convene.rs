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
use changxiao_domain::{
    consultations::Kind,
    divisions::{DivisionCode, Level},
    ids::UnitId,
};
use changxiao_web_kit::{cx::Cx, fields::Typed};
use changxiao_words::{fill, say, texts};

use crate::{
    address::pairs,
    answer::{WebError, redirect_with_notice},
    choice::ChoiceGroup,
    form::Form,
    pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    whistles::calls::{calls_in, lines, numbers_in, units_to_call, with_calls},
};

#[derive(Template)]
#[template(path = "consultations/new.html")]
struct NewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    request_key: String,
    typed: Typed,
    divisions: Vec<ChoiceGroup>,
    lines: usize,
}

/// `?case=` names a case that it is about, `?kind=` the kind.
pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let pairs = pairs(raw.unwrap_or_default().as_bytes());
    let get = |key: &str| pairs.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.trim());
    let kind = Some(get("kind")).filter(|kind| !kind.is_empty()).unwrap_or(Kind::Consultation.code());
    let typed = Typed::default().with("kind", kind);
    let typed = match get("case") {
        "" => typed,
        number => about_case(&state, &who, number, typed).await?,
    };
    render(&state, &who, typed, StatusCode::OK).await
}

/// Its title and place, and the units that answer for it.
async fn about_case(state: &WebState, who: &Who, number: &str, typed: Typed) -> Result<Typed, AppError> {
    let case = cases::load_visible(state.app(), &who.actor, number).await?.case;
    let division = DivisionCode::from_padded(case.division).ok();
    let duty = division.map(|code| who.model.duty(code, &case.category)).unwrap_or_default();
    let mut units: Vec<UnitId> = [duty.territory, duty.line, case.lead_unit].into_iter().flatten().collect();
    units.dedup();
    let township = division.and_then(|code| code.at_level(Level::Township));
    let typed = typed.with("title", &case.title).with("cases", &case.number);
    Ok(with_calls(
        typed.with_optional("division", township.as_ref()),
        units.into_iter().map(|unit| (unit, String::new())),
    ))
}

pub(super) async fn convene(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let result = match read(&Typed::of(&form)) {
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
            render(&state, &who, Typed::refused("", &form, &problem, who.lang()), status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

fn read(typed: &Typed) -> Result<Convening, AppError> {
    let unknown_kind = || AppError::field("kind", say!(consultations_choose_consultation_joint_action));
    let unknown_division = |_| AppError::field("division", say!(consultations_there_no_such_division));
    let division = match typed.get("division") {
        "" => None,
        code => Some(code.parse::<DivisionCode>().map_err(unknown_division)?),
    };
    Ok(Convening {
        kind: Kind::parse(typed.get("kind")).ok_or_else(unknown_kind)?,
        title: typed.get("title").to_owned(),
        text: typed.get("text").to_owned(),
        division,
        participants: calls_in(typed)?,
        cases: numbers_in(typed.get("cases")),
    })
}

async fn render(state: &WebState, who: &Who, typed: Typed, status: StatusCode) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let page = NewPage {
        shell: pages::shell(state, who, Section::Whistles, None).await,
        request_key: match typed.get("request_key") {
            "" => state.app().new_id(|id| id).to_string(),
            key => key.to_owned(),
        },
        divisions: pickers::division_groups(&who.model, &who.actor, typed.get("division"), cx.lang),
        lines: lines(&typed),
        typed,
        cx: &cx,
    };
    cx.page_with(status, &page)
}
