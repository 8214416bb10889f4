//! The list as a file for Excel or WPS: the filter of the address, at most 200,000 rows.

use axum::{body::Body, extract::State, response::Response};
use changxiao_app::{AppError, cases::export::Export, long_sheet::LongSheet, model::CityModel};
use changxiao_files::sheets::{Cell, CsvWriter, SheetColumn, WriteError};
use changxiao_store::cases::CaseLine;
use changxiao_words::{Lang, texts};

use super::{list::filter_of, query::ListQuery};
use crate::{
    answer::WebError,
    clock::CaseClock,
    download::{CSV, XLSX, called, untraced, untraced_from_disk},
    names::source_word,
    session::Who,
    state::WebState,
    words::{self, limit_words},
};

/// Rows go through a thread into temporary files, and the file goes out piece by piece: memory does not grow with it.
pub(super) async fn xlsx(State(state): State<WebState>, who: Who, query: ListQuery) -> Result<Response, WebError> {
    let mut export = begin(&state, &who, &query).await?;
    let today = who.model.day_of(state.app().now());
    let (name, columns) = titles(who.lang());
    let sheet = LongSheet::begin(today, name, columns);
    while let Some(lines) = export.next().await? {
        for line in &lines {
            if !sheet.row(cells(&state, &who.model, who.lang(), line)).await {
                break;
            }
        }
    }
    Ok(untraced_from_disk(XLSX, &called(name, today, "xlsx"), sheet.finish().await?))
}

/// Goes out page by page while it is read.
pub(super) async fn csv(State(state): State<WebState>, who: Who, query: ListQuery) -> Result<Response, WebError> {
    let export = begin(&state, &who, &query).await?;
    let today = who.model.day_of(state.app().now());
    let (name, titles) = titles(who.lang());
    let writer = CsvWriter::new(titles.iter().map(|column| column.title.as_str())).map_err(broken)?;
    let pieces =
        futures::stream::try_unfold((export, writer, state, who), async |(mut export, mut writer, state, who)| {
            let Some(lines) = export.next().await? else {
                // An empty list is its titles.
                let left = writer.take().map_err(broken_app)?;
                return Ok::<_, AppError>((!left.is_empty()).then_some((left, (export, writer, state, who))));
            };
            for line in &lines {
                writer.row(&cells(&state, &who.model, who.lang(), line)).map_err(broken_app)?;
            }
            let piece = writer.take().map_err(broken_app)?;
            Ok(Some((piece, (export, writer, state, who))))
        });
    Ok(untraced(CSV, &called(name, today, "csv"), Body::from_stream(pieces)))
}

async fn begin(state: &WebState, who: &Who, query: &ListQuery) -> Result<Export, WebError> {
    let (filter, _) = filter_of(state, who, query).await?;
    Ok(Export::begin(state.app(), &who.actor, &filter, query.text())?)
}

/// The name of the sheet and its columns, in their order.
pub(super) fn titles(lang: Lang) -> (&'static str, Vec<SheetColumn>) {
    let l = texts(lang);
    let columns = [
        (l.cases_number, 14),
        (l.cases_lamp, 8),
        (l.cases_state, 10),
        (l.cases_category, 22),
        (l.cases_title_word, 30),
        (l.cases_division, 26),
        (l.cases_place, 34),
        (l.cases_lead, 24),
        (l.cases_supervised, 12),
        (l.cases_asked_word, 12),
        (l.cases_limit, 14),
        (l.cases_time, 20),
        (l.cases_reported, 18),
        (l.cases_due, 18),
        (l.cases_handled, 18),
        (l.cases_reworks, 8),
        (l.cases_source, 12),
    ];
    (l.nav_cases, columns.into_iter().map(|(title, width)| SheetColumn::new(title, width)).collect())
}

/// What the columns say of a case.
pub(super) fn cells(state: &WebState, model: &CityModel, lang: Lang, line: &CaseLine) -> Vec<Cell> {
    let now = state.app().now();
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let moment = |at: Option<changxiao_domain::time::Instant>| match at {
        Some(at) => Cell::Moment(at.in_zone(model.calendar.zone())),
        None => Cell::Empty,
    };
    vec![
        text(&line.number),
        text(words::due_status(lang, line.lamp(now))),
        text(line.state.words(lang)),
        text(model.category_name_of(line.edition.as_deref(), &line.category, lang)),
        text(&line.title),
        text(&model.place_name(line.division, lang)),
        text(&line.place),
        text(line.lead.map_or("", |unit| model.unit_name(unit, lang))),
        text(line.supervised.map_or("", |kind| kind.words(lang))),
        text(line.asked.map_or("", |topic| topic.words(lang))),
        text(&limit_words(lang, line.limit)),
        text(&CaseClock::from(line).view(&model.calendar, lang, now).words),
        moment(Some(line.reported_at)),
        moment(line.due_at),
        moment(line.handled_at),
        Cell::Integer(line.rework_count),
        text(source_word(lang, line.source)),
    ]
}

fn broken(problem: WriteError) -> WebError {
    broken_app(problem).into()
}

fn broken_app(problem: WriteError) -> AppError {
    AppError::Broken(problem.to_string())
}
