//! The filing and closing standard as cities keep it: a workbook with a sheet of components and one of events (or a CSV of one of
//! them), nine columns, a row a condition, blank cells for the value above. It replaces the classes that it holds by a new, dated
//! version; cases that are under way keep the version that they were filed under.

use changxiao_words::{Value, say};
use std::collections::HashMap;

use changxiao_domain::categories::{
    CategoryClass, FilingColumn, FilingRow, RawRow, Relative, RowFault, RowFaultKind, read_rows,
};
use changxiao_files::sheets::{Column, Fields, Problem, Problems, Table, Tables, Why};

use super::{
    context::Context,
    filing_build, filing_compare,
    filing_row::{CLASS, LEAD, PHOTO, ReadRow, SUPERVISOR, UnitsOfRow},
    plan::Plan,
    reasons::why,
    unit_names::{Named, UnitNames},
};

pub(super) fn plan(context: &Context, found: Tables) -> Result<Plan, Problems> {
    let tables = tables(found)?;
    let names = UnitNames::new(&context.model);
    let mut problems = Problems::default();
    let mut rows: Vec<ReadRow> = Vec::new();
    let (mut rows_read, mut short_names) = (0, HashMap::new());
    for table in &tables {
        rows_read += table.sheet.rows.len() as u64;
        problems.join(table.faults());
        let read = read_table(context, table, &mut problems);
        find_units(context, &names, table, read, &mut rows, &mut short_names, &mut problems);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let built = filing_build::build(context, &rows)?;
    let mut plan = filing_compare::compare(context, &rows, built, short_names);
    plan.rows_read = rows_read;
    plan.remarks.splice(0..0, tables.iter().flat_map(|table| table.found.remarks()));
    plan.unknown_columns = tables.iter().flat_map(|table| table.columns.unknown().to_vec()).collect();
    plan.unknown_columns.dedup();
    Ok(plan)
}

/// The sheets that hold a standard. A workbook may have others, such as notes; one that is named as a class is none of those. When none
/// holds a standard, the first says what it lacks.
fn tables(found: Tables) -> Result<Vec<Table>, Problems> {
    let Tables { tables, mut refused } = found;
    let named = refused.iter().position(|(name, _)| class_in(name).is_some());
    let none = if tables.is_empty() && !refused.is_empty() { Some(0) } else { None };
    match named.or(none) {
        Some(at) => Err(refused.swap_remove(at).1),
        None => Ok(tables),
    }
}

fn read_table(context: &Context, table: &Table, problems: &mut Problems) -> Vec<(FilingRow, Option<bool>)> {
    let headline = || table.found.above.iter().find_map(|text| class_in(text));
    let of_name = class_in(&table.sheet.name).or_else(headline).or_else(|| class_in(&context.file_name));
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
    context: &Context,
    names: &UnitNames,
    table: &Table,
    read: Vec<(FilingRow, Option<bool>)>,
    rows: &mut Vec<ReadRow>,
    short_names: &mut HashMap<String, String>,
    problems: &mut Problems,
) {
    let mut known: HashMap<String, Option<Vec<String>>> = HashMap::new();
    for (row, photo) in read {
        let mut codes_of = |column: &Column, text: &str| -> Option<Vec<String>> {
            if let Some(known) = known.get(text) {
                return known.clone();
            }
            let mut codes = Some(Vec::new());
            for part in units_in(names, text) {
                match code_of(context, names, part, short_names) {
                    Ok(code) => codes.iter_mut().for_each(|codes| codes.push(code.clone())),
                    Err(named) => {
                        codes = None;
                        let sheet_row = table.sheet.rows.iter().find(|of_sheet| of_sheet.number == row.number);
                        if let Some(sheet_row) = sheet_row {
                            let fields = Fields::new(&table.sheet, &table.columns, sheet_row);
                            problems.add(fields.problem(column.code, unknown_unit(named)).with_value(part));
                        }
                    }
                }
            }
            known.insert(text.to_owned(), codes.clone());
            codes
        };
        let leads = codes_of(&LEAD, &row.lead);
        let supervisors = codes_of(&SUPERVISOR, &row.supervisor);
        if let (Some(leads), Some(supervisors)) = (leads, supervisors) {
            let mut leads = leads.into_iter();
            let lead = leads.next().unwrap_or_default();
            let helpers = leads.filter(|helper| *helper != lead).collect();
            let supervisor = supervisors.into_iter().next().unwrap_or_default();
            let sheet = table.sheet.name.clone();
            rows.push(ReadRow { row, units: UnitsOfRow { lead, helpers, supervisor }, photo, sheet });
        }
    }
}

/// Signs between several units of a cell.
const BETWEEN_UNITS: [char; 9] = ['、', '；', ';', '，', ',', '\n', '/', '／', '|'];

/// The units of a cell: one where the whole cell is one, else what stands between the signs.
fn units_in<'t>(names: &UnitNames, text: &'t str) -> Vec<&'t str> {
    if matches!(names.find(text), Named::Unit { .. }) {
        return vec![text];
    }
    text.split(BETWEEN_UNITS).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The code of one unit; a relative word stays as it is. Errors: who it may be instead.
fn code_of(
    context: &Context,
    names: &UnitNames,
    text: &str,
    short_names: &mut HashMap<String, String>,
) -> Result<String, Named> {
    if let Some(code) = context.model.synonyms.code("unit", text) {
        return Ok(code.to_owned());
    }
    match names.find(text) {
        Named::Unit { code, instead } => {
            if let Some(name) = instead {
                short_names.insert(text.to_owned(), name);
            }
            Ok(code)
        }
        // Who that is, is found out when a case is dispatched.
        _ if Relative::read(text).is_some() => Ok(text.to_owned()),
        other => Err(other),
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
