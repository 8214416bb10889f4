//! The built-in standard: that it is whole, that it turns into other forms without loss, and that differences are exact.

use std::collections::BTreeMap;

use changxiao_domain::{
    categories::{CategoryClass, CategorySet},
    ids::SystemId,
    standards::{
        ChangeKind, NodeKind, Problem, Section, SheetFault, StandardFile, System, apply, diff, from_sheets, to_sheets,
    },
};
use proptest::prelude::*;
use uuid::Uuid;

const STANDARD: &str = include_str!("../../../../data/standards/national-2017-district.json");
const CATEGORIES: &str = include_str!("../../../../data/categories/builtin.json");

fn file() -> StandardFile {
    StandardFile::parse(STANDARD).expect("the shipped standard is readable")
}

fn id() -> SystemId {
    SystemId(Uuid::from_u128(7))
}

fn system() -> System {
    file().into_system(id())
}

fn count(system: &System, kind: NodeKind) -> usize {
    system.nodes.iter().filter(|node| node.kind == kind).count()
}

#[test]
fn the_built_in_standard_has_every_entry() {
    let system = system();
    let main = |kind| system.nodes.iter().filter(|node| node.kind == kind && !node.code.starts_with('Y')).count();
    // 12 projects, 40 indicators, 90 contents and the bonus; 229 standards.
    assert_eq!(main(NodeKind::Project), 12);
    assert_eq!(main(NodeKind::Indicator), 40);
    assert_eq!(main(NodeKind::Content), 91);
    assert_eq!(main(NodeKind::Standard), 229);
    // The minors' system: 5 projects, 27 contents, 45 standards.
    assert_eq!(count(&system, NodeKind::Subsystem), 1);
    assert_eq!(count(&system, NodeKind::Project) - 12, 5);
    assert_eq!(count(&system, NodeKind::Content) - 91, 27);
    assert_eq!(count(&system, NodeKind::Standard) - 229, 45);
    assert_eq!(system.site_types.len(), 54);
    assert_eq!(system.check_items.len(), 241);
    assert_eq!(system.survey_items.len(), 23);
    assert_eq!(system.score_presets.len(), 7);
    assert_eq!(system.related_versions.len(), 4);
    assert_eq!(system.sources.len(), 37);
}

#[test]
fn nothing_is_wrong_with_the_built_in_standard() {
    assert_eq!(system().validate(), []);
}

#[test]
fn file_to_system_to_file_loses_nothing() {
    let before: serde_json::Value = serde_json::from_str(STANDARD).expect("JSON");
    let after = serde_json::to_value(system().to_file()).expect("JSON");
    assert_eq!(before, after);
    assert_eq!(system().to_file(), file());
    assert_eq!(system().in_reading_order(), system());
}

#[test]
fn sheets_lose_nothing() {
    let sheets = to_sheets(&system());
    assert!(sheets.iter().all(|sheet| sheet.rows.iter().all(|row| row.len() == sheet.header.len())));
    assert_eq!(from_sheets(id(), &sheets).expect("the sheets are whole"), system());
    assert_eq!(sheets.iter().map(|sheet| sheet.rows.len()).max(), Some(1 + 17 + 40 + 118 + 274));
}

#[test]
fn a_bad_sheet_is_named_by_row_column_and_value() {
    let mut sheets = to_sheets(&system());
    let items = sheets.iter_mut().find(|sheet| sheet.name == "检查项").expect("check items");
    items.rows[4][2] = "fifth".to_owned();
    items.rows[9][11] = "X12".to_owned();
    items.rows[10][0] = String::new();
    let nodes = sheets.iter_mut().find(|sheet| sheet.name == "测评条目").expect("nodes");
    nodes.header[0] = "类型 sort".to_owned();
    sheets.retain(|sheet| sheet.name != "来源");
    let problems = from_sheets(id(), &sheets).expect_err("four faults were made");
    let seen: Vec<(&str, usize, &str, &str, SheetFault)> = problems
        .iter()
        .filter(|problem| problem.fault != SheetFault::UnknownWord)
        .map(|problem| {
            (problem.sheet.as_str(), problem.row, problem.column.as_str(), problem.value.as_str(), problem.fault)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("测评条目", 1, "kind", "", SheetFault::MissingColumn),
            ("检查项", 6, "order", "fifth", SheetFault::NotANumber),
            ("检查项", 11, "category", "X12", SheetFault::NotACategoryCode),
            ("检查项", 12, "code", "", SheetFault::Empty),
            ("来源", 0, "", "", SheetFault::MissingSheet),
        ]
    );
}

#[test]
fn every_check_item_leads_to_a_category_and_a_content_and_speaks_both_languages() {
    let categories = CategorySet::parse(CATEGORIES).expect("the shipped categories are readable");
    let system = system();
    for item in &system.check_items {
        let code = item.category.unwrap_or_else(|| panic!("{} has no category", item.code));
        let category =
            categories.category(code).unwrap_or_else(|| panic!("{} leads to {code}, which is not listed", item.code));
        assert!(!category.standards.is_empty(), "{} leads to {code}, which has no filing standard", item.code);
        let content = item.content.as_deref().unwrap_or_else(|| panic!("{} serves no content", item.code));
        assert_eq!(system.node(content).map(|node| node.kind), Some(NodeKind::Content), "{}", item.code);
        assert!(!item.text_zh.is_empty() && !item.text_en.is_empty() && !item.scoring_en.is_empty());
        assert!(item.text_en.is_ascii() || !item.text_en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
    }
    // Both classes are used, so a finding can be a broken thing as well as something that happens.
    for class in CategoryClass::ALL {
        assert!(system.check_items.iter().any(|item| item.category.is_some_and(|code| code.class == class)));
    }
}

#[test]
fn no_english_name_or_text_holds_chinese_characters() {
    let system = system();
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for node in &system.nodes {
        assert!(!han(&node.name_en) && !han(&node.text_en), "{}", node.code);
    }
    for kind in &system.site_types {
        assert!(!han(&kind.name_en) && !kind.name_en.is_empty(), "{}", kind.code);
    }
}

#[test]
fn what_is_wrong_is_named() {
    let mut system = system();
    let twin = system.nodes[0].clone();
    system.nodes.push(twin);
    system.nodes[3].parent = Some("III-999".to_owned());
    system.nodes[1].kind = NodeKind::Standard;
    system.score_presets[0].items[0].points_thousandths += 1;
    system.score_presets[0].year_weights_thousandths[0] = 151;
    system.check_items[0].site_type = "moon".to_owned();
    system.check_items[1].content = Some("I-1".to_owned());
    system.check_items[2].source = "S01,S99".to_owned();
    let problems = system.validate();
    for expected in [
        Problem::DuplicateCode { list: "node", code: "I-1".to_owned() },
        Problem::UnknownParent { code: system.nodes[3].code.clone(), parent: "III-999".to_owned() },
        Problem::WrongParent { code: "II-1".to_owned(), kind: "standard", parent: "I-1".to_owned() },
        Problem::PresetSum { key: "national-2018-2020".to_owned(), total: 100_000, sum: 100_001 },
        Problem::YearWeights { key: "national-2018-2020".to_owned(), sum: 1001 },
        Problem::UnknownSiteType { code: "zgd-01".to_owned(), site_type: "moon".to_owned() },
        Problem::UnknownContent { code: "zgd-02".to_owned(), content: "I-1".to_owned() },
        Problem::UnknownSource { code: "zgd-03".to_owned(), key: "S99".to_owned() },
    ] {
        assert!(problems.contains(&expected), "{expected} is not among {problems:?}");
    }
}

#[test]
fn a_difference_names_what_changed_and_nothing_else() {
    let old = system();
    let mut new = old.clone();
    new.version = "2018".to_owned();
    new.nodes.retain(|node| node.code != "III-1-4");
    let changed = new.nodes.iter_mut().find(|node| node.code == "III-59-1").expect("III-59-1");
    changed.text_zh.push_str("，无卫生死角");
    let moved = new.check_items.iter_mut().find(|item| item.code == "zgd-14").expect("zgd-14");
    moved.site_type = "cgd".to_owned();
    moved.order = 10;
    let seen: Vec<(Section, String, String)> = diff(&old, &new)
        .into_iter()
        .map(|change| {
            let kind = match change.kind {
                ChangeKind::Removed { .. } => "removed".to_owned(),
                ChangeKind::Added { .. } => "added".to_owned(),
                ChangeKind::Changed { field, before, after } => format!("{field}: {before} -> {after}"),
                ChangeKind::Moved { from, to } => {
                    format!("{:?} {} -> {:?} {}", from.parent, from.order, to.parent, to.order)
                }
            };
            (change.section, change.code, kind)
        })
        .collect();
    let expected = [
        (Section::Header, "", "version: \"2017\" -> \"2018\""),
        (Section::Node, "III-1-4", "removed"),
        (Section::Node, "III-59-1", "text_zh: \"干净整洁、垃圾清运及时\" -> \"干净整洁、垃圾清运及时，无卫生死角\""),
        (Section::CheckItem, "zgd-14", "Some(\"zgd\") 14 -> Some(\"cgd\") 10"),
    ];
    assert_eq!(seen, expected.map(|(section, code, kind)| (section, code.to_owned(), kind.to_owned())));
}

/// One edit of a system, as a person could make it in the browser.
fn edit(system: &mut System, action: u8, at: usize) {
    let nodes = system.nodes.len();
    match action {
        0 => {
            let code = system.nodes[at % nodes].code.clone();
            remove_with_children(system, &code);
        }
        1 => system.nodes[at % nodes].name_zh = format!("改名 {at}"),
        2 => system.nodes[at % nodes].order = u32::try_from(at).unwrap_or(0),
        3 => {
            let mut node = system.nodes[at % nodes].clone();
            node.code = format!("新-{at}");
            system.nodes.push(node);
        }
        4 => {
            let kind = system.site_types[at % system.site_types.len()].code.clone();
            let items = system.check_items.len();
            system.check_items[at % items].site_type = kind;
        }
        5 => {
            let types = system.site_types.len();
            system.site_types[at % types].route_zh = at.is_multiple_of(2).then(|| "绕行一周".to_owned());
        }
        6 => {
            let presets = system.score_presets.len();
            system.score_presets.rotate_left(at % presets);
        }
        7 => system.score_presets[0].total_thousandths = at.is_multiple_of(2).then_some(1),
        _ => {
            let items = system.survey_items.len();
            system.survey_items.remove(at % items);
        }
    }
}

fn remove_with_children(system: &mut System, code: &str) {
    let children: Vec<String> =
        system.nodes.iter().filter(|node| node.parent.as_deref() == Some(code)).map(|node| node.code.clone()).collect();
    if system.nodes.len() - children.len() < 20 {
        return;
    }
    system.nodes.retain(|node| node.code != code);
    for child in children {
        remove_with_children(system, &child);
    }
}

fn edits() -> impl Strategy<Value = Vec<(u8, usize)>> {
    proptest::collection::vec((0_u8..9, 0_usize..2000), 0..8)
}

fn edited(edits: &[(u8, usize)]) -> System {
    let mut system = system();
    for &(action, at) in edits {
        edit(&mut system, action, at);
    }
    let unique: BTreeMap<String, _> = system.nodes.drain(..).map(|node| (node.code.clone(), node)).collect();
    system.nodes = unique.into_values().collect();
    system.in_reading_order()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_system_differs_in_nothing_from_itself(edits in edits()) {
        let a = edited(&edits);
        prop_assert_eq!(diff(&a, &a), []);
    }

    #[test]
    fn the_changes_made_to_the_old_give_the_new(old in edits(), new in edits()) {
        let (a, b) = (edited(&old), edited(&new));
        let changes = diff(&a, &b);
        prop_assert_eq!(changes.is_empty(), a == b);
        prop_assert_eq!(apply(&a, &changes).expect("the changes fit"), b);
    }

    #[test]
    fn sheets_of_an_edited_system_lose_nothing(edits in edits()) {
        let a = edited(&edits);
        prop_assert_eq!(from_sheets(id(), &to_sheets(&a)).expect("the sheets are whole"), a);
    }
}
