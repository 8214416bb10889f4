//! A visit from draft to findings.

use changxiao_domain::{
    ids::{PersonId, PostId, SiteId, SystemId, UnitId, VisitId},
    inspections::{
        Answer, CheckItem, Counts, InspectorStamp, ItemResult, Proof, QuantityRule, QuantityRuleError, Visit,
        VisitDraft, VisitFault,
    },
    time::Instant,
};
use proptest::prelude::*;

use Answer::{Met, NotApplicable, NotMet};

fn item(code: &str, proof: Proof, quantity: Option<QuantityRule>) -> CheckItem {
    CheckItem {
        system: SystemId::new(Instant(0), [1; 10]),
        site_type: "zgd".into(),
        code: code.into(),
        text: format!("{code}的要求"),
        scoring: "符合/不符合".into(),
        quantity,
        proof,
    }
}

fn displays() -> QuantityRule {
    serde_json::from_str(r#"{"at_least":5,"per_metres":300}"#).unwrap()
}

fn items() -> Vec<CheckItem> {
    vec![
        item("zgd-01", Proof::Nothing, Some(displays())),
        item("zgd-02", Proof::NoteOrPhoto, None),
        item("zgd-03", Proof::Nothing, None),
    ]
}

fn result(code: &str, answer: Answer) -> ItemResult {
    ItemResult { item: code.into(), answer, note: String::new(), photos: Vec::new(), quantity: None, over: None }
}

fn draft(results: Vec<ItemResult>) -> VisitDraft {
    VisitDraft {
        id: VisitId::new(Instant(0), [2; 10]),
        site: SiteId::new(Instant(0), [3; 10]),
        system: SystemId::new(Instant(0), [1; 10]),
        inspector: InspectorStamp {
            person: PersonId::new(Instant(0), [4; 10]),
            post: PostId::new(Instant(0), [5; 10]),
            unit: UnitId::new(Instant(0), [6; 10]),
        },
        started_at: Instant(1_000),
        results,
    }
}

fn faults(results: Vec<ItemResult>) -> Vec<VisitFault> {
    Visit::submit(draft(results), &items(), Instant(2_000)).map_or_else(|refused| refused.0, |_| Vec::new())
}

#[test]
fn a_visit_yields_counts_and_one_finding_for_each_item_not_met() {
    let litter =
        ItemResult { note: "公交站旁垃圾外溢".into(), photos: vec![[7; 32]], ..result("zgd-02", NotMet) };
    let results = vec![result("zgd-03", NotApplicable), litter, result("zgd-01", Met)];
    let submission = Visit::submit(draft(results), &items(), Instant(2_000)).unwrap();
    assert_eq!(submission.counts, Counts { met: 1, not_met: 1, not_applicable: 1 });
    assert_eq!(submission.counts.due(), 2);
    let codes: Vec<&str> = submission.visit.results.iter().map(|result| result.item.as_str()).collect();
    assert_eq!(codes, ["zgd-01", "zgd-02", "zgd-03"], "results stand in the items' order");
    assert_eq!(submission.findings.len(), 1);
    let finding = &submission.findings[0];
    assert_eq!((finding.item.as_str(), finding.item_text.as_str()), ("zgd-02", "zgd-02的要求"));
    assert_eq!((finding.note.as_str(), finding.photos.as_slice()), ("公交站旁垃圾外溢", [[7; 32]].as_slice()));
    assert_eq!((finding.visit, finding.found_at), (submission.visit.id, Instant(2_000)));
}

#[test]
fn nothing_that_is_met_ever_needs_a_photo() {
    assert_eq!(faults(vec![result("zgd-01", Met), result("zgd-02", Met), result("zgd-03", Met)]), []);
}

#[test]
fn not_met_needs_proof_only_where_the_item_says_so() {
    let with = |proof: ItemResult| faults(vec![result("zgd-01", Met), proof, result("zgd-03", NotMet)]);
    assert_eq!(with(result("zgd-02", NotMet)), [VisitFault::ProofMissing { item: "zgd-02".into() }]);
    assert_eq!(with(ItemResult { note: "  ".into(), ..result("zgd-02", NotMet) }).len(), 1, "blanks are no note");
    assert_eq!(with(ItemResult { note: "雨天无法拍照".into(), ..result("zgd-02", NotMet) }), []);
    assert_eq!(with(ItemResult { photos: vec![[1; 32]], ..result("zgd-02", NotMet) }), []);
}

#[test]
fn every_fault_is_named_at_once() {
    let found = faults(vec![
        result("zgd-01", Met),
        result("zgd-01", NotMet),
        result("gc-01", Met),
        ItemResult { photos: vec![[1; 32]; 10], note: "长".repeat(1_001), ..result("zgd-02", NotMet) },
    ]);
    let item = |code: &str| code.to_owned();
    let expected = [
        VisitFault::AnsweredTwice { item: item("zgd-01") },
        VisitFault::UnknownItem { item: item("gc-01") },
        VisitFault::NoteTooLong { item: item("zgd-02"), chars: 1_001 },
        VisitFault::TooManyPhotos { item: item("zgd-02"), photos: 10 },
        VisitFault::PhotoTwice { item: item("zgd-02") },
        VisitFault::Unanswered { item: item("zgd-03") },
    ];
    assert_eq!(found, expected);
    let nothing = Visit::submit(draft(Vec::new()), &[], Instant(999)).unwrap_err();
    assert_eq!(nothing.0, [VisitFault::NothingToCheck, VisitFault::EndsBeforeItBegins]);
}

#[test]
fn a_count_decides_and_an_answer_may_not_contradict_it() {
    let counted = |answer, quantity, over| {
        let displays = ItemResult { quantity: Some(quantity), over, ..result("zgd-01", answer) };
        faults(vec![displays, result("zgd-02", Met), result("zgd-03", Met)])
    };
    assert_eq!(counted(Met, 5, None), []);
    assert_eq!(counted(NotMet, 4, Some(300)), []);
    assert_eq!(counted(NotApplicable, 0, None), []);
    let contradiction = VisitFault::AnswerContradictsCount {
        item: "zgd-01".into(),
        counted: 5,
        needed: 9,
        judged: NotMet,
        answer: Met,
    };
    assert_eq!(counted(Met, 5, Some(500)), [contradiction], "500 metres need 5 × 500 / 300, so 9");
    assert_eq!(counted(NotMet, -1, None), [VisitFault::NegativeQuantity { item: "zgd-01".into(), given: -1 }]);
}

#[test]
fn quantity_rules_are_read_from_data_and_checked() {
    let read = |text: &str| serde_json::from_str::<QuantityRule>(text).map_err(|error| error.to_string());
    let judged = |text: &str, count, over| read(text).unwrap().judge(count, over);
    // 3 of 5 pupils must succeed; 6 drawn then need 4.
    assert_eq!(judged(r#"{"at_least":3,"out_of":5}"#, 3, None), Met);
    assert_eq!(judged(r#"{"at_least":3,"out_of":5}"#, 3, Some(6)), NotMet);
    assert_eq!(judged(r#"{"at_least":3,"out_of":5}"#, 0, Some(0)), NotApplicable);
    assert_eq!(judged(r#"{"at_least":2}"#, 1, Some(900)), NotMet);
    assert_eq!(judged(r#"{"at_most":0}"#, 0, None), Met);
    assert_eq!(judged(r#"{"at_most":0}"#, 1, None), NotMet);
    for text in
        [r#"{"at_least":5,"per_metres":300}"#, r#"{"at_least":3,"out_of":5}"#, r#"{"at_least":2}"#, r#"{"at_most":0}"#]
    {
        assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
    }
    let refused = [
        (r#"{}"#, QuantityRuleError::OneBoundExpected),
        (r#"{"at_least":1,"at_most":2}"#, QuantityRuleError::OneBoundExpected),
        (r#"{"at_most":1,"per_metres":20}"#, QuantityRuleError::OneBaseExpected),
        (r#"{"at_least":1,"per_metres":20,"out_of":3}"#, QuantityRuleError::OneBaseExpected),
        (r#"{"at_least":1,"per_metres":0}"#, QuantityRuleError::OutOfSpan { field: "per_metres", least: 1, given: 0 }),
        (r#"{"at_least":6,"out_of":5}"#, QuantityRuleError::MoreThanAll { at_least: 6, out_of: 5 }),
    ];
    for (text, error) in refused {
        assert!(read(text).unwrap_err().starts_with(&error.to_string()), "{text}");
    }
    assert!(read(r#"{"at_least":1,"per_meters":20}"#).unwrap_err().starts_with("unknown field"));
}

proptest! {
    #[test]
    fn needed_is_the_least_count_that_is_met(at_least in 1_i64..1_000, base in 1_i64..10_000, over in 1_i64..100_000) {
        let rule = QuantityRule::PerMetres { at_least, per_metres: base };
        let needed = rule.needed(Some(over));
        prop_assert_eq!(rule.judge(needed, Some(over)), Met);
        prop_assert_eq!(rule.judge(needed - 1, Some(over)), NotMet);
    }
}
