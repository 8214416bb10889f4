//! The built-in category list and its codes.

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    categories::{CategoryClass, CategoryCode, CategoryProblem, CategorySet},
};
use proptest::prelude::*;

const CATEGORIES: &str = include_str!("../../../data/categories/builtin.json");

fn set() -> CategorySet {
    CategorySet::parse(CATEGORIES).expect("the shipped categories are readable")
}

fn limit(code: &str) -> (LimitKind, i64) {
    let set = set();
    let category = set.category(code.parse().expect("a code")).unwrap_or_else(|| panic!("{code} is listed"));
    (category.limit.kind, category.limit.amount)
}

#[test]
fn nothing_is_wrong_with_the_built_in_list() {
    let set = set();
    assert_eq!(set.validate(), []);
    assert_eq!(set.categories.iter().filter(|category| category.class == CategoryClass::Component).count(), 26);
    assert_eq!(set.categories.iter().filter(|category| category.class == CategoryClass::Event).count(), 75);
    assert_eq!(set.majors.len(), 11);
}

#[test]
fn limits_of_published_rows_are_kept() {
    // Limits counted in a real city's filing standard (Yuncheng).
    for (code, kind, amount) in [
        ("C0101", LimitKind::UrgentHour, 2),
        ("C0102", LimitKind::WorkingHour, 4),
        ("C0103", LimitKind::WorkingDay, 5),
        ("C0105", LimitKind::WorkingDay, 2),
        ("C0201", LimitKind::WorkingDay, 5),
        ("C0401", LimitKind::WorkingDay, 15),
        ("E0101", LimitKind::WorkingHour, 2),
        ("E0102", LimitKind::WorkingHour, 4),
        ("E0104", LimitKind::WorkingHour, 4),
        ("E0112", LimitKind::NaturalDay, 2),
        ("E0113", LimitKind::WorkingDay, 15),
        ("E0201", LimitKind::WorkingDay, 1),
        ("E0202", LimitKind::WorkingDay, 5),
        ("E0205", LimitKind::WorkingDay, 3),
        ("E0401", LimitKind::UrgentHour, 2),
        ("E0405", LimitKind::WorkingHour, 2),
        ("E0415", LimitKind::WorkingDay, 2),
        ("E0501", LimitKind::UrgentHour, 1),
        ("E0503", LimitKind::UrgentHour, 2),
        ("E0504", LimitKind::WorkingHour, 2),
    ] {
        assert_eq!(limit(code), (kind, amount), "{code}");
    }
}

#[test]
fn conduct_of_persons_needs_no_photo() {
    let set = set();
    for code in ["E0408", "E0409", "E0410", "E0411", "E0412", "E0413", "E0416", "E0695"] {
        assert!(!set.category(code.parse().expect("a code")).expect("listed").photo_needed, "{code}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    let mut set = set();
    let twin = set.categories[0].clone();
    set.categories[1].limit = Limit { kind: LimitKind::WorkingDay, amount: 0 };
    set.categories[2].major = "09".to_owned();
    set.categories[3].lead_key.clear();
    set.categories[4].source = "hearsay".to_owned();
    set.categories[5].local = true;
    let code = |index: usize| set.categories[index].code;
    let expected = [
        CategoryProblem::Duplicate(twin.code),
        CategoryProblem::Limit(code(1), 0),
        CategoryProblem::UnknownMajor { code: code(2), major: "09".to_owned() },
        CategoryProblem::Missing { code: code(3), what: "a lead department" },
        CategoryProblem::UnknownSource { code: code(4), source_key: "hearsay".to_owned() },
        CategoryProblem::LocalBelowNational(code(5)),
    ];
    set.categories.push(twin);
    let problems = set.validate();
    for problem in expected {
        assert!(problems.contains(&problem), "{problem} is not among {problems:?}");
    }
}

proptest! {
    #[test]
    fn a_code_reads_what_it_prints(event: bool, major in 1_u8..100, minor in 1_u8..100) {
        let class = if event { CategoryClass::Event } else { CategoryClass::Component };
        let code = CategoryCode { class, major, minor };
        prop_assert_eq!(code.to_string().parse::<CategoryCode>(), Ok(code));
    }

    #[test]
    fn no_text_makes_the_code_reader_fall_over(text: String) {
        if let Ok(code) = text.parse::<CategoryCode>() {
            prop_assert_eq!(code.to_string(), text);
        }
    }
}
