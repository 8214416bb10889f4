//! From the rows of a filing standard to the next version of the category list. What nine columns cannot say (English names, photos,
//! sources of rows that stay as they are) is taken over from the version in force.

use changxiao_words::{Lang, say, texts};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use changxiao_domain::{
    categories::{
        Category, CategoryClass, CategoryCode, CategoryMajor, CategoryProblem, CategorySet, FilingStandard, split_lines,
    },
    standards::{Bilingual, Evidence},
};
use changxiao_files::sheets::{Problem, Problems};

use super::{context::Context, filing_row::ReadRow, reasons::why};

/// The key of every version that came from a sheet.
pub(super) const KEY: &str = "filing-standard";
/// The source of a row that came with this file.
const FROM_FILE: &str = "import";

/// The next version, and where each of its rows stands in the file.
pub(super) struct Built {
    pub set: CategorySet,
    pub rows: HashMap<(CategoryCode, String), u32>,
    /// Classes that the file does not have and that stay.
    pub kept: Vec<CategoryClass>,
}

pub(super) fn build(context: &Context, rows: &[ReadRow]) -> Result<Built, Problems> {
    let in_force = context.model.categories.as_ref();
    let in_file: BTreeSet<CategoryClass> = rows.iter().map(|read| read.row.class).collect();
    let kept: Vec<CategoryClass> = CategoryClass::ALL.into_iter().filter(|class| !in_file.contains(class)).collect();
    let stays = |class: CategoryClass| kept.contains(&class);
    let digits = digits(context, rows, in_force, &kept)?;

    let mut majors: Vec<CategoryMajor> = Vec::new();
    let mut categories: Vec<Category> = Vec::new();
    let (mut places, mut sheets, mut problems) = (HashMap::new(), HashMap::new(), Problems::default());
    let source = format!("{FROM_FILE}-{}", context.day);
    for read in rows {
        let row = &read.row;
        let Some(code) = CategoryCode::new(row.class, row.major, row.minor, digits) else { continue };
        let major_code = format!("{:02}", row.major);
        if !majors.iter().any(|major| major.class == row.class && major.code == major_code) {
            let before =
                in_force.majors.iter().find(|major| major.class == row.class && major.name_zh == row.major_name);
            majors.push(CategoryMajor {
                class: row.class,
                code: major_code.clone(),
                name_zh: row.major_name.clone(),
                name_en: before.map_or_else(String::new, |major| major.name_en.clone()),
            });
        }
        // Two sheets of one class would otherwise run into each other unseen.
        let first_sheet = sheets.entry(code).or_insert_with(|| read.sheet.clone());
        if *first_sheet != read.sheet {
            problems.add(twice(read, first_sheet));
            continue;
        }
        let before = in_force
            .categories
            .iter()
            .find(|category| category.class == row.class && category.name_zh == row.minor_name);
        let place = match categories.iter().position(|category| category.code == code) {
            Some(place) => place,
            None => {
                categories.push(Category {
                    code,
                    class: row.class,
                    major: major_code,
                    name_zh: row.minor_name.clone(),
                    name_en: before.map_or_else(String::new, |category| category.name_en.clone()),
                    standards: Vec::new(),
                    photo_needed: before.is_none_or(|category| category.photo_needed),
                    local: false,
                });
                categories.len() - 1
            }
        };
        let category = &mut categories[place];
        category.photo_needed = read.photo.unwrap_or(category.photo_needed);
        category.local |= row.marked_local
            || before.is_some_and(|before| before.local && before.code == code)
            || (digits == 3 && row.minor > CategoryCode::LAST_NATIONAL_OF_THREE_DIGITS);
        places.insert((code, row.condition.clone()), row.number);
        category.standards.push(standard(read, before, &source));
    }
    mark_from_the_top(&mut categories, digits);
    if !problems.is_empty() {
        return Err(problems);
    }
    for class in &kept {
        majors.extend(in_force.majors.iter().filter(|major| major.class == *class).cloned());
        categories.extend(
            in_force.categories.iter().filter(|category| stays(category.class) && category.class == *class).cloned(),
        );
    }
    majors.sort_by(|a, b| (a.class, &a.code).cmp(&(b.class, &b.code)));
    categories.sort_by_key(|category| category.class);
    let used: BTreeSet<&str> =
        categories.iter().flat_map(|category| &category.standards).map(|row| row.source.as_str()).collect();
    let file = Bilingual { zh: format!("{} ({})", context.file_name, context.day), en: String::new() };
    let sources: BTreeMap<String, Bilingual> = used
        .into_iter()
        .map(|key| (key.to_owned(), in_force.sources.get(key).cloned().unwrap_or_else(|| file.clone())))
        .collect();
    let set = CategorySet {
        format: CategorySet::FORMAT.to_owned(),
        key: KEY.to_owned(),
        version: free_version(context),
        effective_from: context.default_from(),
        name_zh: texts(Lang::Zh).imports_filing_standard_name.to_owned(),
        name_en: texts(Lang::En).imports_filing_standard_name.to_owned(),
        notes: Vec::new(),
        majors,
        categories,
        sources,
    };
    check(context, &set, &places)?;
    Ok(Built { set, rows: places, kept })
}

/// How many digits a minor has: those of the file, and those of the classes that stay where the file has fewer.
fn digits(context: &Context, rows: &[ReadRow], in_force: &CategorySet, kept: &[CategoryClass]) -> Result<u8, Problems> {
    let in_file = rows.iter().map(|read| read.row.minor_digits).max().unwrap_or(2);
    let staying = in_force.categories.iter().find(|category| kept.contains(&category.class));
    match staying.map(|category| category.code.minor_digits()) {
        Some(staying) if in_file > staying => {
            let mixed = why(
                "import_filing_digits",
                say!(imports_file_three_digits_minor_other),
                say!(imports_import_components_events_one_file),
            );
            let mut problems = Problems::default();
            problems.add(Problem::of_sheet(&context.file_name, mixed));
            Err(problems)
        }
        staying => Ok(staying.unwrap_or(in_file).max(in_file)),
    }
}

/// One standard. What the file says as the version in force does keeps its English and, where all of it is the same, its source.
fn standard(read: &ReadRow, before: Option<&Category>, source: &str) -> FilingStandard {
    let row = &read.row;
    let old = before.and_then(|before| before.standards.iter().find(|old| old.condition.zh == row.condition));
    let english = |zh: String| {
        let lines = old.into_iter().flat_map(|old| &old.closing);
        let en = lines.clone().find(|line| line.zh == zh).map_or_else(String::new, |line| line.en.clone());
        Bilingual { zh, en }
    };
    let mut standard = FilingStandard {
        condition: Bilingual {
            zh: row.condition.clone(),
            en: old.map_or_else(String::new, |old| old.condition.en.clone()),
        },
        closing: split_lines(&row.closing).into_iter().map(english).collect(),
        limit: row.limit,
        lead_key: read.units.lead.clone(),
        limit_written: row.limit_written.clone(),
        helper_keys: read.units.helpers.clone(),
        supervisor_key: read.units.supervisor.clone(),
        evidence: Evidence::Certain,
        source: source.to_owned(),
    };
    if let Some(old) = old.filter(|old| old.reads_like(&standard)) {
        (standard.evidence, standard.source) = (old.evidence, old.source.clone());
    }
    standard
}

/// Minors of a place are numbered from the top downwards without a gap; a run that begins at 99 is one even without a mark.
fn mark_from_the_top(categories: &mut [Category], digits: u8) {
    let taken: BTreeSet<(CategoryClass, u8, u16)> =
        categories.iter().map(|category| (category.code.class, category.code.major, category.code.minor)).collect();
    for category in categories {
        let code = category.code;
        let top = CategoryCode::highest_minor(digits);
        category.local |= (code.minor..=top).all(|minor| taken.contains(&(code.class, code.major, minor)));
    }
}

/// `2026-11-21`, and `2026-11-21-2` for the second of a day.
fn free_version(context: &Context) -> String {
    let day = context.default_from().to_string();
    let taken = |version: &str| context.category_sets.iter().any(|row| row.key == KEY && row.edition == version);
    if !taken(&day) {
        return day;
    }
    (2..).map(|n| format!("{day}-{n}")).find(|version| !taken(version)).unwrap_or(day)
}

fn twice(read: &ReadRow, first_sheet: &str) -> Problem {
    let mut problem = Problem::of_sheet(
        &read.sheet,
        why(
            "import_filing_two_sheets",
            say!(imports_sheet_first_sheet_minor_already, first_sheet),
            say!(imports_keep_one_sheet_class),
        ),
    )
    .with_value(&format!("{} {}", read.row.minor, read.row.minor_name));
    problem.row = Some(read.row.number);
    problem
}

/// What is wrong with the list as a whole, such as a local minor among the national ones.
fn check(context: &Context, set: &CategorySet, places: &HashMap<(CategoryCode, String), u32>) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for fault in set.validate() {
        let row_of = |code: CategoryCode| places.iter().find(|((of, _), _)| *of == code).map(|(_, row)| *row);
        let (row, reason) = match &fault {
            CategoryProblem::LocalBelowNational(code) => (
                row_of(*code),
                why(
                    "import_filing_local",
                    say!(imports_local_minor_code_numbered_below, code = code.to_string()),
                    say!(imports_number_local_minors_from_99),
                ),
            ),
            other => (
                None,
                why(
                    "import_category",
                    say!(imports_categories_wrong, fault = other.message()),
                    say!(imports_mend_file_2),
                ),
            ),
        };
        let mut problem = Problem::of_sheet(&context.file_name, reason);
        problem.row = row;
        problems.add(problem);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
