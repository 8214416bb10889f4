//! An evaluation system: the workbook that the export writes, or the JSON file that ships with the product.

use changxiao_domain::{
    ids::SystemId,
    standards::{self, ChangeKind, Section, SheetProblem, StandardFile, System, SystemStatus, from_sheets},
};
use changxiao_files::sheets::{Column, Problem, Problems, ReadLimits, Sheet, Why};
use changxiao_store::standards::SystemRow;

use super::{
    context::Context,
    plan::{Plan, PreviewField, Write, compared},
    reasons::{not_json, of_file, why},
};

const ENTRY: Column = Column::required("entry", &["条目", "Entry"]);

pub(super) fn plan(context: &Context, bytes: &[u8], limits: &ReadLimits) -> Result<Plan, Problems> {
    let file = &context.file_name;
    let id = context.app.new_id(SystemId);
    let mut system =
        if bytes.starts_with(b"PK") { read_workbook(id, bytes, file, limits)? } else { read_json(id, bytes, file)? };
    let faults = system.validate();
    if !faults.is_empty() {
        let mut problems = Problems::default();
        for fault in faults {
            let wrong = why(
                "import_system",
                (format!("体系有误：{fault}"), fault.to_string()),
                ("在文件里改正后再导入", "mend it in the file and import again"),
            );
            problems.add(Problem::of_sheet(file, wrong));
        }
        return Err(problems);
    }
    let stored = context.model.systems.iter().find(|(row, _)| row.key == system.key && row.edition == system.version);
    let rows_read = system.nodes.len()
        + system.site_types.len()
        + system.check_items.len()
        + system.survey_items.len()
        + system.score_presets.len();
    // Nothing comes into force by an import: that is a decision with a day of its own.
    system.status = stored.map_or(SystemStatus::Draft, |(_, before)| before.status);
    system.id = stored.map_or(id, |(row, _)| row.id);

    let mut plan = Plan::new(Write::Standard { added: None, changed: None });
    plan.rows_read = rows_read as u64;
    match stored {
        None => {
            for node in system.nodes.iter().take(40) {
                plan.note(
                    None,
                    &format!("{} {}", node.code, node.label(changxiao_words::Lang::Zh)),
                    true,
                    vec![compared(&ENTRY, "", node.kind.code())],
                );
            }
            plan.added = plan.rows_read;
            plan.write = Write::Standard { added: Some(Box::new(row_of(context, &system, 1, file)?)), changed: None };
        }
        Some((row, before)) => {
            let before = before.as_ref().clone().in_reading_order();
            let changes = standards::diff(&before, &system.clone().in_reading_order());
            plan.unchanged = plan.rows_read;
            if changes.is_empty() {
                return Ok(plan);
            }
            if row.status != SystemStatus::Draft {
                let taken = why(
                    "import_edition_taken",
                    (
                        format!("版本 {} 已在系统中且不是草案，已用的版本不改", system.version),
                        format!(
                            "edition {} is there and is no draft; an edition in use is never changed",
                            system.version
                        ),
                    ),
                    ("在“系统”表里换一个 version 再导入", "give another version in the first sheet and import again"),
                );
                return Err(of_file(file, taken));
            }
            for change in &changes {
                let (is_new, field) = match &change.kind {
                    ChangeKind::Added { .. } => (true, compared(&ENTRY, "", section(change.section))),
                    ChangeKind::Removed { .. } => (false, compared(&ENTRY, section(change.section), "—")),
                    ChangeKind::Moved { from, to } => (false, compared(&ENTRY, place(from), place(to))),
                    ChangeKind::Changed { field, before, after } => (false, changed_field(field, before, after)),
                };
                let label = if change.code.is_empty() { system.name_zh.clone() } else { change.code.clone() };
                plan.note(None, &label, is_new, vec![field]);
            }
            plan.unchanged = plan.rows_read.saturating_sub(plan.added + plan.changed);
            plan.write =
                Write::Standard { added: None, changed: Some(Box::new(row_of(context, &system, row.version, file)?)) };
        }
    }
    Ok(plan)
}

fn changed_field(field: &str, before: &serde_json::Value, after: &serde_json::Value) -> PreviewField {
    let text = |value: &serde_json::Value| {
        value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
    };
    let (zh, en) = field_names(field);
    PreviewField { title_zh: zh, title_en: en, before: text(before), after: text(after) }
}

fn field_names(field: &str) -> (&'static str, &'static str) {
    match field {
        "name_zh" => ("名称", "Chinese name"),
        "name_en" => ("英文名称", "English name"),
        "text_zh" => ("内容", "Chinese text"),
        "text_en" => ("英文内容", "English text"),
        "methods" => ("测评方法", "Methods"),
        "materials" => ("材料", "Materials"),
        "site_types" => ("点位类型", "Site types"),
        "effective_from" => ("生效日期", "Effective from"),
        _ => ("其他内容", "Other facts"),
    }
}

const fn section(section: Section) -> &'static str {
    match section {
        Section::Header => "体系",
        Section::Node => "条目",
        Section::SiteType => "点位类型",
        Section::CheckItem => "检查项",
        Section::SurveyItem => "问卷题",
        Section::ScorePreset => "计分方案",
    }
}

fn place(place: &standards::Place) -> String {
    format!("{} #{}", place.parent.as_deref().unwrap_or("—"), place.order)
}

fn row_of(context: &Context, system: &System, version: i64, file: &str) -> Result<SystemRow, Problems> {
    Ok(SystemRow {
        id: system.id,
        key: system.key.clone(),
        edition: system.version.clone(),
        name: system.name_zh.clone(),
        status: system.status,
        effective_from: system.effective_from,
        document: serde_json::to_string(system).map_err(|problem| of_file(file, not_json(&problem.to_string())))?,
        changed_at: context.app.now(),
        version,
    })
}

fn read_json(id: SystemId, bytes: &[u8], file: &str) -> Result<System, Problems> {
    let text = std::str::from_utf8(bytes).map_err(|_| of_file(file, Why::UnknownEncoding))?;
    let parsed = StandardFile::parse(text.trim_start_matches('\u{feff}'))
        .map_err(|problem| of_file(file, not_json(&problem.to_string())))?;
    Ok(parsed.into_system(id).in_reading_order())
}

fn read_workbook(id: SystemId, bytes: &[u8], file: &str, limits: &ReadLimits) -> Result<System, Problems> {
    let sheets = Sheet::read_all(bytes, file, limits).map_err(|problem| {
        let mut problems = Problems::default();
        problems.add(problem);
        problems
    })?;
    let plain: Vec<standards::Sheet> = sheets
        .iter()
        .map(|sheet| standards::Sheet {
            name: sheet.name.clone(),
            header: sheet.header.clone(),
            rows: sheet
                .rows
                .iter()
                .map(|row| (0..sheet.header.len()).map(|column| row.cell(column).to_owned()).collect())
                .collect(),
        })
        .collect();
    from_sheets(id, &plain).map_err(|faults| {
        let mut problems = Problems::default();
        for fault in faults {
            problems.add(problem_of(&sheets, &fault));
        }
        problems
    })
}

/// The fault with its row as Excel counts it: empty rows were left out when the sheet was read.
fn problem_of(sheets: &[Sheet], fault: &SheetProblem) -> Problem {
    let sheet = sheets.iter().find(|sheet| sheet.name == fault.sheet);
    let column = sheet.and_then(|sheet| sheet.header.iter().position(|title| title.ends_with(&fault.column)));
    let mut problem =
        Problem::of_sheet(&fault.sheet, fault_words(fault.fault)).titled(&fault.column).with_value(&fault.value);
    problem.row = fault.row.checked_sub(2).and_then(|index| sheet?.rows.get(index)).map(|row| row.number);
    problem.column = column;
    problem
}

fn fault_words(fault: standards::SheetFault) -> Why {
    use standards::SheetFault;
    let reason = match fault {
        SheetFault::Empty => return Why::Required,
        SheetFault::NotANumber => return Why::NotAnInteger,
        SheetFault::NotADay => return Why::NotADate,
        SheetFault::MissingSheet => {
            ("缺少这张工作表", "the sheet is missing", "补上这张表，或重新导出", "add it, or export again")
        }
        SheetFault::MissingColumn => (
            "缺少这一列",
            "the column is missing",
            "补上标题以此结尾的列",
            "add a column whose heading ends with this key",
        ),
        SheetFault::MissingField => ("缺少这一行", "the field is missing", "补上这一行", "add a row for it"),
        SheetFault::UnknownWord => {
            ("不是可用的词", "the word is not known", "用导出文件里的词", "use a word of the exported file")
        }
        SheetFault::NotACategoryCode => {
            ("不是类别代码", "it is no category code", "填 E0101 这样的代码", "write a code such as E0101")
        }
        SheetFault::WrongFields => {
            ("一行里的分项数不对", "a line has the wrong number of fields", "分项用 | 隔开", "separate fields with |")
        }
    };
    let (zh, en, remedy_zh, remedy_en) = reason;
    why("import_system_sheet", (zh, en), (remedy_zh, remedy_en))
}
