//! The list as a file for Excel or WPS: the filter of the address, at most twenty thousand rows.

use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::Response,
};
use changxiao_app::{AppError, cases::export};
use changxiao_files::sheets::{Cell, CsvWriter, SheetColumn, Workbook, WriteError};
use changxiao_store::cases::CaseLine;

use super::{
    limit::{CaseClock, limit_words},
    list::filter_of,
    query::ListQuery,
    rows::{lamp_word, source_word},
};
use crate::{answer::WebError, pages::wall, session::Who, state::WebState, text::texts, words};

pub(super) async fn xlsx(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let rows = gather(&state, &who, raw).await?;
    let today = who.model.day_of(state.app().now());
    let titles = titles(&who);
    let file = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(today)?;
        let mut sheet = workbook.sheet(titles.0, &titles.1)?;
        for row in &rows {
            sheet.row(row)?;
        }
        workbook.finish()
    });
    let file = file.await.map_err(|problem| AppError::Broken(problem.to_string()))?.map_err(broken)?;
    attachment(
        file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &format!("cases-{today}.xlsx"),
    )
}

pub(super) async fn csv(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let rows = gather(&state, &who, raw).await?;
    let today = who.model.day_of(state.app().now());
    let titles = titles(&who).1;
    let mut writer = CsvWriter::new(titles.iter().map(|column| column.title.as_str())).map_err(broken)?;
    for row in &rows {
        writer.row(row).map_err(broken)?;
    }
    attachment(writer.finish().map_err(broken)?, "text/csv; charset=utf-8", &format!("cases-{today}.csv"))
}

async fn gather(state: &WebState, who: &Who, raw: Option<String>) -> Result<Vec<Vec<Cell>>, WebError> {
    let query = ListQuery::read(&raw.unwrap_or_default());
    let (filter, _) = filter_of(state, who, &query).await?;
    let mut rows = Vec::new();
    export::export(state.app(), &who.actor, &filter, &query.text(), |line| {
        rows.push(cells(state, who, line));
        Ok(())
    })
    .await?;
    Ok(rows)
}

fn titles(who: &Who) -> (&'static str, Vec<SheetColumn>) {
    let l = texts(who.lang());
    let columns = [
        (l.cases_number, 14),
        (l.cases_lamp, 8),
        (l.cases_state, 10),
        (l.cases_category, 22),
        (l.cases_title_word, 30),
        (l.cases_division, 26),
        (l.cases_place, 34),
        (l.cases_lead, 24),
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

fn cells(state: &WebState, who: &Who, line: &CaseLine) -> Vec<Cell> {
    let (lang, now, model) = (who.lang(), state.app().now(), &who.model);
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let moment = |at: Option<changxiao_domain::time::Instant>| match at {
        Some(at) => {
            let wall = wall(model, at);
            Cell::Text(format!("{} {}", wall.day, words::time_of_day(wall)))
        }
        None => Cell::Empty,
    };
    vec![
        text(&line.number),
        text(lamp_word(lang, line.lamp(now).code())),
        text(line.state.words(lang)),
        text(model.category_name(&line.category, lang)),
        text(&line.title),
        text(&model.place_name(line.division, lang)),
        text(&line.place),
        text(line.lead.map_or("", |unit| model.unit_name(unit, lang))),
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
    AppError::Broken(problem.to_string()).into()
}

/// A file to keep, not to show.
pub(super) fn attachment(content: impl Into<Body>, media: &'static str, name: &str) -> Result<Response, WebError> {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .map_err(|problem| AppError::Broken(problem.to_string()))?;
    let mut response = Response::new(content.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
