//! What can be imported, and what was.

use askama::Template;
use axum::http::StatusCode;
use changxiao_app::{
    exchange,
    imports::{self, Kind, may_import, readings},
};
use changxiao_domain::{geo::Datum, orgs::Actor};
use changxiao_store::imports::ImportRow;
use changxiao_words::Texts;

use super::templates::file_of;
use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    newest: Vec<ImportRow>,
    readings: Vec<readings::NamedReading>,
    /// Why a file was not looked at; empty where none was sent.
    problem: String,
}

pub(super) async fn page(request: Request) -> Answer {
    show(&request, String::new()).await
}

/// The page, with why nothing was looked at.
pub(super) async fn show(request: &Request, problem: String) -> Answer {
    let newest = imports::newest(request.app(), request.actor(), 20).await?;
    let readings = readings::list(request.app(), request.actor()).await?;
    let shell = request.shell(Section::Imports).await;
    let page = ListPage { shell, cx: &request.cx, actor: request.actor(), newest, readings, problem };
    match page.problem.is_empty() {
        true => request.page(&page),
        false => request.cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
    }
}

impl ListPage<'_> {
    fn may(&self, kind: &Kind) -> bool {
        may_import(self.actor, *kind)
    }

    fn has_readings(&self, kind: &Kind) -> bool {
        self.readings_of(kind).next().is_some()
    }

    fn readings_of(&self, kind: &Kind) -> impl Iterator<Item = &readings::NamedReading> {
        let kind = *kind;
        self.readings.iter().filter(move |kept| kept.kind == kind)
    }

    /// Whether it brought a list, which has a page of what it did; orders are cases.
    fn is_list(&self, row: &ImportRow) -> bool {
        Kind::parse(&row.kind).is_some()
    }

    /// The name of the list that a file brought.
    fn kind_name<'a>(&self, row: &'a ImportRow) -> &'a str {
        match Kind::parse(&row.kind) {
            Some(kind) => kind.words(self.cx.lang),
            None if row.kind == exchange::KIND => self.cx.l.exchange_orders,
            None => &row.kind,
        }
    }

    fn person(&self, row: &ImportRow) -> &str {
        row.person.and_then(|person| self.cx.model.person_names.get(&person)).map_or("", String::as_str)
    }
}

/// The beginning of a file's hash.
fn short_hash(hash: &[u8; 32]) -> String {
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

const fn what(l: &Texts, kind: &Kind) -> &'static str {
    match kind {
        Kind::Divisions => l.imports_what_divisions,
        Kind::Outlines => l.imports_what_outlines,
        Kind::Grids => l.imports_what_grids,
        Kind::Holidays => l.imports_what_holidays,
        Kind::Units => l.imports_what_units,
        Kind::People => l.imports_what_people,
        Kind::Categories => l.imports_what_categories,
        Kind::FilingStandard => l.imports_what_filing,
        Kind::Standard => l.imports_what_standard,
        Kind::Responsibilities => l.imports_what_responsibilities,
        Kind::Matrix => l.imports_what_matrix,
        Kind::Sites => l.imports_what_sites,
        Kind::Tasks => l.imports_what_tasks,
        Kind::Matters => l.imports_what_matters,
        Kind::Evidence => l.imports_what_evidence,
    }
}

const fn formats(l: &Texts, kind: &Kind) -> &'static str {
    match kind {
        Kind::Outlines => l.imports_formats_geojson,
        Kind::Grids => l.imports_formats_grids,
        Kind::Categories => l.imports_formats_json,
        Kind::FilingStandard => l.imports_formats_filing,
        Kind::Standard => l.imports_formats_workbook,
        _ => l.imports_formats_sheet,
    }
}
