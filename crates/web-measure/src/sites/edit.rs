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
use changxiao_web_kit::{
    answer::{WebError, redirect_with_notice},
    choice::Choice,
    cx::Cx,
    fields::Typed,
    form::Form,
    names, pages, pickers,
    session::Who,
    shell::{Notice, NoticeKind, Section, Shell},
    state::WebState,
};
use changxiao_words::{Lang, fill, keys, texts};

/// The site that a form changes: its number, and its version as the form showed it.
type Existing = Option<(i64, i64)>;

/// What somebody else may have changed meanwhile.
const COMPARED: [&str; 9] =
    ["site_type", "name", "name_en", "division", "longitude", "latitude", "unit", "holder", "deputy"];

#[derive(Template)]
#[template(path = "sites/edit.html")]
struct EditPage {
    shell: Shell,
    title: String,
    existing: Existing,
    typed: Typed,
    types: Vec<Choice>,
    divisions: Vec<String>,
    units: Vec<String>,
    posts: Vec<(PostId, String)>,
    datums: Vec<Choice>,
}

pub(super) async fn new_form(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let typed = Typed::default().with("request_key", state.app().new_id(|id| id));
    show(&state, &who, StatusCode::OK, None, typed).await
}

pub(super) async fn form(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let site = load_visible(state.app(), &who.actor, number).await?;
    show(&state, &who, StatusCode::OK, Some((number, site.version)), typed_of(&who, &site)).await
}

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let key = form.text("request_key");
    if key.is_empty() {
        return Err(AppError::Csrf.into());
    }
    let added = match draft(&state, &who, &form) {
        Ok(draft) => save::add(state.app(), &who.actor, &draft, key).await,
        Err(problem) => Err(problem),
    };
    match added {
        Ok(number) => {
            let words = fill(texts(who.lang()).sites_added, &[("n", &number)]);
            Ok(redirect_with_notice(jar, &format!("/sites/{number}"), words))
        }
        Err(problem) => come_back(&state, &who, None, &form, problem).await,
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
    let changed = match draft(&state, &who, &form) {
        Ok(draft) => save::change(state.app(), &who.actor, number, version, &draft).await,
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(()) => Ok(redirect_with_notice(jar, &format!("/sites/{number}"), texts(who.lang()).sites_saved)),
        Err(AppError::Conflict) => {
            // What was typed stays; beside each field that differs stands what it is now. Saving again keeps what was typed.
            let site = load_visible(state.app(), &who.actor, number).await?;
            let typed = Typed::refused("", &form, &AppError::Conflict, who.lang());
            let typed = with_differences(&who, typed, &typed_of(&who, &site));
            show(&state, &who, StatusCode::CONFLICT, Some((number, site.version)), typed).await
        }
        Err(problem) => come_back(&state, &who, Some((number, version)), &form, problem).await,
    }
}

/// The form as it was sent, with what is wrong. What is not for the eyes of this post goes on to the error page.
async fn come_back(
    state: &WebState,
    who: &Who,
    existing: Existing,
    form: &Form,
    problem: AppError,
) -> Result<Response, WebError> {
    if matches!(problem, AppError::NotPermitted(_) | AppError::OutOfScope | AppError::NotFound(_)) {
        return Err(problem.into());
    }
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    show(state, who, status, existing, Typed::refused("", form, &problem, who.lang())).await
}

fn typed_of(who: &Who, site: &SiteRow) -> Typed {
    let (lang, model) = (who.lang(), &who.model);
    let posts = pickers::post_suggestions(model, lang);
    let post = |of: PostId| {
        let known = posts.iter().find(|(post, _)| *post == of).map(|(_, label)| label.clone());
        known.unwrap_or_else(|| model.post_label(of, lang))
    };
    let degrees = |micro: i64| names::degrees(micro).replace('−', "-");
    Typed::default()
        .with("site_type", &site.site_type)
        .with("name", &site.name)
        .with("name_en", &site.name_en)
        .with("division", model.place_name(site.division, Lang::RECORDS))
        .with_optional("longitude", site.position.map(|(lon, _)| degrees(lon)).as_ref())
        .with_optional("latitude", site.position.map(|(_, lat)| degrees(lat)).as_ref())
        .with_optional("unit", site.unit.map(|unit| model.unit_name(unit, lang)).as_ref())
        .with_optional("holder", site.holder.map(post).as_ref())
        .with_optional("deputy", site.deputy.map(post).as_ref())
        .with("inactive", if site.active { "" } else { "on" })
}

/// The command that the form means. Errors: everything that is wrong with it, what could not be read in front.
fn draft(state: &WebState, who: &Who, form: &Form) -> Result<SiteDraft, AppError> {
    let (lang, model) = (who.lang(), &who.model);
    let posts = pickers::post_suggestions(model, lang);
    let post = |text: &str| {
        let found = posts.iter().find(|(_, label)| label == text).map(|(post, _)| *post);
        // A post that has ended stays where it was until somebody chooses another.
        found.or_else(|| model.posts.keys().copied().find(|post| model.post_label(*post, lang) == text))
    };
    let draft = SiteDraft {
        site_type: form.text("site_type").to_owned(),
        name: form.text("name").to_owned(),
        name_en: form.text("name_en").to_owned(),
        division: pickers::typed_division(model, form.text("division")),
        longitude: form.text("longitude").to_owned(),
        latitude: form.text("latitude").to_owned(),
        datum: Datum::read(form.text("datum")).unwrap_or_default(),
        in_no_grid: form.ticked("in_no_grid"),
        unit: pickers::unit_of(model, form.text("unit")),
        holder: Some(form.text("holder")).filter(|text| !text.is_empty()).and_then(post),
        deputy: Some(form.text("deputy")).filter(|text| !text.is_empty()).and_then(post),
        active: !form.ticked("inactive"),
    };
    let read = [
        ("holder", draft.holder.is_some(), keys::sites_no_such_post),
        ("deputy", draft.deputy.is_some(), keys::sites_no_such_post),
        ("unit", draft.unit.is_some(), keys::sites_no_such_unit),
        ("division", draft.division.is_some(), keys::sites_no_such_division),
    ];
    let unread = read.into_iter().filter(|(field, found, _)| !found && !form.text(field).is_empty());
    let mut problems: Vec<_> = unread.map(|(field, _, key)| FieldProblem::new(field, key)).collect();
    if problems.is_empty() {
        return Ok(draft);
    }
    problems.extend(save::problems(state.app(), model, &draft));
    Err(AppError::Invalid(problems))
}

/// At each field that somebody else has changed: what it is now.
fn with_differences(who: &Who, mut mine: Typed, theirs: &Typed) -> Typed {
    let l = texts(who.lang());
    for field in COMPARED {
        let now = match (field, theirs.get(field)) {
            (_, now) if now == mine.get(field) => continue,
            ("site_type", code) => who.model.site_type_name(code, who.lang()),
            (_, now) => now,
        };
        let message =
            if now.is_empty() { l.sites_now_empty.to_owned() } else { fill(l.sites_now_is, &[("value", &now)]) };
        mine = mine.with_problem(field, message);
    }
    mine
}

async fn show(
    state: &WebState,
    who: &Who,
    status: StatusCode,
    existing: Existing,
    typed: Typed,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let Cx { l, lang, ref model, .. } = cx;
    let is_told_above = typed.is_refused() && (typed.problem_count() == 0 || status == StatusCode::CONFLICT);
    let notice = is_told_above.then(|| Notice {
        kind: NoticeKind::Failed,
        text: format!("{} {}", typed.sentence, typed.number),
        link: existing
            .filter(|_| status == StatusCode::CONFLICT)
            .map(|(number, _)| (format!("/sites/{number}/edit"), l.sites_use_new.to_owned())),
    });
    let datums = [
        (Datum::Wgs84, l.sites_datum_wgs84),
        (Datum::Cgcs2000, l.sites_datum_cgcs2000),
        (Datum::Gcj02, l.sites_datum_gcj02),
        (Datum::Bd09, l.sites_datum_bd09),
    ];
    let datum = Datum::read(typed.get("datum")).unwrap_or_default();
    cx.page_with(
        status,
        &EditPage {
            shell: pages::shell(state, who, Section::Sites, notice).await,
            title: match existing {
                Some((number, _)) => fill(l.sites_edit_title, &[("n", &number)]),
                None => l.sites_new_title.to_owned(),
            },
            existing,
            types: pickers::site_types(model, lang, typed.get("site_type")),
            divisions: pickers::division_suggestions(model),
            units: pickers::unit_suggestions(model, lang),
            posts: pickers::post_suggestions(model, lang),
            datums: datums.map(|(one, label)| Choice::new(one.name(), label, one == datum)).into(),
            typed,
        },
    )
}
