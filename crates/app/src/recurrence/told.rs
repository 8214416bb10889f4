//! Who is told of a chronic problem and of an alarm.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{PersonId, UnitId},
    notices::{Facts, Names, NoticeKind},
    orgs::{Actor, Post, Role, Scope},
    recurrence::{Action, Event, Problem, State, surge::Subject},
};
use changxiao_store::{
    notices::{Notice, Receiver},
    recurrence::surge::Alarm,
};

use super::scope;
use crate::{
    App,
    model::CityModel,
    notices::of_case::{hooks, notice},
};

/// The notices of one event: found and come back to the office and the unit, everything else to whose turn it is.
pub(super) fn happened(app: &App, model: &CityModel, problem: &Problem, event: &Event) -> Vec<Notice> {
    let came_back = event.to == State::Recurred && event.from != Some(State::Recurred);
    let unit = |post: &Post| matches!(post.role, Role::Handler | Role::UnitHead) && Some(post.unit) == problem.unit;
    let office = |post: &Post| post.role == Role::Office && sees(model, post, problem.division, problem.unit);
    let checker = |post: &Post| post.role == Role::Checker && sees(model, post, problem.division, problem.unit);
    let (kind, posts) = match event.action {
        Action::Find => (NoticeKind::ChronicFound, holders(model, |post| office(post) || unit(post))),
        Action::Return | Action::Observe if came_back => {
            (NoticeKind::ChronicFound, holders(model, |post| office(post) || unit(post)))
        }
        Action::Confirm | Action::Assign | Action::SendBack | Action::Approve => {
            (NoticeKind::ChronicTurn, holders(model, unit))
        }
        Action::MakePlan => (NoticeKind::ChronicTurn, holders(model, office)),
        Action::HandOver => (NoticeKind::ChronicTurn, holders(model, unit)),
        Action::ReportDone => (NoticeKind::ChronicTurn, holders(model, |post| office(post) || checker(post))),
        Action::Return | Action::Observe | Action::Dismiss | Action::End => return Vec::new(),
    };
    let names = |lang| Names {
        title: model.category_name_at(&problem.category, problem.found_at, lang).to_owned(),
        place: format!("{} · {}", model.place_name(problem.division, lang), problem.place),
        unit: problem.unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
    };
    let facts = Facts {
        number: problem.number.clone(),
        times: (kind == NoticeKind::ChronicFound).then_some(problem.times),
        waits_for: problem.state.code().to_owned(),
        ..Facts::named(names)
    };
    // The system acts in the name of a post whose holder has to hear of it, too.
    let actor = (!event.actor.system).then_some(event.actor.person);
    notices(app, model, kind, posts, actor, problem.unit, &facts)
}

/// An alarm: the office, and whoever answers for the place or the trade.
pub(super) fn alarmed(app: &App, model: &CityModel, alarm: &Alarm) -> Vec<Notice> {
    let city = DivisionCode::new(model.id().0).ok();
    let (division, unit, facts) = match alarm.kind {
        Subject::Place => {
            let padded = alarm.subject.parse::<i64>().unwrap_or_default();
            let unit = DivisionCode::from_padded(padded).ok().and_then(|code| model.territory_unit(code));
            let names = |lang| Names { place: model.place_name(padded, lang), ..Names::default() };
            (padded, unit, Facts::named(names))
        }
        Subject::Category => {
            let unit = city.and_then(|city| model.duty(city, &alarm.subject).line);
            let title = |lang| model.category_name(&alarm.subject, lang).to_owned();
            let names = |lang| Names { title: title(lang), ..Names::default() };
            (city.map_or(0, DivisionCode::padded), unit, Facts::named(names))
        }
    };
    let facts = Facts { times: Some(alarm.counts.last), usual_tenths: Some(alarm.counts.usual_tenths()), ..facts };
    let posts = holders(model, |post| {
        (post.role == Role::Office && sees(model, post, division, unit))
            || (post.role == Role::UnitHead && Some(post.unit) == unit)
    });
    notices(app, model, NoticeKind::SurgeAlarm, posts, None, unit, &facts)
}

fn notices(
    app: &App,
    model: &CityModel,
    kind: NoticeKind,
    posts: Vec<&Post>,
    actor: Option<PersonId>,
    unit: Option<UnitId>,
    facts: &Facts,
) -> Vec<Notice> {
    let mut people: Vec<PersonId> =
        posts.into_iter().map(|post| post.person).filter(|person| Some(*person) != actor).collect();
    people.sort_unstable();
    people.dedup();
    let urgent = model.notice_rules.is_urgent(kind, None);
    let receivers = people.into_iter().map(Receiver::Person).chain(hooks(model, kind, unit));
    receivers.map(|receiver| notice(app, receiver, kind, urgent, facts.clone())).collect()
}

fn holders(model: &CityModel, of: impl Fn(&Post) -> bool) -> Vec<&Post> {
    model.posts.values().filter(|post| post.in_force(model.day) && of(post)).collect()
}

fn sees(model: &CityModel, post: &Post, division: i64, unit: Option<UnitId>) -> bool {
    model.units.get(post.unit).is_some_and(|own| {
        let actor = Actor {
            city: model.id(),
            person: post.person,
            post: post.id,
            unit: post.unit,
            role: post.role,
            division: own.division,
            scope: Scope::of_post(post.role, own, &model.units),
            program: None,
            address: None,
        };
        scope::owned(&actor, division, unit)
    })
}
