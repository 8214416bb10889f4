//! Why a score is what it is.

use askama::Template;
use axum::{
    extract::{OriginalUri, Path, State},
    response::Response,
};
use changxiao_app::scoring::{self, Group, Subject, Why};
use changxiao_domain::{
    orgs::{Permission, Unit},
    scoring::{ComponentKind, ComponentTrace, Improvement, Milli, Part, PartKey, Period, ScoreTrace, Standing},
};
use changxiao_store::scoring::FindingRow;
use changxiao_web_kit::{
    address::{Address, pairs},
    answer::WebError,
    charts::{Waterfall, waterfall},
    choice::Tab,
    cx::Cx,
    filters,
    names::period_label,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

use super::{
    names::{View, list_address, read_period},
    ranks::{RankRow, Scale, interval_words, rank_moved, rank_rows, scale_of},
    trace::{LEAVES, TraceView, leaves, worst_first},
};

/// The rank before and after.
type Places = (usize, usize);

#[derive(Template)]
#[template(path = "scoring/why.html")]
struct WhyPage<'a> {
    shell: Shell,
    why: &'a Why,
    view: TraceView<'a>,
    /// Address of this page without its query.
    here: &'a str,
    /// The unit; none for the city.
    unit: Option<&'a Unit>,
    group: Option<&'a Group>,
    months: Vec<Tab>,
    fall: Option<Waterfall<'a>>,
    ranking: Option<RankWindow<'a>>,
    chosen: &'a [Improvement],
    may_export: bool,
}

struct RankWindow<'a> {
    rated: usize,
    scale: Scale,
    rows: Vec<RankRow<'a>>,
    /// How many units above and below are not shown.
    above: usize,
    below: usize,
    href: Address,
}

/// What could have gone better.
struct Gap<'a> {
    improvement: &'a Improvement,
    code: String,
    gain: i64,
    chosen: bool,
}

impl WhyPage<'_> {
    fn name(&self) -> &str {
        self.unit.map_or(self.shell.l.scores_city_index, |unit| unit.name_in(self.shell.lang))
    }

    fn group_address(&self, group: &Group) -> Address {
        list_address(self.period(), View::Units, &group.units.code)
    }

    fn is_own(&self, row: &RankRow<'_>) -> bool {
        self.unit.is_some_and(|unit| unit.id == row.unit.id)
    }

    fn period(&self) -> Period {
        self.why.scores.period
    }

    fn interval(&self) -> String {
        interval_words(self.why.interval.as_ref(), self.shell.l)
    }

    /// Rank, how many are ranked, and whether another shares the rank.
    fn rank(&self) -> Option<(usize, usize, bool)> {
        match self.why.standing()? {
            Standing::Place { rank, of, tied, .. } => Some((rank, of, tied)),
            Standing::NotRated(_) => None,
        }
    }

    fn rank_moved(&self) -> Option<String> {
        match (self.why.standing_before()?, self.why.standing()?) {
            (Standing::Place { rank: before, .. }, Standing::Place { rank, .. }) => Some(rank_moved(before, rank)),
            _ => None,
        }
    }

    fn moved(&self) -> Option<Milli> {
        Some(self.why.outcome().score()? - self.why.outcome_before().score()?)
    }

    /// The component that lost most stands open, with its worst branch.
    fn is_open(&self, component: &ComponentTrace, trace: &ScoreTrace) -> bool {
        let worst = trace.components.iter().rev().max_by_key(|one| one.lost);
        worst.is_some_and(|worst| worst.code == component.code && worst.lost > Milli::ZERO)
    }

    fn gaps(&self) -> Vec<Gap<'_>> {
        let gaps = self.why.gaps.iter().take(12);
        gaps.filter_map(|(improvement, gain)| {
            let (code, chosen) = (code_of(improvement)?, self.chosen.contains(improvement));
            Some(Gap { improvement, code, gain: *gain, chosen })
        })
        .collect()
    }

    /// Of which type of site an item is: items of different types share their numbers.
    fn type_of(&self, item: &str) -> Option<&str> {
        self.view.model().check_item_of(&self.why.scores.systems(), item).map(|item| item.site_type.as_str())
    }

    /// Score before and after, and the ranks that go with them.
    fn simulated(&self) -> Option<(Milli, Milli, Option<Places>)> {
        let simulation = self.why.simulation.as_ref()?;
        let ranks = self.rank().map(|(rank, ..)| rank).zip(self.why.simulated_rank);
        Some((simulation.before.score()?, simulation.after.score()?, ranks))
    }
}

/// What was lost in a component, and what was due.
fn lost_in(trace: &ScoreTrace, kind: ComponentKind) -> (i64, i64) {
    let component = trace.components.iter().find(|component| component.kind == kind);
    component.map_or((0, 0), |component| (component.due - component.met, component.due))
}

/// How often an item was not met, over all site types.
fn not_met_of(trace: &ScoreTrace, code: &str) -> i64 {
    let types = trace.components.iter().flat_map(|component| &component.parts);
    let items = types.flat_map(|site_type| &site_type.parts);
    let of_item = |part: &&Part| matches!(&part.key, PartKey::Item(item) if item == code);
    items.filter(of_item).map(|part| part.due - part.met).sum()
}

pub(super) async fn city(
    State(state): State<WebState>,
    who: Who,
    Path(period): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, WebError> {
    show(&state, &who, &period, None, uri.query()).await
}

pub(super) async fn unit(
    State(state): State<WebState>,
    who: Who,
    Path((period, code)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, WebError> {
    show(&state, &who, &period, Some(&code), uri.query()).await
}

async fn show(
    state: &WebState,
    who: &Who,
    period: &str,
    code: Option<&str>,
    query: Option<&str>,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let app = state.app();
    let period = read_period(period)?;
    let chosen = pairs(query.unwrap_or_default().as_bytes()).into_iter().filter(|(name, _)| name == "if");
    let chosen: Vec<Improvement> = chosen.filter_map(|(_, code)| improvement_of(&code)).collect();
    let why = scoring::why(app, &who.actor, period, code, &chosen).await?;
    let trace = why.outcome().trace();
    let (unit, group) = match why.subject {
        Subject::City => (None, None),
        Subject::Unit(unit) => (why.scores.tree.get(unit), why.scores.group_of(unit)),
    };
    let ranking = match (group, unit) {
        (Some(group), Some(unit)) => Some(window(who, &why, group, unit).await?),
        _ => None,
    };
    let findings = why.scores.findings(app).await?;
    let view = TraceView::new(&cx, who, &why.scores, findings).with_cases(state, trace).await?;
    cx.page(&WhyPage {
        shell: pages::shell(state, who, Section::Scores, None).await,
        here: &address(period, code),
        months: months(state, &cx, who, &why, code).await?,
        fall: trace.map(waterfall),
        chosen: &chosen,
        may_export: who.actor.may(Permission::Export),
        why: &why,
        view,
        unit,
        group,
        ranking,
    })
}

fn address(period: Period, code: Option<&str>) -> String {
    match code {
        None => format!("/scores/{period}/city"),
        Some(code) => format!("/scores/{period}/units/{code}"),
    }
}

/// The month before, this one and the one after, each with its score.
async fn months(state: &WebState, cx: &Cx, who: &Who, why: &Why, code: Option<&str>) -> Result<Vec<Tab>, WebError> {
    let period = why.scores.period;
    let current = Period::month_of(cx.model.day_of(cx.now));
    let mut tabs = Vec::new();
    for one in [period.previous(), period, period.next()].into_iter().filter(|one| *one <= current) {
        let score = if one == period {
            why.outcome().score()
        } else {
            scoring::period_lately(state.app(), who.actor.city, one).await?.outcome_of(why.subject).score()
        };
        if score.is_some() || one == period {
            let label = period_label(cx.lang, one, cx.this_year());
            let score = score.map_or_else(|| "—".to_owned(), |score| words::score(score.0));
            tabs.push(Tab::new(address(one, code), format!("{label} {score}"), one == period));
        }
    }
    Ok(tabs)
}

/// The ranking around the unit: at most thirteen rows.
async fn window<'a>(who: &Who, why: &'a Why, group: &Group, unit: &Unit) -> Result<RankWindow<'a>, WebError> {
    const SHOWN: usize = 13;
    let rows = rank_rows(&who.actor, &why.scores, &why.before, why.scores.intervals().await?, group);
    let (scale, rated) = (scale_of(&rows), rows.len());
    let own = rows.iter().position(|row| row.unit.id == unit.id).unwrap_or(0);
    let above = own.saturating_sub(SHOWN / 2).min(rated.saturating_sub(SHOWN));
    let rows: Vec<_> = rows.into_iter().skip(above).take(SHOWN).collect();
    Ok(RankWindow {
        rated,
        scale,
        above,
        below: rated - above - rows.len(),
        rows,
        href: list_address(why.scores.period, View::Units, &group.units.code),
    })
}

/// `item:zgd-11`, `on_time`, `no_rework`; none for what the page does not offer.
fn code_of(improvement: &Improvement) -> Option<String> {
    match improvement {
        Improvement::MeetItem { item } => Some(format!("item:{item}")),
        Improvement::CloseAllInTime => Some("on_time".to_owned()),
        Improvement::NoRework => Some("no_rework".to_owned()),
        Improvement::MeetSiteType { .. } | Improvement::MeetOnVisit { .. } | Improvement::CloseInTime { .. } => None,
    }
}

fn improvement_of(code: &str) -> Option<Improvement> {
    match code {
        "on_time" => Some(Improvement::CloseAllInTime),
        "no_rework" => Some(Improvement::NoRework),
        _ => match code.split_once(':')? {
            ("item", item) => Some(Improvement::MeetItem { item: item.to_owned() }),
            ("type", site_type) => Some(Improvement::MeetSiteType { site_type: site_type.to_owned() }),
            _ => None,
        },
    }
}
