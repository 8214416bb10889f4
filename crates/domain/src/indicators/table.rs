//! The indicators as a person reads them, for the documentation.

use changxiao_words::Lang;
use std::fmt::Write;

use super::{Indicator, Rules, rules::measured};
use crate::scoring::Milli;

/// The page docs/indicators.md: formulas, limits, composites, bands and grades, Chinese first.
pub fn indicators_markdown(rules: &Rules) -> String {
    let mut out = String::from(
        "<!-- Written by `cargo xtask generate` from crates/domain/src/indicators and data/indicators; change it there. -->\n\n",
    );
    for lang in [Lang::Zh, Lang::En] {
        let title = lang.pick("案件办理指标", "The numbers of case handling");
        let words = lang.pick(
            "没有应办事项的不评，不是 0 也不是 100。作废、并案的案件不计；强制结案单独统计，从不算已处置。综合得分里，在任一环节超期的案件，在各项中都不算好，所以多一件超期案件不会使得分升高。只考核单位、区域和职能，不考核个人。",
            "Where nothing was due there is no rate: neither 0 nor 100. Void and merged cases do not count; forced closings are counted apart and never as handled. In a composite, a case that is late in one step is good in none, so that one more late case never raises a score. Units, areas and functions are scored, never persons.",
        );
        let _ = write!(out, "# {title}\n\n{words}\n\n## {}\n\n", lang.pick("公式", "Formulas"));
        formulas(&mut out, lang);
        let _ = write!(out, "\n## {}\n\n", lang.pick("环节时限", "Limits of the steps"));
        limits(&mut out, rules, lang);
        let _ = write!(out, "\n## {}\n\n", lang.pick("综合得分", "Composites"));
        composites(&mut out, rules, lang);
        let _ = write!(out, "\n## {}\n\n", lang.pick("折算、分档、等级", "Parts, bands, grades"));
        steps(&mut out, rules, lang);
        if lang == Lang::Zh {
            out.push('\n');
        }
    }
    out
}

fn formulas(out: &mut String, lang: Lang) {
    out.push_str(lang.pick(
        "| 指标 | 分子 | 分母 | 归期 | 取向 | 依据 |\n",
        "| Indicator | Above the line | Below the line | Falls into the period | Better | Source |\n",
    ));
    out.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for indicator in Indicator::ALL {
        let of = indicator.definition();
        let better = if of.lower_is_better { lang.pick("低", "lower") } else { lang.pick("高", "higher") };
        let _ = writeln!(
            out,
            "| {} `{}` | {} | {} | {} | {better} | {} |",
            indicator.name(lang),
            of.code,
            of.met(lang),
            of.due(lang),
            of.cohort.words(lang),
            of.source(lang),
        );
    }
}

fn limits(out: &mut String, rules: &Rules, lang: Lang) {
    out.push_str(lang.pick("| 环节 | 时限 | 依据 |\n", "| Step | Limit | Source |\n"));
    out.push_str("| --- | --- | --- |\n");
    for row in &rules.limits {
        let _ = writeln!(out, "| {} | {} | {} |", row.name(lang), row.words(lang), row.source(lang));
    }
}

fn composites(out: &mut String, rules: &Rules, lang: Lang) {
    out.push_str(lang.pick("| 对象 | 指标 | 权重 | 依据 |\n", "| Subject | Component | Weight | Source |\n"));
    out.push_str("| --- | --- | --- | --- |\n");
    for scheme in &rules.schemes {
        for component in &scheme.components {
            let (name, weight) = (scheme.name(lang), Milli(component.weight_milli));
            let _ = writeln!(
                out,
                "| {name} `{}` | {} | {weight:.3} | {} |",
                scheme.subject.code(),
                component.measure.words(lang),
                component.source(lang)
            );
        }
    }
    out.push('\n');
    for scheme in rules.schemes.iter().filter(|scheme| !scheme.note(lang).is_empty()) {
        let _ = writeln!(out, "- {}{}{}", scheme.name(lang), lang.pick("：", ": "), scheme.note(lang));
    }
    let unused: Vec<&str> = Indicator::ALL
        .iter()
        .filter(|indicator| !measured(&rules.schemes).contains(indicator))
        .map(|indicator| indicator.name(lang))
        .collect();
    let comma = lang.pick("、", ", ");
    let _ = writeln!(out, "- {}{}", lang.pick("不进综合得分：", "In no composite: "), unused.join(comma));
}

fn steps(out: &mut String, rules: &Rules, lang: Lang) {
    out.push_str(lang.pick("| 项 | 值 | 依据 |\n", "| What | Value | Source |\n"));
    out.push_str("| --- | --- | --- |\n");
    let _ = writeln!(
        out,
        "| {} | {}/1000 | {} |",
        lang.pick("基本满意折算", "Basically satisfied counts for"),
        rules.partly_thousandths,
        lang.pick(&rules.partly_source_zh, &rules.partly_source_en)
    );
    let bands: Vec<String> = rules
        .bands
        .iter()
        .map(|band| match band.up_to {
            Some(most) => format!("≤{most}: {}", words_of(band.thousandths)),
            None => format!("{}: {}", lang.pick("以上", "above"), words_of(band.thousandths)),
        })
        .collect();
    let _ = writeln!(
        out,
        "| {} | {} | {} |",
        lang.pick("返工数分档（满分为 100%）", "Bands of reworked cases (100% is full marks)"),
        bands.join(lang.pick("，", ", ")),
        lang.pick(&rules.band_source_zh, &rules.band_source_en)
    );
    let grades: Vec<String> =
        rules.grades.iter().map(|step| format!("{} ≥ {:.0}", step.grade, Milli(step.least_milli))).collect();
    let _ = writeln!(
        out,
        "| {} | {} | {} |",
        lang.pick("等级", "Grades"),
        grades.join(lang.pick("，", ", ")),
        lang.pick(&rules.grade_source_zh, &rules.grade_source_en)
    );
}

/// Thousandths of a whole as per cent: 750 is 75%.
fn words_of(thousandths: i64) -> String {
    if thousandths % 10 == 0 {
        format!("{}%", thousandths / 10)
    } else {
        format!("{}.{}%", thousandths / 10, thousandths % 10)
    }
}
