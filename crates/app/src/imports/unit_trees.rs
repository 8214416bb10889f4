//! Whether the units of a list make a tree on every day to come, and whether no place has two territories.

use std::collections::HashSet;

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Unit, UnitKind, UnitTree, UnitTreeError},
    time::Day,
};
use changxiao_files::sheets::{Column, Problem, Problems, Sheet};
use changxiao_store::orgs::UnitRow;
use changxiao_words::{Message, say};

use super::{context::Context, reasons::why};
use crate::orgs::area_taken;

/// The units must make a tree today and on every later day on which something begins or ends.
///
/// Errors: they do not, or a territory names a division that another one names: at the columns of codes and of territories.
pub(super) fn check(
    context: &Context,
    sheet: &Sheet,
    rows: &[(u32, &UnitRow)],
    moved: &[UnitRow],
    (code_column, areas_column): (&Column, &Column),
) -> Result<(), Problems> {
    let named = || rows.iter().map(|(_, unit)| *unit).chain(moved);
    let replaced: HashSet<UnitId> = named().map(|unit| unit.id).collect();
    let all: Vec<Unit> =
        context.units.iter().filter(|unit| !replaced.contains(&unit.id)).chain(named()).map(unit_of).collect();
    let mut days: Vec<Day> = all
        .iter()
        .flat_map(|unit| [Some(unit.valid_from), unit.valid_until])
        .flatten()
        .filter(|day| *day > context.day)
        .collect();
    days.push(context.day);
    days.sort();
    days.dedup();
    for day in days {
        let fault = match UnitTree::build(all.iter().cloned(), day) {
            Ok(tree) => {
                check_areas(context, sheet, rows, areas_column, (&tree, day))?;
                continue;
            }
            Err(fault) => fault,
        };
        let (code, message) = fault_words(&fault, day);
        let mut problem =
            Problem::of_sheet(&sheet.name, why("import_no_tree", message, say!(imports_mend_parent_s_code_add)))
                .titled(code_column.title)
                .with_value(&code);
        problem.row = rows.iter().find(|(_, unit)| unit.code == code).map(|(row, _)| *row);
        let mut problems = Problems::default();
        problems.add(problem);
        return Err(problems);
    }
    Ok(())
}

/// Rows whose territory names a division that another one names on the same day.
fn check_areas(
    context: &Context,
    sheet: &Sheet,
    rows: &[(u32, &UnitRow)],
    column: &Column,
    (tree, day): (&UnitTree, Day),
) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for (row, unit) in rows {
        let Some((division, other)) = tree.dispute_of(unit.id) else { continue };
        let taken = area_taken(&context.model, division, other, day);
        let mut problem = Problem::of_sheet(&sheet.name, why("import_area_taken", taken, say!(imports_one_territory)))
            .titled(column.title)
            .with_value(&division.to_string());
        problem.row = Some(*row);
        problems.add(problem);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The code of the unit at which the tree breaks, and why.
pub(super) fn fault_words(fault: &UnitTreeError, day: Day) -> (String, Message) {
    match fault {
        UnitTreeError::DuplicateId { code } => (code.clone(), say!(imports_unit_twice, code)),
        UnitTreeError::DuplicateCode { code } => {
            (code.clone(), say!(imports_unit_code_twice, code, day = day.to_string()))
        }
        UnitTreeError::UnknownParent { code, .. } => (code.clone(), say!(imports_unit_parent_unknown, code)),
        UnitTreeError::ParentNotInForce { code, parent_code: parent, day } => {
            (code.clone(), say!(imports_unit_parent_not_in_force, code, parent, day = day.to_string()))
        }
        UnitTreeError::Cycle { codes } => {
            let codes = codes.join(" → ");
            (codes.clone(), say!(imports_unit_circle, codes))
        }
    }
}

pub(super) fn unit_of(row: &UnitRow) -> Unit {
    Unit {
        id: row.id,
        code: row.code.clone(),
        name: row.name.clone(),
        name_en: row.name_en.clone(),
        kind: UnitKind::parse(&row.kind).unwrap_or(UnitKind::Department),
        parent: row.parent,
        division: row.division.and_then(|padded| DivisionCode::from_padded(padded).ok()),
        areas: row.areas.iter().filter_map(|padded| DivisionCode::from_padded(*padded).ok()).collect(),
        valid_from: row.valid_from,
        valid_until: row.valid_until,
    }
}
