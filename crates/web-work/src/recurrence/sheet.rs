//! What page and printed sheet show of a chronic problem.

use changxiao_app::recurrence::view::ProblemView;
use changxiao_domain::{
    cases::hex,
    recurrence::{Problem, State as Standing},
    time::{Day, Instant},
};
use changxiao_store::recurrence::Member;
use changxiao_words::{Lang, fill, texts};

use super::narration::NARRATION;
use crate::{cx::Cx, pages, session::Who, timeline::Timeline, words};

/// One of its cases; without `href` the post may not open it.
pub(super) struct MemberView {
    pub nth: String,
    pub number: String,
    pub href: String,
    pub title: String,
    pub lead: String,
    pub state: &'static str,
    pub reported: String,
    pub closed: String,
    /// Address and words of the photos before and after.
    pub photos: Vec<(String, String, String)>,
}

pub(super) struct PlanView {
    pub measures: String,
    pub end_on: String,
    pub looks: String,
    pub approved: String,
}

pub(super) struct LookView {
    pub when: String,
    pub result: &'static str,
    pub clean: bool,
    pub text: String,
}

pub(super) struct Sheet {
    pub number: String,
    pub title: String,
    pub place: String,
    pub state: &'static str,
    pub lamp: &'static str,
    pub lamp_word: String,
    pub times: String,
    pub unit: String,
    pub found: String,
    pub confirmed: String,
    pub plan_due: String,
    pub done: String,
    pub ended: String,
    pub open_cases: String,
    pub plan: Option<PlanView>,
    pub next_look: String,
    pub looks: Vec<LookView>,
    pub members: Vec<MemberView>,
    pub timeline: Timeline,
    pub chain_holds: bool,
    pub head: String,
    pub position: Option<String>,
    pub outlines: String,
    pub points: String,
    pub version: i64,
}

pub(super) fn sheet(cx: &Cx, who: &Who, view: &ProblemView) -> Sheet {
    let (lang, model, problem, now) = (cx.lang, &who.model, &view.problem, cx.now);
    let l = texts(lang);
    let moment = |at: Option<Instant>| at.map_or_else(String::new, |at| pages::moment(who, now, at));
    let (lamp, lamp_word) = lamp_of(who, problem, now);
    let year = model.day_of(now).year();
    Sheet {
        number: problem.number.clone(),
        title: model.category_name(&problem.category, lang).to_owned(),
        place: format!("{} · {}", model.place_name(problem.division, lang), problem.place),
        state: problem.state.words(lang),
        lamp,
        lamp_word,
        times: times_words(lang, problem.times, problem.recurrences),
        unit: problem.unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        found: moment(Some(problem.found_at)),
        confirmed: moment(problem.confirmed_at),
        plan_due: moment(problem.plan_due_at),
        done: moment(problem.done_at),
        ended: moment(problem.ended_at),
        open_cases: fill(l.recurrence_open_cases, &[("n", &view.open_cases()), ("all", &view.members.len())]),
        plan: problem.plan.as_ref().map(|plan| PlanView {
            measures: plan.measures.clone(),
            end_on: words::day(lang, plan.end_on, year),
            looks: plan.looks.iter().map(|day| words::day(lang, *day, year)).collect::<Vec<_>>().join(l.whistles_comma),
            approved: moment(problem.approved_at),
        }),
        next_look: problem.next_look().map_or_else(String::new, |day| words::day(lang, day, year)),
        looks: problem
            .looks
            .iter()
            .map(|look| LookView {
                when: words::day(lang, look.day, year),
                result: if look.clean { l.recurrence_clean } else { l.recurrence_not_clean },
                clean: look.clean,
                text: look.text.clone(),
            })
            .collect(),
        members: view.members.iter().map(|member| member_view(who, view, member, now)).collect(),
        timeline: Timeline::of(cx, &NARRATION, &view.events),
        chain_holds: view.broken.is_none(),
        head: hex(&problem.head_hash),
        position: problem.position.map(|position| format!("{:.6}, {:.6}", position.lon(), position.lat())),
        outlines: format!("/cases/outlines.json?within={}", problem.division / 1_000_000),
        points: format!("/recurrence/{}/map.json", problem.number),
        version: problem.version,
    }
}

fn member_view(who: &Who, view: &ProblemView, member: &Member, now: Instant) -> MemberView {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let open = view.openable.contains(&member.number);
    let (before, after) = view.photos.get(&member.case).copied().unwrap_or_default();
    let photo = |hash: Option<changxiao_domain::cases::Hash>, word: &str| {
        let address = format!("/cases/{}/photos/{}", member.number, hex(&hash?));
        Some((address, word.to_owned(), format!("{word} {}", member.number)))
    };
    MemberView {
        nth: match member.nth {
            0 => String::new(),
            nth => fill(l.recurrence_nth, &[("n", &nth)]),
        },
        number: member.number.clone(),
        href: if open { format!("/cases/{}", member.number) } else { String::new() },
        title: model.case_title(&member.title, &member.category, lang).to_owned(),
        lead: member.lead.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        state: member.state.words(lang),
        reported: pages::moment(who, now, member.reported_at),
        closed: member.closed_at.map_or_else(String::new, |at| pages::moment(who, now, at)),
        photos: photo(before, l.cases_before).into_iter().chain(photo(after, l.cases_after)).collect(),
    }
}

/// 3 次，反弹 1 次.
pub(super) fn times_words(lang: Lang, times: i64, recurrences: i64) -> String {
    let l = texts(lang);
    match recurrences {
        0 => fill(l.recurrence_times, &[("n", &times)]),
        back => fill(l.recurrence_times_back, &[("n", &times), ("back", &back)]),
    }
}

fn lamp_of(who: &Who, problem: &Problem, now: Instant) -> (&'static str, String) {
    let end = problem.plan.as_ref().map(|plan| plan.end_on);
    match problem.next_look() {
        Some(day) if who.model.day_of(now) >= day => ("near", texts(who.lang()).recurrence_look_due.to_owned()),
        _ => standing_lamp(who, problem.state, problem.plan_due_at, end, now),
    }
}

/// Red where the plan or the work is late, as far as the row of a list can tell.
pub(super) fn standing_lamp(
    who: &Who,
    state: Standing,
    plan_due: Option<Instant>,
    end_on: Option<Day>,
    now: Instant,
) -> (&'static str, String) {
    let l = texts(who.lang());
    let year = who.model.day_of(now).year();
    match (state, plan_due, end_on) {
        (Standing::PlanRequired | Standing::Recurred, Some(due), _) => {
            let kind = if now > due { "late" } else { "ok" };
            (kind, fill(l.recurrence_plan_until, &[("time", &pages::moment(who, now, due))]))
        }
        (Standing::InProgress, _, Some(day)) => {
            let kind = if who.model.day_of(now) > day { "late" } else { "ok" };
            (kind, fill(l.recurrence_work_until, &[("day", &words::day(who.lang(), day, year))]))
        }
        _ => ("idle", state.words(who.lang()).to_owned()),
    }
}
