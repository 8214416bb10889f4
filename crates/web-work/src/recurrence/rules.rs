//! The numbers behind chronic problems and alarms, each with its source, and the rules of the workflow.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_domain::{
    recurrence::{Problem, Side, TRANSITIONS},
    workflow::Row,
};
use changxiao_words::{fill, texts};

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

struct NumberLine {
    words: String,
    value: i64,
    since: String,
    source: String,
    /// It was filled in and stands in no source.
    inferred: bool,
}

struct RuleLine {
    from: String,
    action: &'static str,
    who: String,
    to: &'static str,
    says: &'static str,
}

#[derive(Template)]
#[template(path = "recurrence/rules.html")]
struct RulesPage {
    shell: Shell,
    in_force: String,
    numbers: Vec<NumberLine>,
    rules: Vec<RuleLine>,
}

pub(super) async fn rules(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let numbers = &who.model.recurrence;
    let rule = |row: &Row<'static, Problem>| {
        let from: Vec<&str> = row.from.iter().map(|state| state.words(lang)).collect();
        let roles: Vec<&str> = row.who.iter().map(|role| role.words(lang)).collect();
        RuleLine {
            from: if from.is_empty() { l.recurrence_new.to_owned() } else { from.join(l.whistles_comma) },
            action: row.action.words(lang),
            who: match (roles.is_empty(), row.side == Side::Responsible) {
                (true, _) => l.recurrence_system.to_owned(),
                (false, true) => format!("{} {}", l.recurrence_own_unit, roles.join(l.whistles_comma)),
                (false, false) => roles.join(l.whistles_comma),
            },
            to: row.to.map_or(l.recurrence_unchanged, |state| state.words(lang)),
            says: row.rule.text(lang),
        }
    };
    let shell = pages::shell(&state, &who, Section::Recurrence, None).await;
    let rules = RulesPage {
        in_force: fill(
            l.recurrence_in_force,
            &[("version", &numbers.version), ("day", &words::full_day(lang, numbers.effective_from))],
        ),
        numbers: numbers
            .numbers
            .iter()
            .map(|number| NumberLine {
                words: number.words(lang).to_owned(),
                value: number.value,
                since: words::full_day(lang, number.since),
                source: number.source(lang).to_owned(),
                inferred: number.evidence != "certain",
            })
            .collect(),
        rules: TRANSITIONS.iter().map(rule).collect(),
        shell,
    };
    page(&rules)
}
