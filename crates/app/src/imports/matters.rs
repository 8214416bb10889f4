//! The register of matters as it comes back: a row a matter, its fields by their titles. An edited cell is an edit by the action that edits the
//! matter where it stands; a row that names an action takes it; a row without a number is a new matter.

use std::collections::{BTreeSet, HashMap};

use changxiao_domain::{
    ids::UnitId,
    matters::{Code, Field, LoadedDocument, Matter, Table},
    text::look,
};
use changxiao_files::sheets::{
    Cell, Column, Fields, Problem, Problems, Row, Sheet, SheetError, Table as SheetTable, Why,
};
use changxiao_words::{Key, Lang, Message, Value, keys, say};

use super::{
    context::Context,
    plan::{Plan, PreviewField, Write},
    reasons::{told_only, why},
    tells::{Differs, is_count, is_title},
};
use crate::{
    matters::{
        from_sheet::{Of, SheetMatter},
        sheet::{cell, has_cell, typed},
    },
    model::CityModel,
    readable::is_as_read,
};

const NUMBER: Column = Column::optional("number", keys::matters_number, &["编号", "事项编号"]);
const TITLE: Column = Column::optional("title", keys::matters_title_field, &["标题", "事项"]);
const PROCEDURE: Column = Column::optional("procedure", keys::matters_procedure, &["办理规程", "规程"]);
const ACTION: Column = Column::optional("action", keys::imports_column_action, &["办理", "操作", "Action"]);
pub(super) const COLUMNS: &[Column] = &[NUMBER, TITLE, PROCEDURE, ACTION];

/// Titles of the register that tell: what a sheet says in them is compared and not taken.
const STATE: Key = keys::whistles_state;
const BEGINNER: Key = keys::matters_beginner;
const HOLDER: Key = keys::matters_holder;
const BEGUN: Key = keys::matters_begun_at;
const DUE: Key = keys::matters_due_at;
const TOLD: [Key; 5] = [STATE, BEGINNER, HOLDER, BEGUN, DUE];
/// How many parts there are, and are done, changes while the sheet is away: it is not even compared.
const COUNTED: [Key; 2] = [keys::matters_parts, keys::matters_parts_done];

pub(super) fn plan(context: &Context, table: &SheetTable) -> Result<Plan, Problems> {
    let SheetTable { sheet, columns, .. } = table;
    let there: HashMap<&str, &Matter> = context.matters.iter().map(|one| (one.number.as_str(), one)).collect();
    let titles = (0..).zip(sheet.header.iter().map(String::as_str));
    let open: Vec<(usize, &str)> =
        titles.filter(|(at, title)| !columns.uses(*at) && !title.is_empty() && !is_count(title)).collect();
    let told = |(_, title): &(usize, &str)| is_title(title, &TOLD);
    let (tells, free): (Vec<_>, Vec<_>) =
        open.into_iter().filter(|(_, title)| !is_title(title, &COUNTED)).partition(told);
    let mut read =
        Read { context, free: &free, problems: Problems::default(), known: BTreeSet::new(), strange: Vec::new() };
    let (mut rows, mut differs, mut seen) = (Vec::new(), Differs::default(), HashMap::new());
    let mut plan = Plan::new(Write::Matters { rows: Vec::new(), decided: Vec::new() });
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let Some(of) = read.problems.take(subject(context, &fields, &there)) else { continue };
        if let Of::Open(matter) = &of
            && let Some(first_row) = seen.insert(matter.number.clone(), row.number)
        {
            read.problems.add(fields.problem("number", Why::Duplicate { first_row }));
            continue;
        }
        let (flow, before) = flow(&of);
        let Some(action) = read.problems.take(action(&fields, flow)) else { continue };
        for (at, title) in &tells {
            compare_told(&context.model, &mut differs, before, (row.number, title, row.cell(*at).trim()));
        }
        let (values, mut compared) = read.values(sheet, row, &of);
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
    let known = read.known.clone();
    let problems = read.problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.remarks.extend(differs.remarks());
    plan.unknown_columns =
        free.iter().map(|(_, title)| *title).filter(|title| !known.contains(title)).map(str::to_owned).collect();
    plan.write = Write::Matters { rows, decided: Vec::new() };
    Ok(plan)
}

/// The cells that hold fields, as they are read.
struct Read<'a> {
    context: &'a Context,
    /// Place and title of each column that may hold a field.
    free: &'a [(usize, &'a str)],
    problems: Problems,
    /// Titles that name a field of some row's procedure.
    known: BTreeSet<&'a str>,
    /// Cells that say something where their own procedure has no such field, by their titles.
    strange: Vec<(&'a str, Box<Problem>)>,
}

impl Read<'_> {
    /// What a row says otherwise than it stands, as it is typed, and as it is shown.
    fn values(&mut self, sheet: &Sheet, row: &Row, of: &Of) -> (Vec<(Code, String)>, Vec<PreviewField>) {
        let model = &self.context.model;
        let (flow, before) = flow(of);
        let (mut values, mut compared) = (Vec::new(), Vec::new());
        for (at, title) in self.free {
            let written = row.cell(*at).trim();
            let at_cell = |reason: Why| Problem::of_sheet(&sheet.name, reason).at(row.number, *at).with_value(written);
            let Some(field) = field_named(flow, title) else {
                if !written.is_empty() {
                    let none = say!(imports_no_field_here, procedure = procedure(of));
                    let reason = why("import_no_field_here", none, say!(imports_leave_cell_empty));
                    self.strange.push((title, Box::new(at_cell(reason).titled(*title))));
                }
                continue;
            };
            self.known.insert(title);
            match edited(model, field, before, written) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let was = before.and_then(|matter| matter.values.get(field.name));
                    let was = was.map_or_else(String::new, |value| cell(model, field, value, Lang::RECORDS));
                    compared.push(PreviewField { title: field.words(), before: was.into(), after: written.into() });
                    values.push((field.name, text));
                }
                Err(message) => {
                    let reason = why("import_field_unfit", message, say!(imports_write_as_form));
                    self.problems.add(at_cell(reason).titled(field.words()));
                }
            }
        }
        (values, compared)
    }

    /// A column that no row's procedure knows is told as a whole; a cell of one that others know is a fault.
    fn problems(self) -> Problems {
        let Self { mut problems, known, strange, .. } = self;
        for (_, problem) in strange.into_iter().filter(|(title, _)| known.contains(title)) {
            problems.add(*problem);
        }
        problems
    }
}

/// By which flow a row goes, and the matter that is there already.
fn flow(of: &Of) -> (&'static Table, Option<&Matter>) {
    match of {
        Of::Open(matter) => (matter.table(), Some(&**matter)),
        Of::New(kept, _) => (kept.whole(), None),
    }
}

fn procedure(of: &Of) -> Value {
    let document = match of {
        Of::Open(matter) => &matter.kept.document,
        Of::New(kept, _) => &kept.document,
    };
    Value::named(&document.name_zh, &document.name_en)
}

/// What a cell of a column that tells says, beside what stands; of a new matter nothing stands.
fn compare_told(
    model: &CityModel,
    differs: &mut Differs,
    matter: Option<&Matter>,
    (row, title, written): (u32, &str, &str),
) {
    let is = |key: Key| is_title(title, &[key]);
    let unit = |unit: UnitId| -> Vec<String> {
        let names = Lang::ALL.iter().map(|lang| model.unit_name(unit, *lang).to_owned());
        names.chain(model.all_units.get(&unit).map(|unit| unit.code.clone())).collect()
    };
    if is(BEGUN) || is(DUE) {
        let at = matter.and_then(|matter| if is(BEGUN) { Some(matter.begun_at) } else { matter.due_at });
        return differs.compare_moment(model, title, row, written, at);
    }
    let stands = match matter {
        None => Vec::new(),
        Some(matter) if is(STATE) => Lang::ALL.iter().map(|lang| matter.state.words(*lang)).collect(),
        Some(matter) if is(BEGINNER) => unit(matter.beginner),
        Some(matter) => unit(matter.holder),
    };
    differs.compare(title, row, written, &stands);
}

/// What a row is about: the open matter of its number, or a new one by the procedure that it names.
fn subject(context: &Context, fields: &Fields<'_>, there: &HashMap<&str, &Matter>) -> Result<Of, SheetError> {
    if let Some(number) = fields.code("number") {
        let unknown = why("import_no_such_matter", say!(imports_no_such_matter), say!(imports_leave_number_of_matter));
        let found = there.get(number.to_ascii_uppercase().as_str());
        let matter = found.ok_or_else(|| Box::new(fields.problem("number", unknown)))?;
        stays(fields, matter)?;
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
    Ok(Of::New(kept, fields.required("title")?.to_owned()))
}

/// Errors: the sheet calls a matter that is there otherwise, or names another procedure for it.
fn stays(fields: &Fields<'_>, matter: &Matter) -> Result<(), SheetError> {
    let document = &matter.kept.document;
    let names = [document.key.as_str(), &document.name_zh, &document.name_en];
    // Behind it stands what a part is called.
    let is_its = |cell: &str| {
        let named = cell.split(" · ").next().unwrap_or(cell);
        names.iter().any(|name| look(name) == look(named) || look(name) == look(cell))
    };
    let title = fields.optional("title").filter(|cell| !is_as_read(cell, &matter.title));
    let procedure = fields.optional("procedure").filter(|cell| !is_its(cell));
    match (title, procedure) {
        (Some(_), _) => Err(Box::new(fields.problem("title", told_only(&matter.title)))),
        (None, Some(_)) => Err(Box::new(fields.problem("procedure", told_only(&document.name_zh)))),
        (None, None) => Ok(()),
    }
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
        |value: &serde_json::Value| Lang::ALL.iter().any(|lang| is_as_read(text, &cell(model, field, value, *lang)));
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
