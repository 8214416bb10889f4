//! 任务分解表: a row a task. A new one is drafted, and published where nothing lacks; what is there already is arranged or moved, as its page
//! does it, so a row is refused wherever the page would refuse it.

use std::collections::HashMap;

use changxiao_domain::{
    ids::{PostId, UnitId},
    matters::Matter,
    text::narrowed,
    time::Day,
    workflow::MAX_TITLE_CHARS,
};
use changxiao_files::sheets::{Cell, Column, Fields, Problems, SheetError, Table, Why};
use changxiao_words::{Lang, Message, Value, keys, say};

use super::{
    context::Context,
    finders::UnitFinder,
    plan::{Plan, PreviewField, Write, compared},
    reasons::why,
    tells::is_count,
};
use crate::{
    matters::{task_row::TaskRow, values::person},
    model::CityModel,
};

const NUMBER: Column = Column::optional("number", keys::imports_column_number, &["编号", "任务编号", "事项编号"]);
const TITLE: Column = Column::required(
    "title",
    keys::matters_one,
    &["任务", "任务名称", "任务内容", "工作任务", "重点任务", "工作内容", "主要任务", "Task"],
);
const LEAD: Column =
    Column::optional("lead", keys::imports_column_task_lead, &["牵头部门", "主责单位", "牵头责任单位", "Lead"]);
const HELPERS: Column = Column::optional(
    "helpers",
    keys::imports_column_task_helpers,
    &["配合单位", "协办单位", "责任部门", "参加单位", "配合部门", "Helpers"],
);
const PERSON: Column = Column::optional("person", keys::matters_who, &["负责人", "联系人", "Person"]);
const STARTS: Column =
    Column::optional("starts", keys::imports_column_task_starts, &["开始时间", "启动时间", "Starts"]);
const DUE: Column = Column::optional(
    "due",
    keys::imports_column_task_due,
    &["完成时限", "完成时间", "截止日期", "截止时间", "时间节点", "完成日期", "Due"],
);
const MILESTONE: Column = Column::optional("milestone", keys::matters_milestone, &[]);
pub(super) const COLUMNS: &[Column] = &[NUMBER, TITLE, LEAD, HELPERS, PERSON, STARTS, DUE, MILESTONE];

const YES_NO: &[(&str, bool)] = &[("是", true), ("否", false), ("yes", true), ("no", false)];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let units = UnitFinder::new(&context.model);
    let there: HashMap<&str, &Matter> = context.tasks.iter().map(|task| (task.number.as_str(), task)).collect();
    let (mut problems, mut added, mut changed) = (Problems::default(), Vec::new(), Vec::new());
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut plan = Plan::new(Write::Tasks { added: Vec::new(), changed: Vec::new(), decided: Vec::new() });
    plan.unknown_columns = columns.unknown().iter().filter(|title| !is_count(title)).cloned().collect();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let Some((old, new)) = problems
            .take(number(&fields, &there))
            .and_then(|old| Some((old, read(context, &units, &fields, old.map(TaskRow::of), &mut problems)?)))
        else {
            continue;
        };
        if let Some(old) = old
            && let Some(first_row) = seen.insert(old.number.clone(), row.number)
        {
            problems.add(fields.problem("number", Why::Duplicate { first_row }));
            continue;
        }
        let before = old.map(TaskRow::of);
        if let Some((column, problem)) = old.zip(before.as_ref()).and_then(|(old, before)| stands(old, before, &new)) {
            problems.add(fields.problem(column, problem));
            continue;
        }
        let unchanged = plan.unchanged;
        plan.note(Some(row.number), &*new.title, old.is_none(), differences(&context.model, before.as_ref(), &new));
        if plan.unchanged == unchanged {
            match old {
                Some(old) => changed.push((Box::new(old.clone()), new)),
                None => added.push(new),
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.write = Write::Tasks { added, changed, decided: Vec::new() };
    Ok(plan)
}

fn number<'a>(fields: &Fields<'_>, there: &HashMap<&str, &'a Matter>) -> Result<Option<&'a Matter>, SheetError> {
    let Some(number) = fields.code("number") else { return Ok(None) };
    let unknown = why("import_no_such_task", say!(imports_no_such_task), say!(imports_leave_number_of_task));
    let found = there.get(number.to_ascii_uppercase().as_str()).copied();
    found.map(Some).ok_or_else(|| Box::new(fields.problem("number", unknown)))
}

/// The row as it would stand: what the sheet leaves out stays as it was.
fn read(
    context: &Context,
    units: &UnitFinder,
    fields: &Fields<'_>,
    before: Option<TaskRow>,
    problems: &mut Problems,
) -> Option<TaskRow> {
    let mut row = before.unwrap_or_default();
    let title = problems.take(title(fields));
    let named = problems.take(units.find_all(fields, "lead"));
    let helping = problems.take(units.find_all(fields, "helpers"));
    let starts = problems.take(fields.date("starts"));
    let due = problems.take(fields.date("due"));
    let milestone = problems.take(fields.one_of("milestone", YES_NO));
    let (leads, helpers) = (named?, helping?);
    // 牵头单位 with several units: the first leads, the others help.
    if let Some((lead, others)) = leads.split_first() {
        row.lead = Some(*lead);
        row.helpers.extend(others);
    } else if fields.says_nothing("lead") {
        row.lead = None;
    }
    if !helpers.is_empty() || fields.says_nothing("helpers") {
        row.helpers = helpers.into_iter().chain(leads.into_iter().skip(1)).collect();
    }
    if row.lead.is_none()
        && fields.optional("lead").is_none()
        && let Some(first) = fields.optional("helpers").and_then(|_| row.helpers.first().copied())
        && row.helpers.len() == 1
    {
        // A table with 责任单位 alone: who is named there alone leads.
        row.helpers.remove(&first);
        row.lead = Some(first);
    }
    if let Some(lead) = row.lead {
        row.helpers.remove(&lead);
    }
    row.person = match fields.optional("person") {
        None => row.person,
        Some(_) if fields.says_nothing("person") => None,
        Some(text) => problems.take(someone(&context.model, fields, text, row.lead))?,
    };
    row.title = title?;
    row.starts = starts?.or(row.starts);
    row.due = due?.or(row.due);
    row.milestone = milestone?.unwrap_or(row.milestone);
    Some(row)
}

fn title(fields: &Fields<'_>) -> Result<String, SheetError> {
    let title = fields.required("title")?.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = title.chars().count();
    if letters > MAX_TITLE_CHARS {
        return Err(Box::new(fields.problem("title", Why::CellTooLong { limit_characters: MAX_TITLE_CHARS })));
    }
    Ok(title)
}

fn someone(
    model: &CityModel,
    fields: &Fields<'_>,
    text: &str,
    lead: Option<UnitId>,
) -> Result<Option<PostId>, SheetError> {
    let lead = lead.map(|unit| unit.to_string());
    let found = person(model, text, lead.as_deref());
    let unknown = |message: Message| {
        let reason = why("import_nobody_called", message, say!(imports_write_name_of_unit));
        Box::new(fields.problem("person", reason))
    };
    found.map_err(unknown).map(|post| post.and_then(|post| post.parse().ok()))
}

/// What no sheet changes any more of a task that is there: the column, and why.
fn stands(old: &Matter, before: &TaskRow, new: &TaskRow) -> Option<(&'static str, Why)> {
    let is_draft = old.state.code.as_str() == "draft";
    let is_moved = old.state.code.as_str() == "published";
    let days = before.starts != new.starts || before.due != new.due;
    let column = match () {
        () if before.title != new.title => "title",
        () if is_draft => return None,
        () if before.lead != new.lead => "lead",
        () if before.helpers != new.helpers => "helpers",
        () if before.person != new.person => "person",
        () if before.milestone != new.milestone => "milestone",
        () if days && !is_moved => "due",
        () => return None,
    };
    Some((column, why("import_task_stands", say!(imports_task_stands), say!(imports_change_task_on_its_page))))
}

fn differences(model: &CityModel, before: Option<&TaskRow>, new: &TaskRow) -> Vec<PreviewField> {
    let unit = |unit: Option<UnitId>| unit.map_or_else(|| "".into(), |unit| model.unit_value(unit));
    let units = |row: &TaskRow| -> Value { row.helpers.iter().map(|unit| model.unit_value(*unit)).collect() };
    let person = |post: Option<PostId>| -> Value {
        let label = |lang| post.map_or_else(String::new, |post| model.holder_label(post, lang));
        Value::named(label(Lang::Zh), label(Lang::En))
    };
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let yes = |yes: bool| -> Value { if yes { keys::matters_yes.into() } else { "".into() } };
    let empty = TaskRow::default();
    let before = before.unwrap_or(&empty);
    let helpers = |row: &TaskRow| if row.helpers.is_empty() { "".into() } else { units(row) };
    let person = |post: Option<PostId>| if post.is_none() { "".into() } else { person(post) };
    vec![
        compared(&TITLE, &*before.title, &*new.title),
        compared(&LEAD, unit(before.lead), unit(new.lead)),
        compared(&HELPERS, helpers(before), helpers(new)),
        compared(&PERSON, person(before.person), person(new.person)),
        compared(&STARTS, day(before.starts), day(new.starts)),
        compared(&DUE, day(before.due), day(new.due)),
        compared(&MILESTONE, yes(before.milestone), yes(new.milestone)),
    ]
}

/// The open tasks in the order of the columns.
pub(super) fn rows(context: &Context, lang: Lang) -> Vec<Vec<Cell>> {
    let model = &context.model;
    let code = |unit: UnitId| model.all_units.get(&unit).map_or_else(String::new, |unit| unit.name.clone());
    let text = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    let row = |task: &Matter| {
        let row = TaskRow::of(task);
        let helpers: Vec<String> = row.helpers.iter().map(|unit| code(*unit)).collect();
        // By its id, which is one where names are not.
        let named = row.person.map_or_else(String::new, |post| post.to_string());
        vec![
            Cell::Text(task.number.clone()),
            Cell::Text(row.title),
            text(row.lead.map(code).unwrap_or_default()),
            text(helpers.join("、")),
            text(shown(model, row.person, row.lead).unwrap_or(named)),
            row.starts.into(),
            row.due.into(),
            if row.milestone { Cell::from(lang.of_data("是", "yes")) } else { Cell::Empty },
        ]
    };
    context.tasks.iter().map(row).collect()
}

/// The name of somebody where it is read back as the same one.
fn shown(model: &CityModel, post: Option<PostId>, lead: Option<UnitId>) -> Option<String> {
    let name = model.person_names.get(&model.posts.get(&post?)?.person)?.clone();
    let lead = lead.map(|unit| unit.to_string());
    let back = person(model, &name, lead.as_deref()).ok()??;
    (back == post?.to_string() && narrowed(&name) == name).then_some(name)
}
