//! The scores of a month: rankings of like units, and pass rates by site type, standard node and division.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::scoring::{self, Group, PeriodScores};
use changxiao_domain::{
    orgs::{Permission, Scope, Unit},
    scoring::{Component, Milli, Period, Rate, Standing},
};
use changxiao_web_kit::filtered::{Filter, Value, codes};
use changxiao_web_kit::{
    answer::WebError,
    choice::Tab,
    cx::Cx,
    filters,
    listing::Pager,
    names::period_label,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use serde::Deserialize;

use super::{
    names::{View, list_address, read_period},
    ranks::{RankRow, Scale, rank_rows, scale_of},
    rates::{RateView, rate_view},
};

/// What may stand in the address of the scores.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("period", Value::Month),
    Filter::new("view", Value::OneOf(|| codes(&View::ALL, View::code, &[]))),
    Filter::new("group", Value::Known(scoring::is_group)),
    Filter::new("from", Value::Number(0, 1_000_000)),
];

#[derive(Template)]
#[template(path = "scoring/list.html")]
struct ScoresPage<'a> {
    shell: Shell,
    who: &'a Who,
    scores: &'a PeriodScores,
    before: &'a PeriodScores,
    months: Vec<Tab>,
    views: Vec<Tab>,
    groups: Vec<Tab>,
    group: Option<&'a Group>,
    ranking: Option<Ranking<'a>>,
    rates: Option<RateView>,
}

struct Ranking<'a> {
    scale: Scale,
    /// Of the rated ones those on this page.
    rows: Vec<RankRow<'a>>,
    /// How many are rated, and how many of them stand before this page.
    rated: usize,
    from: usize,
    pager: Pager,
    not_rated: Vec<&'a Unit>,
}

impl ScoresPage<'_> {
    fn components(&self) -> &[Component] {
        self.scores.scheme.components()
    }

    /// The index of the city, for those who may see it whole.
    fn city(&self) -> Option<Milli> {
        self.scores.city.score().filter(|_| self.who.actor.scope == Scope::WholeCity)
    }

    fn group_name(&self) -> String {
        self.group.map_or_else(String::new, |group| group.units.name(self.shell.lang))
    }

    fn may_export(&self) -> bool {
        self.who.actor.may(Permission::Export) && !self.scores.is_empty()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    period: Option<String>,
    view: String,
    group: String,
    /// The first row that is shown, from 0.
    from: Option<usize>,
}

/// A city has two thousand communities; a page shows so many of a ranking.
const ROWS: usize = 100;

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let (app, city) = (state.app(), who.actor.city);
    let months = scoring::months(app, city, 12).await?;
    let period = match &query.period {
        Some(text) => read_period(text)?,
        None => newest_with_facts(&state, &who, &months).await?,
    };
    let scores = scoring::period(app, city, period).await?;
    let before = scoring::period_lately(app, city, period.previous()).await?;
    let view = View::parse(&query.view).unwrap_or(View::Units);
    let own = scores.group_of(who.actor.unit).filter(|_| query.group.is_empty());
    let code = own.map_or(query.group.as_str(), |group| group.units.code.as_str());
    let group = scores.groups.iter().find(|one| one.units.code == code).or(scores.groups.first());
    let ranking = match group.filter(|_| view == View::Units) {
        Some(group) => Some(ranking(&who, &scores, &before, group, query.from.unwrap_or(0)).await?),
        None => None,
    };
    let mut shown: Vec<Period> = months.iter().copied().take(6).collect();
    if !shown.contains(&period) {
        shown.push(period);
    }
    shown.sort();
    let month = |one: &Period| {
        let label = period_label(cx.lang, *one, cx.this_year());
        Tab::new(list_address(*one, view, code), label, *one == period)
    };
    let group_tab = |one: &Group| Tab {
        count: one.units.units.len().to_string(),
        ..Tab::new(
            list_address(period, View::Units, &one.units.code),
            one.units.name(cx.lang),
            group.is_some_and(|group| group.units.code == one.units.code),
        )
    };
    cx.page(&ScoresPage {
        shell: pages::shell(&state, &who, Section::Scores, None).await,
        months: shown.iter().map(month).collect(),
        views: View::ALL.map(|one| Tab::new(list_address(period, one, code), one.words(cx.lang), one == view)).into(),
        groups: scores.groups.iter().map(group_tab).collect(),
        group,
        ranking,
        rates: (view != View::Units).then(|| rate_view(&cx, &who, &scores, &before, view)),
        who: &who,
        scores: &scores,
        before: &before,
    })
}

/// The current month, or the one before while nothing has been checked in the current one.
async fn newest_with_facts(state: &WebState, who: &Who, months: &[Period]) -> Result<Period, WebError> {
    let app = state.app();
    let this = months.first().copied().unwrap_or_else(|| Period::month_of(who.model.day_of(app.now())));
    let scores = scoring::period(app, who.actor.city, this).await?;
    Ok(if scores.is_empty() && months.len() > 1 { this.previous() } else { this })
}

async fn ranking<'a>(
    who: &Who,
    scores: &'a Arc<PeriodScores>,
    before: &PeriodScores,
    group: &Group,
    from: usize,
) -> Result<Ranking<'a>, WebError> {
    let all = rank_rows(&who.actor, scores, before, scores.intervals().await?, group);
    let (scale, rated) = (scale_of(&all), all.len());
    let from = if from < rated { from / ROWS * ROWS } else { 0 };
    let rows: Vec<_> = all.into_iter().skip(from).take(ROWS).collect();
    let address = list_address(scores.period, View::Units, &group.units.code);
    let href = |from: usize| address.clone().with("from", from).to_string();
    let not_rated = group.ranking.iter().filter(|ranked| matches!(ranked.standing, Standing::NotRated(_)));
    Ok(Ranking {
        scale,
        pager: Pager {
            previous: if from == 0 { String::new() } else { href(from - ROWS) },
            next: if from + rows.len() < rated { href(from + ROWS) } else { String::new() },
        },
        rows,
        rated,
        from,
        not_rated: not_rated.filter_map(|ranked| scores.tree.get(ranked.unit)).collect(),
    })
}
