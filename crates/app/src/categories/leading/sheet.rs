//! What becomes of the codes as a sheet: it leaves as it stands, and comes back with what somebody wrote into it.

use changxiao_domain::{
    categories::{NewLead, name_for, name_in},
    orgs::Actor,
};
use changxiao_files::sheets::{
    Book, Cell, Column, Fields, Problems, ReadLimits, Reading, Reason, SheetColumn, Table, Why, Workbook, WriteError,
};
use changxiao_words::{Lang, keys, say};

use super::{
    checks::{check_permission, sets, waiting},
    named::read_key,
    said::Said,
    view::Leading,
};
use crate::{
    App, AppError,
    model::{CityModel, ListLeads},
};

const CODE: Column = Column::required("code", keys::categories_lead_column_code, &["原代码", "旧类别代码", "原类别"]);
const NAME: Column = Column::optional("name", keys::categories_lead_column_name, &["原名称", "旧类别名称"]);
const ITEM: Column = Column::optional("item", keys::categories_lead_column_item, &["检查项代码", "检查项编号"]);
const TO: Column = Column::optional("to", keys::categories_lead_column_to, &["新代码", "新类别", "对应类别"]);
const LIKELY: Column = Column::optional("likely", keys::categories_lead_column_likely, &[]);
const REASON: Column = Column::optional("reason", keys::categories_lead_column_reason, &["原因", "说明"]);
const COLUMNS: &[Column] = &[CODE, NAME, ITEM, TO, REASON, LIKELY];

/// What a sheet says. A row without a new code and without a reason says nothing.
///
/// Errors: not permitted; no list waits; what is wrong with the sheet, each with its row ([`AppError::Import`]).
pub async fn read(app: &App, actor: &Actor, file_name: &str, bytes: Vec<u8>) -> Result<Said, AppError> {
    check_permission(actor)?;
    let model = app.model(actor.city).await?;
    let name = file_name.to_owned();
    let read = move || -> Result<Table, Problems> {
        let book = Book::read(&bytes, &name, &ReadLimits::default()).map_err(|problem| {
            let mut problems = Problems::default();
            problems.add(problem);
            problems
        })?;
        book.find(COLUMNS, &Reading::default())
    };
    let table = tokio::task::spawn_blocking(read)
        .await
        .map_err(|problem| AppError::Broken(format!("reading thread: {problem}")))?
        .map_err(|problems| AppError::Import(Box::new(problems)))?;
    let list = waiting(&model, "")?.ok_or(AppError::NotFound("edition"))?;
    said(&model, list, &table)
}

fn said(model: &CityModel, list: &ListLeads, table: &Table) -> Result<Said, AppError> {
    let (from, to) = sets(model, list)?;
    let (mut problems, mut said) = (table.faults(), Said::default());
    for row in &table.sheet.rows {
        let fields = Fields::new(&table.sheet, &table.columns, row);
        let Some(code) = problems.take(fields.required("code")) else { continue };
        let Some(key) = read_key(&from.set, code).filter(|key| list.ended.contains(key)) else {
            problems.add(fields.problem("code", not_ending()));
            continue;
        };
        let (new, reason) = (fields.optional("to"), fields.optional("reason").unwrap_or_default());
        let heir = new.and_then(|text| read_key(&to.set, text).filter(|key| name_in(&to.set, *key).is_some()));
        if new.is_some() && heir.is_none() {
            problems.add(fields.problem("to", no_such()));
            continue;
        }
        match fields.optional("item") {
            Some(item) => {
                if let Some(code) = heir.and_then(changxiao_domain::categories::CategoryKey::minor) {
                    said.items.push((item.to_owned(), Some(code)));
                } else if new.is_some() {
                    problems.add(fields.problem("to", no_such()));
                }
            }
            None if heir.is_none() && reason.is_empty() => {}
            None => said.codes.push((key, NewLead { to: heir, reason: reason.to_owned() })),
        }
    }
    if problems.is_empty() { Ok(said) } else { Err(AppError::Import(Box::new(problems))) }
}

/// The sheet of a list that waits: a row for each code on which something hangs, and behind it those of its check items that go their own
/// way. The likeliest code stands in a column of its own, which is not read.
/// Where none waits, its titles alone.
pub fn write(model: &CityModel, leading: Option<&Leading<'_>>, lang: Lang) -> Result<Vec<u8>, AppError> {
    let written = || -> Result<Vec<u8>, WriteError> {
        let widths = [14, 28, 16, 32, 32, 32];
        let columns: Vec<SheetColumn> = COLUMNS
            .iter()
            .zip(widths)
            .map(|(column, width)| SheetColumn::new(column.title.text(lang), width))
            .collect();
        let mut workbook = Workbook::new(model.day)?;
        let mut sheet = workbook.sheet(keys::categories_leading.text(lang), &columns)?;
        let Some(leading) = leading else { return workbook.finish() };
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::from(text) };
        for row in &leading.rows {
            let name = name_for(&leading.from.set, row.key, lang).unwrap_or_default();
            let named = |to| Cell::Text(format!("{to} {}", name_for(&leading.to.set, to, lang).unwrap_or_default()));
            sheet.row(&[
                Cell::Text(row.key.to_string()),
                text(name),
                Cell::Empty,
                row.to.map_or(Cell::Empty, named),
                text(&row.reason),
                row.proposed.first().copied().map_or(Cell::Empty, named),
            ])?;
            for (item, to) in row.items.iter().filter_map(|item| Some((item, item.to?))) {
                sheet.row(&[
                    Cell::Text(row.key.to_string()),
                    text(name),
                    Cell::Text(item.code.clone()),
                    named(to.into()),
                    Cell::Empty,
                    Cell::Empty,
                ])?;
            }
        }
        workbook.finish()
    };
    written().map_err(|problem| AppError::Broken(problem.to_string()))
}

fn not_ending() -> Why {
    Why::Other(Reason {
        code: "lead_not_ending",
        message: say!(categories_lead_row_not_ending),
        remedy: say!(categories_lead_row_not_ending_remedy),
    })
}

fn no_such() -> Why {
    Why::Other(Reason {
        code: "lead_no_such",
        message: say!(categories_lead_row_no_such),
        remedy: say!(categories_lead_row_no_such_remedy),
    })
}
