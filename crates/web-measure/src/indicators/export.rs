//! The table as a file: every indicator with its numerator and denominator, whatever columns the page shows.

use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    indicators::{Row, Table, note_export, table},
};
use changxiao_domain::indicators::{Indicator, Outcome};
use changxiao_files::sheets::{Cell, CsvWriter, SheetColumn, Workbook, WriteError};
use changxiao_words::texts;

use super::{
    figures::row_name,
    query::{AddressQuery, PageQuery},
};
use crate::{
    answer::WebError,
    download::{CSV, XLSX, called, untraced},
    session::Who,
    state::WebState,
};

pub(super) async fn xlsx(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<AddressQuery>,
) -> Result<Response, WebError> {
    let (query, table) = gather(&state, &who, &query).await?;
    let (titles, rows) = (titles(&who, &table), rows(&who, &table));
    let (today, name) = (who.model.day_of(state.app().now()), texts(who.lang()).indicators_title);
    let work = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(today)?;
        let columns: Vec<SheetColumn> = titles.into_iter().map(|title| SheetColumn::new(title, 14)).collect();
        let mut sheet = workbook.sheet(name, &columns)?;
        for row in &rows {
            sheet.row(row)?;
        }
        workbook.finish()
    });
    let content = work.await.map_err(|problem| AppError::Broken(problem.to_string()))?.map_err(broken)?;
    Ok(untraced(XLSX, &called(name, query.asked.span, "xlsx"), content))
}

pub(super) async fn csv(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<AddressQuery>,
) -> Result<Response, WebError> {
    let (query, table) = gather(&state, &who, &query).await?;
    let titles = titles(&who, &table);
    let mut writer = CsvWriter::new(titles.iter().map(String::as_str)).map_err(broken)?;
    for row in rows(&who, &table) {
        writer.row(&row).map_err(broken)?;
    }
    let name = called(texts(who.lang()).indicators_title, query.asked.span, "csv");
    Ok(untraced(CSV, &name, writer.finish().map_err(broken)?))
}

async fn gather(state: &WebState, who: &Who, query: &AddressQuery) -> Result<(PageQuery, Table), WebError> {
    let query = PageQuery::read(query, &who.model, state.app().now())?;
    let table = table(state.app(), &who.actor, query.asked.clone()).await?;
    note_export(state.app(), &who.actor, query.at("").to_string().trim_start_matches('?'), table.rows.len()).await?;
    Ok((query, table))
}

fn titles(who: &Who, table: &Table) -> Vec<String> {
    let lang = who.lang();
    let l = texts(lang);
    let mut all: Vec<String> =
        vec![table.asked.by.words(lang).to_owned(), l.indicators_score.to_owned(), l.indicators_grade.to_owned()];
    all.extend([l.indicators_place.to_owned(), l.indicators_three_rates.to_owned()]);
    for indicator in Indicator::ALL {
        let name = indicator.name(lang);
        all.push(format!("{name} %"));
        all.push(format!("{name} {}", l.indicators_part_met));
        if *indicator == Indicator::Satisfaction {
            all.push(format!("{name} {}", l.indicators_part_partly));
        }
        all.push(format!("{name} {}", l.indicators_part_due));
    }
    all
}

fn rows(who: &Who, table: &Table) -> Vec<Vec<Cell>> {
    table.rows.iter().map(|row| cells(who, table, row)).collect()
}

fn cells(who: &Who, table: &Table, row: &Row) -> Vec<Cell> {
    let lang = who.lang();
    let score = |outcome: &Outcome| outcome.score().map_or(Cell::Empty, |score| Cell::Thousandths(score.0));
    let grade = row.score.rated().map(|score| score.grade.to_string());
    let place = row.place.and_then(|(place, _)| i64::try_from(place).ok());
    let mut cells = vec![
        Cell::from(row_name(&who.model, lang, table, row)),
        score(&row.score),
        Cell::from(grade),
        Cell::from(place),
        score(&row.calls),
    ];
    for indicator in Indicator::ALL {
        let tally = row.counts.of(*indicator);
        let share = tally.percent(table.rules.partly_thousandths);
        cells.push(share.map_or(Cell::Empty, |share| Cell::Thousandths(share.0)));
        cells.push(Cell::Integer(tally.met));
        if *indicator == Indicator::Satisfaction {
            cells.push(Cell::Integer(tally.partly));
        }
        cells.push(Cell::Integer(tally.due));
    }
    cells
}

fn broken(problem: WriteError) -> WebError {
    AppError::Broken(problem.to_string()).into()
}
