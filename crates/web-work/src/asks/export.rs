//! The list of asks as a workbook.

use axum::extract::Query;
use changxiao_app::{AppError, asks};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use changxiao_web_kit::{
    download::{XLSX, attachment, called},
    request::Request,
};
use changxiao_words::Say as _;

use super::list::{AsksQuery, audience, source};
use crate::answer::Answer;

pub(super) async fn xlsx(request: Request, Query(query): Query<AsksQuery>) -> Answer {
    let (cx, l, lang) = (&request.cx, request.cx.l, request.lang());
    let found = asks::list(request.app(), request.actor(), query.shown()).await?;
    let row = |line: &changxiao_app::asks::AskLine| {
        let text = |value: &changxiao_words::Value| Cell::Text(value.say(lang).into_owned());
        vec![
            text(&line.title),
            Cell::Text(source(cx, line)),
            text(&line.issuer),
            text(&line.basis),
            Cell::Text(audience(cx, line).to_owned()),
            Cell::Text(line.frequency.words(lang).to_owned()),
            Cell::Day(line.until),
            Cell::Integer(line.minutes),
            Cell::Text(line.items.join(l.list_comma)),
            Cell::Integer(line.open),
        ]
    };
    let rows: Vec<Vec<Cell>> = found.lines.iter().map(row).collect();
    let titles = [
        (l.asks_one, 30),
        (l.asks_source, 20),
        (l.asks_issuer, 22),
        (l.asks_basis, 36),
        (l.asks_audience, 16),
        (l.asks_frequency, 12),
        (l.asks_until, 14),
        (l.asks_minutes, 12),
        (l.asks_items, 40),
        (l.asks_open, 10),
    ];
    let today = cx.today();
    let write = move || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(today)?;
        let columns: Vec<SheetColumn> = titles.iter().map(|(title, width)| SheetColumn::new(*title, *width)).collect();
        let mut sheet = workbook.sheet(l.asks_title, &columns)?;
        rows.iter().try_for_each(|row| sheet.row(row))?;
        workbook.finish()
    };
    let bytes = tokio::task::spawn_blocking(write).await.map_err(|problem| AppError::Broken(problem.to_string()))?;
    let bytes = bytes.map_err(|problem| AppError::Broken(problem.to_string()))?;
    Ok(attachment(XLSX, &called(l.asks_title, today, "xlsx"), bytes))
}
