//! The numbers of the rules: everything that ships can be set and said, and nothing unfit gets in.

use changxiao_domain::rules::{Fault, Figure, Form, RuleSet, change, figures, judge, renewed};
use changxiao_words::Lang;
use proptest::prelude::*;
use serde_json::Value;

const DAY: &str = "2026-11-22";

fn shipped(set: RuleSet) -> Value {
    let text = match set {
        RuleSet::Ladder => include_str!("../../../../data/escalation/default.json"),
        RuleSet::Notices => include_str!("../../../../data/notices/default.json"),
        RuleSet::Recurrence => include_str!("../../../../data/recurrence/default.json"),
        RuleSet::WhistleTiers => include_str!("../../../../data/whistles/tiers.json"),
        RuleSet::Indicators => include_str!("../../../../data/indicators/default.json"),
        RuleSet::Jobs => include_str!("../../../../data/jobs/default.json"),
        RuleSet::Letters => include_str!("../../../../data/letters/default.json"),
    };
    serde_json::from_str(text).expect("what ships is JSON")
}

fn found(set: RuleSet, path: &str) -> Figure {
    figures(&shipped(set)).into_iter().find(|figure| figure.path == path).expect(path)
}

fn changed(set: RuleSet, typed: &[(&str, &str)]) -> Result<Option<Value>, Vec<Fault>> {
    let typed: Vec<(String, String)> =
        typed.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    change(set, &shipped(set), &typed, "创建办〔2026〕7 号", DAY)
}

#[test]
fn what_ships_fits_and_is_said_in_both_languages_with_a_source() {
    for set in RuleSet::ALL {
        let document = shipped(set);
        assert_eq!(judge(set, &document), Ok(()), "{}", set.code());
        let all = figures(&document);
        let least = if set == RuleSet::Letters { 1 } else { 4 };
        assert!(all.len() >= least, "{set:?} has {} figures", all.len());
        for figure in &all {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!figure.words(lang).is_empty(), "{set:?} {}", figure.path);
                assert!(!figure.source(lang).is_empty(), "{set:?} {}", figure.path);
            }
        }
        let mut words: Vec<String> = all.iter().map(|figure| figure.words(Lang::Zh)).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all.len(), "{set:?}: two figures are called the same");
    }
}

/// A number that is added to the data and forgotten here would be one that no city can set.
#[test]
fn every_number_that_ships_can_be_set() {
    fn numbers(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(key, child)| numbers(child, &format!("{path}/{key}"), found))
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(place, child)| numbers(child, &format!("{path}/{place}"), found));
            }
            Value::Number(_) | Value::Bool(_) => found.push(path.to_owned()),
            _ => {}
        }
    }
    for set in RuleSet::ALL {
        let document = shipped(set);
        let mut all = Vec::new();
        numbers(&document, "", &mut all);
        let settable: Vec<String> = figures(&document).into_iter().map(|figure| figure.path).collect();
        for path in all {
            assert!(settable.contains(&path), "{set:?}: {path} cannot be set");
        }
    }
}

#[test]
fn what_is_typed_as_it_stands_changes_nothing() {
    for set in RuleSet::ALL {
        let document = shipped(set);
        let typed: Vec<(String, String)> =
            figures(&document).into_iter().map(|figure| (figure.path, format!(" {} ", figure.text))).collect();
        assert_eq!(change(set, &document, &typed, "x", DAY), Ok(None), "{set:?}");
    }
}

#[test]
fn a_change_brings_its_source_and_day_and_leaves_the_rest() {
    let after = changed(RuleSet::Recurrence, &[("/numbers/0/value", "90")]).expect("fits").expect("differs");
    assert_eq!(after["numbers"][0]["value"], 90);
    assert_eq!(after["numbers"][0]["source_zh"], "创建办〔2026〕7 号");
    assert_eq!(after["numbers"][0]["since"], DAY);
    assert_eq!(after["effective_from"], DAY);
    let before = shipped(RuleSet::Recurrence);
    assert_eq!(after["numbers"][1], before["numbers"][1]);
    judge(RuleSet::Recurrence, &after).expect("still fits");

    let after = changed(RuleSet::WhistleTiers, &[("/tiers/0/limit", "4 工作时")]);
    let after = after.expect("fits").expect("differs");
    assert_eq!(after["tiers"][0]["limit"], "4工作时");
    assert_eq!(after["tiers"][0]["link"], "", "the link led to the source before");
}

#[test]
fn figures_are_written_as_people_write_them() {
    assert_eq!(found(RuleSet::Ladder, "/levels/0/share_permille").text, "80");
    assert_eq!(
        found(RuleSet::Ladder, "/levels/0/share_permille").words(Lang::Zh),
        "阶梯 · 承办人 · 用去时限的百分之几时告知"
    );
    assert_eq!(found(RuleSet::Notices, "/open_from_minute").text, "08:00");
    assert_eq!(found(RuleSet::Indicators, "/schemes/1/components/0/weight_milli").text, "12.5");
    assert_eq!(found(RuleSet::Indicators, "/grades/grades/0/least_milli").words(Lang::En), "Grade · A · least points");
    let after =
        changed(RuleSet::Ladder, &[("/levels/0/share_permille", "82.5 %"), ("/contact_titles", "联络员，专干")]);
    let after = after.expect("fits").expect("differs");
    assert_eq!(after["levels"][0]["share_permille"], 825);
    assert_eq!(after["contact_titles"], serde_json::json!(["联络员", "专干"]));
    let after =
        changed(RuleSet::Notices, &[("/open_until_minute", "24：00"), ("/days_off_are_quiet", "no"), ("/urgent", "")]);
    let after = after.expect("fits").expect("differs");
    assert_eq!((&after["open_until_minute"], &after["days_off_are_quiet"]), (&Value::from(1440), &Value::from(false)));
    assert_eq!(after["urgent"], serde_json::json!([]));
}

#[test]
fn what_does_not_fit_is_refused_at_its_figure() {
    let refused = |set, typed: &[(&str, &str)]| changed(set, typed).expect_err("must be refused");
    let weights = refused(RuleSet::Indicators, &[("/schemes/0/components/1/weight_milli", "29")]);
    assert_eq!(weights[0].path, "/schemes/0/components/0/weight_milli");
    assert!(
        weights[0].message.words(Lang::Zh).contains("99.000") && weights[0].message.words(Lang::Zh).contains("100"),
        "{:?}",
        weights[0]
    );
    let both = [("/schemes/0/components/1/weight_milli", "29"), ("/schemes/0/components/2/weight_milli", "31")];
    assert!(changed(RuleSet::Indicators, &both).is_ok(), "moved from one to another");
    assert_eq!(refused(RuleSet::Ladder, &[("/levels/1/share_permille", "80")])[0].path, "/levels/1/share_permille");
    assert_eq!(refused(RuleSet::Ladder, &[("/levels/0/share_permille", "50")])[0].path, "/levels/0/share_permille");
    assert_eq!(refused(RuleSet::Recurrence, &[("/numbers/2/value", "501")])[0].path, "/numbers/2/value");
    assert_eq!(refused(RuleSet::Notices, &[("/digest_above", "0")])[0].path, "/digest_above");
    assert_eq!(refused(RuleSet::Jobs, &[("/most_tries", "101")])[0].message.words(Lang::Zh), "须在 1 至 100 之间");
    assert_eq!(refused(RuleSet::WhistleTiers, &[("/tiers/1/limit", "很快")])[0].path, "/tiers/1/limit");
    assert_eq!(refused(RuleSet::Notices, &[("/open_from_minute", "25:00")])[0].path, "/open_from_minute");
    let two = refused(RuleSet::Jobs, &[("/factor", "zwei"), ("/lease_seconds", "")]);
    assert_eq!(two.len(), 2, "all of them are named at once");
}

proptest! {
    /// Whatever is typed where, a document that comes out can be worked by and says the same when read back.
    #[test]
    fn whatever_is_typed_a_saved_document_fits(
        set in proptest::sample::select(RuleSet::ALL.to_vec()),
        places in proptest::collection::vec((any::<prop::sample::Index>(), "[0-9]{1,4}(\\.[0-9])?|yes|no|[0-2][0-9]:[0-5][0-9]|\\PC{0,12}|[1-9]工作日"), 1..4),
    ) {
        let document = shipped(set);
        let all = figures(&document);
        let typed: Vec<(String, String)> = places.iter().map(|(place, text)| (place.get(&all).path.clone(), text.clone())).collect();
        if let Ok(Some(after)) = change(set, &document, &typed, "依据", DAY) {
            prop_assert!(judge(set, &after).is_ok());
            let read = figures(&after);
            prop_assert_eq!(read.len(), all.len());
            for figure in read.iter().filter(|figure| figure.form == Form::Whole) {
                prop_assert!(figure.text.parse::<i64>().is_ok());
            }
        }
    }
}

/// Takes away what stands at the path, entry or field.
fn without(document: &Value, path: &str) -> Value {
    let mut less = document.clone();
    let (above, last) = path.rsplit_once('/').expect("a path has a last part");
    match less.pointer_mut(above).expect(path) {
        Value::Object(fields) => drop(fields.remove(last)),
        Value::Array(list) => drop(list.remove(last.parse().expect("a place"))),
        _ => unreachable!("{path}"),
    }
    less
}

#[test]
fn a_document_that_a_city_kept_loses_nothing_under_the_same_release() {
    for set in RuleSet::ALL {
        assert_eq!(renewed(&shipped(set), &shipped(set)), shipped(set), "{set:?}");
    }
    let own = changed(RuleSet::Ladder, &[("/levels/0/share_permille", "85")]).expect("it fits").expect("it differs");
    assert_eq!(renewed(&shipped(RuleSet::Ladder), &own), own);
    let own = changed(RuleSet::Recurrence, &[("/numbers/0/value", "45")]).expect("it fits").expect("it differs");
    assert_eq!(renewed(&shipped(RuleSet::Recurrence), &own), own);
}

/// A city saved its document before a release added a figure: the city goes on working, with what ships for the new figure.
#[test]
fn a_figure_that_came_after_the_city_saved_has_what_ships() {
    for set in RuleSet::ALL {
        let now = shipped(set);
        for figure in figures(&now) {
            // Bands are the city's as a whole.
            if figure.path.contains("/bands/") {
                continue;
            }
            let kept = without(&now, &figure.path);
            assert_eq!(renewed(&now, &kept), now, "{set:?} {}", figure.path);
        }
    }
}

#[test]
fn a_release_may_add_drop_and_order_anew_and_the_citys_figures_stay_with_their_names() {
    let was = shipped(RuleSet::Recurrence);
    let own = changed(RuleSet::Recurrence, &[("/numbers/1/value", "5")]).expect("it fits").expect("it differs");
    let name = |at: usize, document: &Value| document["numbers"][at]["key"].clone();
    let mut now = without(&was, "/numbers/0");
    now["numbers"].as_array_mut().expect("a list").reverse();
    let last = now["numbers"].as_array().expect("a list").len() - 1;
    now["numbers"][last]["zh"] = Value::from("新的说法");
    let renewed = renewed(&now, &own);
    assert_eq!(name(last, &renewed), name(1, &was));
    assert_eq!(renewed["numbers"][last]["value"], 5);
    assert_eq!(renewed["numbers"][last]["source_zh"], "创建办〔2026〕7 号");
    assert_eq!(renewed["numbers"][last]["zh"], "新的说法");
    assert_eq!(renewed["numbers"].as_array().map(Vec::len), now["numbers"].as_array().map(Vec::len));
}
