//! Files to start from: the accepted titles, one example row, and a sheet that says what each column means.

use changxiao_domain::{
    divisions::Level,
    geo::Datum,
    orgs::{Role, UnitKind},
    standards::{Duty, to_sheets},
    time::Day,
};
use changxiao_files::sheets::{Cell, Column, SheetColumn, Workbook, WriteError, column_letters};
use changxiao_words::{Lang, texts};

use super::{
    Kind, divisions, evidence, filing_row, grids, holidays, matrix, matters, people, responsibilities, sites,
    sorts::sort_of, tasks, units,
};
use crate::{App, AppError, model::CityModel};

/// A file to download.
pub struct Template {
    pub file_name: String,
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

pub const GEOJSON: &str = "application/geo+json";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The template of a kind. Outlines and categories are JSON; an evaluation system is the current one as it is exported.
pub fn template(app: &App, model: &CityModel, kind: Kind, lang: Lang) -> Result<Template, AppError> {
    let name = |extension: &str| format!("{}.{extension}", kind.words(lang));
    let day = model.day_of(app.now());
    match kind {
        Kind::Outlines => {
            Ok(Template { file_name: name("geojson"), mime: GEOJSON, bytes: outline_example(model).into_bytes() })
        }
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
            let example = columns_of(kind).map_or(&[][..], |(_, example)| example);
            let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::from(*text) };
            let row: Vec<Cell> = example.iter().map(cell).collect();
            let bytes = write_list(model, kind, lang, day, &[row]);
            let bytes = bytes.map_err(|problem| AppError::Broken(problem.to_string()))?;
            Ok(Template { file_name: name("xlsx"), mime: XLSX, bytes })
        }
    }
}

/// A system as a workbook; every cell is text, so that nothing is rounded or taken for a date on its way.
pub fn system_workbook(system: &changxiao_domain::standards::System, day: Day) -> Result<Vec<u8>, AppError> {
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
        Kind::Grids => (grids::COLUMNS, &["350602001001-01", "示例网格", "350602001001", "", "", ""]),
        Kind::Units => {
            (units::COLUMNS, &["D99", "示例局", "Example Bureau", "市直部门", "HQ", "", "", "2026-01-01", "", ""])
        }
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
        Kind::Tasks => {
            (tasks::COLUMNS, &["", "", "清理主干道占道经营", "", "OFFICE", "", "", "2026-12-01", "2026-12-31", "否"])
        }
        Kind::Evidence => (
            evidence::COLUMNS,
            &[
                "1",
                "照片",
                "志愿者在示例主干道清理小广告",
                "2026-06-16",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
            ],
        ),
        Kind::Matters => (matters::COLUMNS, &["", "新华东社区缺垃圾桶", "supply", ""]),
        Kind::Outlines | Kind::Standard | Kind::Categories | Kind::FilingStandard => return None,
    })
}

/// The columns of every kind that is read by its titles.
pub fn columns_to_map(kind: Kind) -> Option<&'static [Column]> {
    match kind {
        Kind::FilingStandard => Some(filing_row::COLUMNS),
        _ => columns_of(kind).map(|(columns, _)| columns),
    }
}

/// So wide are columns of a list; what is a name or a text is wider.
fn width(column: &Column) -> u16 {
    match column.code {
        "name" | "name_en" | "source" | "division" | "areas" | "staff" | "geometry" | "holder" | "deputy" | "title"
        | "lead" | "helpers" | "caption" | "tags" | "place" | "press_title" | "unit" | "file" => 28,
        "hash" => 66,
        _ => 16,
    }
}

/// A list of a kind with rows in the order of its columns, what may stand in a column to choose from, and a sheet that says what each
/// column means.
pub(super) fn write_list(
    model: &CityModel,
    kind: Kind,
    lang: Lang,
    day: Day,
    rows: &[Vec<Cell>],
) -> Result<Vec<u8>, WriteError> {
    let Some((columns, example)) = columns_of(kind) else { return Workbook::new(day)?.finish() };
    let l = texts(lang);
    let title = |column: &Column| column.title.text(lang);
    // The columns that only foreign lists have are accepted, but nobody has to see them in an empty form.
    let columns_shown = &columns[..columns.len().min(example.len())];
    let choices: Vec<(u16, &Column, Vec<String>)> = (0_u16..)
        .zip(columns_shown)
        .map(|(place, column)| (place, column, choices_of(model, kind, column.code, lang)))
        .filter(|(.., choices)| !choices.is_empty())
        .collect();
    let mut workbook = Workbook::new(day)?;
    {
        let titles: Vec<SheetColumn> =
            columns_shown.iter().map(|column| SheetColumn::new(title(column), width(column))).collect();
        let mut sheet = workbook.sheet(kind.words(lang), &titles)?;
        for (place, column) in (0_u16..).zip(columns_shown) {
            if is_code(column.code) {
                sheet.text_column(place)?;
            }
        }
        for ((place, _, choices), at) in choices.iter().zip(0..) {
            let letters = column_letters(at);
            let source = format!("'{}'!${letters}$2:${letters}${}", l.imports_choices, choices.len() + 1);
            sheet.drop_down(*place, &source)?;
        }
        for row in rows {
            sheet.row(row)?;
        }
    }
    if !choices.is_empty() {
        let titles: Vec<SheetColumn> =
            choices.iter().map(|(_, column, _)| SheetColumn::new(title(column), 28)).collect();
        let mut sheet = workbook.sheet(l.imports_choices, &titles)?;
        let most = choices.iter().map(|(.., choices)| choices.len()).max().unwrap_or(0);
        for at in 0..most {
            let cell =
                |choices: &Vec<String>| choices.get(at).map_or(Cell::Empty, |choice| Cell::from(choice.as_str()));
            let cells: Vec<Cell> = choices.iter().map(|(.., choices)| cell(choices)).collect();
            sheet.row(&cells)?;
        }
    }
    let heads = [l.imports_column_2, l.imports_required, l.imports_also_accepted];
    let heads: Vec<SheetColumn> = heads.into_iter().map(|head| SheetColumn::new(head, 28)).collect();
    let mut notes = workbook.sheet(l.imports_notes, &heads)?;
    for column in columns {
        let also: Vec<&str> = column.titles().filter(|other| *other != title(column)).collect();
        let required = if column.is_required { l.imports_yes } else { l.imports_no };
        notes.row(&[Cell::from(title(column)), Cell::from(required), Cell::from(also.join(l.imports_text))])?;
    }
    workbook.finish()
}

/// What is typed as a code keeps its zeros.
fn is_code(column: &str) -> bool {
    matches!(
        column,
        "code"
            | "parent"
            | "division"
            | "areas"
            | "unit"
            | "login"
            | "node"
            | "category"
            | "territory_unit"
            | "line_unit"
    )
}

/// What may be chosen in a column.
fn choices_of(model: &CityModel, kind: Kind, column: &str, lang: Lang) -> Vec<String> {
    let l = texts(lang);
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match sort_of(kind, column) {
        Some("unit_kind") => UnitKind::ALL.iter().map(|kind| kind.words(lang).to_owned()).collect(),
        // An administrator is made by two of the three, and never by a sheet.
        Some("role") => {
            let roles = Role::ALL.iter().filter(|role| !role.is_administrator());
            roles.map(|role| role.words(lang).to_owned()).collect()
        }
        Some("duty") => Duty::ALL.iter().map(|duty| duty.words(lang).to_owned()).collect(),
        Some("day_kind") => owned(&[lang.of_data("休", "off"), lang.of_data("班", "work")]),
        Some("yes") => owned(&[l.imports_yes, l.imports_no]),
        Some("datum") => Datum::ALL.iter().map(|datum| datum.name().to_owned()).collect(),
        Some("level") => Level::ALL.iter().map(|level| level.words(lang).to_owned()).collect(),
        Some("site_type") => {
            let types = model.current_system().into_iter().flat_map(|system| &system.site_types);
            types.map(|kind| model.site_type_name(&kind.code, lang).to_owned()).collect()
        }
        _ => Vec::new(),
    }
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
