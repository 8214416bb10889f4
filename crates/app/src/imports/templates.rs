//! Files to start from: the accepted titles, one example row, and a sheet that says what each column means.

use changxiao_domain::standards::to_sheets;
use changxiao_files::sheets::{Cell, Column, SheetColumn, Workbook, WriteError};
use changxiao_words::{Lang, texts};

use super::{Kind, divisions, holidays, matrix, people, responsibilities, sites, units};
use crate::{App, AppError, model::CityModel};

/// A file to download.
pub struct Template {
    pub file_name: String,
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The template of a kind. Outlines and categories are JSON; an evaluation system is the current one as it is exported.
pub fn template(app: &App, model: &CityModel, kind: Kind, lang: Lang) -> Result<Template, AppError> {
    let name = |extension: &str| format!("{}.{extension}", kind.code());
    let day = model.day_of(app.now());
    match kind {
        Kind::Outlines => Ok(Template {
            file_name: name("geojson"),
            mime: "application/geo+json",
            bytes: outline_example(model).into_bytes(),
        }),
        Kind::Categories => {
            let bytes = serde_json::to_vec_pretty(model.categories.as_ref())
                .map_err(|problem| AppError::Broken(problem.to_string()))?;
            Ok(Template { file_name: name("json"), mime: "application/json", bytes })
        }
        Kind::FilingStandard => Ok(Template {
            file_name: name("xlsx"),
            mime: XLSX,
            bytes: crate::categories::export::workbook(model, &model.categories, lang, day)?,
        }),
        Kind::Standard => {
            let system = model.current_system().ok_or(AppError::NotFound("system"))?;
            Ok(Template { file_name: name("xlsx"), mime: XLSX, bytes: system_workbook(system, day)? })
        }
        _ => {
            let bytes = sheet_template(kind, lang, day).map_err(|problem| AppError::Broken(problem.to_string()))?;
            Ok(Template { file_name: name("xlsx"), mime: XLSX, bytes })
        }
    }
}

/// A system as a workbook; every cell is text, so that nothing is rounded or taken for a date on its way.
pub fn system_workbook(
    system: &changxiao_domain::standards::System,
    day: changxiao_domain::time::Day,
) -> Result<Vec<u8>, AppError> {
    let write = || -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new(day)?;
        for sheet in to_sheets(system) {
            let columns: Vec<SheetColumn> =
                sheet.header.iter().map(|title| SheetColumn::new(title.as_str(), 18)).collect();
            let mut writer = workbook.sheet(&sheet.name, &columns)?;
            for row in &sheet.rows {
                let cells: Vec<Cell> = row
                    .iter()
                    .map(|text| if text.is_empty() { Cell::Empty } else { Cell::from(text.as_str()) })
                    .collect();
                writer.row(&cells)?;
            }
        }
        workbook.finish()
    };
    write().map_err(|problem| AppError::Broken(problem.to_string()))
}

/// The columns of a kind that is a sheet, with the example.
pub(super) fn columns_of(kind: Kind) -> Option<(&'static [Column], &'static [&'static str])> {
    Some(match kind {
        Kind::Divisions => (divisions::COLUMNS, &["350602001001", "示例社区居委会", "村级", "350602001"]),
        Kind::Holidays => (holidays::COLUMNS, &["2027-01-01", "休", "元旦", "国务院办公厅通知"]),
        Kind::Units => (units::COLUMNS, &["D99", "示例局", "Example Bureau", "市直部门", "HQ", "", "2026-01-01", ""]),
        Kind::People => (people::COLUMNS, &["zhang.san", "张三", "OFFICE", "派遣员", "调度岗", "2026-01-01"]),
        Kind::Responsibilities => (responsibilities::COLUMNS, &["III-1", "OFFICE", "牵头", ""]),
        Kind::Matrix => (matrix::COLUMNS, &["", "E0101", "", "OFFICE", "2026-01-01"]),
        Kind::Sites => (
            sites::COLUMNS,
            &[
                "",
                "示例主干道",
                "Example main road",
                "主干道",
                "350602001",
                "117.6489",
                "24.5130",
                "GCJ-02",
                "OFFICE",
                "",
                "",
                "是",
            ],
        ),
        Kind::Outlines | Kind::Standard | Kind::Categories | Kind::FilingStandard => return None,
    })
}

fn sheet_template(kind: Kind, lang: Lang, day: changxiao_domain::time::Day) -> Result<Vec<u8>, WriteError> {
    let Some((columns, example)) = columns_of(kind) else { return Workbook::new(day)?.finish() };
    let title = |column: &Column| match lang {
        Lang::Zh => column.title(),
        _ => column.titles.get(1).copied().unwrap_or(column.code),
    };
    // The columns that only foreign lists have are accepted, but nobody has to see them in an empty form.
    let shown = columns.len().min(example.len());
    let mut workbook = Workbook::new(day)?;
    {
        let titles: Vec<SheetColumn> =
            columns[..shown].iter().map(|column| SheetColumn::new(title(column), 20)).collect();
        let mut sheet = workbook.sheet(kind.words(lang), &titles)?;
        let cells: Vec<Cell> =
            example.iter().map(|text| if text.is_empty() { Cell::Empty } else { Cell::from(*text) }).collect();
        sheet.row(&cells)?;
    }
    let heads = [texts(lang).imports_column_2, texts(lang).imports_required, texts(lang).imports_also_accepted];
    let heads: Vec<SheetColumn> = heads.into_iter().map(|head| SheetColumn::new(head, 28)).collect();
    let mut notes = workbook.sheet(texts(lang).imports_notes, &heads)?;
    for column in columns {
        let also: Vec<&str> =
            column.titles.iter().copied().chain([column.code]).filter(|other| *other != title(column)).collect();
        let required = if column.is_required { texts(lang).imports_yes } else { texts(lang).imports_no };
        notes.row(&[
            Cell::from(title(column)),
            Cell::from(required),
            Cell::from(also.join(texts(lang).imports_text)),
        ])?;
    }
    workbook.finish()
}

/// One real outline of the city, or a square where it has none.
fn outline_example(model: &CityModel) -> String {
    let feature = |code: String, name: &str, geometry: serde_json::Value| {
        serde_json::json!({ "type": "FeatureCollection", "features": [
            { "type": "Feature", "properties": { "code": code, "name": name }, "geometry": geometry }
        ] })
    };
    let example = match model.outlines.first() {
        Some((code, outline)) => feature(code.to_string(), model.divisions.name(*code), outline.to_geojson()),
        None => feature(
            model.city.id.to_string(),
            &model.city.name,
            serde_json::json!({ "type": "Polygon", "coordinates": [[[117.6, 24.5], [117.7, 24.5], [117.7, 24.6], [117.6, 24.6], [117.6, 24.5]]] }),
        ),
    };
    example.to_string()
}

#[cfg(test)]
mod tests {
    use changxiao_files::sheets::{ColumnMap, ReadLimits, Sheet};

    use super::*;

    #[test]
    fn every_template_is_a_sheet_that_its_own_import_understands() {
        let day = changxiao_domain::time::Day::constant(2026, 11, 21);
        let mut checked = 0;
        for kind in Kind::ALL {
            let Some((columns, _)) = columns_of(kind) else { continue };
            for lang in [Lang::Zh, Lang::En] {
                let bytes = sheet_template(kind, lang, day).unwrap();
                let sheet = Sheet::read(&bytes, "template.xlsx", &ReadLimits::default()).unwrap();
                let map = ColumnMap::find(&sheet, columns).unwrap();
                assert_eq!((sheet.rows.len(), map.unknown().len()), (1, 0), "{kind} {lang:?}");
                checked += 1;
            }
        }
        assert_eq!(checked, 14);
    }
}
