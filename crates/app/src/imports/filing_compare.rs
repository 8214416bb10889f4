//! What a filing standard changes against the version in force, and what follows from it elsewhere.

use changxiao_words::{Lang, Value, say};
use std::collections::HashMap;

use changxiao_domain::{
    categories::{Category, CategorySet, FilingStandard, text_in},
    divisions::DivisionCode,
};

use super::{
    context::Context,
    filing_build::Built,
    filing_row::{FILING_COLUMNS, ReadRow},
    new_list,
    plan::{Plan, PreviewField, Write, compared},
};

/// So many rows, names or codes a remark lists.
const LISTED: usize = 12;

pub(super) fn compare(context: &Context, rows: &[ReadRow], built: Built, short_names: HashMap<String, String>) -> Plan {
    let in_force = context.model.categories.as_ref();
    let Built { set, rows: places, kept } = built;
    let mut plan = Plan::new(Write::Categories(None));
    if new_list::waits_already(context, &set) {
        plan.unchanged = rows.len() as u64;
        plan.remarks.push(say!(imports_list_waits_already));
        return plan;
    }
    // A class that the file does not have stays, and is no row of the file.
    let in_file = |category: &&Category| !kept.contains(&category.class);
    for category in set.categories.iter().filter(in_file) {
        let old = in_force.category(category.code);
        for standard in &category.standards {
            let before = old.and_then(|old| of_condition(old, standard).map(|standard| (old, standard)));
            let row = places.get(&(category.code, standard.condition.zh.clone())).copied();
            let fields = fields(context, before, (category, standard));
            plan.note(row, label(category, standard), before.is_none(), fields);
        }
    }
    for category in in_force.categories.iter().filter(in_file) {
        let new = set.category(category.code);
        for standard in &category.standards {
            if new.and_then(|new| of_condition(new, standard)).is_none() {
                plan.note_removed(label(category, standard), Vec::new());
            }
        }
    }
    // Order and photos decide, too: the first condition counts where nobody chose one.
    let same = set.majors == in_force.majors && set.categories == in_force.categories;
    if same {
        return plan;
    }
    remarks(context, rows, &set, &short_names, &mut plan);
    for class in kept {
        plan.remarks.push(say!(imports_class_kept, class = Value::in_a_sentence(class.key())));
    }
    if plan.added + plan.changed + plan.removed == 0 {
        plan.changed = 1;
        plan.remarks.push(say!(imports_order_conditions_names_photos_differ));
    }
    // What cannot be written is not there: a list that was read can be.
    let _ = new_list::put(context, &mut plan, set);
    plan
}

fn of_condition<'a>(category: &'a Category, standard: &FilingStandard) -> Option<&'a FilingStandard> {
    category.standards.iter().find(|other| other.condition.zh == standard.condition.zh)
}

fn label(category: &Category, standard: &FilingStandard) -> Value {
    let label = |lang| {
        let condition = text_in(&standard.condition, lang).replace('\n', " ");
        format!("{} {} · {condition}", category.code, category.name(lang))
    };
    Value::named(label(Lang::Zh), label(Lang::En))
}

fn fields(
    context: &Context,
    before: Option<(&Category, &FilingStandard)>,
    (category, after): (&Category, &FilingStandard),
) -> Vec<PreviewField> {
    let unit = |key: &str| {
        context.model.units.by_code(key).map_or_else(|| key.into(), |unit| context.model.unit_value(unit.id))
    };
    let was = |read: &dyn Fn(&Category, &FilingStandard) -> Value| {
        before.map_or_else(|| "".into(), |(category, standard)| read(category, standard))
    };
    let [.., minor_name, _, closing, limit, lead, supervisor] = FILING_COLUMNS;
    let field =
        |column, read: &dyn Fn(&Category, &FilingStandard) -> Value| compared(column, was(read), read(category, after));
    vec![
        field(minor_name, &|category, _| Value::named(category.name(Lang::Zh), category.name(Lang::En))),
        field(closing, &|_, standard| standard.closing_text(Lang::RECORDS).replace('\n', " ").into()),
        field(limit, &|_, standard| standard.limit.message().into()),
        field(lead, &|_, standard| {
            std::iter::once(&standard.lead_key).chain(&standard.helper_keys).map(|key| unit(key)).collect()
        }),
        field(supervisor, &|_, standard| unit(&standard.supervisor_key)),
    ]
}

fn remarks(
    context: &Context,
    rows: &[ReadRow],
    set: &CategorySet,
    short_names: &HashMap<String, String>,
    plan: &mut Plan,
) {
    plan.remarks.push(say!(
        imports_becomes_version_version_force_from,
        version = &set.version,
        effective_from = set.effective_from.to_string()
    ));
    let of = |wanted: fn(&ReadRow) -> bool| {
        rows.iter().filter(|read| wanted(read)).map(|read| read.row.number.to_string()).collect::<Vec<_>>()
    };
    let assumed = of(|read| read.row.limit_assumed);
    if !assumed.is_empty() {
        let list = listed(&assumed);
        plan.remarks.push(say!(imports_limits_without_number_were_taken, list));
    }
    let inherited = of(|read| read.row.from_other_minor);
    if !inherited.is_empty() {
        let list = listed(&inherited);
        plan.remarks.push(say!(imports_closing_condition_limit_blank_taken, list));
    }
    if !short_names.is_empty() {
        let mut names: Vec<String> = short_names.iter().map(|(text, name)| format!("{text} → {name}")).collect();
        names.sort();
        let list = listed(&names);
        plan.remarks.push(say!(imports_units_matched_by_short_name, list));
    }
    matrix(context, set, plan);
}

/// The responsibility matrix goes before the standard; where they differ somebody has to know.
fn matrix(context: &Context, set: &CategorySet, plan: &mut Plan) {
    let Ok(city) = DivisionCode::new(context.model.city.id.0) else { return };
    let differs = |category: &&Category| {
        let lead = context.model.units.by_code(category.lead_key()).map(|unit| unit.id);
        let row = context.model.matrix.get(&(city.padded(), category.code.to_string()));
        let line = row.and_then(|row| row.line_unit);
        line.is_some() && lead.is_some() && line != lead
    };
    let codes: Vec<String> = set.categories.iter().filter(differs).map(|category| category.code.to_string()).collect();
    if !codes.is_empty() {
        let (n, list) = (codes.len(), listed(&codes));
        plan.remarks.push(say!(imports_lead_unit_n_categories_differs, n, list));
    }
}

fn listed(entries: &[String]) -> String {
    let more = if entries.len() > LISTED { " …" } else { "" };
    format!("{}{more}", entries.iter().take(LISTED).cloned().collect::<Vec<_>>().join("、"))
}
