//! An evaluation system: the workbook that the export writes, or the JSON file that ships with the product.

use changxiao_domain::{
    ids::SystemId,
    standards::{
        self, ChangeKind, CheckItem, Section, SheetFault, SheetProblem, StandardFile, System, SystemStatus, from_sheets,
    },
};
use changxiao_files::sheets::{Column, Problem, Problems, ReadLimits, Sheet, Why};
use changxiao_store::standards::SystemRow;
use changxiao_words::{Key, Lang, Value, keys, say};

use super::{
    context::Context,
    plan::{Plan, PreviewField, Write, compared},
    reasons::{not_json, of_file, why},
};

const ENTRY: Column = Column::required("entry", keys::imports_entry, &[]);

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
                say!(imports_system_wrong, fault = fault.message()),
                say!(imports_mend_file_import_again),
            );
            problems.add(Problem::of_sheet(file, wrong));
        }
        return Err(problems);
    }
    refuse_old_codes(context, &system)?;
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
                let label = |lang| format!("{} {}", node.code, node.label(lang));
                plan.note(
                    None,
                    Value::named(label(Lang::Zh), label(Lang::En)),
                    true,
                    vec![compared(&ENTRY, "", node.kind)],
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
                    say!(imports_edition_version_there_no_draft, version = system.version),
                    say!(imports_give_another_version_first_sheet),
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
                let name = || Value::named(&system.name_zh, &system.name_en);
                let label = if change.code.is_empty() { name() } else { change.code.as_str().into() };
                plan.note(None, label, is_new, vec![field]);
            }
            plan.unchanged = plan.rows_read.saturating_sub(plan.added + plan.changed);
            plan.write =
                Write::Standard { added: None, changed: Some(Box::new(row_of(context, &system, row.version, file)?)) };
        }
    }
    Ok(plan)
}

/// Refuses a file that was written for the category list before: an item that is known here names the code that it had there, and the
/// list in force means something else by it.
fn refuse_old_codes(context: &Context, system: &System) -> Result<(), Problems> {
    let model = &context.model;
    let old = |item: &&CheckItem| {
        let Some(code) = item.category.filter(|code| model.changed_meaning(*code).is_some()) else { return false };
        let known =
            model.systems.iter().flat_map(|(_, system)| &system.check_items).filter(|own| own.code == item.code);
        let mut known = known.map(|own| own.category).peekable();
        known.peek().is_some() && known.all(|own| own != Some(code))
    };
    let mut problems = Problems::default();
    for item in system.check_items.iter().filter(old) {
        let code = item.category.map(|code| code.to_string()).unwrap_or_default();
        let now = model
            .check_item(&item.code)
            .and_then(|own| own.category)
            .map_or_else(|| "—".to_owned(), |code| code.to_string());
        let wrong = why(
            "import_old_category",
            say!(
                imports_old_category,
                item = &item.code,
                code = &code,
                name = Value::named(model.category_name(&code, Lang::Zh), model.category_name(&code, Lang::En))
            ),
            say!(imports_old_category_remedy, now),
        );
        problems.add(Problem::of_sheet(&context.file_name, wrong));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn changed_field(field: &str, before: &serde_json::Value, after: &serde_json::Value) -> PreviewField {
    let text = |value: &serde_json::Value| {
        value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
    };
    PreviewField { title: field_name(field).into(), before: text(before).into(), after: text(after).into() }
}

fn field_name(field: &str) -> Key {
    match field {
        "name_zh" => keys::imports_chinese_name,
        "name_en" => keys::imports_english_name,
        "text_zh" => keys::imports_chinese_text,
        "text_en" => keys::imports_english_text,
        "methods" => keys::imports_methods,
        "materials" => keys::imports_materials,
        "site_types" => keys::imports_site_types,
        "effective_from" => keys::imports_effective_from,
        _ => keys::imports_other_facts,
    }
}

const fn section(section: Section) -> Key {
    match section {
        Section::Header => keys::imports_section_header,
        Section::Node => keys::imports_entry,
        Section::SiteType => keys::imports_column_site_type,
        Section::CheckItem => keys::imports_section_check_item,
        Section::SurveyItem => keys::imports_section_survey_item,
        Section::ScorePreset => keys::imports_section_score_preset,
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
        Problem::of_sheet(&fault.sheet, reason_of(fault.fault)).titled(&fault.column).with_value(&fault.value);
    problem.row = fault.row.checked_sub(2).and_then(|index| sheet?.rows.get(index)).map(|row| row.number);
    problem.column = column;
    problem
}

fn reason_of(fault: SheetFault) -> Why {
    let (message, remedy) = match fault {
        SheetFault::Empty => return Why::Required,
        SheetFault::NotANumber => return Why::NotAnInteger,
        SheetFault::NotADay => return Why::NotADate,
        SheetFault::MissingSheet => (keys::imports_sheet_missing_sheet, keys::imports_sheet_missing_sheet_remedy),
        SheetFault::MissingColumn => (keys::imports_sheet_missing_column, keys::imports_sheet_missing_column_remedy),
        SheetFault::MissingField => (keys::imports_sheet_missing_field, keys::imports_sheet_missing_field_remedy),
        SheetFault::UnknownWord => (keys::imports_sheet_unknown_word, keys::imports_sheet_unknown_word_remedy),
        SheetFault::NotACategoryCode => {
            (keys::imports_sheet_not_acategory_code, keys::imports_sheet_not_acategory_code_remedy)
        }
        SheetFault::WrongFields => (keys::imports_sheet_wrong_fields, keys::imports_sheet_wrong_fields_remedy),
    };
    why("import_system_sheet", message.into(), remedy.into())
}
