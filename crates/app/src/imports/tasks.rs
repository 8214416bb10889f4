//! 任务分解表: a row a task. A new one is drafted, and published where nothing lacks; what is there already is arranged or moved, as its page
//! does it, so a row is refused wherever the page would refuse it.

use std::collections::{BTreeSet, HashMap};

use changxiao_domain::{
    ids::{MatterId, PostId, UnitId},
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
    matters::{
        task_row::{Above, TaskRow},
        values::person,
    },
    model::CityModel,
};

const NUMBER: Column = Column::optional("number", keys::imports_column_number, &["编号", "任务编号", "事项编号"]);
const TITLE: Column = Column::required(
    "title",
    keys::matters_one,
    &["任务", "任务名称", "任务内容", "工作任务", "重点任务", "工作内容", "主要任务", "Task"],
);
const WHAT: Column = Column::optional(
    "what",
    keys::imports_column_task_what,
    &["具体任务", "具体措施", "主要措施", "工作措施", "工作要求", "任务要求", "目标要求", "Details"],
);
const ABOVE: Column = Column::optional(
    "above",
    keys::imports_column_task_above,
    &["一级任务", "所属任务", "总任务", "任务类别", "任务分类", "Part of"],
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
pub(super) const COLUMNS: &[Column] = &[NUMBER, ABOVE, TITLE, WHAT, LEAD, HELPERS, PERSON, STARTS, DUE, MILESTONE];

const YES_NO: &[(&str, bool)] = &[("是", true), ("否", false), ("yes", true), ("no", false)];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let units = UnitFinder::new(&context.model);
    let there: HashMap<&str, &Matter> = context.tasks.iter().map(|task| (task.number.as_str(), task)).collect();
    let (mut problems, mut added, mut changed) = (Problems::default(), Vec::new(), Vec::new());
    let mut seen: HashMap<String, u32> = HashMap::new();
    // What is said of a row that turns out to be part of itself, by way of others.
    let mut circles = Vec::new();
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
        plan.note(Some(row.number), &*new.title, old.is_none(), differences(context, before.as_ref(), &new));
        if plan.unchanged == unchanged {
            match old {
                Some(old) => changed.push((Box::new(old.clone()), new)),
                None => {
                    circles.push(fields.problem("above", part_of_itself()));
                    added.push(new);
                }
            }
        }
    }
    for (row, circle) in added.iter().zip(circles) {
        if is_part_of_itself(row, &added) {
            problems.add(circle);
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // What has no row of its own and others are parts of is drafted.
    let mut drafted = BTreeSet::new();
    let titles: BTreeSet<&str> = added.iter().map(|row| row.title.as_str()).collect();
    for row in &added {
        if let Some(Above::Titled(title)) = &row.above
            && !titles.contains(title.as_str())
            && drafted.insert(title.clone())
        {
            plan.note(None, &**title, true, Vec::new());
        }
    }
    added.extend(drafted.into_iter().map(|title| TaskRow { title, ..TaskRow::default() }));
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
    let above = problems.take(above(context, fields));
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
    row.above = above?.or(row.above);
    row.what = match fields.optional("what") {
        None => row.what,
        Some(_) if fields.says_nothing("what") => String::new(),
        Some(text) => text.trim().to_owned(),
    };
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

/// The task of which this one is a part: one that is there, by its number or its title, or one of the table.
fn above(context: &Context, fields: &Fields<'_>) -> Result<Option<Above>, SheetError> {
    let Some(text) = fields.optional("above").filter(|_| !fields.says_nothing("above")) else { return Ok(None) };
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = title.to_ascii_uppercase();
    if let Some(task) = context.tasks.iter().find(|task| task.number == number) {
        return Ok(Some(Above::There(task.id)));
    }
    let mut titled = context.tasks.iter().filter(|task| task.title == title);
    match (titled.next(), titled.next()) {
        (Some(task), None) => Ok(Some(Above::There(task.id))),
        (Some(_), Some(_)) => {
            let several = say!(imports_several_tasks_called, title = &*title);
            Err(Box::new(
                fields.problem("above", why("import_several_tasks", several, say!(imports_write_number_of_task))),
            ))
        }
        (None, _) if title.chars().count() > MAX_TITLE_CHARS => {
            Err(Box::new(fields.problem("above", Why::CellTooLong { limit_characters: MAX_TITLE_CHARS })))
        }
        (None, _) => Ok(Some(Above::Titled(title))),
    }
}

/// Whether a new task is part of itself by way of others of the table.
fn is_part_of_itself(row: &TaskRow, added: &[TaskRow]) -> bool {
    let above = |row: &TaskRow| match &row.above {
        Some(Above::Titled(title)) => added.iter().find(|other| other.title == *title),
        _ => None,
    };
    let mut at = above(row);
    for _ in 0..added.len() {
        match at {
            Some(other) if other.title == row.title => return true,
            Some(other) => at = above(other),
            None => return false,
        }
    }
    false
}

fn part_of_itself() -> Why {
    why("import_part_of_itself", say!(imports_part_of_itself), say!(imports_write_number_of_task))
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
        () if before.above != new.above => "above",
        () if is_draft => return None,
        () if before.what != new.what => "what",
        () if before.lead != new.lead => "lead",
        () if before.helpers != new.helpers => "helpers",
        () if before.person != new.person => "person",
        () if before.milestone != new.milestone => "milestone",
        () if days && !is_moved => "due",
        () => return None,
    };
    Some((column, why("import_task_stands", say!(imports_task_stands), say!(imports_change_task_on_its_page))))
}

fn number_of(context: &Context, id: MatterId) -> Option<String> {
    context.tasks.iter().find(|task| task.id == id).map(|task| task.number.clone())
}

fn differences(context: &Context, before: Option<&TaskRow>, new: &TaskRow) -> Vec<PreviewField> {
    let model = &context.model;
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
    let above = |row: &TaskRow| match &row.above {
        None => String::new(),
        Some(Above::Titled(title)) => title.clone(),
        Some(Above::There(id)) => number_of(context, *id).unwrap_or_default(),
    };
    vec![
        compared(&ABOVE, above(before), above(new)),
        compared(&TITLE, &*before.title, &*new.title),
        compared(&WHAT, &*before.what, &*new.what),
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
            text(task.parent.and_then(|above| number_of(context, above)).unwrap_or_default()),
            Cell::Text(row.title),
            text(row.what),
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
