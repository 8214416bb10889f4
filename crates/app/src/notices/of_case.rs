//! Who is told of what happens to a case.

use changxiao_domain::{
    cases::{Action, Case, Event, State},
    divisions::DivisionCode,
    escalation::{Receiver as RungReceiver, Step},
    ids::{NoticeId, PersonId, UnitId},
    notices::{Facts, Names, NoticeKind},
    orgs::{Actor, Post, Role, RowOwner, Scope},
    time::Instant,
};
use changxiao_store::{
    cases::CaseRow,
    notices::{Notice, Receiver},
};

use crate::{App, model::CityModel};

/// The deadline in thousandths of the limit: below it a level reminds, from it on the case climbs.
const DEADLINE: i64 = 1000;

/// The notices of one event of a case, for those whose turn it is now; whoever acted is not told of it. `before` is the row
/// that was loaded, `after` what the decision made of its case.
pub(crate) fn happened(app: &App, model: &CityModel, before: &CaseRow, after: &Case, event: &Event) -> Vec<Notice> {
    let unit = after.lead_unit.or(before.case.lead_unit);
    let (kind, posts) = match event.action {
        Action::Dispatch => {
            let units: Vec<UnitId> = after.lead_unit.into_iter().chain(after.co_units.iter().copied()).collect();
            (NoticeKind::Dispatched, holders(model, |post| post.role == Role::Handler && units.contains(&post.unit)))
        }
        Action::Rework | Action::CheckFail => (NoticeKind::Rework, working_on(model, after)),
        Action::Reopen if after.state == State::Dispatched => (NoticeKind::Rework, working_on(model, after)),
        Action::Urge => {
            let mut posts = working_on(model, after);
            posts.extend(holders(model, |post| post.role == Role::UnitHead && Some(post.unit) == after.lead_unit));
            (NoticeKind::Urged, posts)
        }
        Action::ReturnByUnit => (NoticeKind::Returned, seeing(model, before, after, Role::Dispatcher)),
        Action::Submit => (NoticeKind::ToConfirm, seeing(model, before, after, Role::Dispatcher)),
        Action::RequestCheck => (NoticeKind::ToCheck, seeing(model, before, after, Role::Checker)),
        _ => return Vec::new(),
    };
    let facts = facts(model, before, unit);
    let mut people: Vec<PersonId> = posts.into_iter().map(|post| post.person).collect();
    people.retain(|person| *person != event.actor.person);
    people.sort_unstable();
    people.dedup();
    let urgent = model.notice_rules.is_urgent(kind, Some(after.limit));
    let receivers = people.into_iter().map(Receiver::Person).chain(hooks(model, kind, unit));
    receivers.map(|receiver| notice(app, receiver, kind, urgent, facts.clone())).collect()
}

/// The notices of one level of the ladder.
pub(crate) fn climbed(app: &App, model: &CityModel, row: &CaseRow, step: &Step, told: &[RungReceiver]) -> Vec<Notice> {
    let kind = if step.share_permille < DEADLINE { NoticeKind::Reminded } else { NoticeKind::Escalated };
    let unit = row.case.lead_unit;
    let facts = Facts { rung: Some(step.rung), share_permille: Some(step.share_permille), ..facts(model, row, unit) };
    let urgent = model.notice_rules.is_urgent(kind, Some(row.case.limit));
    let people = told.iter().map(|told| {
        let facts = Facts { stands_in: told.stands_in_for.is_some(), ..facts.clone() };
        notice(app, Receiver::Person(told.person), kind, urgent, facts)
    });
    let robots = hooks(model, kind, unit).map(|hook| notice(app, hook, kind, urgent, facts.clone()));
    people.chain(robots).collect()
}

/// A notice as it begins.
pub(crate) fn notice(app: &App, receiver: Receiver, kind: NoticeKind, urgent: bool, facts: Facts) -> Notice {
    let at: Instant = app.now();
    Notice { id: app.new_id(NoticeId), receiver, kind, urgent, facts, at, read_at: None }
}

/// The webhooks that want this kind and look after this unit.
pub(crate) fn hooks(model: &CityModel, kind: NoticeKind, unit: Option<UnitId>) -> impl Iterator<Item = Receiver> + '_ {
    let wants = move |hook: &&changxiao_store::notices::hooks::Hook| {
        hook.kinds.contains(&kind)
            && hook.unit.is_none_or(|above| unit.is_some_and(|unit| model.units.is_within(unit, above)))
    };
    model.hooks.iter().filter(wants).map(|hook| Receiver::Hook(hook.id))
}

fn facts(model: &CityModel, row: &CaseRow, unit: Option<UnitId>) -> Facts {
    let names = |lang| {
        let division = model.place_name(row.case.division, lang);
        Names {
            title: model.case_title(&row.case.title, &row.case.category, lang).to_owned(),
            place: if row.place.is_empty() { division } else { format!("{division} · {}", row.place) },
            unit: unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        }
    };
    Facts { number: row.case.number.clone(), ..Facts::named(names) }
}

fn holders(model: &CityModel, of: impl Fn(&Post) -> bool) -> Vec<&Post> {
    model.posts.values().filter(|post| post.in_force(model.day) && of(post)).collect()
}

/// Who took the case on; before that, the handlers of its lead unit.
fn working_on<'a>(model: &'a CityModel, case: &Case) -> Vec<&'a Post> {
    let of_unit = |post: &Post| Some(post.unit) == case.lead_unit;
    let mine = holders(model, |post| of_unit(post) && Some(post.person) == case.handler);
    if mine.is_empty() { holders(model, |post| of_unit(post) && post.role == Role::Handler) } else { mine }
}

/// Posts of a role whose scope the case lies in.
fn seeing<'a>(model: &'a CityModel, row: &CaseRow, case: &Case, role: Role) -> Vec<&'a Post> {
    let units: Vec<UnitId> =
        case.lead_unit.into_iter().chain(row.reporter_unit).chain(case.co_units.iter().copied()).collect();
    let division = DivisionCode::from_padded(case.division).ok();
    holders(model, |post| {
        post.role == role
            && model.units.get(post.unit).is_some_and(|unit| {
                let actor = Actor {
                    city: case.city,
                    person: post.person,
                    post: post.id,
                    unit: post.unit,
                    role,
                    division: unit.division,
                    scope: Scope::of_post(role, unit, &model.units),
                    program: None,
                    address: None,
                };
                actor.may_see(RowOwner { city: case.city, units: &units, division })
            })
    })
}
