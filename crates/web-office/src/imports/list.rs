//! What can be imported, and what was.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::imports::{self, Kind};
use changxiao_words::Texts;

use crate::{
    answer::{WebError, page_with},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    shell: Shell,
    kinds: Vec<KindLine>,
    newest: Vec<ImportLine>,
    problem: String,
    datums: Vec<(&'static str, &'static str)>,
}

struct KindLine {
    code: &'static str,
    name: &'static str,
    what: &'static str,
    accepts: &'static str,
    formats: &'static str,
    template: String,
    has_coordinates: bool,
    may: bool,
}

struct ImportLine {
    kind: String,
    file: String,
    who: String,
    at: String,
    rows: String,
    added: String,
    changed: String,
    unchanged: String,
    hash: String,
}

pub(super) async fn page(State(state): State<WebState>, who: Who, jar: PrivateCookieJar) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Imports, jar).await;
    Ok((jar, show(&state, &who, shell, StatusCode::OK, String::new()).await?).into_response())
}

/// The page once more, with why nothing was looked at.
pub(super) async fn again(state: &WebState, who: &Who, problem: String) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Imports, None).await;
    show(state, who, shell, StatusCode::UNPROCESSABLE_ENTITY, problem).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    status: StatusCode,
    problem: String,
) -> Result<Response, WebError> {
    let (lang, l) = (who.lang(), shell.l);
    let now = state.app().now();
    let newest = imports::newest(state.app(), &who.actor, 20).await?;
    let page = ListPage {
        kinds: Kind::ALL
            .into_iter()
            .map(|kind| KindLine {
                code: kind.code(),
                name: kind.words(lang),
                what: what(l, kind),
                accepts: kind.accepts(),
                formats: formats(l, kind),
                template: format!("/imports/templates/{}", super::templates::file_of(kind)),
                has_coordinates: kind == Kind::Sites,
                may: imports::may_import(&who.actor, kind),
            })
            .collect(),
        newest: newest
            .into_iter()
            .map(|row| ImportLine {
                kind: match Kind::parse(&row.kind) {
                    Some(kind) => kind.words(lang).to_owned(),
                    None if row.kind == changxiao_app::exchange::KIND => l.exchange_orders.to_owned(),
                    None => row.kind.clone(),
                },
                who: row.person.and_then(|person| who.model.person_names.get(&person)).cloned().unwrap_or_default(),
                at: pages::moment(who, now, row.at),
                rows: words::count(row.rows_read),
                added: words::count(row.added),
                changed: words::count(row.changed),
                unchanged: words::count(row.unchanged),
                hash: row.file_hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect(),
                file: row.file_name,
            })
            .collect(),
        datums: super::preview::datums(),
        problem,
        shell,
    };
    page_with(status, &page)
}

pub(super) const fn what(l: &Texts, kind: Kind) -> &'static str {
    match kind {
        Kind::Divisions => l.imports_what_divisions,
        Kind::Outlines => l.imports_what_outlines,
        Kind::Holidays => l.imports_what_holidays,
        Kind::Units => l.imports_what_units,
        Kind::People => l.imports_what_people,
        Kind::Categories => l.imports_what_categories,
        Kind::FilingStandard => l.imports_what_filing,
        Kind::Standard => l.imports_what_standard,
        Kind::Responsibilities => l.imports_what_responsibilities,
        Kind::Matrix => l.imports_what_matrix,
        Kind::Sites => l.imports_what_sites,
    }
}

const fn formats(l: &Texts, kind: Kind) -> &'static str {
    match kind {
        Kind::Outlines => l.imports_formats_geojson,
        Kind::Categories => l.imports_formats_json,
        Kind::FilingStandard => l.imports_formats_filing,
        Kind::Standard => l.imports_formats_workbook,
        _ => l.imports_formats_sheet,
    }
}
