//! Files of a month: the rankings as rows, and the basis of one score.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    scoring::{self, Basis, ExportRow, Subject, timeliness},
};
use changxiao_domain::{scoring::Timeliness, time::Instant};
use changxiao_files::sheets::{Cell, CsvWriter, SheetColumn, Workbook, WriteError};
use changxiao_words::texts;

use super::names::read_period;
use crate::{
    answer::WebError,
    download::{CSV, XLSX, attachment, called},
    names::{item_label_of, site_name},
    pages,
    session::Who,
    state::WebState,
};

pub(super) async fn ranking_csv(
    State(state): State<WebState>,
    who: Who,
    Path(period): Path<String>,
) -> Result<Response, WebError> {
    let rows = scoring::export(state.app(), who.actor.city, read_period(&period)?).await?;
    Ok(attachment(
        CSV,
        &called(texts(who.lang()).scores_title, &period, "csv"),
        scoring::to_csv(&rows).map_err(broken)?,
    ))
}

pub(super) async fn ranking_xlsx(
    State(state): State<WebState>,
    who: Who,
    Path(period): Path<String>,
) -> Result<Response, WebError> {
    let of = read_period(&period)?;
    let rows = scoring::export(state.app(), who.actor.city, of).await?;
    let content = ranking_workbook(&who, &rows, of.first_day()).map_err(broken)?;
    Ok(attachment(XLSX, &called(texts(who.lang()).scores_title, &period, "xlsx"), content))
}

fn ranking_workbook(who: &Who, rows: &[ExportRow], day: changxiao_domain::time::Day) -> Result<Vec<u8>, WriteError> {
    let l = texts(who.lang());
    let mut workbook = Workbook::new(day)?;
    let mut columns = vec![
        SheetColumn::new(l.scores_file_group, 16),
        SheetColumn::new(l.scores_file_code, 16),
        SheetColumn::new(l.scores_col_unit, 32),
        SheetColumn::new(l.scores_col_rank, 8),
        SheetColumn::new(l.scores_col_score, 10),
        SheetColumn::new(l.scores_file_low, 12),
        SheetColumn::new(l.scores_file_high, 12),
        SheetColumn::new(l.scores_file_note, 20),
    ];
    for component in who.model.scheme.components() {
        for figure in [l.scores_file_due, l.scores_file_met, l.scores_file_lost] {
            columns.push(SheetColumn::new(format!("{} {figure}", component.name(who.lang())), 16));
        }
    }
    let mut sheet = workbook.sheet(l.scores_view_units, &columns)?;
    let points = |points: Option<i64>| points.map_or(Cell::Empty, Cell::Thousandths);
    for row in rows {
        let name = who.lang().of_data(&row.name, if row.name_en.is_empty() { &row.name } else { &row.name_en });
        let mut cells = vec![
            Cell::from(row.group.as_str()),
            Cell::from(row.unit.as_str()),
            Cell::from(name),
            Cell::from(row.rank.and_then(|rank| i64::try_from(rank).ok())),
            points(row.score),
            points(row.low),
            points(row.high),
            Cell::from(row.not_rated.map(|_| l.scores_nothing_due)),
        ];
        for component in &row.components {
            cells.extend([
                Cell::Integer(component.due),
                Cell::Integer(component.met),
                Cell::Thousandths(component.lost),
            ]);
        }
        sheet.row(&cells)?;
    }
    workbook.finish()
}

pub(super) async fn city_csv(
    state: State<WebState>,
    who: Who,
    Path(period): Path<String>,
) -> Result<Response, WebError> {
    basis_csv(&state, &who, &period, None).await
}

pub(super) async fn city_xlsx(
    state: State<WebState>,
    who: Who,
    Path(period): Path<String>,
) -> Result<Response, WebError> {
    basis_xlsx(&state, &who, &period, None).await
}

pub(super) async fn unit_csv(
    state: State<WebState>,
    who: Who,
    Path((period, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    basis_csv(&state, &who, &period, Some(&code)).await
}

pub(super) async fn unit_xlsx(
    state: State<WebState>,
    who: Who,
    Path((period, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    basis_xlsx(&state, &who, &period, Some(&code)).await
}

async fn basis_csv(state: &WebState, who: &Who, period: &str, code: Option<&str>) -> Result<Response, WebError> {
    let basis = scoring::basis(state.app(), &who.actor, read_period(period)?, code).await?;
    let (titles, cases) = (item_titles(who), case_titles(who));
    // One table holds both kinds of row; what a kind does not have stays empty.
    let all: Vec<&str> = titles.iter().chain(&cases).map(|column| column.title.as_str()).collect();
    let write = || -> Result<Vec<u8>, WriteError> {
        let mut csv = CsvWriter::new(all.iter().copied())?;
        for mut cells in item_rows(who, &basis) {
            cells.extend(cases.iter().map(|_| Cell::Empty));
            csv.row(&cells)?;
        }
        for row in case_rows(who, &basis) {
            let mut cells: Vec<Cell> = titles.iter().map(|_| Cell::Empty).collect();
            cells.extend(row);
            csv.row(&cells)?;
        }
        csv.finish()
    };
    Ok(attachment(CSV, &file_name(who, &basis, "csv"), write().map_err(broken)?))
}

async fn basis_xlsx(state: &WebState, who: &Who, period: &str, code: Option<&str>) -> Result<Response, WebError> {
    let of = read_period(period)?;
    let basis = scoring::basis(state.app(), &who.actor, of, code).await?;
    let l = texts(who.lang());
    let write = || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(of.first_day())?;
        let mut sheet = workbook.sheet(l.scores_file_items, &item_titles(who))?;
        for cells in item_rows(who, &basis) {
            sheet.row(&cells)?;
        }
        let mut sheet = workbook.sheet(l.scores_file_cases, &case_titles(who))?;
        for cells in case_rows(who, &basis) {
            sheet.row(&cells)?;
        }
        workbook.finish()
    };
    Ok(attachment(XLSX, &file_name(who, &basis, "xlsx"), write().map_err(broken)?))
}

fn item_titles(who: &Who) -> Vec<SheetColumn> {
    let l = texts(who.lang());
    vec![
        SheetColumn::new(l.scores_col_visit, 10),
        SheetColumn::new(l.scores_col_time, 18),
        SheetColumn::new(l.scores_col_site, 28),
        SheetColumn::new(l.scores_col_place, 24),
        SheetColumn::new(l.scores_col_type, 20),
        SheetColumn::new(l.scores_file_item, 12),
        SheetColumn::new(l.scores_col_item, 60),
        SheetColumn::new(l.scores_file_answer, 10),
    ]
}

fn item_rows(who: &Who, basis: &Basis) -> Vec<Vec<Cell>> {
    let l = texts(who.lang());
    let row = |row: scoring::BasisItem<'_>| {
        vec![
            Cell::Integer(row.visit.row.number),
            Cell::from(stamp(who, row.visit.row.submitted_at)),
            Cell::from(site_name(&row.visit.row, who.lang())),
            Cell::from(who.model.place_name(row.visit.row.division, who.lang())),
            Cell::from(who.model.site_type_name(&row.visit.row.site_type, who.lang())),
            Cell::from(row.item.as_str()),
            Cell::from(item_label_of(&who.model, who.lang(), &[row.visit.row.system], &row.item)),
            Cell::from(if row.met { l.answer_met } else { l.answer_not_met }),
        ]
    };
    basis.rows().map(row).collect()
}

fn case_titles(who: &Who) -> Vec<SheetColumn> {
    let l = texts(who.lang());
    vec![
        SheetColumn::new(l.scores_file_number, 14),
        SheetColumn::new(l.scores_file_category, 24),
        SheetColumn::new(l.scores_file_title, 32),
        SheetColumn::new(l.scores_file_lead, 28),
        SheetColumn::new(l.scores_file_deadline, 18),
        SheetColumn::new(l.scores_file_done, 18),
        SheetColumn::new(l.scores_file_state, 12),
        SheetColumn::new(l.scores_file_in_time, 10),
        SheetColumn::new(l.scores_file_back, 10),
    ]
}

fn case_rows(who: &Who, basis: &Basis) -> Vec<Vec<Cell>> {
    let l = texts(who.lang());
    let in_time = |case: &changxiao_store::cases::CaseFact| {
        let lost = basis.scores.lost_case(case.id).map(|lost| timeliness(lost, basis.as_of));
        match (lost, case.state) {
            (Some(Timeliness::Late), _) => l.scores_file_late,
            (Some(Timeliness::OnTime), _) | (None, changxiao_domain::cases::State::Closed) => l.scores_file_on_time,
            _ => l.scores_file_not_due,
        }
    };
    let row = |case: &changxiao_store::cases::CaseFact| {
        vec![
            Cell::from(case.number.as_str()),
            Cell::from(who.model.category_name_of(case.edition.as_deref(), &case.category, who.lang())),
            Cell::from(case.title.as_str()),
            Cell::from(case.lead.map_or("", |lead| who.model.unit_name(lead, who.lang()))),
            Cell::from(stamp(who, case.due_at)),
            Cell::from(case.handled_at.or(case.closed_at).map(|at| stamp(who, at))),
            Cell::from(case.state.words(who.lang())),
            Cell::from(in_time(case)),
            Cell::Integer(case.rework_count),
        ]
    };
    basis.cases.iter().map(row).collect()
}

/// 2026-06-11 10:20 in the city, which sorts in a sheet.
fn stamp(who: &Who, at: Instant) -> String {
    let at = pages::wall(&who.model, at);
    format!("{} {:02}:{:02}", at.day, at.hour, at.minute)
}

fn file_name(who: &Who, basis: &Basis, ending: &str) -> String {
    let code = match basis.subject {
        Subject::City => who.model.id().to_string(),
        Subject::Unit(unit) => basis.scores.tree.get(unit).map_or_else(String::new, |unit| unit.code.clone()),
    };
    called(texts(who.lang()).scores_file_basis, format!("{}-{code}", basis.scores.period), ending)
}

fn broken(problem: WriteError) -> WebError {
    AppError::Broken(format!("sheet: {problem}")).into()
}
