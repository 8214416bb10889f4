//! The city index with its parts and months; for a unit, its own score.

use std::sync::Arc;

use changxiao_app::scoring::{self, PeriodScores, Subject};
use changxiao_domain::{
    orgs::Scope,
    scoring::{ComponentTrace, Period, ScoreTrace, Standing},
};
use changxiao_web_kit::charts::{Trend, TrendPoint, trend};
use changxiao_words::Lang;

use crate::{answer::WebError, cx::Cx, request::Request, words};

pub struct IndexView {
    pub scores: Arc<PeriodScores>,
    pub before: Arc<PeriodScores>,
    pub subject: Subject,
    /// `None` where there is one month alone, which shows no movement.
    pub trend: Option<Trend>,
}

/// The newest period in which something counted, and the one before it.
pub struct Periods {
    pub now: Arc<PeriodScores>,
    pub before: Arc<PeriodScores>,
    pub months: Vec<Period>,
}

/// No statement where the periods are held; four for each that is not.
pub async fn periods(request: &Request) -> Result<Periods, WebError> {
    let (app, city) = (request.app(), request.actor().city);
    let months = scoring::months(app, city, 7).await?;
    let this = months.first().copied().unwrap_or_else(|| Period::month_of(request.model().day_of(request.cx.now)));
    let mut now = scoring::period(app, city, this).await?;
    if now.is_empty() && months.len() > 1 {
        now = scoring::period_lately(app, city, this.previous()).await?;
    }
    let before = scoring::period_lately(app, city, now.period.previous()).await?;
    Ok(Periods { now, before, months })
}

pub async fn index(request: &Request, periods: &Periods) -> Result<Option<IndexView>, WebError> {
    let (actor, scores) = (request.actor(), &periods.now);
    let ranked = scores.tree.get(actor.unit).filter(|unit| unit.kind.is_ranked());
    let subject = match (&actor.scope, ranked) {
        (Scope::WholeCity, _) => Subject::City,
        (_, Some(unit)) => Subject::Unit(unit.id),
        (_, None) => return Ok(None),
    };
    let months = points(request, periods, subject).await?;
    Ok(Some(IndexView {
        scores: scores.clone(),
        before: periods.before.clone(),
        subject,
        trend: if months.len() < 2 { None } else { trend(&months) },
    }))
}

impl IndexView {
    /// `None` where nothing was due.
    pub fn trace(&self) -> Option<&ScoreTrace> {
        self.scores.outcome_of(self.subject).trace()
    }

    pub fn title(&self, cx: &Cx) -> String {
        match self.subject {
            Subject::Unit(unit) => self.scores.tree.name(unit, cx.lang).to_owned(),
            Subject::City => cx.l.scores_city_index.to_owned(),
        }
    }

    pub fn why(&self) -> String {
        match self.subject {
            Subject::Unit(unit) => {
                let code = self.scores.tree.get(unit).map_or("", |unit| &unit.code);
                format!("/scores/{}/units/{code}", self.scores.period)
            }
            Subject::City => format!("/scores/{}/city", self.scores.period),
        }
    }

    /// Since the period before; empty where one of them is not rated.
    pub fn moved(&self) -> String {
        let before = self.before.outcome_of(self.subject).trace();
        let moved = self.trace().zip(before).map(|(now, before)| words::movement((now.score - before.score).0));
        moved.unwrap_or_default()
    }

    /// The same of one part.
    pub fn part_moved(&self, part: &ComponentTrace) -> String {
        let before = self.before.outcome_of(self.subject).trace();
        let earlier = before.and_then(|trace| trace.components.iter().find(|one| one.code == part.code));
        earlier.map_or_else(String::new, |earlier| words::movement((part.earned - earlier.earned).0))
    }

    /// 位次 8 / 13, for a unit.
    pub fn rank(&self) -> Option<(usize, usize)> {
        let Subject::Unit(unit) = self.subject else { return None };
        match self.scores.standing(unit) {
            Some(Standing::Place { rank, of, .. }) => Some((rank, of)),
            _ => None,
        }
    }
}

pub fn part_name(part: &ComponentTrace, lang: Lang) -> &str {
    lang.of_data(&part.name_zh, &part.name_en)
}

pub fn part_share(part: &ComponentTrace) -> u8 {
    words::share(part.earned.0, part.share.0)
}

/// Up to six months that have a score, oldest first.
async fn points(request: &Request, periods: &Periods, subject: Subject) -> Result<Vec<TrendPoint>, WebError> {
    let mut points = Vec::new();
    for month in periods.months.iter().take(6).rev() {
        let scores = if *month == periods.now.period {
            periods.now.clone()
        } else {
            scoring::period_lately(request.app(), request.actor().city, *month).await?
        };
        if let Some(score) = scores.outcome_of(subject).score() {
            points.push(TrendPoint { month: *month, score, is_provisional: scores.is_provisional() });
        }
    }
    Ok(points)
}
