//! One unit: what its composite is made of, and all its figures beside those of the period before.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use changxiao_app::indicators::{UnitView, unit as view_unit};
use changxiao_domain::{
    indicators::{Indicator, Measure, Part, PartScore, Scheme, Score, Span, SpanKind, Subject},
    scoring::Milli,
};
use changxiao_web_kit::{
    address::{Address, encode},
    answer::WebError,
    choice::Tab,
    cx::Cx,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};
use serde::Deserialize;

use super::{
    figures::{Count, Figure},
    list::KINDS,
    query::{Set, span},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct UnitQuery {
    period: String,
}

/// One line of a composite's why.
struct PartView<'a> {
    part: &'a PartScore,
    good: Count,
    /// The bad cases, or all that were due; none for a band.
    second: Option<Count>,
}

/// A composite that adds up.
struct WhyView<'a> {
    scheme: &'a Scheme,
    score: Option<&'a Score>,
    before: Option<Milli>,
    parts: Vec<PartView<'a>>,
}

struct Line {
    figure: Figure,
    /// The share in the period before.
    before: Option<Milli>,
}

#[derive(Template)]
#[template(path = "indicators/unit.html")]
struct UnitPage<'a> {
    shell: Shell,
    view: &'a UnitView,
    span: Span,
    kinds: Vec<Tab>,
    previous: Address,
    next: Address,
    whys: Vec<WhyView<'a>>,
    sets: Vec<(Set, Vec<Line>)>,
}

impl UnitPage<'_> {
    /// What stands beside the good cases: the bad ones, or all that were due.
    fn second_label(&self, scheme: &Scheme) -> &'static str {
        if scheme.is_graded() { self.shell.l.indicators_part_bad } else { self.shell.l.indicators_part_due }
    }

    /// The components in which nothing was due, in one line.
    fn left_out(&self, why: &WhyView<'_>) -> Option<String> {
        let names: Vec<_> = why.score?.left_out.iter().map(|measure| measure.words(self.shell.lang)).collect();
        (!names.is_empty()).then(|| names.join(self.shell.l.cases_comma))
    }
}

pub(super) async fn unit(
    State(state): State<WebState>,
    who: Who,
    Path(code): Path<String>,
    Query(query): Query<UnitQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let of = match query.period.as_str() {
        "" => Span::around(SpanKind::Month, cx.model.day_of(cx.now)),
        text => span(text)?,
    };
    let view = view_unit(state.app(), &who.actor, &code, of).await?;
    let href = |of: Span| Address::new(format!("/indicators/units/{}", encode(&code))).with("period", of);
    let (first, ..) = of.bounds();
    let tab = |kind: SpanKind| Tab::new(href(Span::around(kind, first)), kind.words(cx.lang), kind == of.kind());
    let line = |indicator: &Indicator| Line {
        figure: Figure::of(&view.table, &view.row, *indicator),
        before: view.before.counts.of(*indicator).percent(view.table.rules.partly_thousandths),
    };
    let schemes = [Subject::Department, Subject::Callback].into_iter();
    cx.page(&UnitPage {
        shell: pages::shell(&state, &who, Section::Indicators, None).await,
        kinds: KINDS.map(tab).into(),
        previous: href(of.previous()),
        next: href(of.next()),
        whys: schemes.filter_map(|subject| Some(why(&view, view.table.rules.scheme(subject)?))).collect(),
        sets: Set::ALL.map(|set| (set, set.indicators().iter().map(line).collect())).into(),
        span: of,
        view: &view,
    })
}

/// What a component earned of what it counts for, in per cent.
fn kept(part: &PartScore) -> u8 {
    words::share(part.earned.0, part.share.0)
}

fn why<'a>(view: &'a UnitView, scheme: &'a Scheme) -> WhyView<'a> {
    let (outcome, before) = match scheme.subject {
        Subject::Callback => (&view.row.calls, &view.before.calls),
        _ => (&view.row.score, &view.before.score),
    };
    let count = |indicator, part, n| Count::of(&view.table, &view.row, indicator, part, n);
    let part = |part: &'a PartScore| {
        let (good, second) = match part.measure {
            Measure::Share(one) if scheme.is_graded() => (
                count(one, Part::Good(scheme.subject), part.good),
                Some(count(one, Part::Bad(scheme.subject), part.due - part.good)),
            ),
            Measure::Share(one) => (count(one, Part::Met, part.good), Some(count(one, Part::Due, part.due))),
            Measure::ReworkBand => (count(Indicator::Rework, Part::Met, part.good), None),
        };
        PartView { part, good, second }
    };
    let score = outcome.rated();
    WhyView {
        scheme,
        score,
        before: before.score(),
        parts: score.into_iter().flat_map(|score| &score.parts).map(part).collect(),
    }
}
