//! Whether a document can be worked by, said in both languages and with the figure that is wrong.

use changxiao_words::Lang;
use serde_json::Value;

use super::{Fault, RuleSet};
use crate::{
    escalation::{Ladder, LadderFault},
    indicators::{Measure, Rules, RulesFault},
    jobs::{JobRules, JobRulesFault},
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
            NoticeRulesFault::OutOfBounds { name, least, most } => out_of_bounds(format!("/{name}"), least, most),
            other => unfit(&other),
        }),
        RuleSet::Jobs => JobRules::parse(&text).map(drop).map_err(|fault| match fault {
            JobRulesFault::OutOfBounds { name, least, most } => out_of_bounds(format!("/{name}"), least, most),
            other => unfit(&other),
        }),
        RuleSet::Recurrence => RecurrenceRules::parse(&text).map(drop).map_err(|fault| match fault {
            RecurrenceRulesFault::OutOfBounds { name, least, most } => {
                out_of_bounds(entry(document, "numbers", "key", name, "value"), least, most)
            }
            other => unfit(&other),
        }),
        RuleSet::WhistleTiers => Tiers::from_json(&text).map(drop).map_err(|fault: TiersFault| unfit(&fault)),
        RuleSet::Indicators => Rules::from_json(&text).map(drop).map_err(|fault| indicators(document, &fault)),
    }
}

fn ladder(fault: &LadderFault) -> Fault {
    let at = |level: usize| format!("/levels/{}/share_permille", level.saturating_sub(1));
    match fault {
        LadderFault::NotRising(level) => {
            Fault::new(at(*level), "须高于上一级", "Must be higher than the level before it")
        }
        LadderFault::Share { level, .. } => Fault::new(
            at(*level),
            "须在 80 至 2000 之间：黄灯之前不提醒",
            "Must lie between 80 and 2000: nobody is told before the yellow lamp",
        ),
        other => unfit(other),
    }
}

fn indicators(document: &Value, fault: &RulesFault) -> Fault {
    let points = |milli: i64| format!("{}.{:03}", milli / 1000, milli % 1000);
    match fault {
        RulesFault::WeightsDoNotSum { subject, sum } => {
            let sum = points(*sum);
            Fault::new(
                weight(document, subject, None),
                format!("这一组的权重合计为 {sum}，须为 100"),
                format!("The weights of this group add up to {sum}; they must make 100"),
            )
        }
        RulesFault::WeightTooSmall { subject, component, .. } => {
            let name =
                |lang: Lang| Measure::parse(component).map_or_else(|| component.clone(), |measure| measure.words(lang));
            Fault::new(
                weight(document, subject, Some(component)),
                format!("“{}”的权重至少为 1", name(Lang::Zh)),
                format!("“{}” must weigh at least 1", name(Lang::En)),
            )
        }
        RulesFault::Limit(step) => out_of_bounds(entry(document, "limits", "step", step, "minutes"), 1, 525_600),
        RulesFault::Partly => out_of_bounds("/basically_satisfied/thousandths".to_owned(), 0, 100),
        RulesFault::Steps => Fault::new(
            "",
            "分档件数须逐档增加、折算逐档不增；等级最低分须逐级降低，末级为 0",
            "Bands must grow in count and not in worth; the least points of grades must fall and end at 0",
        ),
        other => unfit(other),
    }
}

fn out_of_bounds(path: String, least: i64, most: i64) -> Fault {
    Fault::new(path, format!("须在 {least} 至 {most} 之间"), format!("Must lie between {least} and {most}"))
}

fn unfit(fault: &impl std::fmt::Display) -> Fault {
    Fault::new("", format!("文件不可用：{fault}"), format!("The document cannot be used: {fault}"))
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
