//! Division codes and the index of divisions.

use changxiao_domain::divisions::{Division, DivisionCode, Divisions, DivisionsError, Level, PackError, Packed, pack};
use proptest::prelude::*;

fn code(number: i64) -> DivisionCode {
    DivisionCode::new(number).unwrap()
}

fn zhangzhou() -> Divisions {
    let named = [
        (350_602_001_002, "师院社区居委会"),
        (3506, "漳州市"),
        (350_602, "芗城区"),
        (350_602_001, "东铺头街道"),
        (350_602_001_001, "金宝社区居委会"),
        (350_603, "龙文区"),
    ];
    Divisions::new(named.map(|(number, name)| Division::new(code(number), name))).unwrap()
}

#[test]
fn codes_know_their_level_and_parents() {
    let village: DivisionCode = "350602001001".parse().unwrap();
    let up: Vec<(i64, Level)> =
        std::iter::successors(Some(village), |code| code.parent()).map(|code| (code.number(), code.level())).collect();
    let expected = [
        (350_602_001_001, Level::Village),
        (350_602_001, Level::Township),
        (350_602, Level::County),
        (3506, Level::Prefecture),
        (35, Level::Province),
    ];
    assert_eq!(up, expected);
    assert_eq!(village.at_level(Level::County), Some(code(350_602)));
    assert_eq!(code(3506).at_level(Level::County), None);
    for wrong in [
        "",
        "3",
        "350",
        "35060",
        "3506020",
        "35060200",
        "3506020010",
        "3506020010011",
        "03",
        "99",
        "-35",
        "３５",
        "35 06",
        "+35",
    ] {
        assert!(wrong.parse::<DivisionCode>().is_err(), "{wrong}");
    }
    assert!(serde_json::from_str::<DivisionCode>("350").is_err());
    assert_eq!(serde_json::to_string(&village).unwrap(), "350602001001");
}

#[test]
fn a_subtree_is_one_range() {
    assert_eq!(code(3506).range(), (350_600_000_000, 350_699_999_999));
    assert_eq!(code(350_602_001).range(), (350_602_001_000, 350_602_001_999));
    assert_eq!(code(350_602_001_001).range(), (350_602_001_001, 350_602_001_001));
    assert!(code(350_602_001_001).is_within(code(3506)) && code(3506).is_within(code(3506)));
    assert!(!code(3506).is_within(code(350_602)) && !code(350_702).is_within(code(3506)));
    // 东莞 has towns and no counties; the list hangs them on 441900, whose padded code is the prefecture's own.
    assert_eq!(code(441_900).padded(), code(4419).padded());
    assert!(code(441_900_003).is_within(code(441_900)) && !code(4419).is_within(code(441_900)));
    assert_eq!(DivisionCode::from_padded(350_600_000_000), Ok(code(3506)));
    assert_eq!(DivisionCode::from_padded(350_602_001_000), Ok(code(350_602_001)));
    assert!(DivisionCode::from_padded(3506).is_err());
}

#[test]
fn the_index_walks_the_tree_in_order() {
    let divisions = zhangzhou();
    let numbers = |list: Vec<&Division>| list.iter().map(|division| division.code.number()).collect::<Vec<_>>();
    let all = [3506, 350_602, 350_602_001, 350_602_001_001, 350_602_001_002, 350_603];
    assert_eq!(numbers(divisions.iter().collect()), all);
    assert_eq!(numbers(divisions.roots().collect()), [3506], "the province is not in the list");
    assert_eq!(numbers(divisions.children(code(3506)).collect()), [350_602, 350_603]);
    assert_eq!(numbers(divisions.subtree(code(350_602)).collect()), all[1..5]);
    assert_eq!(divisions.path_names(code(350_602_001_002)), ["漳州市", "芗城区", "东铺头街道", "师院社区居委会"]);
    assert_eq!(numbers(divisions.by_name("金宝社区居委会", code(3506)).collect()), [350_602_001_001]);
    assert_eq!(divisions.by_name("金宝社区居委会", code(350_603)).count(), 0);
    assert_eq!((divisions.name(code(350_603)), divisions.name(code(35))), ("龙文区", ""));
}

#[test]
fn a_list_that_contradicts_itself_is_refused() {
    let refused = |division: Division| Divisions::new([Division::new(code(350_602), "芗城区"), division]).unwrap_err();
    assert_eq!(refused(Division::new(code(350_602), "芗城")), DivisionsError::Duplicate(code(350_602)));
    assert_eq!(refused(Division::new(code(350_603), " ")), DivisionsError::EmptyName { code: code(350_603) });
    let county = Division::new(code(350_603), "龙文区");
    let wrong_parent = DivisionsError::WrongParent { code: code(350_603), parent: code(3507) };
    assert_eq!(refused(Division { parent: Some(code(3507)), ..county.clone() }), wrong_parent);
    assert!(matches!(refused(Division { level: Level::Village, ..county }), DivisionsError::WrongLevel { .. }));
}

proptest! {
    #[test]
    fn within_agrees_with_walking_up(one in 110_000_000_000_i64..900_000_000_000, cut in 0_usize..5, other in 110_000_000_000_i64..900_000_000_000) {
        let village = code(one);
        let ancestor = village.at_level(Level::ALL[cut]).unwrap();
        prop_assert!(village.is_within(ancestor));
        prop_assert!(ancestor <= village, "an ancestor sorts before what lies in it");
        let stranger = code(other);
        let walked = std::iter::successors(Some(stranger), |code| code.parent()).any(|above| above == ancestor);
        prop_assert_eq!(stranger.is_within(ancestor), walked);
        prop_assert_eq!(ancestor.to_string().parse::<DivisionCode>(), Ok(ancestor));
    }
}

#[test]
fn a_city_is_one_however_its_code_is_written() {
    for (written, means) in [
        (3506, 3506),
        (350_600, 3506),
        (350_600_000_000, 3506),
        (441_900, 4419),
        (350_602, 350_602),
        (429_004, 429_004),
    ] {
        assert_eq!(code(written).widest(), code(means), "{written}");
    }
    assert_eq!(code(441_900_003).parent_listed(), Some(code(4419)));
}

/// Names as lists have them: with and without the endings that are packed, rare signs, one character.
fn a_name() -> impl Strategy<Value = String> {
    let stem = prop::collection::vec(
        prop::sample::select("东西南北中山河村社区委会镇乡街道\u{20bb7}A1".chars().collect::<Vec<_>>()),
        1..6,
    );
    let ending = prop::sample::select(vec!["", "村委会", "社区居委会", "镇", "街道办事处", "嘎查"]);
    (stem, ending).prop_map(|(stem, ending)| stem.into_iter().collect::<String>() + ending)
}

fn a_code() -> impl Strategy<Value = DivisionCode> {
    (10_i64..90, 0_i64..100, 0_i64..100, 0_i64..1000, 0_i64..1000, 0_usize..5).prop_map(|(a, b, c, d, e, level)| {
        let number = [
            a,
            a * 100 + b,
            a * 10_000 + b * 100 + c,
            (a * 10_000 + b * 100 + c) * 1000 + d,
            ((a * 10_000 + b * 100 + c) * 1000 + d) * 1000 + e,
        ][level];
        code(number)
    })
}

proptest! {
    #[test]
    fn a_packed_list_comes_back(list in prop::collection::btree_map(a_code(), a_name(), 0..60)) {
        let list: Vec<(DivisionCode, String)> = list.into_iter().collect();
        let packed = pack("2023-06-30", &list).unwrap();
        let read = Packed::read(&packed).unwrap();
        prop_assert_eq!((read.edition(), read.len()), ("2023-06-30", list.len()));
        let back: Vec<_> = read.iter().map(|one| one.map(|one| (one.code, one.name())).unwrap()).collect();
        prop_assert_eq!(back, list);
    }

    /// A file that was cut off or changed is told or read as something else, and never makes the program stop.
    #[test]
    fn a_damaged_list_does_no_harm(list in prop::collection::btree_map(a_code(), a_name(), 1..20), at in any::<prop::sample::Index>(), with: u8, cut: bool) {
        let list: Vec<(DivisionCode, String)> = list.into_iter().collect();
        let mut packed = pack("x", &list).unwrap();
        let at = at.index(packed.len());
        if cut { packed.truncate(at) } else { packed[at] = with }
        if let Ok(read) = Packed::read(&packed) {
            prop_assert!(!cut);
            for one in read.iter().flatten() {
                let _ = one.name();
            }
        }
    }
}

#[test]
fn a_list_out_of_order_is_not_packed() {
    let list = [(code(3506), "漳州市".to_owned()), (code(35), "福建省".to_owned())];
    assert_eq!(pack("x", &list), Err(PackError::Order(code(35))));
}
