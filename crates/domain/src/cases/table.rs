//! The table of the workflow as a person reads it, for the documentation.

use changxiao_words::{Lang, texts};
use std::fmt::Write;

use super::{State, TRANSITIONS, Transition};

/// The page docs/case-rules.md: drawing, table and numbers, Chinese first.
pub fn rules_markdown() -> String {
    let mut out =
        String::from("<!-- Written by `cargo xtask generate` from crates/domain/src/cases; change it there. -->\n\n");
    for (lang, title) in [(Lang::Zh, "案件办理规则"), (Lang::En, "The rules of cases")] {
        let (states, table, numbers) = match lang {
            Lang::Zh => ("状态", "操作", "规则中的数"),
            _ => ("States", "Actions", "Numbers"),
        };
        let _ = write!(
            out,
            "# {title}\n\n## {states}\n\n```mermaid\n{}```\n\n## {table}\n\n{}\n## {numbers}\n\n{}",
            state_diagram_mermaid(lang),
            transition_table_markdown(lang),
            numbers_markdown(lang),
        );
        if lang == Lang::Zh {
            out.push('\n');
        }
    }
    out
}

/// [`TRANSITIONS`] as a Markdown table with a heading row, one line a transition, in the order of the table.
pub fn transition_table_markdown(lang: Lang) -> String {
    let mut out = String::from(texts(lang).cases_from_action_by_needs_condition);
    out.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    let comma = texts(lang).cases_and;
    for row in TRANSITIONS {
        let from: Vec<_> = row.from.iter().map(|state| state.words(lang)).collect();
        let from = match from.len() {
            0 => texts(lang).cases_rule_new.to_owned(),
            n if n == State::ALL.len() => texts(lang).cases_rule_any.to_owned(),
            _ if from.len() == State::ALL.iter().filter(|state| state.is_open()).count() => {
                texts(lang).cases_any_open_state.to_owned()
            }
            _ => from.join(comma),
        };
        let who = row.who.iter().map(|role| role.words(lang)).collect::<Vec<_>>().join(comma);
        let to = row.to.map_or(texts(lang).cases_rule_same, |state| state.words(lang));
        // Writing into a String cannot fail.
        let _ = writeln!(
            out,
            "| {from} | {} `{}` | {who} | {to} | {} | {} | {} |",
            row.action.words(lang),
            row.action.code(),
            needs(row, lang).join(comma),
            lang.of_data(row.zh, row.en),
            row.source.words(lang),
        );
    }
    out
}

fn needs(row: &Transition, lang: Lang) -> Vec<&'static str> {
    [
        (row.own_unit, texts(lang).cases_lead_unit),
        (row.needs_reason, texts(lang).cases_need_reason),
        (row.needs_photo, texts(lang).cases_need_photo),
        (row.needs_check, texts(lang).cases_need_check),
    ]
    .into_iter()
    .filter_map(|(needed, words)| needed.then_some(words))
    .chain(row.given.iter().map(|condition| condition.words(lang)))
    .collect()
}

/// The numbers of the rules as a Markdown table, with date and source.
pub fn numbers_markdown(lang: Lang) -> String {
    let mut out = String::from(texts(lang).cases_number_what_since_source);
    out.push_str("| --- | --- | --- | --- |\n");
    for number in super::numbers::NUMBERS {
        let _ =
            writeln!(out, "| {} | {} | {} | {} |", number.value, number.words(lang), number.since, number.source(lang));
    }
    out
}

/// The states and the ways between them as a Mermaid diagram, which forges draw.
pub fn state_diagram_mermaid(lang: Lang) -> String {
    let mut out = String::from("stateDiagram-v2\n");
    for state in State::ALL {
        let _ = writeln!(out, "    {}: {}", state.code(), state.words(lang));
    }
    let mut arrows: Vec<(Option<State>, State, Vec<&str>)> = Vec::new();
    for row in TRANSITIONS {
        let Some(to) = row.to else { continue };
        let from: Vec<Option<State>> =
            if row.from.is_empty() { vec![None] } else { row.from.iter().copied().map(Some).collect() };
        for from in from {
            let verb = row.action.words(lang);
            match arrows.iter_mut().find(|(of, into, _)| (*of, *into) == (from, to)) {
                Some((_, _, verbs)) if verbs.contains(&verb) => {}
                Some((_, _, verbs)) => verbs.push(verb),
                None => arrows.push((from, to, vec![verb])),
            }
        }
    }
    for (from, to, verbs) in arrows {
        let from = from.map_or("[*]", State::code);
        let _ = writeln!(out, "    {from} --> {}: {}", to.code(), verbs.join(texts(lang).cases_and));
    }
    out
}
