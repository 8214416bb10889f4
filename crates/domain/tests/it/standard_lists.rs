//! The lists of a draft are edited entry by entry, and no edit breaks what it does not name.

use changxiao_domain::{
    ids::SystemId,
    inspections::QuantityRule,
    standards::{
        CheckItem, Evidence, Language, ListEdit, ListEntry, ListRefused, Material, Problem, Quantity, QuantityFault,
        ScorePreset, SiteType, StandardFile, SurveyItem, System, apply, diff, edit_list, from_sheets, is_code,
        next_code, to_sheets,
    },
};
use proptest::prelude::*;
use uuid::Uuid;

const STANDARD: &str = include_str!("../../../../data/standards/national-2017-district.json");

fn system() -> System {
    let file = StandardFile::parse(STANDARD).expect("the shipped standard is readable");
    file.into_system(SystemId(Uuid::from_u128(7)))
}

fn item(code: &str, site_type: &str) -> CheckItem {
    CheckItem {
        code: code.to_owned(),
        site_type: site_type.to_owned(),
        order: 0,
        text_zh: "无障碍通道畅通".to_owned(),
        text_en: "The barrier-free way is clear".to_owned(),
        scoring_zh: String::new(),
        scoring_en: String::new(),
        quantity: None,
        category: None,
        content: Some("III-59".to_owned()),
        evidence: Evidence::Inferred,
        source: String::new(),
    }
}

fn codes_of(system: &System, site_type: &str) -> Vec<String> {
    system.check_items_of(site_type).into_iter().map(|item| item.code.clone()).collect()
}

#[test]
fn a_check_item_is_added_behind_its_siblings_and_nowhere_else() {
    let before = system();
    let after = edit_list(before.clone(), ListEdit::Add(item(" bjxx-99 ", "bjxx"))).expect("a free code");
    assert_eq!(codes_of(&after, "bjxx").last().map(String::as_str), Some("bjxx-99"));
    assert_eq!(diff(&before, &after).len(), 1);
    assert_eq!(edit_list(after.clone(), ListEdit::Add(item("bjxx-99", "zgd"))), Err(ListRefused::Taken));
    assert_eq!(edit_list(after.clone(), ListEdit::Add(item("a b", "zgd"))), Err(ListRefused::NotACode));
    assert_eq!(edit_list(after.clone(), ListEdit::Change(item("zgd-99", "zgd"))), Err(ListRefused::NotThere));
    // What is taken out again leaves the system as it was.
    let removed = edit_list::<CheckItem>(after, ListEdit::Remove { code: "bjxx-99".to_owned() }).expect("it is there");
    assert_eq!(removed, before);
}

#[test]
fn an_item_that_comes_to_another_type_goes_behind_its_items_and_closes_its_gap() {
    let mut moved = system().check_items_of("zgd")[1].clone();
    moved.site_type = "cgd".to_owned();
    let after = edit_list(system(), ListEdit::Change(moved)).expect("it is there");
    assert_eq!(codes_of(&after, "cgd").last().map(String::as_str), Some("zgd-02"));
    let orders: Vec<u32> = after.check_items_of("zgd").iter().map(|item| item.order).collect();
    assert_eq!(orders, (1..=u32::try_from(orders.len()).unwrap_or(0)).collect::<Vec<_>>());
    assert_eq!(after.validate(), []);
}

#[test]
fn a_site_type_takes_its_check_items_along_and_leaves_no_name_behind() {
    let before = system();
    let references = SiteType::references(&before, "zgd");
    assert_eq!(references.check_items, codes_of(&before, "zgd"));
    assert!(!references.nodes.is_empty());
    let after =
        edit_list::<SiteType>(before.clone(), ListEdit::Remove { code: "zgd".to_owned() }).expect("it is there");
    assert_eq!(after.validate(), []);
    assert_eq!(SiteType::references(&after, "zgd"), Default::default());
    assert_eq!(after.check_items.len(), before.check_items.len() - references.check_items.len());

    let nodes = Material::references(&before, "report").nodes;
    assert!(nodes.len() > 1);
    let after = edit_list::<Material>(before, ListEdit::Remove { code: "report".to_owned() }).expect("it is there");
    assert_eq!(after.validate(), []);
    assert!(after.nodes.iter().all(|node| !node.materials.contains(&"report".to_owned())));
}

#[test]
fn a_new_code_follows_the_highest_of_its_form() {
    assert_eq!(next_code(["zgd-01", "zgd-14", "zgd-2x", "cgd-30"], "zgd-"), "zgd-15");
    assert_eq!(next_code([], "new-"), "new-01");
    assert_eq!(next_code(["Q99"], "Q"), "Q100");
    for good in ["zgd-01", "检查-1", "a", "1.2"] {
        assert!(is_code(good), "{good}");
    }
    for bad in ["", " ", "a b", "a/b", "a\u{7}", ".", "..", &"x".repeat(41)] {
        assert!(!is_code(bad), "{bad}");
    }
}

#[test]
fn what_is_wrong_with_an_entry_is_named() {
    let mut system = system();
    system.check_items[0].quantity = Some(Quantity { out_of: Some(3), ..Quantity::default() });
    system.check_items[1].text_en.clear();
    system.survey_items[0].topic_zh.clear();
    system.material_types.push(system.material_types[0].clone());
    system.score_presets[0].items[0].method = Some("X".to_owned());
    system.score_presets[3].items[1].name_en.clear();
    let expected = [
        Problem::DuplicateCode { list: "material", code: "document".to_owned() },
        Problem::NoWords { code: "Q01".to_owned(), language: Language::Chinese },
        Problem::NoWords { code: "zgd-02".to_owned(), language: Language::English },
        Problem::UnknownMethod { code: "national-2018-2020".to_owned(), method: "X".to_owned() },
        Problem::PresetItemWords { key: "ankang-weekly-2022".to_owned(), line: 2 },
        Problem::Quantity { code: "zgd-01".to_owned(), fault: QuantityFault::NothingCounted },
    ];
    assert_eq!(system.validate(), expected);
}

fn part() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![Just(None), Just(Some(0)), (1..120_u32).prop_map(Some), Just(Some(2_000_000))]
}

/// One edit of one list by numbers: which list, which edit, at what entry, to what place.
type Step = (u8, u8, usize, u32, String);

fn step(system: System, (list, action, at, place, words): &Step) -> System {
    fn run<E: ListEntry>(system: System, action: u8, at: usize, place: u32, change: impl Fn(&mut E)) -> System {
        let list = E::list(&system);
        let Some(mut entry) = list.get(at % list.len().max(1)).cloned() else { return system };
        let code = entry.code().to_owned();
        let edit = match action {
            0 => {
                change(&mut entry);
                ListEdit::Change(entry)
            }
            1 => ListEdit::Move { code, order: place },
            _ => ListEdit::Remove { code },
        };
        edit_list(system, edit).expect("the entry is there")
    }
    // Words are never all gone: that is a fault, which is another test's matter.
    let words = format!("x{words}");
    match list {
        0 => run::<SiteType>(system, *action, *at, *place, |kind| kind.route_zh = Some(words.clone())),
        1 => run::<CheckItem>(system, *action, *at, *place, |item| item.text_zh.clone_from(&words)),
        2 => run::<SurveyItem>(system, *action, *at, *place, |item| item.measure_en.clone_from(&words)),
        3 => run::<Material>(system, *action, *at, *place, |kind| kind.name_zh.clone_from(&words)),
        4 => run::<ScorePreset>(system, *action, *at, *place, |preset| preset.grades = vec![words.clone()]),
        _ => {
            let kind = system.site_types[*at % system.site_types.len()].code.clone();
            let code = next_code(system.check_items.iter().map(|item| item.code.as_str()), &format!("{kind}-"));
            edit_list(system, ListEdit::Add(item(&code, &kind))).expect("the code is free")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_edited_stays_whole_and_goes_through_sheets_and_differences(
        steps in proptest::collection::vec((0..6_u8, 0..3_u8, 0..300_usize, 0..40_u32, any::<String>()), 1..8)
    ) {
        let before = system();
        let after = steps.iter().fold(before.clone(), step);
        prop_assert_eq!(after.validate(), []);
        prop_assert_eq!(&after.clone().in_reading_order(), &after);
        prop_assert_eq!(&from_sheets(after.id, &to_sheets(&after)).expect("sheets are whole"), &after);
        prop_assert_eq!(&apply(&before, &diff(&before, &after)).expect("the differences fit"), &after);
        for kind in &after.site_types {
            let orders: Vec<u32> = after.check_items_of(&kind.code).iter().map(|item| item.order).collect();
            prop_assert!(orders.iter().copied().eq(1..=u32::try_from(orders.len()).unwrap()), "{}: {:?}", kind.code, orders);
        }
    }

    #[test]
    fn a_moved_entry_stands_where_it_was_sent_and_the_others_keep_their_order(at in 0..14_usize, place in 0..20_u32) {
        let before = codes_of(&system(), "zgd");
        let code = before[at % before.len()].clone();
        let moved = edit_list::<CheckItem>(system(), ListEdit::Move { code: code.clone(), order: place }).unwrap();
        let after = codes_of(&moved, "zgd");
        let expected = if place == 0 { before.len() } else { (place as usize).min(before.len()) };
        prop_assert_eq!(after.iter().position(|other| *other == code), Some(expected - 1));
        let rest = |codes: &[String]| codes.iter().filter(|other| **other != code).cloned().collect::<Vec<_>>();
        prop_assert_eq!(rest(&after), rest(&before));
    }

    /// A count without a fault is one that a visit can judge; a share is judged by eye.
    #[test]
    fn a_quantity_without_fault_can_be_counted_on_the_spot(
        at_least in part(), per_metres in part(), out_of in part(), at_least_percent in part()
    ) {
        let quantity = Quantity { at_least, per_metres, out_of, at_least_percent };
        let rule = serde_json::from_value::<QuantityRule>(serde_json::to_value(quantity).unwrap());
        let is_share = at_least_percent.is_some_and(|share| (1..=100).contains(&share))
            && (at_least, per_metres, out_of) == (None, None, None);
        if quantity != Quantity::default() {
            prop_assert_eq!(quantity.fault().is_none(), is_share || rule.is_ok_and(|_| at_least != Some(0)));
        }
    }
}
