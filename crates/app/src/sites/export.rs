//! The filtered list of sites as XLSX.

use changxiao_domain::{
    orgs::{Actor, Permission},
    text::look,
    trace::TraceSubject,
};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use changxiao_store::sites::{self as store, SiteFilter};
use changxiao_words::{Lang, texts};

use super::list::visible;
use crate::{App, AppError, note_look};

/// So many sites fit into one file; a city has some thousands.
const MOST: i64 = 100_000;

/// The file's bytes. Positions are WGS-84; units and posts are named, persons are not.
///
/// Errors: not permitted to export.
pub async fn export(app: &App, actor: &Actor, filter: &SiteFilter, lang: Lang) -> Result<Vec<u8>, AppError> {
    actor.require(Permission::Export)?;
    let filter = visible(actor, filter)?;
    let model = app.model(actor.city).await?;
    let sites = store::list(app.db(), actor.city, &filter, 0, MOST).await?;
    let l = texts(lang);
    let titles = [
        (l.sites_export_number, 8),
        (l.sites_export_type_code, 10),
        (l.sites_type, 22),
        (l.sites_name, 36),
        (l.sites_name_en, 36),
        (l.sites_export_division_code, 16),
        (l.sites_division, 36),
        (l.sites_unit, 26),
        (l.sites_holder, 30),
        (l.sites_deputy, 30),
        (l.sites_export_longitude, 16),
        (l.sites_export_latitude, 16),
    ];
    let by_name = model.units_by_name();
    // By a name that only one has, so that the sheet can be read in again; else by its code.
    let unit_cell = |unit| match by_name.get(&look(model.unit_name(unit, lang))).map_or(&[][..], Vec::as_slice) {
        [_] => Cell::from(model.unit_name(unit, lang)),
        _ => model.all_units.get(&unit).map_or(Cell::Empty, |unit| Cell::from(unit.code.as_str())),
    };
    let columns: Vec<SheetColumn> = titles.map(|(title, width)| SheetColumn::new(title, width)).into();
    let write = || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(model.day_of(app.now()))?;
        let mut sheet = workbook.sheet(l.sites_sites, &columns)?;
        for site in &sites {
            let post = |post: Option<_>| post.map_or(Cell::Empty, |post| Cell::Text(model.post_label(post, lang)));
            let degrees = |micro: Option<i64>| micro.map_or(Cell::Empty, |micro| Cell::Number(micro as f64 / 1e6));
            sheet.row(&[
                Cell::Integer(site.number),
                Cell::from(site.site_type.as_str()),
                Cell::from(model.site_type_name(&site.site_type, lang)),
                Cell::from(site.name.as_str()),
                Cell::from(site.name_en.as_str()),
                Cell::Text(site.division.to_string()),
                Cell::Text(model.place_name(site.division, Lang::RECORDS)),
                site.unit.map_or(Cell::Empty, unit_cell),
                post(site.holder),
                post(site.deputy),
                degrees(site.position.map(|position| position.0)),
                degrees(site.position.map(|position| position.1)),
            ])?;
        }
        workbook.finish()
    };
    let bytes = write().map_err(|problem| AppError::Broken(format!("export: {problem}")))?;
    note_look(app, actor, TraceSubject::SiteExport, serde_json::json!({ "rows": sites.len() })).await?;
    Ok(bytes)
}
