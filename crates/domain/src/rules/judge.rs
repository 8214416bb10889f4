//! Whether a document can be worked by, said in both languages and with the figure that is wrong.

use changxiao_words::{Value as Words, say};
use serde_json::Value;

use super::{Fault, RuleSet};
use crate::{
    escalation::{Ladder, LadderFault},
    indicators::{Measure, Rules, RulesFault},
    jobs::{JobRules, JobRulesFault},
    letters::LetterRules,
    notices::{NoticeRules, NoticeRulesFault},
    recurrence::{RecurrenceRules, RecurrenceRulesFault},
    whistles::{Tiers, TiersFault},
};

/// Errors: the first thing that makes the document unfit.
pub fn judge(set: RuleSet, document: &Value) -> Result<(), Fault> {
    let text = document.to_string();
    match set {
        RuleSet::Ladder => Ladder::parse(&text).map(drop).map_err(|fault| ladder(&fault)),
        RuleSet::Notices => NoticeRules::parse(&text).map(drop).map_err(|fault| match fault {
            NoticeRulesFault::OutOfBounds(outside) => Fault::new(format!("/{}", outside.name), outside.message()),
            other => unfit(&other),
        }),
        RuleSet::Jobs => JobRules::parse(&text).map(drop).map_err(|fault| match fault {
            JobRulesFault::OutOfBounds(outside) => Fault::new(format!("/{}", outside.name), outside.message()),
            other => unfit(&other),
        }),
        RuleSet::Recurrence => RecurrenceRules::parse(&text).map(drop).map_err(|fault| match fault {
            RecurrenceRulesFault::OutOfBounds(outside) => {
                Fault::new(entry(document, "numbers", "key", outside.name, "value"), outside.message())
            }
            other => unfit(&other),
        }),
        RuleSet::Letters => LetterRules::parse(&text).map(drop).map_err(|fault| unfit(&fault)),
        RuleSet::WhistleTiers => Tiers::from_json(&text).map(drop).map_err(|fault: TiersFault| unfit(&fault)),
        RuleSet::Indicators => Rules::from_json(&text).map(drop).map_err(|fault| indicators(document, &fault)),
    }
}

fn ladder(fault: &LadderFault) -> Fault {
    let at = |level: usize| format!("/levels/{}/share_permille", level.saturating_sub(1));
    match fault {
        LadderFault::NotRising(level) => Fault::new(at(*level), say!(rules_must_higher_than_level_before)),
        LadderFault::Share { level, .. } => Fault::new(at(*level), say!(rules_must_lie_between_80_2000)),
        other => unfit(other),
    }
}

fn indicators(document: &Value, fault: &RulesFault) -> Fault {
    let points = |milli: i64| format!("{}.{:03}", milli / 1000, milli % 1000);
    match fault {
        RulesFault::WeightsDoNotSum { subject, sum } => {
            let sum = points(*sum);
            Fault::new(weight(document, subject, None), say!(rules_weights_group_add_up_sum, sum))
        }
        RulesFault::WeightTooSmall { subject, component, .. } => {
            let name =
                Measure::parse(component).map_or_else(|| Words::from(component), |measure| measure.message().into());
            Fault::new(weight(document, subject, Some(component)), say!(rules_name_must_weigh_at_least, name))
        }
        RulesFault::Limit(outside) => {
            Fault::new(entry(document, "limits", "step", outside.name, "minutes"), outside.message())
        }
        // People write it in per cent.
        RulesFault::Partly(outside) => {
            let (least, most) = (outside.bounds.least / 10, outside.bounds.most / 10);
            Fault::new("/basically_satisfied/thousandths", say!(rules_must_lie_between_least_most, least, most))
        }
        RulesFault::Steps => Fault::new("", say!(rules_bands_must_grow_count_not)),
        other => unfit(other),
    }
}

fn unfit(fault: &impl std::fmt::Display) -> Fault {
    Fault::new("", say!(rules_document_cannot_used_fault, fault = fault.to_string()))
}

/// The figure of the entry of a list that has this code.
fn entry(document: &Value, list: &str, key: &str, code: &str, figure: &str) -> String {
    place(document.get(list), key, code).map_or_else(String::new, |place| format!("/{list}/{place}/{figure}"))
}

/// The weight of a component of a scheme, or of its first one.
fn weight(document: &Value, subject: &str, component: Option<&str>) -> String {
    let schemes = document.get("schemes");
    let Some(scheme) = place(schemes, "subject", subject) else { return String::new() };
    let components = schemes.and_then(|schemes| schemes.get(scheme)).and_then(|scheme| scheme.get("components"));
    let component = component.and_then(|code| place(components, "measure", code)).unwrap_or(0);
    format!("/schemes/{scheme}/components/{component}/weight_milli")
}

fn place(list: Option<&Value>, key: &str, code: &str) -> Option<usize> {
    list?.as_array()?.iter().position(|entry| entry.get(key).and_then(Value::as_str) == Some(code))
}
