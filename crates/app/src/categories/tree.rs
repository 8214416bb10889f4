//! What a page shows of a version: majors, minors and conditions, narrowed by words.

use changxiao_domain::categories::{Category, CategoryClass, CategoryMajor, CategorySet, FilingStandard};

use crate::model::{CategoryVersion, CityModel};

/// A major with what is left of its minors.
pub struct MajorBranch<'a> {
    pub major: &'a CategoryMajor,
    pub minors: Vec<MinorBranch<'a>>,
}

/// A minor with what is left of its conditions, each with its number.
pub struct MinorBranch<'a> {
    pub category: &'a Category,
    pub standards: Vec<(i64, &'a FilingStandard)>,
}

/// The version that an address names; the one in force where it names none, nothing where it names one that is not there.
pub fn version<'a>(model: &'a CityModel, key: &str) -> Option<&'a CategoryVersion> {
    match key {
        "" => model.category_version(),
        key => model.category_versions.iter().find(|version| version.key == key),
    }
}

/// Everything of a version that has the words: in code, names, condition, closing condition, limit or units. Where the words name a
/// minor, all of its conditions are shown; where they name a major, all of its minors.
pub fn tree<'a>(
    model: &CityModel,
    set: &'a CategorySet,
    class: Option<CategoryClass>,
    words: &str,
) -> Vec<MajorBranch<'a>> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let has = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let unit =
        |key: &str| model.units.by_code(key).map_or_else(String::new, |unit| format!("{} {}", unit.name, unit.name_en));
    let mut branches = Vec::new();
    for major in set.majors.iter().filter(|major| class.is_none_or(|class| major.class == class)) {
        let whole = has(&format!("{} {} {}", major.key(), major.name_zh, major.name_en));
        let of_major =
            set.categories.iter().filter(|category| category.class == major.class && category.major == major.code);
        let minors: Vec<MinorBranch<'a>> = of_major
            .filter_map(|category| {
                let name = format!("{} {} {}", category.code, category.name_zh, category.name_en);
                let whole = whole || has(&name);
                let standards: Vec<_> = (1..)
                    .zip(&category.standards)
                    .filter(|(_, row)| {
                        let closing =
                            row.closing.iter().map(|line| format!("{} {}", line.zh, line.en)).collect::<String>();
                        let (lead, supervisor) = (unit(&row.lead_key), unit(&row.supervisor_key));
                        let (limit, condition) = (row.limit, &row.condition);
                        whole
                            || has(&format!(
                                "{name} {} {} {closing} {limit} {lead} {supervisor}",
                                condition.zh, condition.en
                            ))
                    })
                    .collect();
                (!standards.is_empty()).then_some(MinorBranch { category, standards })
            })
            .collect();
        if !minors.is_empty() {
            branches.push(MajorBranch { major, minors });
        }
    }
    branches
}
