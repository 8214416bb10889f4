//! Who answers for a node of the evaluation system: lead, responsible, assist.

use changxiao_words::{Lang, Value, keys, say};
use std::collections::HashMap;

use changxiao_domain::{
    ids::{SystemId, UnitId},
    standards::{Duty, Node, System},
    text::plain_code,
};
use changxiao_files::sheets::{Column, Fields, Problems, SheetError, Table, Why};
use changxiao_store::standards::ResponsibilityRow;

use super::{
    context::Context,
    finders::UnitFinder,
    plan::{Plan, Write, compared},
    reasons::{of_file, why},
};

const NODE: Column = Column::required("node", keys::imports_column_node, &["条目", "测评内容"]);
const UNIT: Column = Column::required("unit", keys::imports_column_unit, &["单位代码"]);
const DUTY: Column = Column::required("duty", keys::imports_column_duty, &["责任类型"]);
const SYSTEM: Column = Column::optional("system", keys::imports_column_system, &["版本"]);
pub(super) const COLUMNS: &[Column] = &[NODE, UNIT, DUTY, SYSTEM];

const DUTIES: &[(&str, Duty)] = &[
    ("牵头", Duty::Lead),
    ("责任", Duty::Responsible),
    ("协助", Duty::Assist),
    ("lead", Duty::Lead),
    ("responsible", Duty::Responsible),
    ("assist", Duty::Assist),
    ("牵头单位", Duty::Lead),
    ("责任单位", Duty::Responsible),
    ("配合", Duty::Assist),
    ("协助单位", Duty::Assist),
];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let model = &context.model;
    let Some(current) = model.current_system() else {
        let none = why(
            "import_no_system",
            say!(imports_there_no_evaluation_system_yet),
            say!(imports_import_evaluation_system_first),
        );
        return Err(of_file(&context.file_name, none));
    };
    let units = UnitFinder::new(model);
    let before: HashMap<(SystemId, &str, UnitId), Duty> = model
        .responsibilities
        .values()
        .flat_map(|nodes| nodes.values().flatten())
        .map(|row| ((row.system, row.node.as_str(), row.unit), row.duty))
        .collect();
    let (mut problems, mut rows) = (Problems::default(), Vec::new());
    let mut seen: HashMap<(SystemId, String, UnitId), u32> = HashMap::new();
    let mut plan = Plan::new(Write::Responsibilities(Vec::new()));
    plan.unknown_columns = columns.unknown().to_vec();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let system = problems.take(system_of(context, &fields));
        let node = problems.take(fields.required("node")).map(plain_code);
        let unit = problems.take(
            units
                .find(&fields, "unit")
                .and_then(|unit| unit.ok_or_else(|| Box::new(fields.problem("unit", Why::Required)))),
        );
        let duty = problems.take(
            fields
                .one_of("duty", DUTIES)
                .and_then(|duty| duty.ok_or_else(|| Box::new(fields.problem("duty", Why::Required)))),
        );
        let (Some(system), Some(node), Some(unit), Some(duty)) = (system, node, unit, duty) else { continue };
        let system = system.unwrap_or(current.id);
        let Some(known) = model.system(system).and_then(|system| node_of(system, &node)) else {
            let unknown = why(
                "import_unknown_node",
                say!(imports_edition_evaluation_system_no_such),
                say!(imports_write_code_system_such_iii),
            );
            problems.add(fields.problem("node", unknown));
            continue;
        };
        let node = known.code.clone();
        if let Some(first_row) = seen.insert((system, node.clone(), unit), row.number) {
            problems.add(fields.problem("unit", Why::Duplicate { first_row }));
            continue;
        }
        let old = before.get(&(system, node.as_str(), unit)).copied();
        let label = |lang| format!("{node} {} · {}", known.label(lang), model.unit_name(unit, lang));
        let label = Value::named(label(Lang::Zh), label(Lang::En));
        let was: Value = old.map_or_else(|| "".into(), Value::from);
        let unchanged = plan.unchanged;
        plan.note(Some(row.number), label, old.is_none(), vec![compared(&DUTY, was, duty)]);
        if plan.unchanged == unchanged {
            rows.push(ResponsibilityRow { system, node, unit, duty });
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.write = Write::Responsibilities(rows);
    Ok(plan)
}

/// A node by its code, however its roman number is written.
fn node_of<'s>(system: &'s System, code: &str) -> Option<&'s Node> {
    system.node(code).or_else(|| system.nodes.iter().find(|node| plain_code(&node.code) == code))
}

/// The edition that a row names; none means the one in force.
fn system_of(context: &Context, fields: &Fields<'_>) -> Result<Option<SystemId>, SheetError> {
    let Some(edition) = fields.optional("system") else { return Ok(None) };
    let named = context.model.systems.iter().find(|(row, _)| row.edition == edition || row.key == edition);
    match named {
        Some((row, _)) => Ok(Some(row.id)),
        None => {
            let accepted = context.model.systems.iter().map(|(row, _)| row.edition.clone()).collect();
            Err(Box::new(fields.problem("system", Why::UnknownCode { accepted })))
        }
    }
}
