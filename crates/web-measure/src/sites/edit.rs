//! The form that adds a site or changes one.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError, FieldProblem,
    sites::{
        save::{self, SiteDraft},
        view::load_visible,
    },
};
use changxiao_domain::{geo::Datum, ids::PostId};
use changxiao_store::sites::SiteRow;
use changxiao_words::{Lang, fill, texts};

use crate::{
    answer::{WebError, page_with, redirect_with_notice},
    choice::Choice,
    form::Form,
    names, pages, pickers,
    session::Who,
    shell::{Notice, NoticeKind, Section, Shell},
    state::WebState,
};

/// The fields as they were typed, so that a form that comes back keeps them.
#[derive(Clone, Default)]
struct Typed {
    site_type: String,
    name: String,
    name_en: String,
    division: String,
    longitude: String,
    latitude: String,
    datum: String,
    unit: String,
    holder: String,
    deputy: String,
    inactive: bool,
}

#[derive(Template)]
#[template(path = "sites/edit.html")]
struct EditPage {
    shell: Shell,
    title: String,
    action: String,
    back: String,
    is_new: bool,
    version: i64,
    request_key: String,
    typed: Typed,
    errors: Errors,
    types: Vec<Choice>,
    divisions: Vec<String>,
    units: Vec<String>,
    posts: Vec<String>,
    datums: Vec<Choice>,
}

/// What is wrong with which field, in the words of the page.
#[derive(Default)]
struct Errors(Vec<(&'static str, String)>);

impl Errors {
    fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == field).map_or("", |(_, message)| message)
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn add(&mut self, problems: Vec<FieldProblem>, lang: Lang) {
        for problem in problems {
            let message = problem.message.words(lang);
            // The first message of a field is the nearest to its cause.
            if self.of(problem.field).is_empty() {
                self.0.push((problem.field, message));
            }
        }
    }
}

pub(super) async fn new_form(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let key = state.app().new_id(|id| id).to_string();
    show(&state, &who, StatusCode::OK, None, &key, Typed::default(), Errors::default(), None).await
}

pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let site = load_visible(state.app(), &who.actor, number).await?;
    let typed = typed_of(&who, &site);
    show(&state, &who, StatusCode::OK, Some((number, site.version)), "", typed, Errors::default(), None).await
}

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let key = form.text("request_key").to_owned();
    if key.is_empty() {
        return Err(AppError::Csrf.into());
    }
    let typed = read(&form);
    let (draft, mut errors) = draft(&who, &typed);
    if errors.count() > 0 {
        errors.add(save::problems(state.app(), &who.model, &draft), who.lang());
        return show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, None, &key, typed, errors, None).await;
    }
    match save::add(state.app(), &who.actor, &draft, &key).await {
        Ok(number) => {
            let words = fill(texts(who.lang()).sites_added, &[("n", &number)]);
            Ok(redirect_with_notice(jar, &format!("/sites/{number}"), words))
        }
        Err(AppError::Invalid(problems)) => {
            errors.add(problems, who.lang());
            show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, None, &key, typed, errors, None).await
        }
        Err(problem @ (AppError::NotPermitted(_) | AppError::OutOfScope | AppError::NotFound(_))) => {
            Err(problem.into())
        }
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            show(&state, &who, status, None, &key, typed, errors, Some(&problem)).await
        }
    }
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<i64>,
    form: Form,
) -> Result<Response, WebError> {
    let version = form.number("version").ok_or(AppError::Conflict)?;
    let typed = read(&form);
    let (draft, mut errors) = draft(&who, &typed);
    if errors.count() > 0 {
        errors.add(save::problems(state.app(), &who.model, &draft), who.lang());
        return show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, Some((number, version)), "", typed, errors, None)
            .await;
    }
    match save::change(state.app(), &who.actor, number, version, &draft).await {
        Ok(()) => Ok(redirect_with_notice(jar, &format!("/sites/{number}"), texts(who.lang()).sites_saved)),
        Err(AppError::Invalid(problems)) => {
            errors.add(problems, who.lang());
            show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, Some((number, version)), "", typed, errors, None).await
        }
        Err(AppError::Conflict) => {
            // What was typed stays; beside each field that differs stands what it is now. Saving again keeps what was typed.
            let site = load_visible(state.app(), &who.actor, number).await?;
            let errors = differences(&who, &typed, &typed_of(&who, &site));
            let at = Some((number, site.version));
            show(&state, &who, StatusCode::CONFLICT, at, "", typed, errors, Some(&AppError::Conflict)).await
        }
        Err(problem @ (AppError::NotPermitted(_) | AppError::OutOfScope | AppError::NotFound(_))) => {
            Err(problem.into())
        }
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            show(&state, &who, status, Some((number, version)), "", typed, errors, Some(&problem)).await
        }
    }
}

fn read(form: &Form) -> Typed {
    let text = |name: &str| form.text(name).to_owned();
    Typed {
        site_type: text("site_type"),
        name: text("name"),
        name_en: text("name_en"),
        division: text("division"),
        longitude: text("longitude"),
        latitude: text("latitude"),
        datum: text("datum"),
        unit: text("unit"),
        holder: text("holder"),
        deputy: text("deputy"),
        inactive: form.ticked("inactive"),
    }
}

fn typed_of(who: &Who, site: &SiteRow) -> Typed {
    let (lang, model) = (who.lang(), &who.model);
    let posts = pickers::post_suggestions(model, lang);
    let post = |wanted: Option<PostId>| match wanted {
        None => String::new(),
        Some(wanted) => {
            let known = posts.iter().find(|(post, _)| *post == wanted).map(|(_, label)| label.clone());
            known.unwrap_or_else(|| model.post_label(wanted, lang))
        }
    };
    Typed {
        site_type: site.site_type.clone(),
        name: site.name.clone(),
        name_en: site.name_en.clone(),
        division: model.place_name(site.division, Lang::RECORDS),
        longitude: site.position.map_or_else(String::new, |(lon, _)| names::degrees(lon).replace('−', "-")),
        latitude: site.position.map_or_else(String::new, |(_, lat)| names::degrees(lat).replace('−', "-")),
        datum: Datum::Wgs84.name().to_owned(),
        unit: site.unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        holder: post(site.holder),
        deputy: post(site.deputy),
        inactive: !site.active,
    }
}

/// The command that the texts mean, and what could not be read.
fn draft(who: &Who, typed: &Typed) -> (SiteDraft, Errors) {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let mut errors = Errors::default();
    let posts = if typed.holder.is_empty() && typed.deputy.is_empty() {
        Vec::new()
    } else {
        pickers::post_suggestions(model, lang)
    };
    let mut post = |field: &'static str, text: &str| {
        let found = posts.iter().find(|(_, label)| label == text).map(|(post, _)| *post);
        // A post that has ended stays where it was until somebody chooses another.
        let ended = || model.posts.keys().copied().find(|post| model.post_label(*post, lang) == text);
        let found = if text.is_empty() { None } else { found.or_else(ended) };
        if found.is_none() && !text.is_empty() {
            errors.0.push((field, l.sites_no_such_post.to_owned()));
        }
        found
    };
    let holder = post("holder", &typed.holder);
    let deputy = post("deputy", &typed.deputy);
    let unit = pickers::unit_of(model, &typed.unit);
    if unit.is_none() && !typed.unit.is_empty() {
        errors.0.push(("unit", l.sites_no_such_unit.to_owned()));
    }
    let division = pickers::typed_division(model, &typed.division);
    if division.is_none() && !typed.division.is_empty() {
        errors.0.push(("division", l.sites_no_such_division.to_owned()));
    }
    let draft = SiteDraft {
        site_type: typed.site_type.clone(),
        name: typed.name.clone(),
        name_en: typed.name_en.clone(),
        division,
        longitude: typed.longitude.clone(),
        latitude: typed.latitude.clone(),
        datum: Datum::read(&typed.datum).unwrap_or_default(),
        unit,
        holder,
        deputy,
        active: !typed.inactive,
    };
    (draft, errors)
}

/// At each field that somebody else has changed: what it is now.
fn differences(who: &Who, mine: &Typed, theirs: &Typed) -> Errors {
    let l = texts(who.lang());
    let kind = |code: &str| who.model.site_type_name(code, who.lang()).to_owned();
    let fields: [(&'static str, String, String); 9] = [
        ("site_type", kind(&mine.site_type), kind(&theirs.site_type)),
        ("name", mine.name.clone(), theirs.name.clone()),
        ("name_en", mine.name_en.clone(), theirs.name_en.clone()),
        ("division", mine.division.clone(), theirs.division.clone()),
        ("longitude", mine.longitude.clone(), theirs.longitude.clone()),
        ("latitude", mine.latitude.clone(), theirs.latitude.clone()),
        ("unit", mine.unit.clone(), theirs.unit.clone()),
        ("holder", mine.holder.clone(), theirs.holder.clone()),
        ("deputy", mine.deputy.clone(), theirs.deputy.clone()),
    ];
    let differing = fields.into_iter().filter(|(_, mine, theirs)| mine != theirs);
    let now = |theirs: &str| {
        if theirs.is_empty() { l.sites_now_empty.to_owned() } else { fill(l.sites_now_is, &[("value", &theirs)]) }
    };
    Errors(differing.map(|(field, _, theirs)| (field, now(&theirs))).collect())
}

#[expect(clippy::too_many_arguments, reason = "one place that shows the form in all its states")]
async fn show(
    state: &WebState,
    who: &Who,
    status: StatusCode,
    existing: Option<(i64, i64)>,
    request_key: &str,
    typed: Typed,
    errors: Errors,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let (action, back, title) = match existing {
        Some((number, _)) => {
            (format!("/sites/{number}/edit"), format!("/sites/{number}"), fill(l.sites_edit_title, &[("n", &number)]))
        }
        None => ("/sites/new".to_owned(), "/sites".to_owned(), l.sites_new_title.to_owned()),
    };
    let notice = problem.map(|problem| Notice {
        kind: NoticeKind::Failed,
        text: format!("{} {}", problem.words(lang), problem.number()),
        link: matches!(problem, AppError::Conflict).then(|| (action.clone(), l.sites_use_new.to_owned())),
    });
    let datum = Datum::read(&typed.datum).unwrap_or_default();
    let page = EditPage {
        shell: pages::shell(state, who, Section::Sites, notice).await,
        title,
        action,
        back,
        is_new: existing.is_none(),
        version: existing.map_or(0, |(_, version)| version),
        request_key: request_key.to_owned(),
        types: pickers::site_types(&who.model, lang, &typed.site_type),
        divisions: pickers::division_suggestions(&who.model),
        units: pickers::unit_suggestions(&who.model, lang),
        posts: pickers::post_suggestions(&who.model, lang).into_iter().map(|(_, label)| label).collect(),
        datums: [Datum::Wgs84, Datum::Cgcs2000, Datum::Gcj02, Datum::Bd09]
            .into_iter()
            .map(|one| Choice {
                value: one.name().to_owned(),
                label: match one {
                    Datum::Wgs84 => l.sites_datum_wgs84,
                    Datum::Cgcs2000 => l.sites_datum_cgcs2000,
                    Datum::Gcj02 => l.sites_datum_gcj02,
                    Datum::Bd09 => l.sites_datum_bd09,
                }
                .to_owned(),
                chosen: one == datum,
            })
            .collect(),
        typed,
        errors,
    };
    page_with(status, &page)
}
