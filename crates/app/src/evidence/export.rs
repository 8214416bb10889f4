//! The filtered list as XLSX, in the columns in which it comes back.

use std::collections::HashMap;

use changxiao_domain::{
    ids::SiteId,
    orgs::{Actor, Permission},
    trace::TraceSubject,
};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use changxiao_store::evidence::{self as store, EvidenceFilter, EvidenceLine};
use changxiao_words::{Lang, texts};

use super::{
    list::visible,
    sheet::{TITLES, cells},
};
use crate::{App, AppError, model::CityModel, note_look, readable::readable};

/// So many items fit into one file.
const MOST: i64 = 20_000;

/// The file's bytes: a row an item, with what is told of it, the hash of its content and how many things use it.
///
/// Errors: not permitted to export.
pub async fn export(app: &App, actor: &Actor, filter: &EvidenceFilter, lang: Lang) -> Result<Vec<u8>, AppError> {
    actor.require(Permission::Export)?;
    let filter = visible(actor, filter)?;
    let model = app.model(actor.city).await?;
    let lines = readable(actor, store::lines(app.db(), actor.city, &filter, None, MOST).await?);
    let sites = match actor.may(Permission::ReadSites) {
        true => changxiao_store::sites::numbers(app.db(), actor.city).await?,
        false => HashMap::new(),
    };
    let bytes =
        write(app, &model, &lines, &sites, lang).map_err(|problem| AppError::Broken(format!("export: {problem}")))?;
    note_look(app, actor, TraceSubject::EvidenceExport, serde_json::json!({ "rows": lines.len() })).await?;
    Ok(bytes)
}

fn write(
    app: &App,
    model: &CityModel,
    lines: &[EvidenceLine],
    sites: &HashMap<SiteId, i64>,
    lang: Lang,
) -> Result<Vec<u8>, WriteError> {
    let l = texts(lang);
    let titles = TITLES.iter().map(|(title, width)| (title.text(lang), *width)).chain([(l.evidence_uses, 8)]);
    let columns: Vec<SheetColumn> = titles.map(|(title, width)| SheetColumn::new(title, width)).collect();
    let mut workbook = Workbook::new(model.day_of(app.now()))?;
    let mut sheet = workbook.sheet(l.evidence_title, &columns)?;
    for line in lines {
        let site = line.row.item.site.and_then(|site| sites.get(&site)).copied();
        let mut row = cells(model, &line.row, site, lang);
        row.push(Cell::Integer(line.uses));
        sheet.row(&row)?;
    }
    workbook.finish()
}
