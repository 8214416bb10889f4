//! The register of matters as it comes back: a row a matter, its fields by their titles. An edited cell is an edit by the action that edits the
//! matter where it stands; a row that names an action takes it; a row without a number is a new matter.

use std::collections::HashMap;

use changxiao_domain::{
    matters::{Code, Field, LoadedDocument, Matter, Table},
    text::look,
};
use changxiao_files::sheets::{Cell, Column, Fields, Problem, Problems, SheetError, Table as SheetTable, Why};
use changxiao_words::{Lang, Message, Value, keys, say};

use super::{
    context::Context,
    plan::{Plan, PreviewField, Write},
    reasons::why,
};
use crate::{
    matters::{
        from_sheet::{Of, SheetMatter},
        sheet::{cell, has_cell, typed},
    },
    model::CityModel,
};

const NUMBER: Column = Column::optional("number", keys::matters_number, &["编号", "事项编号"]);
const TITLE: Column = Column::optional("title", keys::matters_title_field, &["标题", "事项"]);
const PROCEDURE: Column = Column::optional("procedure", keys::matters_procedure, &["办理规程", "规程"]);
const ACTION: Column = Column::optional("action", keys::imports_column_action, &["办理", "操作", "Action"]);
pub(super) const COLUMNS: &[Column] = &[NUMBER, TITLE, PROCEDURE, ACTION];

/// Titles of the register that tell and are not read.
const TOLD: [changxiao_words::Key; 7] = [
    keys::whistles_state,
    keys::matters_beginner,
    keys::matters_holder,
    keys::matters_begun_at,
    keys::matters_due_at,
    keys::matters_parts,
    keys::matters_parts_done,
];

pub(super) fn plan(context: &Context, table: &SheetTable) -> Result<Plan, Problems> {
    let SheetTable { sheet, columns, .. } = table;
    let there: HashMap<&str, &Matter> = context.matters.iter().map(|one| (one.number.as_str(), one)).collect();
    let free: Vec<(usize, &str)> = (0..)
        .zip(sheet.header.iter().map(String::as_str))
        .filter(|(at, title)| !columns.uses(*at) && !title.is_empty() && !is_told(title))
        .collect();
    let (mut problems, mut rows) = (Problems::default(), Vec::new());
    let (mut seen, mut known): (HashMap<String, u32>, Vec<&str>) = Default::default();
    let mut plan = Plan::new(Write::Matters { rows: Vec::new(), decided: Vec::new() });
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let Some(of) = problems.take(subject(context, &fields, &there)) else { continue };
        if let Of::Open(matter) = &of
            && let Some(first_row) = seen.insert(matter.number.clone(), row.number)
        {
            problems.add(fields.problem("number", Why::Duplicate { first_row }));
            continue;
        }
        let (flow, before) = match &of {
            Of::Open(matter) => (matter.table(), Some(&**matter)),
            Of::New(kept, _) => (kept.whole(), None),
        };
        let Some(action) = problems.take(action(&fields, flow)) else { continue };
        let (mut values, mut compared) = (Vec::new(), Vec::new());
        for (at, title) in &free {
            let Some(field) = field_named(flow, title) else { continue };
            known.push(*title);
            match edited(&context.model, field, before, row.cell(*at)) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let was = before.and_then(|matter| matter.values.get(field.name));
                    let was = was.map_or_else(String::new, |value| cell(&context.model, field, value, Lang::RECORDS));
                    compared.push(PreviewField {
                        title: field.words(),
                        before: was.into(),
                        after: row.cell(*at).trim().into(),
                    });
                    values.push((field.name, text));
                }
                Err(message) => {
                    let reason = why("import_field_unfit", message, say!(imports_write_as_form));
                    let problem = Problem::of_sheet(&sheet.name, reason).at(row.number, *at);
                    problems.add(problem.titled(field.words()).with_value(row.cell(*at)));
                }
            }
        }
        if let Some((_, name)) = &action {
            compared.push(PreviewField { title: ACTION.title.into(), before: "".into(), after: name.clone() });
        }
        let label = match &of {
            Of::Open(matter) => format!("{} {}", matter.number, matter.title),
            Of::New(_, title) => title.clone(),
        };
        let unchanged = plan.unchanged;
        plan.note(Some(row.number), label, before.is_none(), compared);
        if plan.unchanged == unchanged {
            rows.push(SheetMatter { row: row.number, of, values, action: action.map(|(code, _)| code) });
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.unknown_columns =
        free.iter().map(|(_, title)| *title).filter(|title| !known.contains(title)).map(str::to_owned).collect();
    plan.write = Write::Matters { rows, decided: Vec::new() };
    Ok(plan)
}

/// 序号 counts the rows of a sheet.
fn is_told(title: &str) -> bool {
    let of_register = |key: &changxiao_words::Key| Lang::ALL.iter().any(|lang| look(key.text(*lang)) == look(title));
    TOLD.iter().any(of_register) || matches!(look(title).as_str(), "序号" | "no." | "no")
}

/// What a row is about: the open matter of its number, or a new one by the procedure that it names.
fn subject(context: &Context, fields: &Fields<'_>, there: &HashMap<&str, &Matter>) -> Result<Of, SheetError> {
    if let Some(number) = fields.code("number") {
        let unknown = why("import_no_such_matter", say!(imports_no_such_matter), say!(imports_leave_number_of_matter));
        let found = there.get(number.to_ascii_uppercase().as_str());
        let matter = found.ok_or_else(|| Box::new(fields.problem("number", unknown)))?;
        return Ok(Of::Open(Box::new((*matter).clone())));
    }
    let named = fields.required("procedure")?;
    let is = |kept: &&&'static LoadedDocument| {
        let document = &kept.document;
        [document.key.as_str(), &document.name_zh, &document.name_en].iter().any(|name| look(name) == look(named))
    };
    let unknown =
        why("import_no_such_procedure", say!(imports_no_such_procedure), say!(imports_write_name_of_procedure));
    let kept = context.model.procedures.iter().find(is);
    let kept = kept.ok_or_else(|| Box::new(fields.problem("procedure", unknown)))?;
    Ok(Of::New(*kept, fields.required("title")?.to_owned()))
}

/// The action that a row names, with its words.
fn action(fields: &Fields<'_>, table: &Table) -> Result<Option<(Code, Value)>, SheetError> {
    let Some(text) = fields.optional("action").filter(|_| !fields.says_nothing("action")) else { return Ok(None) };
    let mut rows = table.flow.actions.iter();
    let found =
        rows.find(|one| [one.name.as_str(), &one.name_zh, &one.name_en].iter().any(|name| look(name) == look(text)));
    let unknown = || why("import_no_such_action", say!(matters_no_such_action), say!(imports_write_name_of_action));
    let found = found.ok_or_else(|| Box::new(fields.problem("action", unknown())))?;
    Ok(Some((found.name, found.words())))
}

fn field_named<'f>(table: &'f Table, title: &str) -> Option<&'f Field> {
    let is = |field: &&Field| {
        has_cell(field)
            && [field.name.as_str(), &field.name_zh, &field.name_en].iter().any(|name| look(name) == look(title))
    };
    table.flow.fields.iter().find(is)
}

/// What is typed into the field where the cell says something else than stands there; an empty cell says nothing, a dash takes away.
///
/// Errors: what is expected.
fn edited(model: &CityModel, field: &Field, before: Option<&Matter>, text: &str) -> Result<Option<String>, Message> {
    let text = text.trim();
    let was = before.and_then(|matter| matter.values.get(field.name));
    let stands =
        |value: &serde_json::Value| Lang::ALL.iter().any(|lang| cell(model, field, value, *lang).trim() == text);
    if text.is_empty() || was.is_some_and(stands) {
        return Ok(None);
    }
    if matches!(text, "无" | "-" | "—" | "——" | "－" | "none" | "None") {
        return Ok(was.map(|_| String::new()));
    }
    let typed = typed(model, field, text)?;
    let is_same = |value: &serde_json::Value| {
        value.as_str() == Some(typed.as_str()) || field.typed(value, &model.calendar) == typed
    };
    Ok((!was.is_some_and(is_same)).then_some(typed))
}

/// The open wholes and parts in the order of the columns.
pub(super) fn rows(context: &Context, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |matter: &Matter| {
        let name = matter.kept.document.name(lang).to_owned();
        vec![Cell::Text(matter.number.clone()), Cell::Text(matter.title.clone()), Cell::Text(name), Cell::Empty]
    };
    context.matters.iter().map(row).collect()
}
