//! The ladder as the city has it, and the levels that were reached lately.

use askama::Template;
use axum::{extract::State, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::escalation::view;
use changxiao_words::fill;

use crate::{
    answer::{WebError, page},
    pages::{self, moment},
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "escalation/ladder.html")]
struct LadderPage {
    shell: Shell,
    levels: Vec<LevelLine>,
    in_force: String,
    source: String,
    climbed: Vec<Climbed>,
}

struct LevelLine {
    number: usize,
    rung: &'static str,
    share: String,
}

struct Climbed {
    number: String,
    title: String,
    place: String,
    unit: String,
    rung: &'static str,
    when: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let climbed = view::newest(state.app(), &who.actor).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Cases, jar).await;
    let (lang, now, ladder) = (who.lang(), state.app().now(), &who.model.ladder);
    let levels = ladder
        .levels()
        .iter()
        .enumerate()
        .map(|(place, level)| LevelLine {
            number: place + 1,
            rung: level.rung.words(lang),
            share: share(level.share_permille),
        })
        .collect();
    let climbed = climbed
        .into_iter()
        .map(|row| Climbed {
            place: format!("{} · {}", who.model.place_name(row.division, lang), row.place),
            unit: who.model.unit_name(row.unit, lang).to_owned(),
            rung: row.rung.words(lang),
            when: moment(&who, now, row.at),
            number: row.number,
            title: who.model.case_title(&row.title, &row.category, lang).to_owned(),
        })
        .collect();
    let in_force = fill(
        shell.l.escalation_in_force,
        &[("version", &ladder.version), ("day", &words::full_day(lang, ladder.effective_from))],
    );
    let source = ladder.source(lang).to_owned();
    Ok((jar, page(&LadderPage { shell, levels, in_force, source, climbed })?))
}

/// 80%, or 82.5% where a city wants it so exactly.
fn share(permille: i64) -> String {
    match (permille / 10, permille % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, tenth) => format!("{whole}.{tenth}%"),
    }
}
