//! The city index with its parts and months; for a unit, its own score.

use changxiao_words::{Texts, fill};
use std::sync::Arc;

use changxiao_app::scoring::{self, PeriodScores, Subject};
use changxiao_domain::{
    orgs::Scope,
    scoring::{Period, Standing},
};

use crate::{answer::WebError, names::period_label, session::Who, state::WebState, words};
use changxiao_web_measure::scoring::{Trend, TrendPoint, trend};

pub struct IndexView {
    pub title: String,
    pub tag: String,
    pub provisional: bool,
    pub score: String,
    pub moved: String,
    pub before: String,
    pub why: String,
    /// 位次 8 / 13, for a unit.
    pub rank: String,
    pub parts: Vec<PartView>,
    pub trend: Option<Trend>,
    pub footer: String,
    pub not_rated: bool,
}

pub struct PartView {
    pub name: String,
    pub full: String,
    pub earned: String,
    pub moved: String,
    pub share: u8,
    pub note: String,
}

/// The newest period in which something counted, and the one before it.
pub struct Periods {
    pub now: Arc<PeriodScores>,
    pub before: Arc<PeriodScores>,
    pub months: Vec<Period>,
}

/// No statement where the periods are held; four for each that is not.
pub async fn periods(state: &WebState, who: &Who) -> Result<Periods, WebError> {
    let (app, city) = (state.app(), who.actor.city);
    let months = scoring::months(app, city, 7).await?;
    let this = months.first().copied().unwrap_or_else(|| Period::month_of(who.model.day_of(app.now())));
    let mut now = scoring::period(app, city, this).await?;
    if now.is_empty() && months.len() > 1 {
        now = scoring::period_lately(app, city, this.previous()).await?;
    }
    let before = scoring::period_lately(app, city, now.period.previous()).await?;
    Ok(Periods { now, before, months })
}

pub async fn index(
    state: &WebState,
    who: &Who,
    periods: &Periods,
    l: &'static Texts,
) -> Result<Option<IndexView>, WebError> {
    let scores = &periods.now;
    let lang = who.lang();
    let ranked = scores.tree.get(who.actor.unit).filter(|unit| unit.kind.is_ranked());
    let subject = match (&who.actor.scope, ranked) {
        (Scope::WholeCity, _) => Subject::City,
        (_, Some(unit)) => Subject::Unit(unit.id),
        (_, None) => return Ok(None),
    };
    let (title, why) = match (subject, ranked) {
        (Subject::Unit(_), Some(unit)) => {
            (unit.name_in(lang).to_owned(), format!("/scores/{}/units/{}", scores.period, unit.code))
        }
        _ => (l.scores_city_index.to_owned(), format!("/scores/{}/city", scores.period)),
    };
    let this_year = who.model.day_of(state.app().now()).year();
    let label = |period: Period| period_label(lang, period, this_year);
    let trace = scores.outcome_of(subject).trace();
    let trace_before = periods.before.outcome_of(subject).trace();
    let moved = match (trace, trace_before) {
        (Some(now), Some(before)) => words::movement((now.score - before.score).0),
        _ => String::new(),
    };
    let months = points(state, who, periods, subject).await?;
    let part = |component: &changxiao_domain::scoring::ComponentTrace| {
        let earlier = trace_before.and_then(|trace| trace.components.iter().find(|one| one.code == component.code));
        PartView {
            name: lang.of_data(&component.name_zh, &component.name_en).to_owned(),
            full: fill(l.overview_part_full, &[("n", &words::score(component.share.0))]),
            earned: words::score(component.earned.0),
            moved: earlier.map_or_else(String::new, |earlier| words::movement((component.earned - earlier.earned).0)),
            share: words::share(component.earned.0, component.share.0),
            note: fill(
                l.overview_part_note,
                &[("met", &words::count(component.met)), ("due", &words::count(component.due))],
            ),
        }
    };
    let rank = match subject {
        Subject::Unit(unit) => match scores.standing(unit) {
            Some(Standing::Place { rank, of, .. }) => fill(l.overview_rank, &[("rank", &rank), ("of", &of)]),
            _ => String::new(),
        },
        Subject::City => String::new(),
    };
    Ok(Some(IndexView {
        title,
        tag: label(scores.period),
        provisional: scores.is_provisional(),
        score: trace.map_or_else(|| "—".to_owned(), |trace| words::score(trace.score.0)),
        moved,
        before: fill(l.scores_against, &[("month", &label(periods.before.period))]),
        why,
        rank,
        parts: trace.map_or_else(Vec::new, |trace| trace.components.iter().map(part).collect()),
        // One month alone shows no movement.
        trend: if months.len() < 2 { None } else { trend(&months) },
        footer: fill(l.scores_scheme, &[("scheme", &scores.scheme.name(lang))]),
        not_rated: trace.is_none(),
    }))
}

/// Up to six months that have a score, oldest first.
async fn points(state: &WebState, who: &Who, periods: &Periods, subject: Subject) -> Result<Vec<TrendPoint>, WebError> {
    let mut points = Vec::new();
    for month in periods.months.iter().take(6).rev() {
        let scores = if *month == periods.now.period {
            periods.now.clone()
        } else {
            scoring::period_lately(state.app(), who.actor.city, *month).await?
        };
        if let Some(score) = scores.outcome_of(subject).score() {
            points.push(TrendPoint { month: *month, score, is_provisional: scores.is_provisional() });
        }
    }
    Ok(points)
}
