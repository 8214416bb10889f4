//! The category list with its filing and closing standard, as the JSON file that also ships with the product.

use changxiao_domain::categories::{Category, CategorySet};
use changxiao_files::sheets::{Column, Problem, Problems, Why};
use changxiao_words::{Value, keys, say};

use super::{
    context::Context,
    new_list,
    plan::{Plan, Write, compared},
    reasons::{not_json, of_file, why},
};

const LIMIT: Column = Column::required("limit", keys::imports_column_limit, &[]);
const NAME: Column = Column::required("name", keys::imports_column_name, &[]);
const OTHER: Column = Column::required("other", keys::imports_other_facts, &[]);

pub(super) fn plan(context: &Context, bytes: &[u8]) -> Result<Plan, Problems> {
    let file = &context.file_name;
    let text =
        std::str::from_utf8(bytes).map_err(|_| of_file(file, Why::UnknownEncoding))?.trim_start_matches('\u{feff}');
    let set = CategorySet::parse(text).map_err(|problem| of_file(file, not_json(&problem.to_string())))?;
    let faults = set.validate();
    if !faults.is_empty() {
        let mut problems = Problems::default();
        for fault in faults {
            let wrong = why(
                "import_category",
                say!(imports_categories_wrong, fault = fault.message()),
                say!(imports_mend_file),
            );
            problems.add(Problem::of_sheet(file, wrong));
        }
        return Err(problems);
    }
    let stored = context.category_sets.iter().find(|row| row.key == set.key && row.edition == set.version);
    let before = match stored {
        Some(row) => CategorySet::parse(&row.document).ok(),
        None => Some(CategorySet::clone(&context.model.categories)),
    };
    if stored.is_some() && before.as_ref() != Some(&set) {
        let taken = why(
            "import_edition_taken",
            say!(imports_edition_version_there_other_content, version = set.version),
            say!(imports_give_file_another_version),
        );
        return Err(of_file(file, taken));
    }
    let mut plan = Plan::new(Write::Categories(None));
    plan.rows_read = set.categories.len() as u64;
    for category in &set.categories {
        let old = before.as_ref().and_then(|before| before.category(category.code));
        let name = |category: &Category| Value::named(&category.name_zh, &category.name_en);
        let limits = |category: &Category| category.standards.iter().map(|row| row.limit.message()).collect::<Value>();
        let mut fields = vec![
            compared(&NAME, old.map_or_else(|| "".into(), name), name(category)),
            compared(&LIMIT, old.map_or_else(|| "".into(), limits), limits(category)),
        ];
        let same = old.is_some_and(|old| old == category);
        if old.is_some() && !same && fields.iter().all(|field| field.before == field.after) {
            fields.push(compared(&OTHER, "", "≠"));
        }
        let label = |name: &str| format!("{} {name}", category.code);
        plan.note(None, Value::named(label(&category.name_zh), label(&category.name_en)), old.is_none(), fields);
    }
    // What is in force as it stands is no new edition, wherever it came from.
    let takes_for_own = context.options.takes_for_own && context.category_sets.is_empty();
    if stored.is_none() && (takes_for_own || before.as_ref() != Some(&set)) {
        // A new edition counts as a change even where every category is as before: it has its own day.
        plan.changed += u64::from(plan.added + plan.changed == 0);
        new_list::put(context, &mut plan, set).map_err(|problem| of_file(file, not_json(&problem.to_string())))?;
    }
    Ok(plan)
}
