//! One division: facts, what lies in it, who answers for it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, cities::names::english, divisions};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    orgs::Permission,
};

use super::list::{Row, row};
use crate::{
    address::address,
    answer::{WebError, page_with},
    faults::Faults,
    links::unit_href,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "divisions/view.html")]
struct ViewPage {
    shell: Shell,
    name: String,
    zh_name: String,
    other_name: String,
    code: String,
    href: String,
    level: &'static str,
    path: Vec<(String, String)>,
    children: Vec<Row>,
    child_level: &'static str,
    units: Vec<(String, String, &'static str)>,
    territory: Option<(String, String)>,
    sites: Option<(String, String)>,
    open: Option<Open>,
    edition: String,
    /// Where the outlines come from; empty without any.
    map_href: String,
    may_manage: bool,
    is_leaf: bool,
    draft: Draft,
    faults: Faults,
    form: &'static str,
}

struct Open {
    href: String,
    total: String,
    late: String,
    near: String,
    ok: String,
    idle: String,
}

/// What was typed.
#[derive(Clone, Default)]
pub(super) struct Draft {
    pub code: String,
    pub name: String,
    pub source: String,
}

pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Divisions, jar).await;
    let response = render(&state, &who, shell, read_code(&code)?, "", Draft::default(), Faults::default()).await?;
    Ok((jar, response))
}

pub(super) fn read_code(code: &str) -> Result<DivisionCode, AppError> {
    code.parse().map_err(|_| AppError::NotFound("division"))
}

/// The page with one of its forms (`add`, `rename`, `remove`) as it came back.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    code: DivisionCode,
    form: &'static str,
    draft: Draft,
    faults: Faults,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Divisions, faults.notice.clone()).await;
    render(state, who, shell, code, form, draft, faults).await
}

async fn render(
    state: &WebState,
    who: &Who,
    shell: Shell,
    code: DivisionCode,
    form: &'static str,
    draft: Draft,
    faults: Faults,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let model = &who.model;
    let found = divisions::view(state.app(), &who.actor, code).await?;
    let division = model.divisions.get(code).ok_or(AppError::NotFound("division"))?;
    let children: Vec<Row> = model.divisions.children(code).map(|child| row(model, child, lang)).collect();
    let mut path: Vec<(String, String)> = model
        .divisions
        .path(code)
        .into_iter()
        .map(|above| (format!("/divisions/{}", above.code), model.name_of_division(above.code, lang).to_owned()))
        .collect();
    path.pop();
    let units = model
        .units
        .iter()
        .filter(|unit| unit.division == Some(code))
        .map(|unit| (unit_href(model, unit.id), unit.name_in(lang).to_owned(), model.units.kind_name(unit, lang)))
        .collect();
    let n = words::count;
    let next = Level::ALL.into_iter().find(|level| *level > division.level);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        &ViewPage {
            name: model.name_of_division(code, lang).to_owned(),
            zh_name: division.name.clone(),
            other_name: {
                let english = english(code).unwrap_or_default();
                lang.other_of_data().of_data(&division.name, english).to_owned()
            },
            href: format!("/divisions/{code}"),
            level: division.level.words(lang),
            path,
            is_leaf: children.is_empty(),
            child_level: next.map_or("", |level| level.words(lang)),
            children,
            units,
            territory: model
                .territory_unit(code)
                .map(|unit| (unit_href(model, unit), model.unit_name(unit, lang).to_owned())),
            sites: found.sites.map(|sites| (address("/sites", &[("division", &code.to_string())]), n(sites))),
            open: found.open.map(|open| Open {
                href: address("/cases", &[("tab", "open"), ("division", &code.to_string())]),
                total: n(open.total()),
                late: n(open.late),
                near: n(open.near),
                ok: n(open.ok),
                idle: n(open.idle),
            }),
            edition: found.row.edition,
            map_href: if model.outlines.iter().any(|(outlined, _)| outlined.is_within(code)) {
                format!("/divisions/outlines.json?within={code}")
            } else {
                String::new()
            },
            may_manage: who.actor.may(Permission::ManageReference),
            code: code.to_string(),
            draft,
            faults,
            form,
            shell,
        },
    )
}
