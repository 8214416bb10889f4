//! The indicators as a person reads them, for the documentation.

use changxiao_words::{Lang, texts};
use std::fmt::Write;

use super::{Indicator, Rules, rules::measured};
use crate::scoring::Milli;

/// The page docs/indicators.md: formulas, limits, composites, bands and grades, Chinese first.
pub fn indicators_markdown(rules: &Rules) -> String {
    let mut out = String::from(
        "<!-- Written by `cargo xtask generate` from crates/domain/src/indicators and data/indicators; change it there. -->\n\n",
    );
    for (place, lang) in Lang::ALL.iter().copied().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        let title = texts(lang).indicators_title;
        let words = texts(lang).indicators_where_nothing_due_there_no;
        let _ = write!(out, "# {title}\n\n{words}\n\n## {}\n\n", texts(lang).indicators_formulas);
        formulas(&mut out, lang);
        let _ = write!(out, "\n## {}\n\n", texts(lang).indicators_limits_steps);
        limits(&mut out, rules, lang);
        let _ = write!(out, "\n## {}\n\n", texts(lang).indicators_composites);
        composites(&mut out, rules, lang);
        let _ = write!(out, "\n## {}\n\n", texts(lang).indicators_steps);
        steps(&mut out, rules, lang);
    }
    out
}

fn formulas(out: &mut String, lang: Lang) {
    out.push_str(texts(lang).indicators_indicator_above_line_below_line);
    out.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for indicator in Indicator::ALL {
        let of = indicator.definition();
        let better = if of.lower_is_better { texts(lang).indicators_lower_2 } else { texts(lang).indicators_higher_2 };
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
    out.push_str(texts(lang).indicators_step_limit_source);
    out.push_str("| --- | --- | --- |\n");
    for row in &rules.limits {
        let _ = writeln!(out, "| {} | {} | {} |", row.name(lang), row.words(lang), row.source(lang));
    }
}

fn composites(out: &mut String, rules: &Rules, lang: Lang) {
    out.push_str(texts(lang).indicators_subject_component_weight_source);
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
        let _ = writeln!(out, "- {}{}{}", scheme.name(lang), texts(lang).indicators_text, scheme.note(lang));
    }
    let unused: Vec<&str> = Indicator::ALL
        .iter()
        .filter(|indicator| !measured(&rules.schemes).contains(indicator))
        .map(|indicator| indicator.name(lang))
        .collect();
    let comma = texts(lang).indicators_text_2;
    let _ = writeln!(out, "- {}{}", texts(lang).indicators_no_composite, unused.join(comma));
}

fn steps(out: &mut String, rules: &Rules, lang: Lang) {
    out.push_str(texts(lang).indicators_what_value_source);
    out.push_str("| --- | --- | --- |\n");
    let _ = writeln!(
        out,
        "| {} | {}/1000 | {} |",
        texts(lang).indicators_basically,
        rules.partly_thousandths,
        lang.of_data(&rules.partly_source_zh, &rules.partly_source_en)
    );
    let bands: Vec<String> = rules
        .bands
        .iter()
        .map(|band| match band.up_to {
            Some(most) => format!("≤{most}: {}", words_of(band.thousandths)),
            None => format!("{}: {}", texts(lang).indicators_above, words_of(band.thousandths)),
        })
        .collect();
    let _ = writeln!(
        out,
        "| {} | {} | {} |",
        texts(lang).indicators_bands_reworked_cases_100_full,
        bands.join(texts(lang).indicators_text_3),
        lang.of_data(&rules.band_source_zh, &rules.band_source_en)
    );
    let grades: Vec<String> =
        rules.grades.iter().map(|step| format!("{} ≥ {:.0}", step.grade, Milli(step.least_milli))).collect();
    let _ = writeln!(
        out,
        "| {} | {} | {} |",
        texts(lang).indicators_grades,
        grades.join(texts(lang).indicators_text_3),
        lang.of_data(&rules.grade_source_zh, &rules.grade_source_en)
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
