//! What ships with the product fits together: cities, divisions, outlines, units, responsibility, sites, scheme, holidays.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    categories::CategorySet,
    divisions::{Division, DivisionCode, Divisions, Level},
    ids::SystemId,
    orgs::UnitKind,
    standards::{NodeKind, StandardFile, System},
    time::Day,
};
use serde_json::Value;

const CITIES: [(&str, &str, &str, &str); 5] = [
    (
        "3506",
        include_str!("../../../../data/cities/3506.json"),
        include_str!("../../../../data/divisions/3506.csv"),
        include_str!("../../../../data/outlines/3506.geojson"),
    ),
    (
        "5301",
        include_str!("../../../../data/cities/5301.json"),
        include_str!("../../../../data/divisions/5301.csv"),
        include_str!("../../../../data/outlines/5301.geojson"),
    ),
    (
        "222401",
        include_str!("../../../../data/cities/222401.json"),
        include_str!("../../../../data/divisions/222401.csv"),
        include_str!("../../../../data/outlines/222401.geojson"),
    ),
    (
        "360302",
        include_str!("../../../../data/cities/360302.json"),
        include_str!("../../../../data/divisions/360302.csv"),
        include_str!("../../../../data/outlines/360302.geojson"),
    ),
    (
        "150783",
        include_str!("../../../../data/cities/150783.json"),
        include_str!("../../../../data/divisions/150783.csv"),
        include_str!("../../../../data/outlines/150783.geojson"),
    ),
];
const HOLIDAYS: &str = include_str!("../../../../data/holidays.csv");
const RESPONSIBILITY: &str = include_str!("../../../../data/responsibility/default.json");
const SITES: &str = include_str!("../../../../data/sites/generation.json");
const SCHEME: &str = include_str!("../../../../data/schemes/changxiao-2026.json");
const NAMES: &str = include_str!("../../../../data/divisions/names-en.csv");
const DERIVATION: &str = include_str!("../../../../data/units/derivation.json");

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the shipped file is JSON")
}

fn city(code: &str) -> (Value, Divisions, Value) {
    let (_, city, divisions, outlines) = CITIES.into_iter().find(|(key, ..)| *key == code).expect("a built-in city");
    (json(city), read_divisions(divisions), json(outlines))
}

/// The CSV has no quoted fields, which this reader checks by counting the fields of each line.
fn read_divisions(csv: &str) -> Divisions {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("code,name,level,parent"));
    let list: Vec<Division> = lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            assert_eq!(fields.len(), 4, "{line}");
            let code: DivisionCode = fields[0].parse().expect("a division code");
            let parent = (!fields[3].is_empty()).then(|| fields[3].parse().expect("a division code"));
            let division = Division::new(code, fields[1]);
            assert_eq!((division.level.code(), division.parent), (fields[2], parent), "{line}");
            division
        })
        .collect();
    Divisions::new(list).expect("every parent exists and no code is listed twice")
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

fn units(city: &Value) -> &Vec<Value> {
    city["units"].as_array().expect("units")
}

fn standard() -> System {
    StandardFile::parse(include_str!("../../../../data/standards/national-2017-district.json"))
        .expect("the shipped standard is readable")
        .into_system(SystemId(uuid::Uuid::from_u128(1)))
}

fn at_level(divisions: &Divisions, city: &str, level: Level) -> usize {
    divisions.iter().filter(|division| division.level == level && division.code.to_string().starts_with(city)).count()
}

#[test]
fn divisions_have_their_published_numbers() {
    for (code, counties, townships, villages) in [
        ("3506", 11, 146, 2135),
        ("5301", 14, 150, 1738),
        ("222401", 1, 10, 141),
        ("360302", 1, 13, 138),
        ("150783", 1, 19, 174),
    ] {
        let (_, divisions, _) = city(code);
        assert_eq!(
            [Level::County, Level::Township, Level::Village].map(|level| at_level(&divisions, code, level)),
            [counties, townships, villages],
            "{code}"
        );
    }
}

#[test]
fn every_division_has_one_name_in_latin_letters() {
    let mut lines = NAMES.lines();
    assert_eq!(lines.next(), Some("code,name_en"));
    let names: BTreeMap<&str, &str> = lines.map(|line| line.split_once(',').expect("two fields")).collect();
    let mut codes = BTreeSet::new();
    for (code, ..) in CITIES {
        let (_, divisions, _) = city(code);
        codes.extend(divisions.iter().map(|division| division.code.to_string()));
    }
    assert_eq!(names.keys().copied().collect::<BTreeSet<_>>(), codes.iter().map(String::as_str).collect());
    for (code, name) in names {
        assert!(name.starts_with(|first: char| first.is_uppercase()), "{code} {name}");
        assert!(!name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == ','), "{code} {name}");
    }
}

#[test]
fn every_county_has_an_outline_and_every_outline_a_county() {
    for (code, ..) in CITIES {
        let (_, divisions, outlines) = city(code);
        let drawn: BTreeSet<&str> = outlines["features"]
            .as_array()
            .expect("features")
            .iter()
            .filter_map(|feature| feature["properties"]["code"].as_str())
            .collect();
        let counties: BTreeSet<String> = divisions
            .iter()
            .filter(|division| division.level == Level::County)
            .map(|division| division.code.to_string())
            .collect();
        assert_eq!(drawn, counties.iter().map(String::as_str).collect(), "{code}");
    }
}

#[test]
fn places_that_the_reports_name_are_there() {
    let names = |code: &str| -> BTreeSet<String> {
        let (city, divisions, _) = city(code);
        strings(&city["divisions_named_in_report"])
            .into_iter()
            .map(|code| divisions.get(code.parse().expect("a code")).expect("in the list").name.clone())
            .collect()
    };
    let yanji = names("222401");
    assert_eq!(yanji.iter().filter(|name| name.ends_with("街道")).count(), 6);
    assert_eq!(yanji.iter().filter(|name| name.ends_with("镇")).count(), 4);
    assert_eq!(names("150783"), ["正阳街道", "蘑菇气镇"].map(str::to_owned).into());
}

#[test]
fn groups_and_letters_have_the_reported_numbers() {
    let groups = |code: &str| {
        let (city, ..) = city(code);
        units(&city).iter().filter(|unit| unit["kind"] == "group").count()
    };
    assert_eq!((groups("3506"), groups("150783"), groups("5301")), (10, 14, 6));
    for (code, total) in [("150783", 86), ("3506", 226), ("5301", 231), ("222401", 77), ("360302", 82)] {
        let (city, divisions, _) = city(code);
        let mut signing = units(&city).iter().filter(|unit| unit["signs_letter"] == true).count();
        for derived in strings(&city["letters"]["signed_by_derived"]) {
            let level = if derived == "district" { Level::County } else { Level::Township };
            signing += at_level(&divisions, code, level);
        }
        assert_eq!(signing, total, "{code}");
        assert_eq!(city["letters"]["total"], total, "{code}");
    }
}

#[test]
fn units_are_a_tree_of_known_kinds_with_words_in_both_languages() {
    for (code, ..) in CITIES {
        let (city, ..) = city(code);
        let mut seen = BTreeSet::new();
        for unit in units(&city) {
            let key = unit["key"].as_str().expect("a key");
            assert!(UnitKind::parse(unit["kind"].as_str().expect("a kind")).is_some(), "{code} {key}");
            let parent = unit["parent"].as_str();
            assert!(parent.is_none_or(|parent| seen.contains(parent)), "{code} {key} comes before its parent");
            assert_eq!(parent.is_none(), key == "headquarters", "{code} {key}");
            assert!(seen.insert(key), "{code} {key} is listed twice");
            for words in [&unit["name_zh"], &unit["name_en"], &unit["duties"][0]["zh"], &unit["duties"][0]["en"]] {
                assert!(words.as_str().is_some_and(|text| !text.is_empty()), "{code} {key}");
            }
            assert!(!unit["name_zh"].as_str().is_some_and(|name| name.contains('{')), "{code} {key}");
        }
    }
}

#[test]
fn every_indicator_belongs_to_exactly_one_group() {
    let standard = standard();
    let mut expected: Vec<&str> = standard
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::Indicator)
        .map(|node| node.code.as_str())
        .chain(["Y", "BONUS-1"])
        .collect();
    expected.sort_unstable();
    for (code, ..) in CITIES {
        let (city, ..) = city(code);
        let keys: BTreeSet<&str> = units(&city).iter().filter_map(|unit| unit["key"].as_str()).collect();
        let mut owned = Vec::new();
        for group in units(&city).iter().filter(|unit| unit["kind"] == "group") {
            owned.extend(strings(&group["owns"]));
            let lead = group["lead_key"].as_str().expect("a lead");
            assert!(keys.contains(lead), "{code} {lead}");
            for member in strings(&group["member_keys"]) {
                assert!(keys.contains(member) && member != lead, "{code} {member}");
            }
        }
        owned.sort_unstable();
        assert_eq!(owned, expected, "{code}");
    }
}

#[test]
fn someone_answers_for_every_content_and_every_category_in_every_city() {
    let responsibility = json(RESPONSIBILITY);
    let standard = standard();
    let categories = CategorySet::parse(include_str!("../../../../data/categories/builtin.json")).expect("readable");
    let recipients = responsibility["recipients"].as_object().expect("recipients");
    let nodes = responsibility["nodes"].as_array().expect("nodes");
    let assigned: BTreeSet<&str> = nodes.iter().filter_map(|row| row["node"].as_str()).collect();
    let unassigned: BTreeSet<&str> = strings(&responsibility["unassigned"]).into_iter().collect();
    for node in standard.nodes.iter().filter(|node| node.kind == NodeKind::Content) {
        // The minors' system divides its work by project.
        let above = node.parent.as_deref().unwrap_or_default();
        let covered = assigned.contains(node.code.as_str()) || assigned.contains(above);
        assert!(covered != unassigned.contains(node.code.as_str()), "{}", node.code);
        assert_eq!(unassigned.contains(node.code.as_str()), standard.children(Some(&node.code)).is_empty());
    }
    for (code, ..) in CITIES {
        let (city, ..) = city(code);
        let kinds: BTreeMap<&str, &str> =
            units(&city).iter().filter_map(|unit| Some((unit["key"].as_str()?, unit["kind"].as_str()?))).collect();
        let known = |key: &str| kinds.contains_key(key) || recipients.contains_key(key);
        for row in nodes {
            assert!(standard.node(row["node"].as_str().expect("a node")).is_some(), "{}", row["node"]);
            assert!(!strings(&row["lead"]).is_empty(), "{}", row["node"]);
            for key in strings(&row["lead"]).into_iter().chain(strings(&row["responsible"])) {
                assert!(known(key), "{code}: {key} of {}", row["node"]);
            }
        }
        for (name, recipient) in recipients {
            for key in strings(&recipient["keys"]) {
                assert!(kinds.contains_key(key), "{code}: {key} of {name}");
            }
            for kind in strings(&recipient["kinds"]) {
                assert!(UnitKind::parse(kind).is_some(), "{kind} of {name}");
            }
        }
        for category in &categories.categories {
            for standard in &category.standards {
                for key in [&standard.lead_key, &standard.supervisor_key] {
                    let kind = kinds.get(key.as_str());
                    assert!(matches!(kind, Some(&("department" | "office"))), "{code}: {key} of {}", category.code);
                }
            }
        }
    }
}

#[test]
fn sites_of_every_type_can_be_made_and_are_marked() {
    let rules = json(SITES);
    let standard = standard();
    let types = rules["types"].as_array().expect("types");
    let made: BTreeSet<&str> = types.iter().filter_map(|rule| rule["site_type"].as_str()).collect();
    assert_eq!(made, standard.site_types.iter().map(|kind| kind.code.as_str()).collect());
    assert_eq!(types.len(), made.len());
    // A word joiner keeps the mark with its name when a line breaks.
    assert_eq!(rules["mark"], "\u{2060}※");
    for pattern in ["name_zh", "name_en"] {
        let pattern = rules[pattern].as_str().expect("a pattern");
        assert!(["{place}", "{n}", "{word}"].iter().all(|part| pattern.contains(part)) && pattern.ends_with("{mark}"));
    }
    let (city, ..) = city("3506");
    let keys: BTreeSet<&str> = units(&city).iter().filter_map(|unit| unit["key"].as_str()).collect();
    for rule in types {
        let weights: i64 =
            ["street", "town", "rural", "other"].iter().filter_map(|kind| rule["weights"][*kind].as_i64()).sum();
        assert!(weights > 0, "{rule}");
        assert!(keys.contains(rule["line_key"].as_str().expect("a department")), "{rule}");
        assert!(["city", "township", "village"].contains(&rule["at"].as_str().expect("a level")), "{rule}");
    }
}

#[test]
fn every_township_finds_a_rule_for_its_unit() {
    let derivation = json(DERIVATION);
    let rules = derivation["township"]["rules"].as_array().expect("rules");
    for (code, ..) in CITIES {
        let (_, divisions, _) = city(code);
        for town in divisions.iter().filter(|division| division.level == Level::Township) {
            let rule = rules.iter().find(|rule| strings(&rule["ends_with"]).iter().any(|end| town.name.ends_with(end)));
            let place = rule.and_then(|rule| rule["place_kind"].as_str()).expect("the last rule takes all");
            assert_eq!(place == "street", town.name.ends_with("街道"), "{}", town.name);
        }
    }
}

#[test]
fn the_default_scheme_weighs_a_hundred_points() {
    let scheme = json(SCHEME);
    let weights: Vec<i64> = scheme["components"]
        .as_array()
        .expect("components")
        .iter()
        .filter_map(|component| component["weight_milli"].as_i64())
        .collect();
    assert_eq!(weights, [60_000, 25_000, 15_000]);
    assert_eq!(weights.iter().sum::<i64>(), 100_000);
}

#[test]
fn holidays_are_days_of_two_kinds_in_order() {
    let mut lines = HOLIDAYS.lines();
    assert_eq!(lines.next(), Some("date,kind,name"));
    let days: Vec<(Day, &str)> = lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            assert!(fields.len() == 3 && ["off", "work"].contains(&fields[1]), "{line}");
            (fields[0].parse().expect("a day"), fields[1])
        })
        .collect();
    assert_eq!(days.len(), 180);
    assert_eq!(days.iter().map(|(day, _)| day).collect::<BTreeSet<_>>().len(), 180);
    for (day, kind) in days {
        let weekend = matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
        assert!(kind == "off" || weekend, "{day} is made a workday, so it has to be a weekend");
    }
}
