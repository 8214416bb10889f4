//! The sheet of a file with what is wrong written beside each row and its cells marked: to be mended where it stands.

use changxiao_domain::orgs::Actor;
use changxiao_files::sheets::{Cell, Problems, Sheet, SheetColumn, Workbook, WriteError};
use changxiao_words::{Lang, texts};
use std::collections::BTreeMap;

use super::{ImportRequest, check_permission, import, read::book, templates::columns_to_map};
use crate::{App, AppError};

/// The marked copy of a file that was refused, as XLSX. Its rows keep their order; the last two columns say what is wrong and on which row
/// of the file it stands.
///
/// Errors: not permitted; nothing is wrong with the file, or it is no sheet.
pub async fn marked(app: &App, actor: &Actor, request: ImportRequest, lang: Lang) -> Result<Vec<u8>, AppError> {
    check_permission(actor, request.kind)?;
    let columns = columns_to_map(request.kind).ok_or(AppError::NotFound("columns"))?;
    let look = ImportRequest { dry_run: true, ..request.clone() };
    let problems = match import(app, actor, look, &|_, _| {}).await {
        Err(AppError::Import(problems)) => problems,
        Err(other) => return Err(other),
        Ok(_) => return Err(AppError::NotFound("problems")),
    };
    let model = app.model(actor.city).await?;
    let day = model.day_of(app.now());
    let write = move || -> Result<Vec<u8>, AppError> {
        let book = book(&request.bytes, &request.file_name).map_err(|problems| AppError::Import(Box::new(problems)))?;
        let sheet = book.best(columns, &request.options.reading);
        let sheet = sheet.map_err(|problems| AppError::Import(Box::new(problems)))?;
        written(&sheet, &problems, lang, day).map_err(|problem| AppError::Broken(format!("marked copy: {problem}")))
    };
    tokio::task::spawn_blocking(write)
        .await
        .map_err(|problem| AppError::Broken(format!("writing thread: {problem}")))?
}

fn written(
    sheet: &Sheet,
    problems: &Problems,
    lang: Lang,
    day: changxiao_domain::time::Day,
) -> Result<Vec<u8>, WriteError> {
    let l = texts(lang);
    // By row: the columns that are wrong, and the sentences.
    let mut wrong: BTreeMap<u32, (Vec<usize>, Vec<String>)> = BTreeMap::new();
    for group in problems.groups().iter().filter(|group| group.first.sheet == sheet.name) {
        let said = format!("{} · {}", group.first.why.text(lang), group.first.why.remedy(lang));
        for row in &group.rows {
            let of_row = wrong.entry(*row).or_default();
            of_row.0.extend(group.first.column);
            of_row.1.push(said.clone());
        }
    }
    let titles = sheet.header.iter().map(String::as_str).chain([l.imports_marked_why, l.imports_marked_row]);
    let columns: Vec<SheetColumn> = titles.map(|title| SheetColumn::new(title, 20)).collect();
    let mut workbook = Workbook::new(day)?;
    let mut writer = workbook.sheet(&sheet.name, &columns)?;
    for row in &sheet.rows {
        let mut cells: Vec<Cell> = (0..sheet.header.len()).map(|at| text(row.cell(at))).collect();
        let (marks, said) = wrong.get(&row.number).cloned().unwrap_or_default();
        cells.push(text(&said.join("\n")));
        cells.push(Cell::Integer(row.number.into()));
        writer.marked_row(&cells, &marks)?;
    }
    workbook.finish()
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::from(text) }
}
