//! Reporting by hand: what, where, how it looks. Made for a phone first.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    cases::report::{self, Fixed, ReportCase},
    sites::view as sites,
};
use changxiao_domain::{
    divisions::DivisionCode,
    geo::{Datum, Position},
};
use changxiao_words::{fill, say, texts};

use crate::{
    address::pairs,
    answer::{WebError, page_with, redirect_with_notice},
    choice::{Choice, ChoiceGroup},
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
    request_key: String,
    categories: Vec<ChoiceGroup>,
    /// Filing conditions of the category that is chosen.
    conditions: Vec<Choice>,
    divisions: Vec<ChoiceGroup>,
    site: String,
    site_name: String,
    place: String,
    title: String,
    text: String,
    fixed: bool,
    fixed_text: String,
    longitude: String,
    latitude: String,
    sentence: String,
    number: &'static str,
    had_photos: bool,
    problems: Vec<(&'static str, String)>,
}

impl NewPage {
    fn error(&self, field: &str) -> &str {
        self.problems.iter().find(|(name, _)| *name == field).map_or("", |(_, problem)| problem)
    }
}

/// `?site=` names the site that one stands at, `?category=` what was seen.
pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let pairs = pairs(raw.unwrap_or_default().as_bytes());
    let get = |key: &str| pairs.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.trim());
    let known = |key: &'static str| (key, get(key).to_owned());
    let values = [known("site"), known("category"), known("division"), known("place"), known("lon"), known("lat")];
    let value =
        |name: &str| values.iter().find(|(key, _)| *key == name).map_or_else(String::new, |(_, value)| value.clone());
    render(&state, &who, &value, None, false, StatusCode::OK).await
}

/// Without script: the same form with the filing conditions of the category that was chosen. Nothing is reported yet.
pub(super) async fn conditions(
    State(state): State<WebState>,
    who: Who,
    PatientForm(form): PatientForm,
) -> Result<Response, WebError> {
    render(&state, &who, &|name| form.text(name).to_owned(), None, !form.photos.is_empty(), StatusCode::OK).await
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
            render(&state, &who, &|name| form.text(name).to_owned(), Some(&problem), !form.photos.is_empty(), status)
                .await
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
        title: form.text("title").to_owned(),
        text: form.text("text").to_owned(),
        site: optional_number("site")?,
        division,
        place: form.text("place").to_owned(),
        position,
        fixed: read_fixed(form),
        request_key: form.optional("request_key"),
    })
}

/// Ticked, or shown by a photo after the work: then it was put right at once.
fn read_fixed(form: &Form) -> Option<Fixed> {
    let photos = form.photos_of("after");
    (form.ticked("fixed") || !photos.is_empty()).then(|| Fixed { text: form.text("fixed_text").to_owned(), photos })
}

async fn render(
    state: &WebState,
    who: &Who,
    own: &(dyn Fn(&str) -> String + Sync),
    problem: Option<&AppError>,
    had_photos: bool,
    status: StatusCode,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let site_name = match own("site").parse::<i64>() {
        Ok(number) => sites::named(state.app(), &who.actor, number).await?.map(|site| site.name),
        Err(_) => None,
    };
    let key = own("request_key");
    let page = NewPage {
        // The key of a refused form stays: nothing was created under it.
        request_key: if key.is_empty() { state.app().new_id(|id| id).to_string() } else { key },
        categories: pickers::category_groups(model, lang, &own("category")),
        conditions: model.filing(&own("category"), None).map_or_else(Vec::new, |filing| {
            let chosen = condition_in(&own("condition"), &own("category")).unwrap_or_default();
            condition_choices(filing.category, chosen, lang)
        }),
        divisions: pickers::division_groups(model, &who.actor, &own("division"), lang),
        site: own("site"),
        site_name: site_name.unwrap_or_default(),
        place: own("place"),
        title: own("title"),
        text: own("text"),
        fixed: own("fixed") == "on",
        fixed_text: own("fixed_text"),
        longitude: own("lon"),
        latitude: own("lat"),
        sentence: problem.map_or_else(String::new, |problem| problem.words(lang)),
        number: problem.map_or("", AppError::number),
        had_photos,
        problems: match problem {
            Some(AppError::Invalid(fields)) => {
                fields.iter().map(|field| (field.field, field.message.words(lang))).collect()
            }
            _ => Vec::new(),
        },
        shell: pages::shell(state, who, Section::Cases, None).await,
    };
    page_with(status, &page)
}
