//! The filing standard as the workbook that cities keep: a sheet of components and one of events, nine columns, a row a condition.
//! Its import takes it back without loss.

use changxiao_domain::{
    categories::{CategoryClass, CategorySet, FilingStandard},
    time::Day,
};
use changxiao_files::sheets::{Cell, SheetColumn, Workbook, WriteError};
use changxiao_words::Lang;

use crate::{AppError, imports::FILING_COLUMNS, model::CityModel};

/// Stands for a local minor behind its name; the import takes it off again.
const LOCAL_MARK: &str = "（自定义）";
/// Width of each column in characters.
const WIDTHS: [u16; 9] = [10, 16, 10, 24, 44, 36, 14, 18, 18];

/// Every cell is filled, so that a filter of the spreadsheet shows whole rows.
pub fn workbook(model: &CityModel, set: &CategorySet, lang: Lang, day: Day) -> Result<Vec<u8>, AppError> {
    write(model, set, lang, day).map_err(|problem| AppError::Broken(problem.to_string()))
}

fn write(model: &CityModel, set: &CategorySet, lang: Lang, day: Day) -> Result<Vec<u8>, WriteError> {
    let titles =
        FILING_COLUMNS.iter().zip(WIDTHS).map(|(column, width)| SheetColumn::new(column.title.text(lang), width));
    let titles: Vec<SheetColumn> = titles.collect();
    let mut workbook = Workbook::new(day)?;
    for class in CategoryClass::ALL {
        let mut sheet = workbook.sheet(class.words(lang), &titles)?;
        for category in set.categories.iter().filter(|category| category.class == class) {
            let mark = if category.local { LOCAL_MARK } else { "" };
            for standard in &category.standards {
                sheet.row(&[
                    Cell::from(category.major.as_str()),
                    Cell::from(set.major(category).map_or("", |major| &major.name_zh)),
                    Cell::from(category.code.minor_text()),
                    Cell::from(format!("{}{mark}", category.name_zh)),
                    Cell::from(standard.condition.zh.as_str()),
                    Cell::from(standard.closing_text(Lang::RECORDS)),
                    match standard.limit_written.as_str() {
                        "" => Cell::from(standard.limit.to_string()),
                        written => Cell::from(written),
                    },
                    Cell::from(leads(model, standard)),
                    // A blank cell would stand for the unit above.
                    Cell::from(match standard.supervisor_key.as_str() {
                        "" => "无",
                        key => unit_name(model, key),
                    }),
                ])?;
            }
        }
    }
    workbook.finish()
}

/// Who leads and who helps, in one cell.
fn leads(model: &CityModel, standard: &FilingStandard) -> String {
    let keys = std::iter::once(&standard.lead_key).chain(&standard.helper_keys);
    keys.map(|key| unit_name(model, key)).collect::<Vec<_>>().join("、")
}

/// The name by which the import finds the unit again: its own where only one unit has it, else its code; a unit that the city does
/// not have keeps the key of the list.
fn unit_name<'a>(model: &'a CityModel, key: &'a str) -> &'a str {
    let Some(unit) = model.units.by_code(key) else { return key };
    let namesakes = model.units.iter().filter(|other| other.name == unit.name).count();
    if namesakes == 1 { &unit.name } else { key }
}
