//! A file is read as the list that it is said to be.

use changxiao_files::sheets::{Problem, Problems, ReadLimits, Sheet, Why};

use super::{
    Kind, categories, context::Context, divisions, filing_standard, holidays, matrix, outlines, people, plan::Plan,
    responsibilities, sites, standard, units,
};

/// Reads the file and finds what it would change.
pub(super) fn read(context: &Context, kind: Kind, bytes: &[u8]) -> Result<Plan, Problems> {
    let limits = ReadLimits::default();
    let name = context.file_name.as_str();
    let whole = |problem: Box<Problem>| {
        let mut problems = Problems::default();
        problems.add(problem);
        problems
    };
    if bytes.len() > limits.file_bytes {
        return Err(whole(Box::new(Problem::of_sheet(name, Why::FileTooLarge { limit_bytes: limits.file_bytes }))));
    }
    let of_sheet = |plan: fn(&Context, &Sheet) -> Result<Plan, Problems>| {
        let sheet = Sheet::read(bytes, name, &limits).map_err(whole)?;
        let mut plan = plan(context, &sheet)?;
        plan.rows_read = sheet.rows.len() as u64;
        Ok(plan)
    };
    match kind {
        Kind::Divisions => of_sheet(divisions::plan),
        Kind::Holidays => of_sheet(holidays::plan),
        Kind::Units => of_sheet(units::plan),
        Kind::People => of_sheet(people::plan),
        Kind::Responsibilities => of_sheet(responsibilities::plan),
        Kind::Matrix => of_sheet(matrix::plan),
        Kind::Sites => of_sheet(sites::plan),
        Kind::Outlines => outlines::plan(context, bytes),
        Kind::Standard => standard::plan(context, bytes, &limits),
        Kind::Categories => categories::plan(context, bytes),
        Kind::FilingStandard => filing_standard::plan(context, bytes, &limits),
    }
}
