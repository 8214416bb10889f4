//! A file is read as the list that it is said to be.

use changxiao_files::sheets::{Book, Column, Problem, Problems, ReadLimits, Table, Tables, Why};
use changxiao_words::say;

use super::{
    Kind, categories, context::Context, divisions, evidence, filing_row, filing_standard, grids, holidays, matrix,
    matters, outlines, people, plan::Plan, responsibilities, sites, sorts::sort_of, standard, tasks,
    templates::columns_of, units,
};

/// Reads the file and finds what it would change.
pub(super) fn read(context: &Context, kind: Kind, bytes: &[u8]) -> Result<Plan, Problems> {
    let limits = ReadLimits::default();
    if bytes.len() > limits.file_bytes {
        let why = Why::FileTooLarge { limit_bytes: limits.file_bytes };
        return Err(whole(Box::new(Problem::of_sheet(&context.file_name, why))));
    }
    let of_sheet = |plan: fn(&Context, &Table) -> Result<Plan, Problems>| {
        let columns = columns_of(kind).map_or(&[][..], |(columns, _)| columns);
        let table = book(bytes, &context.file_name)?.find(columns, &context.options.reading)?;
        planned(context, kind, table, plan)
    };
    if kind == Kind::Grids && grids::is_json(bytes) {
        let sheet = grids::as_sheet(context, bytes)?;
        let table = book(&sheet, "grids.csv")?.find(grids::COLUMNS, &context.options.reading)?;
        return planned(context, kind, table, grids::plan);
    }
    match kind {
        Kind::Divisions => of_sheet(divisions::plan),
        Kind::Holidays => of_sheet(holidays::plan),
        Kind::Grids => of_sheet(grids::plan),
        Kind::Units => of_sheet(units::plan),
        Kind::People => of_sheet(people::plan),
        Kind::Responsibilities => of_sheet(responsibilities::plan),
        Kind::Matrix => of_sheet(matrix::plan),
        Kind::Sites => of_sheet(sites::plan),
        Kind::Tasks => of_sheet(tasks::plan),
        Kind::Matters => of_sheet(matters::plan),
        Kind::Evidence => of_sheet(evidence::plan),
        Kind::Outlines => outlines::plan(context, bytes),
        Kind::Standard => standard::plan(context, bytes, &limits),
        Kind::Categories => categories::plan(context, bytes),
        Kind::FilingStandard => filing_standard::plan(context, tables(context, kind, bytes, filing_row::COLUMNS)?),
    }
}

pub(super) fn book(bytes: &[u8], file_name: &str) -> Result<Book, Problems> {
    Book::read(bytes, file_name, &ReadLimits::default()).map_err(whole)
}

/// Every sheet of the file that holds the list, in the city's words.
fn tables(context: &Context, kind: Kind, bytes: &[u8], columns: &[Column]) -> Result<Tables, Problems> {
    let mut tables = book(bytes, &context.file_name)?.find_all(columns, &context.options.reading)?;
    for table in &mut tables.tables {
        translate(context, kind, table);
    }
    Ok(tables)
}

fn planned(
    context: &Context,
    kind: Kind,
    mut table: Table,
    plan: fn(&Context, &Table) -> Result<Plan, Problems>,
) -> Result<Plan, Problems> {
    let said = translate(context, kind, &mut table);
    let faults = table.faults();
    match (plan(context, &table), faults.is_empty()) {
        (Ok(mut plan), true) => {
            plan.rows_read = table.sheet.rows.len() as u64;
            plan.remarks.splice(0..0, table.found.remarks());
            if said > 0 {
                plan.remarks.push(say!(imports_said, n = said));
            }
            Ok(plan)
        }
        (Ok(_), false) => Err(faults),
        (Err(problems), _) => {
            let mut all = faults;
            all.join(problems);
            Err(all)
        }
    }
}

/// Puts codes for the city's own words; how many cells said one.
fn translate(context: &Context, kind: Kind, table: &mut Table) -> u64 {
    let synonyms = &context.model.synonyms;
    if synonyms.is_empty() {
        return 0;
    }
    table.translate(|column, text| Some(synonyms.code(sort_of(kind, column)?, text)?.to_owned()))
}

fn whole(problem: Box<Problem>) -> Problems {
    let mut problems = Problems::default();
    problems.add(problem);
    problems
}
