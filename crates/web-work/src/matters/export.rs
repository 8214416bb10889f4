//! The register as a workbook, with the filter of the address; of one procedure with its fields, so that it comes back by the imports.

use axum::extract::Query;
use changxiao_app::{
    AppError,
    matters::{
        list::list as page_of,
        scope::sees,
        sheet::{cell, contents, has_cell},
    },
};
use changxiao_domain::{
    matters::{Field, Level, Matter},
    orgs::Actor,
    time::Instant,
};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use changxiao_web_kit::{
    cx::Cx,
    download::{XLSX, attachment, called},
    request::Request,
};

use super::{
    fields,
    list::{ListQuery, filter},
};
use crate::answer::Answer;

/// Rows of one statement, and of one file.
const PAGE: usize = 1_000;
const MOST: usize = 20_000;

pub(super) async fn xlsx(request: Request, Query(query): Query<ListQuery>) -> Answer {
    let cx = &request.cx;
    let (l, wanted) = (cx.l, filter(&request, &query).await?);
    let fields = columns(cx, &query);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = page_of(request.app(), request.actor(), &wanted, after.as_deref(), PAGE).await?;
        after = page.lines.last().map(|line| line.number.clone());
        let moment = |at: Instant| Cell::Moment(at.in_zone(cx.model.calendar.zone()));
        let contents = match fields.is_empty() {
            true => Vec::new(),
            false => contents(request.app(), request.actor(), &page.lines).await?,
        };
        rows.extend(page.lines.iter().map(|line| {
            let matter = contents.iter().find(|matter| matter.id == line.id);
            let told = vec![
                Cell::Text(line.number.clone()),
                Cell::Text(fields::kind(cx, line.kept, line.level)),
                Cell::Text(line.title.clone()),
                Cell::Text(line.state.words(cx.lang)),
                Cell::Text(cx.model.unit_name(line.beginner, cx.lang).to_owned()),
                Cell::Text(cx.model.unit_name(line.holder, cx.lang).to_owned()),
                moment(line.begun_at),
                line.due_at.map_or(Cell::Empty, moment),
                Cell::Integer(line.parts.0),
                Cell::Integer(line.parts.1),
            ];
            told.into_iter().chain(fields.iter().map(|field| entered(cx, request.actor(), matter, field))).collect()
        }));
        if !page.more || rows.len() >= MOST {
            break;
        }
    }
    let titles = [
        l.matters_number,
        l.matters_procedure,
        l.matters_title_field,
        l.whistles_state,
        l.matters_beginner,
        l.matters_holder,
        l.matters_begun_at,
        l.matters_due_at,
        l.matters_parts,
        l.matters_parts_done,
    ];
    let titles: Vec<&'static str> = titles.into_iter().chain(fields.iter().map(|field| field.label(cx.lang))).collect();
    let today = cx.today();
    let write = move || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(today)?;
        let columns: Vec<SheetColumn> = titles.iter().map(|title| SheetColumn::new(*title, 18)).collect();
        let mut sheet = workbook.sheet(l.matters_title, &columns)?;
        rows.iter().try_for_each(|row| sheet.row(row))?;
        workbook.finish()
    };
    let bytes = tokio::task::spawn_blocking(write).await.map_err(|problem| AppError::Broken(problem.to_string()))?;
    let bytes = bytes.map_err(|problem| AppError::Broken(problem.to_string()))?;
    Ok(attachment(XLSX, &called(l.matters_title, today, "xlsx"), bytes))
}

/// The fields of the procedure that the filter names, as far as they fit into cells: the register comes back with them.
fn columns(cx: &Cx, query: &ListQuery) -> Vec<&'static Field> {
    let kept = cx.model.procedures.iter().find(|kept| kept.document.key.as_str() == query.procedure.trim());
    let flow = kept.and_then(|kept| match Level::parse(query.level.trim()) {
        Some(Level::Part) => kept.part().map(|table| table.flow),
        Some(Level::Copy) => None,
        _ => Some(kept.whole().flow),
    });
    flow.into_iter().flat_map(|flow| &flow.fields).filter(|field| has_cell(field)).collect()
}

fn entered(cx: &Cx, actor: &Actor, matter: Option<&Matter>, field: &'static Field) -> Cell {
    let known =
        matter.filter(|matter| matter.table().flow.field(field.name) == Some(field) && sees(actor, matter, field));
    let value = known.and_then(|matter| matter.values.get(field.name));
    value.map_or(Cell::Empty, |value| Cell::Text(cell(&cx.model, field, value, cx.lang)))
}
