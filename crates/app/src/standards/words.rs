//! What is wrong with a system, in both languages.

use changxiao_domain::standards::{Problem, QuantityFault, System};
use changxiao_words::{Lang, Value, say};

use crate::{AppError, FieldProblem};

/// One fault as a sentence.
pub fn fault_words(problem: &Problem, lang: Lang) -> String {
    if lang == Lang::En {
        return problem.to_string();
    }
    match problem {
        Problem::DuplicateCode { code, .. } => format!("编号 {code} 不止一个"),
        Problem::EmptyCode { .. } => "有条目没有编号".to_owned(),
        Problem::NoWords { code, language } => {
            format!("{code} 没有{}名称或内容", if *language == "English" { "英文" } else { "中文" })
        }
        Problem::UnknownParent { code, parent } => format!("{code} 的上级 {parent} 不存在"),
        Problem::WrongParent { code, parent, .. } if parent.is_empty() => format!("{code} 不能放在最上层"),
        Problem::WrongParent { code, parent, .. } => format!("{code} 不能挂在 {parent} 下"),
        Problem::UnknownMethod { code, method } => format!("{code} 的测评方法 {method} 不在列"),
        Problem::UnknownMaterial { code, material } => format!("{code} 的材料 {material} 不在列"),
        Problem::UnknownSiteType { code, site_type } => format!("{code} 的点位类型 {site_type} 不在列"),
        Problem::UnknownContent { code, content } => format!("{code} 计入的测评内容 {content} 不存在"),
        Problem::UnknownSource { code, key } => format!("{code} 的来源 {key} 不在列"),
        Problem::PresetSum { key, total, sum } => format!("计分方案 {key} 总分 {total}，各项之和 {sum}（千分）"),
        Problem::PresetPoints { key, points } => format!("计分方案 {key} 有一项为 {points}，应不小于 0"),
        Problem::YearWeights { key, sum } => format!("计分方案 {key} 的年度权重之和 {sum}，应为 1000"),
        Problem::PresetItemWords { key, line } => {
            format!("计分方案 {key} 第 {line} 项没有名称，写中英文名称或选测评方法")
        }
        Problem::Quantity { code, fault } => format!("{code} 的数量规则：{}", quantity_words(*fault)),
    }
}

fn quantity_words(fault: QuantityFault) -> String {
    match fault {
        QuantityFault::NothingCounted => "“每多少米”“抽查数”要和“至少”一起填".to_owned(),
        QuantityFault::TwoBases => "“每多少米”和“抽查数”只填一个".to_owned(),
        QuantityFault::ShareAndCount => "“至少百分比”单独填，其他数量留空".to_owned(),
        QuantityFault::OutOfSpan { most, .. } => format!("填 1 到 {most} 的整数"),
        QuantityFault::MoreThanAll => "“至少”不能大于“抽查数”".to_owned(),
    }
}

/// Refuses a system with faults. `before`: faults that were there already are no reason to refuse an edit.
pub(super) fn refuse_faults(system: &System, before: Option<&System>) -> Result<(), AppError> {
    refuse_faults_at(system, before, |problem| match problem {
        Problem::DuplicateCode { .. } | Problem::EmptyCode { .. } => "code",
        Problem::UnknownParent { .. } | Problem::WrongParent { .. } => "parent",
        Problem::NoWords { language: "English", .. } => "name_en",
        Problem::NoWords { .. } => "name_zh",
        Problem::UnknownSource { .. } => "source",
        _ => "node",
    })
}

/// The same, where the form has other fields.
pub(super) fn refuse_faults_at(
    system: &System,
    before: Option<&System>,
    field: impl Fn(&Problem) -> &'static str,
) -> Result<(), AppError> {
    let old = before.map_or_else(Vec::new, System::validate);
    let new: Vec<Problem> = system.validate().into_iter().filter(|problem| !old.contains(problem)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let list = new.iter().map(|problem| {
        let fault = Value::named(fault_words(problem, Lang::Zh), fault_words(problem, Lang::En));
        FieldProblem::new(field(problem), say!(standards_fault, fault))
    });
    Err(AppError::Invalid(list.collect()))
}
