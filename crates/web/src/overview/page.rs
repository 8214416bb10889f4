//! The overview. Statements where nothing is held: twelve at most for open cases (held five seconds a post), four a month for
//! scores (held until the city changes), besides session and waiting counts.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::overview::{self, Overview};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::{Permission, Scope},
    time::Instant,
};
use changxiao_store::recurrence::ProblemLine;
use changxiao_words::{Texts, fill};
use serde::Deserialize;

use super::{
    clock::clock,
    index::{IndexView, Periods, index, periods},
    todo::{SiteLine, TodoView, is_ranked, lamp_word, sites, todo},
};
use crate::{
    answer::WebError,
    pages,
    session::Who,
    shell::{NavItem, Section, Shell},
    state::WebState,
    words,
};
use changxiao_web_kit::{cx::Cx, filters};
use changxiao_web_measure::scoring::{RankRow, Scale, rank_rows, scale_of};

#[derive(Template)]
#[template(path = "overview/overview.html")]
struct OverviewPage<'a> {
    shell: Shell,
    own: UnitId,
    now: String,
    may_report: bool,
    /// `None` for a role for which no case ever waits.
    todo: Option<Vec<TodoView>>,
    todo_note: String,
    /// Words, how many, and where they stand: chronic problems and alarms that wait.
    recurrence: Vec<(&'static str, i64, &'static str)>,
    sites: Vec<SiteLine>,
    inspects: bool,
    others: String,
    reads_cases: bool,
    lamps: Vec<DueStatusView>,
    open_note: String,
    parts: Vec<PartLine>,
    outlines: String,
    inset: String,
    late: Vec<LateLine>,
    late_note: String,
    index: Option<IndexView>,
    ranks: Option<RanksView<'a>>,
    stubborn: Option<Vec<StubbornLine>>,
    links: Vec<NavItem>,
}

struct DueStatusView {
    kind: &'static str,
    word: &'static str,
    count: String,
    href: String,
}

/// What the map says, in words.
struct PartLine {
    name: String,
    href: String,
    open: String,
    late: i64,
    near: i64,
}

struct LateLine {
    title: String,
    place: String,
    href: String,
    lead: String,
    late: String,
}

struct RanksView<'a> {
    tag: String,
    groups: Vec<(String, String, bool)>,
    scale: Scale,
    top: Vec<RankRow<'a>>,
    gap: String,
    bottom: Vec<RankRow<'a>>,
    href: String,
    before: String,
}

struct StubbornLine {
    name: String,
    place: String,
    href: String,
    count: i64,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    group: Option<String>,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let app = state.app();
    let now = app.now();
    let overview = overview::overview(app, &who.actor).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Overview, jar).await;
    let l = shell.l;
    let lang = who.lang();
    let reads_cases = who.actor.may(Permission::ReadCases);
    let (mut index_view, mut ranks) = (None, None);
    let periods = match who.actor.may(Permission::ReadScores) {
        true => Some(periods(&state, &who).await?),
        false => None,
    };
    if let Some(periods) = &periods {
        index_view = index(&state, &who, periods, l).await?;
        ranks = ranks_view(&who, periods, asked.group.as_deref(), l, now).await?;
    }
    let sees_all = reads_cases && who.actor.scope == Scope::WholeCity;
    let inspects = who.actor.may(Permission::Inspect);
    // What a leader or an inspector is asked now and then takes no place on the page while there is none.
    let waits = changxiao_app::cases::waiting::filter(&who.actor)
        .is_some_and(|filter| !overview.todo.is_empty() || !(inspects || filter.states.is_empty()));
    let links = if reads_cases { Vec::new() } else { links(&shell) };
    let page = OverviewPage {
        own: who.actor.unit,
        now: words::full_moment(lang, pages::wall(&who.model, now)),
        may_report: reads_cases && who.actor.may(Permission::Export),
        todo: waits.then(|| todo(&who, &overview, l, now)),
        recurrence: recurrence(&overview, l),
        todo_note: fill(l.overview_waiting, &[("n", &words::count(overview.waiting))]),
        sites: sites(&who, &overview.sites, l, now),
        inspects,
        others: others(&shell),
        reads_cases,
        lamps: lamps(&overview, l),
        open_note: fill(l.overview_open, &[("n", &words::count(overview.lamps.total()))]),
        parts: parts(&who, &overview),
        // The answer is kept for a moment: in another language it is another one.
        outlines: format!("/cases/outlines.json?lang={}", lang.tag()),
        inset: inset(&who),
        late: late(&who, &overview, now),
        late_note: fill(
            l.overview_late_note,
            &[("n", &words::count(overview.lamps.late)), ("shown", &overview.late.len())],
        ),
        index: index_view,
        ranks,
        stubborn: sees_all.then(|| stubborn(&who, &overview.chronic)),
        links,
        shell,
    };
    Ok((jar, Cx::of(&state, &who).page(&page)?).into_response())
}

/// What waits besides cases.
fn recurrence(overview: &Overview, l: &'static Texts) -> Vec<(&'static str, i64, &'static str)> {
    let waiting = overview.recurrence;
    let lines = [
        (l.recurrence_todo, waiting.problems, "/recurrence?tab=mine"),
        (l.recurrence_todo_alarms, waiting.alarms, "/recurrence?tab=alarms"),
    ];
    lines.into_iter().filter(|(_, n, _)| *n > 0).collect()
}

fn others(shell: &Shell) -> String {
    let waiting = shell.other_posts.iter().filter(|post| post.waiting > 0);
    let words: Vec<String> =
        waiting.map(|post| format!("{} {}", post.label, shell.waiting_label(&post.waiting))).collect();
    if words.is_empty() { String::new() } else { fill(shell.l.overview_others, &[("posts", &words.join(" · "))]) }
}

fn links(shell: &Shell) -> Vec<NavItem> {
    let all = shell.work_nav().into_iter().chain(shell.settings_nav());
    all.filter(|item| !item.current).collect()
}

fn lamps(overview: &Overview, l: &'static Texts) -> Vec<DueStatusView> {
    let lamps = &overview.lamps;
    [("late", lamps.late), ("near", lamps.near), ("ok", lamps.ok), ("idle", lamps.idle)]
        .into_iter()
        .map(|(kind, count)| DueStatusView {
            kind,
            word: lamp_word(kind, l),
            count: words::count(count),
            href: format!("/cases?tab=open&lamp={kind}"),
        })
        .collect()
}

fn parts(who: &Who, overview: &Overview) -> Vec<PartLine> {
    let mut parts: Vec<PartLine> = overview
        .parts
        .iter()
        .map(|(padded, lamps)| {
            let code = DivisionCode::from_padded(*padded).map_or_else(|_| padded.to_string(), |code| code.to_string());
            PartLine {
                name: who.model.division_name(*padded, who.lang()).to_owned(),
                href: format!("/cases?tab=open&division={code}"),
                open: words::count(lamps.total()),
                late: lamps.late,
                near: lamps.near,
            }
        })
        .collect();
    parts.sort_by_key(|part| std::cmp::Reverse((part.late, part.near)));
    parts
}

/// The small urban counties of a prefecture, where cases lie so dense that the map shows them a second time, enlarged.
fn inset(who: &Who) -> String {
    let size = |outline: &changxiao_domain::geo::Outline| {
        let bounds = outline.bounds();
        (bounds.east_e6 - bounds.west_e6) / 1000 * ((bounds.north_e6 - bounds.south_e6) / 1000)
    };
    let counties: Vec<_> = who.model.outlines.iter().filter(|(code, _)| code.level() == Level::County).collect();
    let largest = counties.iter().map(|(_, outline)| size(outline)).max().unwrap_or(0);
    // GB/T 2260: counties with the last two digits up to 20 are districts of the city itself.
    let is_dense = |code: DivisionCode, outline: &changxiao_domain::geo::Outline| {
        code.number() % 100 <= 20 && size(outline) * 6 < largest
    };
    let dense: Vec<String> =
        counties.iter().filter(|(code, outline)| is_dense(*code, outline)).map(|(code, _)| code.to_string()).collect();
    dense.join(" ")
}

fn late(who: &Who, overview: &Overview, now: Instant) -> Vec<LateLine> {
    let lang = who.lang();
    overview
        .late
        .iter()
        .map(|line| LateLine {
            title: who.model.case_title(&line.title, &line.category, lang).to_owned(),
            place: format!("{} · {}", who.model.place_name(line.division, who.lang()), line.place),
            href: format!("/cases/{}", line.number),
            lead: line.lead.map_or_else(String::new, |lead| who.model.unit_name(lead, lang).to_owned()),
            late: clock(&who.model, line, lang, now).words,
        })
        .collect()
}

fn stubborn(who: &Who, worst: &[ProblemLine]) -> Vec<StubbornLine> {
    let line = |line: &ProblemLine| StubbornLine {
        name: who.model.category_name(&line.category, who.lang()).to_owned(),
        place: format!("{} · {}", who.model.place_name(line.division, who.lang()), line.place),
        href: format!("/recurrence/{}", line.number),
        count: line.times,
    };
    worst.iter().map(line).collect()
}

/// The three best and the three weakest of a group; all of them where there are no more than six.
async fn ranks_view<'a>(
    who: &Who,
    periods: &'a Periods,
    wanted: Option<&str>,
    l: &'static Texts,
    now: Instant,
) -> Result<Option<RanksView<'a>>, WebError> {
    let scores = &periods.now;
    let lang = who.lang();
    let own = scores.group_of(who.actor.unit).map(|group| group.units.code.as_str()).filter(|_| is_ranked(who));
    let wanted = wanted.or(own);
    let rated = |group: &changxiao_app::scoring::Group| {
        group.ranking.iter().any(|ranked| matches!(ranked.standing, changxiao_domain::scoring::Standing::Place { .. }))
    };
    let groups: Vec<_> = scores.groups.iter().filter(|group| rated(group)).collect();
    let Some(chosen) = groups.iter().find(|group| Some(group.units.code.as_str()) == wanted).or(groups.first()) else {
        return Ok(None);
    };
    let intervals = scores.intervals().await?;
    let mut rows = rank_rows(&who.actor, scores, &periods.before, intervals, chosen);
    let scale = scale_of(&rows);
    let all = rows.len();
    let bottom = if all > 6 { rows.split_off(all - 3) } else { Vec::new() };
    rows.truncate(if all > 6 { 3 } else { 6 });
    let this_year = who.model.day_of(now).year();
    let label = crate::names::period_label(lang, scores.period, this_year);
    Ok(Some(RanksView {
        tag: if scores.is_provisional() { fill(l.scores_provisional, &[("month", &label)]) } else { label },
        groups: groups
            .iter()
            .take(4)
            .map(|group| {
                (
                    format!("/?group={}#ranks", group.units.code),
                    format!("{} {}", group.units.name(lang), group.units.units.len()),
                    group.units.code == chosen.units.code,
                )
            })
            .collect(),
        scale,
        gap: if all > 6 { fill(l.overview_gap, &[("n", &(all - 6))]) } else { String::new() },
        top: rows,
        bottom,
        href: format!("/scores?period={}&view=units&group={}", scores.period, chosen.units.code),
        before: crate::names::period_label(lang, periods.before.period, this_year),
    }))
}
