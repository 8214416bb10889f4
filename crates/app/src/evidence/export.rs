//! The filtered list as XLSX.

use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Actor, Permission},
    trace::TraceSubject,
};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use changxiao_store::evidence::{self as store, EvidenceFilter, EvidenceLine};
use changxiao_words::{Lang, texts};

use super::list::visible;
use crate::{App, AppError, model::CityModel, note_look, readable::readable};

/// So many items fit into one file.
const MOST: i64 = 20_000;

/// The file's bytes: a row an item, with what is told of it and the hash of its content.
///
/// Errors: not permitted to export.
pub async fn export(app: &App, actor: &Actor, filter: &EvidenceFilter, lang: Lang) -> Result<Vec<u8>, AppError> {
    actor.require(Permission::Export)?;
    let filter = visible(actor, filter)?;
    let model = app.model(actor.city).await?;
    let lines = readable(actor, store::lines(app.db(), actor.city, &filter, None, MOST).await?);
    let bytes = write(app, &model, &lines, lang).map_err(|problem| AppError::Broken(format!("export: {problem}")))?;
    note_look(app, actor, TraceSubject::EvidenceExport, serde_json::json!({ "rows": lines.len() })).await?;
    Ok(bytes)
}

fn write(app: &App, model: &CityModel, lines: &[EvidenceLine], lang: Lang) -> Result<Vec<u8>, WriteError> {
    let l = texts(lang);
    let titles = [
        (l.evidence_number, 8),
        (l.evidence_kind, 10),
        (l.evidence_caption, 48),
        (l.evidence_day, 12),
        (l.evidence_division, 28),
        (l.evidence_place, 24),
        (l.evidence_people, 20),
        (l.evidence_source, 20),
        (l.evidence_tags, 28),
        (l.evidence_press_title, 32),
        (l.evidence_press_paper, 18),
        (l.evidence_press_author, 14),
        (l.evidence_press_photographer, 14),
        (l.evidence_unit, 24),
        (l.evidence_uses, 8),
        (l.evidence_file, 32),
        (l.evidence_hash, 66),
    ];
    let columns: Vec<SheetColumn> = titles.map(|(title, width)| SheetColumn::new(title, width)).into();
    let mut workbook = Workbook::new(model.day_of(app.now()))?;
    let mut sheet = workbook.sheet(l.evidence_title, &columns)?;
    for line in lines {
        let (row, item) = (&line.row, &line.row.item);
        let division = item.division.and_then(|padded| DivisionCode::from_padded(padded).ok());
        let tags: Vec<&str> = item
            .tags
            .iter()
            .map(|code| model.campaigns.get(code).map_or(code.as_str(), |tag| tag.name(lang)))
            .collect();
        let press = |text: fn(&changxiao_domain::evidence::Press) -> &String| {
            item.press.as_ref().map_or(Cell::Empty, |press| Cell::from(text(press).as_str()))
        };
        sheet.row(&[
            Cell::Integer(row.number),
            Cell::from(item.kind.words(lang)),
            Cell::from(item.caption.as_str()),
            Cell::Text(item.day.to_string()),
            division.map_or(Cell::Empty, |code| Cell::from(model.name_of_division(code, lang))),
            Cell::from(item.place.as_str()),
            Cell::from(item.people.as_str()),
            Cell::from(item.source.as_str()),
            Cell::Text(tags.join(" ")),
            press(|press| &press.title),
            press(|press| &press.paper),
            press(|press| &press.author),
            press(|press| &press.photographer),
            Cell::from(model.unit_name(row.unit, lang)),
            Cell::Integer(line.uses),
            Cell::from(row.file_name.as_str()),
            Cell::Text(changxiao_domain::cases::hex(&row.hash)),
        ])?;
    }
    workbook.finish()
}
