//! The overview. Statements where nothing is held: twelve at most for open cases (held five seconds a post), four a month for
//! scores (held until the city changes), two for what is asked of lower levels (held five seconds), besides session and waiting counts.

use std::{cmp::Reverse, sync::Arc};

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    burden::{self, Burden},
    cases::waiting,
    overview::{self, Overview},
    scoring::{self, Group},
};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    geo::Outline,
    ids::CaseId,
    orgs::{Actor, Permission, Scope, UnitKind},
    scoring::{Period, Standing},
};
use changxiao_store::cases::DueCounts;
use changxiao_web_kit::{
    filtered::{Filter, Value},
    words::count,
};
use changxiao_web_measure::scoring::{RankRow, Scale, rank_rows, scale_of};
use changxiao_web_office::founding;
use changxiao_words::fill;
use serde::Deserialize;

use super::{
    clock::clock,
    index::{IndexView, Periods, index, part_name, part_share, periods},
    todo::{Todo, climbed_to, counts, first_of, title_of, woven},
};
use crate::{
    answer::{Answer, WebError},
    choice::Tab,
    cx::Cx,
    filters,
    names::marked,
    request::Request,
    shell::{NavItem, Section, Shell},
};

/// The ranking that is shown.
pub(super) const FILTERS: &[Filter] = &[Filter::new("group", Value::Known(scoring::is_group))];

#[derive(Template)]
#[template(path = "overview/overview.html")]
struct OverviewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    overview: Arc<Overview>,
    /// Whether cases ever wait for this role, and the one to begin with.
    shows_todo: bool,
    first: Option<CaseId>,
    index: Option<IndexView>,
    ranks: Option<RanksView<'a>>,
    /// What was asked of lower levels this month, where something was in it or in the month before.
    burden: Option<Burden>,
    /// The check-list of a city that is being set up.
    founding: Option<String>,
}

/// The three best and the three weakest of a group; all of them where there are no more than six.
struct RanksView<'a> {
    period: Period,
    before: Period,
    is_provisional: bool,
    groups: Vec<Tab>,
    scale: Scale,
    top: Vec<RankRow<'a>>,
    /// How many are left out between both.
    hidden: usize,
    bottom: Vec<RankRow<'a>>,
    href: String,
}

#[derive(Deserialize)]
pub(super) struct OverviewQuery {
    group: Option<String>,
}

pub(super) async fn page(request: Request, Query(query): Query<OverviewQuery>) -> Answer {
    let (cx, actor) = (&request.cx, request.actor());
    let overview = overview::overview(request.app(), actor).await?;
    let shell = request.shell(Section::Overview).await;
    let founding = founding::card(&request, &shell).await?;
    let (mut index_view, mut ranks) = (None, None);
    let periods = if actor.may(Permission::ReadScores) { Some(periods(&request).await?) } else { None };
    if let Some(periods) = &periods {
        index_view = index(&request, periods).await?;
        ranks = ranks_view(&request, periods, query.group.as_deref()).await?;
    }
    // What a leader or an inspector is asked now and then takes no place on the page while there is none.
    let inspects = actor.may(Permission::Inspect);
    let shows_todo =
        overview.waiting > 0 || waiting::filter(actor).is_some_and(|filter| !(inspects || filter.states.is_empty()));
    let first = first_of(cx, &overview.todo);
    let burden = burden::overview(request.app(), actor).await?;
    request.page(&OverviewPage {
        shell,
        cx,
        actor,
        overview,
        shows_todo,
        first,
        index: index_view,
        ranks,
        burden,
        founding,
    })
}

impl OverviewPage<'_> {
    fn reads_cases(&self) -> bool {
        self.actor.may(Permission::ReadCases)
    }

    /// Minutes asked this month against the month before: 多 30 分钟.
    fn burden_moved(&self, burden: &Burden) -> String {
        let (l, moved) = (self.cx.l, burden.moved());
        match moved {
            0 => l.burden_same.to_owned(),
            more if more > 0 => fill(l.burden_rising, &[("n", &count(more))]),
            fewer => fill(l.burden_falling, &[("n", &count(-fewer))]),
        }
    }

    fn asker(&self, asker: &(String, String, i64)) -> String {
        self.cx.lang.of_data(&asker.0, &asker.1).to_owned()
    }

    fn sees_all(&self) -> bool {
        self.reads_cases() && self.actor.scope == Scope::WholeCity
    }

    fn woven(&self) -> Vec<Todo<'_>> {
        woven(self.cx, &self.overview, self.actor.role)
    }

    fn counts(&self) -> String {
        counts(self.cx, &self.overview, self.actor.role)
    }

    /// Whether chronic problems or alarms wait.
    fn has_recurrence(&self) -> bool {
        self.overview.recurrence.problems > 0 || self.overview.recurrence.alarms > 0
    }

    /// What waits for the person's other posts; empty where nothing does.
    fn others(&self) -> String {
        let waiting = self.shell.other_posts.iter().filter(|post| post.waiting > 0);
        let words = waiting.map(|post| format!("{} {}", post.label, self.shell.waiting_label(&post.waiting)));
        let posts = words.collect::<Vec<_>>().join(" · ");
        if posts.is_empty() { posts } else { fill(self.cx.l.overview_others, &[("posts", &posts)]) }
    }

    /// Where a post goes that reads no cases.
    fn links(&self) -> Vec<NavItem> {
        let all = self.shell.work_nav().into_iter().chain(self.shell.settings_nav());
        all.filter(|item| !item.current && !self.reads_cases()).collect()
    }

    /// What the map says, in words: the parts of the city, the worst first.
    fn parts(&self) -> Vec<&(i64, DueCounts)> {
        let mut parts: Vec<_> = self.overview.parts.iter().collect();
        parts.sort_by_key(|(_, lamps)| Reverse((lamps.late, lamps.near)));
        parts
    }

    /// The answer is kept for a moment: in another language it is another one.
    fn outlines_href(&self) -> String {
        format!("/cases/outlines.json?lang={}", self.cx.lang.tag())
    }

    /// The small urban counties of a prefecture, where cases lie so dense that the map shows them a second time, enlarged.
    fn inset(&self) -> String {
        let size = |outline: &Outline| {
            let bounds = outline.bounds();
            (bounds.east_e6 - bounds.west_e6) / 1000 * ((bounds.north_e6 - bounds.south_e6) / 1000)
        };
        let counties = || self.cx.model.outlines.iter().filter(|(code, _)| code.level() == Level::County);
        let largest = counties().map(|(_, outline)| size(outline)).max().unwrap_or(0);
        // GB/T 2260: counties with the last two digits up to 20 are districts of the city itself.
        let dense = counties().filter(|(code, outline)| code.number() % 100 <= 20 && size(outline) * 6 < largest);
        dense.map(|(code, _)| code.to_string()).collect::<Vec<_>>().join(" ")
    }
}

/// The digits of a division as addresses carry them.
fn digits(padded: &i64) -> String {
    DivisionCode::from_padded(*padded).map_or_else(|_| padded.to_string(), |code| code.to_string())
}

async fn ranks_view<'a>(
    request: &Request,
    periods: &'a Periods,
    wanted: Option<&str>,
) -> Result<Option<RanksView<'a>>, WebError> {
    let (scores, lang, own_unit) = (&periods.now, request.lang(), request.actor().unit);
    let is_ranked = |kind: UnitKind| kind.is_ranked() && kind != UnitKind::Group;
    let own = request.model().units.get(own_unit).filter(|unit| is_ranked(unit.kind));
    let own = own.and_then(|_| scores.group_of(own_unit)).map(|group| group.units.code.as_str());
    let rated = |group: &&Group| group.ranking.iter().any(|ranked| matches!(ranked.standing, Standing::Place { .. }));
    let groups: Vec<&Group> = scores.groups.iter().filter(rated).collect();
    let by_code = |code: &str| groups.iter().find(|group| group.units.code == code);
    let Some(chosen) = wanted.or(own).and_then(by_code).or(groups.first()) else { return Ok(None) };
    let intervals = scores.intervals().await?;
    let mut top = rank_rows(request.actor(), scores, &periods.before, intervals, chosen);
    let scale = scale_of(&top);
    let hidden = top.len().saturating_sub(6);
    let bottom = if hidden > 0 { top.split_off(top.len() - 3) } else { Vec::new() };
    top.truncate(if hidden > 0 { 3 } else { 6 });
    let tab = |group: &&Group| {
        let label = format!("{} {}", group.units.name(lang), group.units.units.len());
        let href = format!("/?group={}#ranks", group.units.code);
        Tab::new(href, label, group.units.code == chosen.units.code)
    };
    Ok(Some(RanksView {
        period: scores.period,
        before: periods.before.period,
        is_provisional: scores.is_provisional(),
        groups: groups.iter().take(4).map(tab).collect(),
        scale,
        top,
        hidden,
        bottom,
        href: format!("/scores?period={}&view=units&group={}", scores.period, chosen.units.code),
    }))
}
