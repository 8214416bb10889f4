//! Who is told that a matter waits.

use changxiao_domain::{
    ids::{PersonId, UnitId},
    matters::{Matter, Turn, WORKING},
    notices::{Facts, Names, NoticeKind},
    orgs::{Post, Role},
    sealing::ActorStamp,
};
use changxiao_store::{
    matters::MatterLine,
    notices::{Notice, Receiver},
};

use super::away::Away;
use crate::{App, model::CityModel, notices::of_case};

/// The notices for those whose turn it is now; whoever acted is not told of it.
pub(super) fn turn(
    app: &App,
    model: &CityModel,
    matter: &Matter,
    (actor, away): (&ActorStamp, &Away<'_>),
) -> Vec<Notice> {
    let unit = match matter.turn() {
        Some(Turn::Beginner) => Some(matter.beginner),
        Some(Turn::Holder | Turn::Person(_)) => Some(matter.holder),
        Some(Turn::Role(_)) => None,
        None => return Vec::new(),
    };
    let people = whose(model, matter, away).into_iter().filter(|person| *person != actor.person);
    tell(app, model, NoticeKind::MatterTurn, (&matter.number, &matter.title), matter, unit, people)
}

/// Those whose turn it is; while the holder of a post is away, whoever stands in.
fn whose(model: &CityModel, matter: &Matter, away: &Away<'_>) -> Vec<PersonId> {
    let named = matter.named_post().and_then(|post| model.posts.get(&post)).filter(|post| post.in_force(model.day));
    match (matter.turn(), named) {
        (None, _) => Vec::new(),
        (Some(Turn::Person(_)), Some(post)) => {
            away.staff().instead_of(post).into_iter().map(|receiver| receiver.person).collect()
        }
        (Some(Turn::Beginner), _) => holders(model, Some(matter.beginner), &acting(matter)).collect(),
        (Some(Turn::Holder | Turn::Person(_)), _) => holders(model, Some(matter.holder), &acting(matter)).collect(),
        (Some(Turn::Role(role)), _) => holders(model, None, &[role]).collect(),
    }
}

/// The same for a part that is urged.
pub(super) fn urged(app: &App, model: &CityModel, whole: &Matter, part: &MatterLine) -> Vec<Notice> {
    let people = holders(model, Some(part.holder), WORKING);
    tell(app, model, NoticeKind::MatterUrged, (&part.number, &part.title), whole, Some(part.holder), people)
}

/// The notices before and at the moment at which it is due; then the one who waits for it is told, too.
pub(super) fn due(app: &App, model: &CityModel, matter: &Matter, late: bool, away: &Away<'_>) -> Vec<Notice> {
    if matter.turn().is_none() {
        return Vec::new();
    }
    let mut people = whose(model, matter, away);
    if late {
        people.extend(holders(model, Some(matter.holder), &[Role::UnitHead]));
        people.extend(holders(model, Some(matter.beginner), WORKING));
    }
    people.sort_unstable();
    people.dedup();
    let kind = if late { NoticeKind::MatterLate } else { NoticeKind::MatterNear };
    tell(app, model, kind, (&matter.number, &matter.title), matter, Some(matter.holder), people.into_iter())
}

/// The same for those on a rung of the ladder, once it is overdue for so long.
pub(super) fn climbed(
    app: &App,
    model: &CityModel,
    matter: &Matter,
    people: impl Iterator<Item = PersonId>,
) -> Vec<Notice> {
    tell(app, model, NoticeKind::MatterLate, (&matter.number, &matter.title), matter, Some(matter.holder), people)
}

/// The roles that can do something in the state that it is in.
fn acting(matter: &Matter) -> Vec<Role> {
    let rows = matter.table().rows().iter().filter(|row| row.from.contains(&matter.state));
    rows.flat_map(|row| row.row.who.iter().copied()).collect()
}

fn holders(model: &CityModel, unit: Option<UnitId>, roles: &[Role]) -> impl Iterator<Item = PersonId> {
    let fits = |post: &&Post| {
        post.in_force(model.day) && roles.contains(&post.role) && unit.is_none_or(|unit| post.unit == unit)
    };
    let mut people: Vec<PersonId> = model.posts.values().filter(fits).map(|post| post.person).collect();
    people.sort_unstable();
    people.dedup();
    people.into_iter()
}

fn tell(
    app: &App,
    model: &CityModel,
    kind: NoticeKind,
    (number, title): (&str, &str),
    matter: &Matter,
    unit: Option<UnitId>,
    people: impl Iterator<Item = PersonId>,
) -> Vec<Notice> {
    let names = |lang| Names {
        title: title.to_owned(),
        place: String::new(),
        unit: matter.kept.document.name(lang).to_owned(),
    };
    let facts = Facts { number: number.to_owned(), ..Facts::named(names) };
    let urgent = model.notice_rules.is_urgent(kind, None);
    let receivers = people.map(Receiver::Person).chain(of_case::hooks(model, kind, unit));
    receivers.map(|receiver| of_case::notice(app, receiver, kind, urgent, facts.clone())).collect()
}
