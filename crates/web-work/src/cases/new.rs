//! Reporting by hand: what, where, how it looks. Made for a phone first.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    cases::report::{self, Fixed, ReportCase},
    model::CityModel,
    sites::view as sites,
};
use changxiao_domain::{
    divisions::DivisionCode,
    geo::{Datum, Position},
};
use changxiao_store::sites::SiteRow;
use changxiao_words::{fill, say, texts};

use crate::{
    answer::{WebError, redirect_with_notice},
    choice::{Choice, ChoiceGroup},
    cx::Cx,
    fields::Typed,
    form::{Form, PatientForm},
    pages,
    pickers::{self, condition_choices, condition_in},
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "cases/new.html")]
struct NewPage {
    shell: Shell,
    typed: Typed,
    request_key: String,
    /// Key and edition of the list that is shown.
    edition: String,
    categories: Vec<ChoiceGroup>,
    /// Filing conditions of the category that is chosen.
    conditions: Vec<Choice>,
    divisions: Vec<ChoiceGroup>,
    /// The site that one stands at, where the post may see it.
    site: Option<SiteRow>,
}

/// `?site=` names the site that one stands at, `?category=` what was seen.
pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Query(given): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let names = ["site", "category", "division", "place", "lon", "lat"];
    let typed = names.into_iter().filter_map(|name| Some((name, given.get(name)?.trim())));
    let typed = typed.fold(Typed::default(), |typed, (name, value)| typed.with(name, value));
    render(&state, &who, typed, StatusCode::OK).await
}

/// Without script: the same form with the filing conditions of the category that was chosen. Nothing is reported yet.
pub(super) async fn conditions(
    State(state): State<WebState>,
    who: Who,
    PatientForm(form): PatientForm,
) -> Result<Response, WebError> {
    render(&state, &who, Typed::of(&form), StatusCode::OK).await
}

pub(super) async fn report(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    kept: PatientForm,
) -> Result<Response, WebError> {
    let PatientForm(mut form) = kept;
    let refused = form.refused.pop().map(|(_, problem)| AppError::from(problem));
    let result = match (refused, read(&form)) {
        (Some(problem), _) | (None, Err(problem)) => Err(problem),
        (None, Ok(new)) => report::report(state.app(), &who.actor, new, &form.photos_of("photos")).await,
    };
    match result {
        Ok(reported) => {
            let words = fill(texts(who.lang()).cases_reported_done, &[("number", &reported.number)]);
            Ok(redirect_with_notice(jar, &format!("/cases/{}", reported.number), words))
        }
        Err(problem) if problem.status() < 500 && !matches!(problem, AppError::NotPermitted(_) | AppError::Csrf) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            render(&state, &who, Typed::refused("", &form, &problem, who.lang()), status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

fn read(form: &Form) -> Result<ReportCase, AppError> {
    let optional_number = |name: &'static str| match form.optional(name) {
        None => Ok(None),
        Some(text) => text.parse::<i64>().map(Some).map_err(|_| AppError::field(name, say!(cases_site_number_number))),
    };
    let division = match form.optional("division") {
        None => None,
        Some(code) => Some(
            code.parse::<DivisionCode>()
                .map_err(|_| AppError::field("division", say!(cases_there_no_such_division)))?,
        ),
    };
    let position = match (form.optional("lon"), form.optional("lat")) {
        (None, None) => None,
        (lon, lat) => Some(
            Position::parse(lon.as_deref().unwrap_or(""), lat.as_deref().unwrap_or(""), Datum::Wgs84)
                .map_err(|_| AppError::field("lon", say!(cases_write_degrees_such_117_647298)))?,
        ),
    };
    Ok(ReportCase {
        condition: condition_in(form.text("condition"), form.text("category"))?,
        category: form.text("category").to_owned(),
        edition: form.optional("edition"),
        title: form.text("title").to_owned(),
        text: form.text("text").to_owned(),
        site: optional_number("site")?,
        division,
        place: form.text("place").to_owned(),
        position,
        in_no_grid: form.ticked("in_no_grid"),
        fixed: read_fixed(form),
        request_key: form.optional("request_key"),
    })
}

/// Ticked, or shown by a photo after the work: then it was put right at once.
fn read_fixed(form: &Form) -> Option<Fixed> {
    let photos = form.photos_of("after");
    (form.ticked("fixed") || !photos.is_empty()).then(|| Fixed { text: form.text("fixed_text").to_owned(), photos })
}

/// A code that was chosen from another list than the one in force, where it means something else, has to be chosen again.
fn chosen_again(model: &CityModel, typed: Typed) -> Typed {
    let (edition, category) = (typed.get("edition"), typed.get("category").parse());
    let is_current = edition.is_empty() || model.category_version().is_none_or(|version| version.key == edition);
    match category {
        Ok(code) if !is_current && model.code_today(edition, code) != Some(code) => typed.without("category"),
        _ => typed,
    }
}

async fn render(state: &WebState, who: &Who, typed: Typed, status: StatusCode) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let typed = chosen_again(&who.model, typed);
    let (lang, model, category) = (cx.lang, &who.model, typed.get("category"));
    let site = match typed.get("site").parse::<i64>() {
        Ok(number) => sites::named(state.app(), &who.actor, number).await?,
        Err(_) => None,
    };
    let conditions = model.filing(category, None).map_or_else(Vec::new, |filing| {
        let chosen = condition_in(typed.get("condition"), category).unwrap_or_default();
        condition_choices(filing.category, chosen, lang)
    });
    let page = NewPage {
        shell: pages::shell(state, who, Section::Cases, None).await,
        // The key of a refused form stays: nothing was created under it.
        request_key: match typed.get("request_key") {
            "" => state.app().new_id(|id| id).to_string(),
            key => key.to_owned(),
        },
        edition: model.category_version().map_or_else(String::new, |version| version.key.clone()),
        categories: pickers::category_groups(model, lang, category),
        conditions,
        divisions: pickers::division_groups(model, &who.actor, typed.get("division"), lang),
        site,
        typed,
    };
    cx.page_with(status, &page)
}
