//! The built-in category list and its codes.

use changxiao_domain::{
    calendar::{Limit, LimitKind, LimitOutOfBounds},
    categories::{CategoryClass, CategoryCode, CategoryProblem, CategorySet, MissingPart},
};
use proptest::prelude::*;

const CATEGORIES: &str = include_str!("../../../../data/categories/builtin.json");

fn set() -> CategorySet {
    CategorySet::parse(CATEGORIES).expect("the shipped categories are readable")
}

fn limit(code: &str) -> (LimitKind, i64) {
    let set = set();
    let category = set.category(code.parse().expect("a code")).unwrap_or_else(|| panic!("{code} is listed"));
    let limit = category.limit(None).unwrap_or_else(|| panic!("{code} has a standard"));
    (limit.kind, limit.amount)
}

#[test]
fn nothing_is_wrong_with_the_built_in_list() {
    let set = set();
    assert_eq!(set.validate(), []);
    assert_eq!(set.categories.iter().filter(|category| category.class == CategoryClass::Component).count(), 26);
    assert_eq!(set.categories.iter().filter(|category| category.class == CategoryClass::Event).count(), 75);
    assert_eq!(set.majors.len(), 11);
    let rows: Vec<_> = set.categories.iter().flat_map(|category| &category.standards).collect();
    assert!(rows.len() >= 120, "{} rows", rows.len());
    for row in rows {
        assert!(
            !row.condition.en.is_empty() && row.closing.iter().all(|line| !line.en.is_empty()),
            "{}",
            row.condition.zh
        );
        assert!(
            !row.supervisor_key.is_empty() && row.supervisor_key != row.lead_key || row.lead_key == "creation_office",
            "{}",
            row.condition.zh
        );
    }
}

#[test]
fn rules_of_public_service_ads_are_rows_of_their_own() {
    let set = set();
    let conditions = |code: &str| -> Vec<String> {
        let category = set.category(code.parse().expect("a code")).expect("listed");
        category.standards.iter().map(|row| format!("{} {}", row.condition.zh, row.limit)).collect()
    };
    assert_eq!(
        conditions("E0203")[..4],
        [
            "主干道连续200米及以上没有公益广告 5工作日",
            "相邻两个公交站或地铁站均没有公益广告 5工作日",
            "学校、医院、社区、文明实践中心（所、站）、宾馆、银行、邮政、通信营业厅显著位置没有公益广告 5工作日",
            "商场、超市、市场没有诚信主题公益广告 5工作日",
        ]
    );
    assert_eq!(conditions("E0205"), ["公益广告占工地围挡面积不足50% 3工作日"]);
    assert_eq!(conditions("C0201").len(), 3, "0.5 m², 1 m² and 30 mm are three conditions");
}

#[test]
fn the_condition_decides_limit_and_closing_condition() {
    let set = set();
    let cables = set.category("C0106".parse().expect("a code")).expect("listed");
    assert_eq!(cables.limit(None), Some(Limit::new(LimitKind::WorkingDay, 3)));
    assert_eq!(cables.limit(Some(2)), Some(Limit::new(LimitKind::UrgentHour, 2)));
    assert_eq!((cables.limit(Some(0)), cables.limit(Some(3)), cables.limit(Some(i64::MIN))), (None, None, None));
    assert_eq!(cables.closing_of(Some(2)).len(), 1);
    assert_eq!(cables.closing_of(None).len(), 2, "where nobody chose, all may be asked");
}

/// A list as the first releases kept it, with one limit a minor.
#[test]
fn lists_of_the_first_format_are_still_read() {
    let json = r#"{"format": "changxiao-categories/1", "key": "old", "version": "2026", "effective_from": "2026-01-01",
        "name_zh": "旧", "name_en": "Old", "notes": [], "sources": {"own": "Own"},
        "majors": [{"class": "event", "code": "04", "name_zh": "街面秩序", "name_en": "Street order"}],
        "categories": [{"code": "E0405", "class": "event", "major": "04", "name_zh": "非机动车乱停", "name_en": "Parking",
            "limit": {"kind": "working_hour", "amount": 2}, "conditions": [{"zh": "占道", "en": "On the road"}, {"zh": "占绿", "en": "On green"}],
            "closing_conditions": [{"zh": "摆放整齐", "en": "In order"}], "lead_key": "CG", "photo_needed": true, "local": false,
            "evidence": "certain", "source": "own"}]}"#;
    let old = CategorySet::parse(json).expect("readable");
    assert_eq!(old.validate(), []);
    let standards = &old.categories[0].standards;
    assert_eq!(standards.len(), 2);
    assert!(standards.iter().all(|row| row.limit == Limit::new(LimitKind::WorkingHour, 2) && row.lead_key == "CG"));
    let again = serde_json::to_string(&old).expect("written");
    assert_eq!(CategorySet::parse(&again).expect("readable"), old, "it is kept in the new format without loss");
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
    set.categories[1].standards[0].limit = Limit { kind: LimitKind::WorkingDay, amount: 0 };
    set.categories[2].major = "09".to_owned();
    set.categories[3].standards[0].lead_key.clear();
    set.categories[4].standards[0].source = "hearsay".to_owned();
    let same = set.categories[6].standards[0].clone();
    set.categories[6].standards.push(same.clone());
    set.categories[7].standards.clear();
    set.categories[5].local = true;
    let code = |index: usize| set.categories[index].code;
    let expected = [
        CategoryProblem::Duplicate(twin.code),
        CategoryProblem::Limit(code(1), LimitOutOfBounds(0)),
        CategoryProblem::UnknownMajor { code: code(2), major: "09".to_owned() },
        CategoryProblem::Missing { code: code(3), what: MissingPart::Lead },
        CategoryProblem::UnknownSource { code: code(4), source_key: "hearsay".to_owned() },
        CategoryProblem::LocalBelowNational(code(5)),
        CategoryProblem::SameCondition(code(6), same.condition.zh.clone()),
        CategoryProblem::Missing { code: code(7), what: MissingPart::Standard },
    ];
    set.categories.push(twin);
    let problems = set.validate();
    for problem in expected {
        assert!(problems.contains(&problem), "{problem} is not among {problems:?}");
    }
}

proptest! {
    #[test]
    fn a_code_reads_what_it_prints(event: bool, major in 1_u8..100, minor in 1_u16..1000, digits in 2_u8..4) {
        let class = if event { CategoryClass::Event } else { CategoryClass::Component };
        let Some(code) = CategoryCode::new(class, major, minor, digits) else {
            prop_assert!(digits == 2 && minor > 99);
            return Ok(());
        };
        prop_assert_eq!(code.to_string().len(), 3 + usize::from(digits));
        prop_assert_eq!(code.to_string().parse::<CategoryCode>(), Ok(code));
    }

    #[test]
    fn no_text_makes_the_code_reader_fall_over(text: String) {
        if let Ok(code) = text.parse::<CategoryCode>() {
            prop_assert_eq!(code.to_string(), text);
        }
    }
}
