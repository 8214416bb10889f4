//! The filing and closing standard as cities keep it: a workbook with a sheet of components and one of events (or a CSV of one of
//! them), nine columns, a row a condition, blank cells for the value above. It replaces the classes that it holds by a new, dated
//! version; cases that are under way keep the version that they were filed under.

use changxiao_words::{Value, say};
use std::collections::HashMap;

use changxiao_domain::categories::{CategoryClass, FilingColumn, FilingRow, RawRow, RowFault, RowFaultKind, read_rows};
use changxiao_files::sheets::{Column, ColumnMap, Fields, Problem, Problems, ReadLimits, Row, Sheet, Why};

use super::{
    context::Context,
    filing_build, filing_compare,
    filing_row::{CLASS, COLUMNS, LEAD, PHOTO, ReadRow, SUPERVISOR, UnitsOfRow},
    plan::Plan,
    reasons::why,
    unit_names::{Named, UnitNames},
};

/// So many rows from the top are tried as titles: above them stand a name of the list, a date, who issued it.
const TITLE_ROWS: usize = 8;

/// A sheet with its titles found.
struct Table {
    sheet: Sheet,
    columns: ColumnMap,
}

pub(super) fn plan(context: &Context, bytes: &[u8], limits: &ReadLimits) -> Result<Plan, Problems> {
    let sheets = Sheet::read_all(bytes, &context.file_name, limits).map_err(|problem| {
        let mut problems = Problems::default();
        problems.add(problem);
        problems
    })?;
    let tables = tables(sheets)?;
    let names = UnitNames::new(&context.model);
    let mut problems = Problems::default();
    let mut rows: Vec<ReadRow> = Vec::new();
    let (mut rows_read, mut short_names) = (0, HashMap::new());
    for table in &tables {
        rows_read += table.sheet.rows.len() as u64;
        let read = read_table(context, table, &mut problems);
        find_units(&names, table, read, &mut rows, &mut short_names, &mut problems);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let built = filing_build::build(context, &rows)?;
    let mut plan = filing_compare::compare(context, &rows, built, short_names);
    plan.rows_read = rows_read;
    plan.unknown_columns = tables.iter().flat_map(|table| table.columns.unknown().to_vec()).collect();
    plan.unknown_columns.dedup();
    Ok(plan)
}

/// The sheets that hold a standard. A workbook may have others, such as notes; when none holds one, the first says what it lacks.
fn tables(sheets: Vec<Sheet>) -> Result<Vec<Table>, Problems> {
    let (mut tables, mut refused) = (Vec::new(), None);
    for sheet in sheets {
        let is_named = class_in(&sheet.name).is_some();
        match table(sheet) {
            Ok(table) => tables.push(table),
            Err(problems) if is_named => return Err(problems),
            Err(problems) => refused = refused.or(Some(problems)),
        }
    }
    match (tables.is_empty(), refused) {
        (true, Some(problems)) => Err(problems),
        _ => Ok(tables),
    }
}

/// Finds the titles: the row that reading took for them, or one of the next, or two rows of which the upper names 大类 and the
/// lower 代码 and 名称.
fn table(sheet: Sheet) -> Result<Table, Problems> {
    let refused = match ColumnMap::find(&sheet, COLUMNS) {
        Ok(columns) => return Ok(Table { sheet, columns }),
        Err(problems) => problems,
    };
    let first = (sheet.header_row, sheet.header.clone());
    let later = sheet.rows.iter().take(TITLE_ROWS).map(|row| (row.number, titles_of(row)));
    let heads: Vec<(u32, Vec<String>)> = std::iter::once(first).chain(later).collect();
    for (place, (number, titles)) in heads.iter().enumerate() {
        let two = heads.get(place + 1).map(|(below, lower)| (*below, joined(titles, lower), place + 1));
        for (header_row, header, used) in std::iter::once((*number, titles.clone(), place)).chain(two) {
            let rows = sheet.rows.iter().skip(used).cloned().collect();
            let candidate = Sheet { name: sheet.name.clone(), header_row, header, rows };
            if let Ok(columns) = ColumnMap::find(&candidate, COLUMNS) {
                return Ok(Table { sheet: candidate, columns });
            }
        }
    }
    Err(refused)
}

fn titles_of(row: &Row) -> Vec<String> {
    row.cells().map(|title| title.trim().to_owned()).collect()
}

/// Titles of two rows in one: a title that is merged to the right stands before each title below it.
fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    let cell = |row: &[String], place: usize| row.get(place).cloned().unwrap_or_default();
    let mut above = String::new();
    (0..upper.len().max(lower.len()))
        .map(|place| {
            let (top, below) = (cell(upper, place), cell(lower, place));
            if !top.is_empty() {
                above = top;
            }
            match (below.is_empty(), cell(upper, place)) {
                (true, top) => top,
                (false, _) => format!("{above}{below}"),
            }
        })
        .collect()
}

fn read_table(context: &Context, table: &Table, problems: &mut Problems) -> Vec<(FilingRow, Option<bool>)> {
    let of_name = class_in(&table.sheet.name).or_else(|| class_in(&context.file_name));
    let (mut raw, mut photos, mut by_number) = (Vec::new(), HashMap::new(), HashMap::new());
    for row in &table.sheet.rows {
        let fields = Fields::new(&table.sheet, &table.columns, row);
        by_number.insert(row.number, row);
        let class = match fields.optional(CLASS.code).and_then(class_in).or(of_name) {
            Some(class) => class,
            None => {
                problems.add(fields.problem(CLASS.code, unknown_class()));
                // The other rows would say the same.
                return Vec::new();
            }
        };
        if let Some(photo) =
            problems.take(fields.one_of(PHOTO.code, &[("是", true), ("否", false), ("yes", true), ("no", false)]))
        {
            photos.insert(row.number, photo);
        }
        let cell = |column: FilingColumn| table.columns.place(column.code()).map_or("", |place| row.cell(place));
        raw.push(RawRow { number: row.number, class, cells: FilingColumn::ALL.map(cell) });
    }
    let (read, faults) = read_rows(raw);
    for fault in faults {
        if let Some(row) = by_number.get(&fault.number) {
            let fields = Fields::new(&table.sheet, &table.columns, row);
            problems.add(problem_of(&fields, fault));
        }
    }
    read.into_iter().map(|row| (row.clone(), photos.get(&row.number).copied().flatten())).collect()
}

/// Gives each row the codes of its units. A name that fits nobody is told once, where it first stands.
fn find_units(
    names: &UnitNames,
    table: &Table,
    read: Vec<(FilingRow, Option<bool>)>,
    rows: &mut Vec<ReadRow>,
    short_names: &mut HashMap<String, String>,
    problems: &mut Problems,
) {
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    for (row, photo) in read {
        let mut code_of = |column: &Column, text: &str| -> Option<String> {
            if text.is_empty() {
                return Some(String::new());
            }
            if let Some(known) = known.get(text) {
                return known.clone();
            }
            let code = match names.find(text) {
                Named::Unit { code, instead } => {
                    if let Some(name) = instead {
                        short_names.insert(text.to_owned(), name);
                    }
                    Some(code)
                }
                other => {
                    let sheet_row = table.sheet.rows.iter().find(|of_sheet| of_sheet.number == row.number);
                    if let Some(sheet_row) = sheet_row {
                        let fields = Fields::new(&table.sheet, &table.columns, sheet_row);
                        problems.add(fields.problem(column.code, unknown_unit(other)).with_value(text));
                    }
                    None
                }
            };
            known.insert(text.to_owned(), code.clone());
            code
        };
        let lead = code_of(&LEAD, &row.lead);
        let supervisor = code_of(&SUPERVISOR, &row.supervisor);
        if let (Some(lead), Some(supervisor)) = (lead, supervisor) {
            let sheet = table.sheet.name.clone();
            rows.push(ReadRow { row, units: UnitsOfRow { lead, supervisor }, photo, sheet });
        }
    }
}

fn class_in(text: &str) -> Option<CategoryClass> {
    let text = text.to_lowercase();
    let has = |words: [&str; 2]| words.iter().any(|word| text.contains(word));
    match (has(["部件", "component"]), has(["事件", "event"])) {
        (true, false) => Some(CategoryClass::Component),
        (false, true) => Some(CategoryClass::Event),
        // A file called 部件事件 says nothing of one sheet.
        _ => None,
    }
}

fn unknown_class() -> Why {
    why("import_filing_class", say!(imports_sheet_does_not_say_whether), say!(imports_filing_class_remedy))
}

fn unknown_unit(named: Named) -> Why {
    match named {
        Named::Several(several) => why(
            "import_ambiguous_unit",
            say!(imports_filing_units_fit, n = several.len(), list = several.iter().collect::<Value>()),
            say!(imports_write_unit_s_code),
        ),
        Named::Nobody(nearest) if !nearest.is_empty() => why(
            "import_unknown_unit",
            say!(imports_there_no_such_unit),
            say!(imports_filing_unit_remedy, list = nearest.iter().collect::<Value>()),
        ),
        _ => super::reasons::unknown_unit(),
    }
}

fn problem_of(fields: &Fields<'_>, fault: RowFault) -> Problem {
    let code = fault.column.code();
    match fault.kind {
        RowFaultKind::Missing => fields.problem(code, Why::Required),
        RowFaultKind::SameCondition { first_row } => fields.problem(code, Why::Duplicate { first_row }),
        RowFaultKind::NotACode => fields.problem(
            code,
            why("import_filing_code", say!(imports_no_code_major_minor), say!(imports_write_01_99_major_01)),
        ),
        RowFaultKind::NotALimit => {
            fields.problem(code, why("import_filing_limit", say!(imports_no_limit), say!(imports_filing_limit_remedy)))
        }
        RowFaultKind::OtherName { first_row, name } => fields.problem(
            code,
            why(
                "import_filing_other_name",
                say!(imports_same_code_called_name_row, first_row, name),
                say!(imports_give_both_same_name_mend),
            ),
        ),
    }
}
