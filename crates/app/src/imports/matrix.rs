//! Who answers for a kind of problem at a place: the territory unit (属地) and the line unit (属事).

use changxiao_words::{Lang, Value, keys};
use std::collections::HashMap;

use changxiao_domain::{categories::CategoryCode, divisions::DivisionCode, ids::UnitId};
use changxiao_files::sheets::{Column, Fields, Problems, SheetError, Table, Why};
use changxiao_store::orgs::MatrixRow;

use super::{
    context::Context,
    finders::{PlaceFinder, UnitFinder},
    plan::{Plan, Write, compared},
    reasons,
};

const DIVISION: Column = Column::optional("division", keys::imports_column_division, &["区划代码"]);
const CATEGORY: Column = Column::required("category", keys::imports_column_category, &["类别代码", "小类代码"]);
const TERRITORY: Column = Column::optional("territory_unit", keys::imports_column_territory_unit, &[]);
const LINE: Column = Column::optional("line_unit", keys::imports_column_line_unit, &["行业主管部门"]);
const FROM: Column = Column::optional("valid_from", keys::imports_column_valid_from, &[]);
pub(super) const COLUMNS: &[Column] = &[DIVISION, CATEGORY, TERRITORY, LINE, FROM];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let model = &context.model;
    let (units, places) = (UnitFinder::new(model), PlaceFinder::new(model));
    let city = DivisionCode::new(model.city.id.0).ok();
    let (mut problems, mut rows) = (Problems::default(), Vec::new());
    let mut seen: HashMap<(i64, String), u32> = HashMap::new();
    let mut plan = Plan::new(Write::Matrix(Vec::new()));
    plan.unknown_columns = columns.unknown().to_vec();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let division = problems.take(places.find(&fields, "division"));
        let category = problems.take(category_of(context, &fields));
        let territory = problems.take(units.find_lead(model, &fields, "territory_unit"));
        let line = problems.take(units.find_lead(model, &fields, "line_unit"));
        let from = problems.take(fields.date("valid_from"));
        let (Some(division), Some(category), Some(territory), Some(line), Some(from)) =
            (division, category, territory, line, from)
        else {
            continue;
        };
        // An empty place means the whole city.
        let Some(division) = division.or(city) else { continue };
        if territory.is_none() && line.is_none() {
            problems.add(fields.problem("line_unit", Why::Required));
            continue;
        }
        if let Some(first_row) = seen.insert((division.padded(), category.clone()), row.number) {
            problems.add(fields.problem("category", Why::Duplicate { first_row }));
            continue;
        }
        let old = model.matrix.get(&(division.padded(), category.clone()));
        let new = MatrixRow {
            division: division.padded(),
            category,
            territory_unit: territory,
            line_unit: line,
            valid_from: from.or(old.map(|old| old.valid_from)).unwrap_or_else(|| context.default_from()),
        };
        let name = |unit: Option<UnitId>| unit.map_or_else(|| "".into(), |unit| model.unit_value(unit));
        let compare = vec![
            compared(&TERRITORY, name(old.and_then(|old| old.territory_unit)), name(new.territory_unit)),
            compared(&LINE, name(old.and_then(|old| old.line_unit)), name(new.line_unit)),
            compared(&FROM, old.map_or_else(String::new, |old| old.valid_from.to_string()), new.valid_from.to_string()),
        ];
        let label =
            |lang| format!("{} · {}", model.name_of_division(division, lang), model.category_name(&new.category, lang));
        let label = Value::named(label(Lang::Zh), label(Lang::En));
        let unchanged = plan.unchanged;
        plan.note(Some(row.number), label, old.is_none(), compare);
        if plan.unchanged == unchanged {
            rows.push(new);
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.write = Write::Matrix(rows);
    Ok(plan)
}

/// A minor by code or name, a major by code, or `*`.
fn category_of(context: &Context, fields: &Fields<'_>) -> Result<String, SheetError> {
    let text = fields.required_code("category")?;
    let text = text.as_ref();
    let set = &context.model.categories;
    if text == "*" || text == "全部" {
        return Ok("*".to_owned());
    }
    if let Ok(code) = text.parse::<CategoryCode>()
        && set.category(code).is_some()
    {
        return Ok(code.to_string());
    }
    let is_major = |text: &str| {
        set.majors
            .iter()
            .any(|major| text.len() == 3 && text.starts_with(major.class.letter()) && text.ends_with(&major.code))
    };
    if text.is_ascii() && is_major(text) {
        return Ok(text.to_owned());
    }
    let named: Vec<String> = set
        .categories
        .iter()
        .filter(|category| category.name_zh == text || category.name_en == text)
        .map(|category| category.code.to_string())
        .collect();
    match named.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(Box::new(fields.problem("category", reasons::unknown_category()))),
    }
}
