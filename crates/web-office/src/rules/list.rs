//! Every set of numbers, and where the city goes its own way.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_app::rules::show as show_set;
use changxiao_domain::{orgs::Permission, rules::RuleSet};
use changxiao_words::fill;

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "rules/list.html")]
struct ListPage {
    shell: Shell,
    sets: Vec<Line>,
    opens_case_rules: bool,
}

struct Line {
    href: String,
    name: &'static str,
    figures: String,
    own: bool,
    state: String,
    since: String,
}

pub(super) async fn show(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let shell = pages::shell(&state, &who, Section::Rules, None).await;
    let l = shell.l;
    let sets = RuleSet::ALL
        .into_iter()
        .map(|set| {
            let rules = show_set(&who.model, set)?;
            let own = rules.own_figures();
            Ok(Line {
                href: format!("/rules/{}", set.code()),
                name: set.words(who.lang()),
                figures: fill(l.rules_figures, &[("n", &rules.figures.len())]),
                own: own > 0,
                state: if own == 0 { l.rules_default.to_owned() } else { fill(l.rules_own, &[("n", &own)]) },
                since: fill(l.rules_since, &[("day", &rules.since)]),
            })
        })
        .collect::<Result<Vec<_>, WebError>>()?;
    page(&ListPage { shell, sets, opens_case_rules: who.actor.may(Permission::ReadCases) })
}
