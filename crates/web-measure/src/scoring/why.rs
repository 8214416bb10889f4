//! Why a score is what it is.

use askama::Template;
use axum::{
    extract::{OriginalUri, Path, State},
    response::Response,
};
use changxiao_app::scoring::{self, Group, Subject, Why};
use changxiao_domain::{
    orgs::Permission,
    scoring::{Improvement, Outcome, Period, Standing},
};
use changxiao_words::fill;

use super::{
    draw::{Waterfall, waterfall},
    links,
    list::{RankRow, ScaleView, interval_words, rank_rows, scale_of},
    names::{item_label, read_period},
    trace::{ComponentBranch, TraceView},
};
use crate::{
    address::pairs,
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
#[template(path = "scoring/why.html")]
struct WhyPage {
    shell: Shell,
    period: String,
    /// Address of this page without its query.
    here: String,
    name: String,
    heading: String,
    group: Option<(String, String)>,
    months: Vec<Tab>,
    provisional: bool,
    as_of: String,
    scheme: String,
    score: String,
    interval: String,
    rank: Option<(usize, usize, bool)>,
    moved: String,
    rank_moved: String,
    before_name: String,
    not_rated: Option<String>,
    waterfall: Option<Waterfall>,
    left_out: Vec<String>,
    ranking: Option<RankWindow>,
    tree: Vec<ComponentBranch>,
    gaps: Vec<Gap>,
    simulation: Option<SimulationView>,
    export: String,
    seed: String,
    sources: Vec<String>,
}

struct RankWindow {
    title: String,
    scale: ScaleView,
    rows: Vec<RankRow>,
    /// Units above and below that are not shown.
    above: String,
    below: String,
    href: String,
}

struct Gap {
    code: String,
    label: String,
    now: String,
    gain: String,
    chosen: bool,
}

struct SimulationView {
    title: String,
    before: String,
    after: String,
    ranks: Option<(usize, usize)>,
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
    let app = state.app();
    let period = read_period(period)?;
    let chosen: Vec<Improvement> = pairs(query.unwrap_or_default().as_bytes())
        .into_iter()
        .filter(|(name, _)| name == "if")
        .filter_map(|(_, code)| improvement_of(&code))
        .collect();
    let why = scoring::why(app, &who.actor, period, code, &chosen).await?;
    let scores = &why.scores;
    let lang = who.lang();
    let shell = pages::shell(state, who, Section::Scores, None).await;
    let l = shell.l;
    let this_year = who.model.day_of(app.now()).year();
    let findings = scores.findings(app).await?;
    let view = TraceView { who, model: &who.model, scores, findings, lang, now: app.now() };
    let trace = why.outcome().trace();
    let mut tree = trace.map_or_else(Vec::new, |trace| view.tree(trace));
    links::lead_only_where_open(state, who, links::of_tree(&mut tree)).await?;
    let name = match why.subject {
        Subject::City => l.scores_city_index.to_owned(),
        Subject::Unit(unit) => scores.tree.name(unit, lang).to_owned(),
    };
    let score = trace.map_or_else(|| "—".to_owned(), |trace| words::score(trace.score.0));
    let here = match code {
        None => format!("/scores/{period}/city"),
        Some(code) => format!("/scores/{period}/units/{code}"),
    };
    let heading = match trace {
        Some(_) => fill(l.scores_why_heading, &[("unit", &name), ("score", &score)]),
        None => fill(l.scores_why_not_rated, &[("unit", &name)]),
    };
    let (moved, rank_moved) = movements(&why);
    let group = match why.subject {
        Subject::City => None,
        Subject::Unit(unit) => scores.group_of(unit),
    };
    let ranking = match (group, why.subject) {
        (Some(group), Subject::Unit(_)) => Some(window(who, &why, group).await?),
        _ => None,
    };
    answer_page(&WhyPage {
        group: group.map(|group| {
            (
                format!("/scores?period={period}&view=units&group={}", group.units.code),
                group.units.name(lang).to_owned(),
            )
        }),
        months: months(state, who, &why, code).await?,
        provisional: scores.is_provisional(),
        as_of: fill(l.scores_as_of, &[("time", &pages::moment(who, app.now(), scores.as_of))]),
        scheme: scores.scheme.name(lang).to_owned(),
        interval: interval_words(who, why.interval.as_ref()),
        rank: match why.standing() {
            Some(Standing::Place { rank, of, tied, .. }) => Some((rank, of, tied)),
            _ => None,
        },
        moved,
        rank_moved,
        before_name: fill(l.scores_against, &[("month", &period_label(lang, period.previous(), this_year))]),
        not_rated: trace.is_none().then(|| l.scores_nothing_due.to_owned()),
        waterfall: trace.map(|trace| waterfall(lang, trace)),
        left_out: trace.map_or_else(Vec::new, |trace| {
            let note = |part: &changxiao_domain::scoring::LeftOut| {
                fill(
                    l.scores_left_out,
                    &[("part", &lang.of_data(&part.name_zh, &part.name_en)), ("weight", &words::score(part.weight.0))],
                )
            };
            trace.left_out.iter().map(note).collect()
        }),
        ranking,
        tree,
        gaps: gaps(who, &why, &chosen),
        simulation: simulation(&why, chosen.len(), l),
        export: if who.actor.may(Permission::Export) { here.clone() } else { String::new() },
        seed: scores.seed().to_string(),
        sources: scores
            .scheme
            .components()
            .iter()
            .map(|part| format!("{} {} · {}", part.name(lang), words::score(part.weight_milli), part.dated))
            .collect(),
        period: period.to_string(),
        here,
        name,
        heading,
        score,
        shell,
    })
}

fn movements(why: &Why) -> (String, String) {
    let scores = (why.outcome().score(), why.outcome_before().score());
    let moved = match scores {
        (Some(now), Some(before)) => words::signed_score((now - before).0),
        _ => "—".to_owned(),
    };
    let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
    let rank_moved = match (why.standing_before(), why.standing()) {
        (Some(Standing::Place { rank: before, .. }), Some(Standing::Place { rank, .. })) => {
            words::rank_movement(place(before), place(rank))
        }
        _ => String::new(),
    };
    (moved, rank_moved)
}

/// The month before, this one and the one after, each with its score.
async fn months(state: &WebState, who: &Who, why: &Why, code: Option<&str>) -> Result<Vec<Tab>, WebError> {
    let app = state.app();
    let period = why.scores.period;
    let this_year = who.model.day_of(app.now()).year();
    let current = Period::month_of(who.model.day_of(app.now()));
    let mut choices = Vec::new();
    for one in [period.previous(), period, period.next()] {
        if one > current {
            continue;
        }
        let scores =
            if one == period { why.scores.clone() } else { scoring::period_lately(app, who.actor.city, one).await? };
        let score = scores.outcome_of(why.subject).score();
        if score.is_none() && one != period {
            continue;
        }
        let label = period_label(who.lang(), one, this_year);
        choices.push(Tab {
            href: match code {
                None => format!("/scores/{one}/city"),
                Some(code) => format!("/scores/{one}/units/{code}"),
            },
            label: format!("{label} {}", score.map_or_else(|| "—".to_owned(), |score| words::score(score.0))),
            count: String::new(),
            current: one == period,
        });
    }
    Ok(choices)
}

/// The ranking around the unit: at most thirteen rows.
async fn window(who: &Who, why: &Why, group: &Group) -> Result<RankWindow, WebError> {
    const SHOWN: usize = 13;
    let lang = who.lang();
    let l = changxiao_words::texts(lang);
    let Subject::Unit(unit) = why.subject else { unreachable!("only units are ranked") };
    let intervals = why.scores.intervals().await?;
    let mut rows = rank_rows(who, &why.scores, &why.before, intervals, group);
    let own_place = group
        .ranking
        .iter()
        .filter(|ranked| matches!(ranked.standing, Standing::Place { .. }))
        .position(|ranked| ranked.unit == unit);
    for row in &mut rows {
        row.own = false;
    }
    if let Some(place) = own_place {
        rows[place].own = true;
    }
    let scale = scale_of(&rows, lang);
    let all = rows.len();
    let first = own_place.unwrap_or(0).saturating_sub(SHOWN / 2).min(all.saturating_sub(SHOWN));
    let rows: Vec<RankRow> = rows.into_iter().skip(first).take(SHOWN).collect();
    let below = all - first - rows.len();
    let hidden = |count: usize| if count == 0 { String::new() } else { fill(l.scores_hidden_units, &[("n", &count)]) };
    Ok(RankWindow {
        title: fill(l.scores_rated_count, &[("n", &all)]),
        scale,
        rows,
        above: hidden(first),
        below: hidden(below),
        href: format!("/scores?period={}&view=units&group={}", why.scores.period, group.units.code),
    })
}

fn gaps(who: &Who, why: &Why, chosen: &[Improvement]) -> Vec<Gap> {
    let l = changxiao_words::texts(who.lang());
    let Outcome::Rated(trace) = why.outcome() else { return Vec::new() };
    let lost = |kind| {
        trace.components.iter().find(|part| part.kind == kind).map_or((0, 0), |part| (part.due - part.met, part.due))
    };
    why.gaps
        .iter()
        .take(12)
        .filter_map(|(improvement, gain)| {
            let (label, now) = match improvement {
                Improvement::MeetItem { item } => {
                    (typed_item(who, item), fill(l.scores_gap_places, &[("n", &not_met_of(trace, item))]))
                }
                Improvement::CloseAllInTime => {
                    let (late, due) = lost(changxiao_domain::scoring::ComponentKind::OnTimeClosing);
                    (l.scores_gap_on_time.to_owned(), fill(l.scores_gap_late, &[("n", &late), ("due", &due)]))
                }
                Improvement::NoRework => {
                    let (back, _) = lost(changxiao_domain::scoring::ComponentKind::NoRework);
                    (l.scores_gap_no_rework.to_owned(), fill(l.scores_gap_back, &[("n", &back)]))
                }
                _ => return None,
            };
            Some(Gap {
                code: code_of(improvement),
                label,
                now,
                gain: words::signed_score(*gain),
                chosen: chosen.contains(improvement),
            })
        })
        .collect()
}

/// 建筑工地 · 第 2 项 …: items of different site types share their numbers.
fn typed_item(who: &Who, code: &str) -> String {
    let label = item_label(&who.model, who.lang(), code);
    match who.model.check_item(code) {
        Some(item) => format!("{} · {label}", who.model.site_type_name(&item.site_type, who.lang())),
        None => label,
    }
}

/// How often an item was not met, over all site types.
fn not_met_of(trace: &changxiao_domain::scoring::ScoreTrace, item: &str) -> i64 {
    let types = trace.components.iter().flat_map(|component| &component.parts);
    let items = types.flat_map(|site_type| &site_type.parts);
    let of_item = |part: &&changxiao_domain::scoring::Part| matches!(&part.key, changxiao_domain::scoring::PartKey::Item(code) if code == item);
    items.filter(of_item).map(|part| part.due - part.met).sum()
}

fn simulation(why: &Why, chosen: usize, l: &'static changxiao_words::Texts) -> Option<SimulationView> {
    let simulation = why.simulation.as_ref()?;
    let ranks = match (why.standing(), why.simulated_rank) {
        (Some(Standing::Place { rank, .. }), Some(after)) => Some((rank, after)),
        _ => None,
    };
    Some(SimulationView {
        title: fill(l.scores_if_title, &[("n", &chosen)]),
        before: words::score(simulation.before.score()?.0),
        after: words::score(simulation.after.score()?.0),
        ranks,
    })
}

/// `item:zgd-11`, `on_time`, `no_rework`.
fn code_of(improvement: &Improvement) -> String {
    match improvement {
        Improvement::MeetItem { item } => format!("item:{item}"),
        Improvement::CloseAllInTime => "on_time".to_owned(),
        Improvement::NoRework => "no_rework".to_owned(),
        Improvement::MeetSiteType { site_type } => format!("type:{site_type}"),
        Improvement::MeetOnVisit { .. } | Improvement::CloseInTime { .. } => String::new(),
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
