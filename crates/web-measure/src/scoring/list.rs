//! The scores of a month: rankings of like units, and pass rates by site type, standard node and division.

use changxiao_words::fill;
use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::scoring::{self, Group, PeriodScores, may_see_unit};
use changxiao_domain::{
    ids::UnitId,
    orgs::Permission,
    scoring::{Interval, Outcome, Period, Standing},
};
use serde::Deserialize;

use super::{
    names::read_period,
    rates::{RateView, rate_view},
};
use crate::{
    answer::{WebError, page as answer_page},
    choice::Tab,
    names::period_label,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "scoring/list.html")]
struct ScoresPage {
    shell: Shell,
    period: String,
    period_name: String,
    provisional: bool,
    as_of: String,
    scheme: String,
    months: Vec<Tab>,
    views: Vec<Tab>,
    groups: Vec<Tab>,
    group_name: String,
    ranking: Option<RankingView>,
    rates: Option<RateView>,
    empty: bool,
    may_export: bool,
    city: Option<(String, String)>,
}

struct RankingView {
    scale: ScaleView,
    parts: Vec<String>,
    rows: Vec<RankRow>,
    not_rated: Vec<(String, String)>,
    not_rated_label: String,
    /// How many more are not rated than are named.
    not_rated_more: String,
    before_name: String,
    count_label: String,
    range: String,
    previous: String,
    next: String,
}

/// The ends of the scale that intervals are drawn on, in thousandths.
pub struct ScaleView {
    pub low: i64,
    pub high: i64,
    pub label: String,
}

/// A rated unit in its ranking.
pub struct RankRow {
    pub rank: usize,
    pub tied: bool,
    pub name: String,
    /// Where the why is; empty outside the scope of the post.
    pub why: String,
    pub own: bool,
    pub score: String,
    pub low: i64,
    pub value: i64,
    pub high: i64,
    pub interval_words: String,
    pub moved: String,
    pub rank_moved: String,
    /// What was kept of each component, in per cent; a dash where nothing was due.
    pub parts: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    period: Option<String>,
    view: Option<String>,
    group: Option<String>,
    /// The first row that is shown, from 0.
    from: Option<usize>,
}

/// A city has two thousand communities; a page shows so many of a ranking.
const ROWS: usize = 100;

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let app = state.app();
    let city = who.actor.city;
    let months = scoring::months(app, city, 12).await?;
    let period = match &asked.period {
        Some(text) => read_period(text)?,
        None => newest_with_facts(&state, &who, &months).await?,
    };
    let scores = scoring::period(app, city, period).await?;
    let view = asked.view.as_deref().filter(|view| ["types", "nodes", "divisions"].contains(view)).unwrap_or("units");
    let lang = who.lang();
    let shell = pages::shell(&state, &who, Section::Scores, None).await;
    let l = shell.l;
    let this_year = who.model.day_of(app.now()).year();
    let group = asked.group.as_deref().unwrap_or_default();
    let own_group = scores.group_of(who.actor.unit).map(|group| group.units.code.clone());
    let wanted = if group.is_empty() { own_group.unwrap_or_default() } else { group.to_owned() };
    let chosen = scores.groups.iter().find(|one| one.units.code == wanted).or(scores.groups.first());

    let mut ranking = None;
    let mut rates = None;
    if view == "units" {
        if let Some(chosen) = chosen {
            let before = scoring::period_lately(app, city, period.previous()).await?;
            let before_name = period_label(lang, period.previous(), this_year);
            ranking = Some(ranking_view(&who, &scores, &before, chosen, before_name, asked.from.unwrap_or(0)).await?);
        }
    } else {
        let before = scoring::period_lately(app, city, period.previous()).await?;
        rates = Some(rate_view(&who, &scores, &before, view));
    }
    let href = |period: Period, view: &str, group: &str| {
        let mut href = format!("/scores?period={period}&view={view}");
        if !group.is_empty() {
            href.push_str(&format!("&group={group}"));
        }
        href
    };
    let mut shown: Vec<Period> = months.iter().copied().take(6).collect();
    if !shown.contains(&period) {
        shown.push(period);
    }
    shown.sort();
    let month = |one: &Period| Tab {
        href: href(*one, view, &wanted),
        label: period_label(lang, *one, this_year),
        count: String::new(),
        current: *one == period,
    };
    let views = [
        ("units", l.scores_view_units),
        ("types", l.scores_view_types),
        ("nodes", l.scores_view_nodes),
        ("divisions", l.scores_view_divisions),
    ];
    let view_choice = |(code, label): (&str, &str)| Tab {
        href: href(period, code, &wanted),
        label: label.to_owned(),
        count: String::new(),
        current: code == view,
    };
    let group_choice = |one: &Group| Tab {
        href: href(period, "units", &one.units.code),
        label: one.units.name(lang).to_owned(),
        count: one.units.units.len().to_string(),
        current: chosen.is_some_and(|chosen| chosen.units.code == one.units.code),
    };
    let city_index = (who.actor.scope == changxiao_domain::orgs::Scope::WholeCity)
        .then(|| scores.city.score().map(|score| (format!("/scores/{period}/city"), words::score(score.0))))
        .flatten();
    answer_page(&ScoresPage {
        period: period.to_string(),
        period_name: period_label(lang, period, this_year),
        provisional: scores.is_provisional(),
        as_of: fill(l.scores_as_of, &[("time", &pages::moment(&who, app.now(), scores.as_of))]),
        scheme: scores.scheme.name(lang).to_owned(),
        months: shown.iter().map(month).collect(),
        views: views.into_iter().map(view_choice).collect(),
        groups: scores.groups.iter().map(group_choice).collect(),
        group_name: chosen.map_or_else(String::new, |chosen| chosen.units.name(lang).to_owned()),
        ranking,
        rates,
        empty: scores.is_empty(),
        may_export: who.actor.may(Permission::Export),
        city: city_index,
        shell,
    })
}

/// The current month, or the one before while nothing has been checked in the current one.
async fn newest_with_facts(state: &WebState, who: &Who, months: &[Period]) -> Result<Period, WebError> {
    let app = state.app();
    let this = months.first().copied().unwrap_or_else(|| Period::month_of(who.model.day_of(app.now())));
    let scores = scoring::period(app, who.actor.city, this).await?;
    Ok(if scores.is_empty() && months.len() > 1 { this.previous() } else { this })
}

async fn ranking_view(
    who: &Who,
    scores: &Arc<PeriodScores>,
    before: &Arc<PeriodScores>,
    group: &Group,
    before_name: String,
    from: usize,
) -> Result<RankingView, WebError> {
    let lang = who.lang();
    let l = changxiao_words::texts(lang);
    let intervals = scores.intervals().await?;
    let all = rank_rows(who, scores, before, intervals, group);
    let scale = scale_of(&all, lang);
    let count = all.len();
    let from = if from < count { from / ROWS * ROWS } else { 0 };
    let rows: Vec<RankRow> = all.into_iter().skip(from).take(ROWS).collect();
    let href =
        |from: usize| format!("/scores?period={}&view=units&group={}&from={from}", scores.period, group.units.code);
    let not_rated: Vec<(String, String)> = group
        .ranking
        .iter()
        .filter(|ranked| matches!(ranked.standing, Standing::NotRated(_)))
        .filter_map(|ranked| scores.tree.get(ranked.unit))
        .map(|unit| (unit.name_in(lang).to_owned(), l.scores_nothing_due.to_owned()))
        .collect();
    let unnamed = not_rated.len().saturating_sub(ROWS);
    Ok(RankingView {
        scale,
        range: if count > ROWS {
            fill(l.scores_range, &[("first", &(from + 1)), ("last", &(from + rows.len())), ("all", &count)])
        } else {
            String::new()
        },
        previous: if from == 0 { String::new() } else { href(from - ROWS) },
        next: if from + rows.len() < count { href(from + ROWS) } else { String::new() },
        parts: scores.scheme.components().iter().map(|part| part.name(lang).to_owned()).collect(),
        count_label: fill(l.scores_rated_count, &[("n", &count)]),
        rows,
        not_rated_label: fill(l.scores_not_rated_count, &[("n", &not_rated.len())]),
        not_rated_more: if unnamed == 0 { String::new() } else { fill(l.scores_hidden_units, &[("n", &unnamed)]) },
        not_rated: not_rated.into_iter().take(ROWS).collect(),
        before_name,
    })
}

/// The scale of a ranking: whole fives around every interval.
pub fn scale_of(rows: &[RankRow], lang: changxiao_words::Lang) -> ScaleView {
    let low = rows.iter().map(|row| row.low).min().unwrap_or(0) / 5_000 * 5_000;
    let high = ((rows.iter().map(|row| row.high).max().unwrap_or(100_000) + 4_999) / 5_000 * 5_000).min(100_000);
    // A ranking of one unit at full marks still needs a scale with two ends.
    let low = low.min(high - 5_000);
    let label = fill(changxiao_words::texts(lang).scores_scale, &[("low", &(low / 1000)), ("high", &(high / 1000))]);
    ScaleView { low, high, label }
}

/// The rated units of a group, best first.
pub fn rank_rows(
    who: &Who,
    scores: &PeriodScores,
    before: &PeriodScores,
    intervals: &BTreeMap<UnitId, Interval>,
    group: &Group,
) -> Vec<RankRow> {
    let mut rows = Vec::new();
    for ranked in &group.ranking {
        let Standing::Place { rank, score, tied, .. } = ranked.standing else { continue };
        let Some(unit) = scores.tree.get(ranked.unit) else { continue };
        let interval = intervals.get(&unit.id);
        let (low, high) =
            interval.map_or((score.0, score.0), |interval| (interval.low.0.min(score.0), interval.high.0.max(score.0)));
        let (moved, rank_moved) = match before.standing(unit.id) {
            Some(Standing::Place { rank: rank_before, score: score_before, .. }) => {
                let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
                (words::signed_score((score - score_before).0), words::rank_movement(place(rank_before), place(rank)))
            }
            _ => ("—".to_owned(), "—".to_owned()),
        };
        rows.push(RankRow {
            rank,
            tied,
            name: unit.name_in(who.lang()).to_owned(),
            why: if may_see_unit(&who.actor, unit) {
                format!("/scores/{}/units/{}", scores.period, unit.code)
            } else {
                String::new()
            },
            own: unit.id == who.actor.unit,
            score: words::score(score.0),
            low,
            value: score.0,
            high,
            interval_words: interval_words(who, interval),
            moved,
            rank_moved,
            parts: parts_of(scores, unit.id),
        });
    }
    rows
}

/// 95% 区间 82.0–85.2, or that one visit gives none.
pub fn interval_words(who: &Who, interval: Option<&Interval>) -> String {
    let l = changxiao_words::texts(who.lang());
    match interval {
        Some(interval) => {
            fill(l.scores_interval, &[("low", &words::score(interval.low.0)), ("high", &words::score(interval.high.0))])
        }
        None => l.scores_no_interval.to_owned(),
    }
}

fn parts_of(scores: &PeriodScores, unit: UnitId) -> Vec<String> {
    let trace = scores.units.get(&unit).and_then(Outcome::trace);
    let part = |code: &str| {
        let found = trace.and_then(|trace| trace.components.iter().find(|part| part.code == code));
        found.map_or_else(|| "—".to_owned(), |part| words::percent(part.met, part.due))
    };
    scores.scheme.components().iter().map(|component| part(&component.code)).collect()
}
