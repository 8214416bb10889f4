//! The documentation of the workflow is the table that decides.

use changxiao_domain::cases::{State, TRANSITIONS, rules_markdown};
use changxiao_words::Lang;

#[test]
fn the_committed_rules_are_the_rules_that_decide() {
    let committed = include_str!("../../../../docs/case-rules.md");
    assert!(committed == rules_markdown(), "docs/case-rules.md is old: cargo xtask generate, then commit it");
}

#[test]
fn every_row_and_every_state_is_in_both_languages() {
    let page = rules_markdown();
    for lang in [Lang::Zh, Lang::En] {
        for row in TRANSITIONS {
            let words = row.rule.text(lang);
            assert!(!words.is_empty() && page.contains(words), "{:?}: {words}", row.action);
            assert!(page.contains(row.action.words(lang)) && !row.who.is_empty());
        }
        for state in State::ALL {
            assert!(page.contains(&format!("{}: {}", state.code(), state.words(lang))), "{state:?}");
            // No state is a dead end, and each can be reached.
            assert!(
                TRANSITIONS.iter().any(|row| row.to == Some(state))
                    && TRANSITIONS.iter().any(|row| row.from.contains(&state))
            );
        }
    }
}
