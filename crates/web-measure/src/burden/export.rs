//! The meter as a workbook: every unit, both months.

use axum::extract::Query;
use changxiao_app::{AppError, burden::measured};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use changxiao_web_kit::{
    download::{XLSX, attachment, called},
    request::Request,
};

use super::page::MonthQuery;
use crate::answer::Answer;

pub(super) async fn xlsx(request: Request, Query(query): Query<MonthQuery>) -> Answer {
    let (cx, l, lang) = (&request.cx, request.cx.l, request.lang());
    let burden = measured(request.app(), request.actor(), query.month(cx)).await?;
    let row = |row: &changxiao_app::burden::BurdenRow| {
        let (now, before) = (row.now, row.before);
        let code = cx.model.all_units.get(&row.unit).map_or("", |unit| unit.code.as_str());
        let mut cells = vec![Cell::from(code), Cell::from(cx.model.unit_name(row.unit, lang))];
        let figures = [
            now.asks,
            now.outside,
            now.minutes_asked,
            now.minutes_answered,
            now.off_asks,
            now.off_notices,
            now.emergency_asks,
            now.emergency_notices,
            before.asks,
            before.minutes_asked,
        ];
        cells.extend(figures.map(Cell::Integer));
        cells
    };
    let rows: Vec<Vec<Cell>> = burden.rows.iter().map(row).collect();
    let titles = [
        (l.burden_unit_code, 14),
        (l.burden_unit, 26),
        (l.burden_asks, 12),
        (l.burden_outside, 14),
        (l.burden_minutes_asked, 14),
        (l.burden_minutes_answered, 14),
        (l.burden_off_asks, 16),
        (l.burden_off_notices, 16),
        (l.burden_emergency_asks, 16),
        (l.burden_emergency_notices, 16),
        (l.burden_asks_before, 14),
        (l.burden_minutes_before, 16),
    ];
    let (today, month) = (cx.today(), burden.month);
    let write = move || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(today)?;
        let columns: Vec<SheetColumn> = titles.iter().map(|(title, width)| SheetColumn::new(*title, *width)).collect();
        let mut sheet = workbook.sheet(&format!("{} {month}", l.burden_title), &columns)?;
        rows.iter().try_for_each(|row| sheet.row(row))?;
        workbook.finish()
    };
    let bytes = tokio::task::spawn_blocking(write).await.map_err(|problem| AppError::Broken(problem.to_string()))?;
    let bytes = bytes.map_err(|problem| AppError::Broken(problem.to_string()))?;
    Ok(attachment(XLSX, &called(l.burden_title, month, "xlsx"), bytes))
}
