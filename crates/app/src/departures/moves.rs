//! What is handed over next: put together before a transaction begins, since SQLite has one writer, and saved in one.

use changxiao_domain::{
    cases::Case,
    consultations::Consultation,
    departures::{Hanging, Heirs, Subject},
    grids::Grid,
    ids::{CityId, PersonId, UnitId},
    matters::Matter,
    recurrence::Problem,
    time::Day,
    whistles::Whistle,
    workflow::Handover,
};
use changxiao_store::{Tx, departures as store};
use uuid::Uuid;

use super::{
    hangs,
    posts::{self, PostMove},
    procedures::{self, Hand, Handed},
    rows::{self, By, RowMove},
};
use crate::{AppError, model::CityModel};

/// Nobody has taken on more cases than these.
const LOOKED_AT: usize = 10_000;

/// One thing that goes over.
pub(super) enum Move {
    Case(Box<Handed<Case>>),
    Whistle(Box<Handed<Whistle>>),
    Consultation(Box<Handed<Consultation>>),
    Problem(Box<Handed<Problem>>),
    Matter(Box<Handed<Matter>>),
    Post(Box<PostMove>),
    Row(RowMove),
}

/// From whom everything goes, from which day on and to whom.
pub(super) struct Leaves<'a> {
    pub subject: Subject,
    pub day: Day,
    pub heirs: &'a Heirs<Subject>,
}

/// The first of what hangs there and has an heir, about `most` of them; empty when all of it has gone over.
pub(super) async fn next(hand: &Hand<'_>, leaves: &Leaves<'_>, most: usize) -> Result<Vec<Move>, AppError> {
    let mut moves = Vec::new();
    for kind in Hanging::of(leaves.subject.leaving()) {
        if moves.len() >= most {
            break;
        }
        let left = most - moves.len();
        match leaves.subject {
            Subject::Unit(from) => of_unit(hand, leaves, from, *kind, left, &mut moves).await?,
            Subject::Division(from) => of_division(hand, leaves, from, *kind, left, &mut moves).await?,
            Subject::Person(_) | Subject::Post(_) => of_person(hand, leaves, *kind, left, &mut moves).await?,
        }
    }
    Ok(moves)
}

async fn of_unit(
    hand: &Hand<'_>,
    leaves: &Leaves<'_>,
    from: UnitId,
    kind: Hanging,
    most: usize,
    moves: &mut Vec<Move>,
) -> Result<(), AppError> {
    let (model, day) = (hand.model, leaves.day);
    let heir = match leaves.heirs.of(kind) {
        Some(Subject::Unit(heir)) => Some(heir),
        _ => None,
    };
    if kind == Hanging::Posts {
        let posts = posts::moves(hand.app, model, from, heir, day);
        moves.extend(posts.into_iter().map(|post| Move::Post(Box::new(post))));
        return Ok(());
    }
    let Some(to) = heir else { return Ok(()) };
    let (subject, over) = (leaves.subject, Handover::Unit { from, to });
    let version = |unit| model.unit_versions.get(&unit).copied().unwrap_or(1);
    match kind {
        Hanging::Below => {
            moves.extend(hangs::below(model, from, day).map(|unit| Move::Row(rows::below(unit, version(unit.id), to))));
        }
        Hanging::Territories => {
            let units = model.all_units.get(&from).zip(model.all_units.get(&to));
            let gains = units.and_then(|(from, to)| rows::areas(from, to, version(to.id)));
            moves.extend(gains.map(Move::Row));
        }
        Hanging::Matrix => {
            let rows = hangs::matrix(model, subject);
            moves.extend(rows.filter_map(|row| rows::duty(model, row, subject, Subject::Unit(to))).map(Move::Row));
        }
        Hanging::Responsibilities => {
            let rows = hangs::responsibilities(model, from);
            moves.extend(rows.filter_map(|row| rows::responsibility(model, row, to)).map(Move::Row));
        }
        Hanging::Synonyms => {
            let code = |unit| model.all_units.get(&unit).map(|unit| unit.code.clone());
            let codes = code(from).zip(code(to)).filter(|(before, after)| before != after);
            let known = |code: &str| model.synonyms.of_code("unit", code) > 0;
            let codes = codes.filter(|(before, _)| known(before));
            moves.extend(codes.map(|(before, after)| Move::Row(RowMove::Synonyms("unit", before, after))));
        }
        _ => {
            let ids = ids(hand, kind, subject, Some(Subject::Unit(to)), most).await?;
            match kind {
                Hanging::Sites | Hanging::Evidence | Hanging::Hooks | Hanging::Views => {
                    moves.extend(ids.iter().filter_map(|id| rows::named(kind, *id, from, to)).map(Move::Row));
                }
                _ => chained(hand, kind, &ids, over, subject, moves).await?,
            }
        }
    }
    Ok(())
}

async fn of_division(
    hand: &Hand<'_>,
    leaves: &Leaves<'_>,
    from: i64,
    kind: Hanging,
    most: usize,
    moves: &mut Vec<Move>,
) -> Result<(), AppError> {
    let (model, subject) = (hand.model, leaves.subject);
    let Some(Subject::Division(to)) = leaves.heirs.of(kind) else { return Ok(()) };
    let version = |unit| model.unit_versions.get(&unit).copied().unwrap_or(1);
    match kind {
        // Each division below ends for itself, with a successor of its own.
        Hanging::Below => {}
        Hanging::Territories => {
            let heir = hangs::division(to)?;
            let units = hangs::territories(model, from, leaves.day);
            let ended = hangs::division(from)?;
            moves.extend(units.map(|unit| Move::Row(rows::territory(unit, version(unit.id), ended, heir))));
        }
        Hanging::Matrix => {
            let rows = hangs::matrix(model, subject);
            moves.extend(rows.filter_map(|row| rows::duty(model, row, subject, Subject::Division(to))).map(Move::Row));
        }
        Hanging::Grids => {
            let heir = hangs::division(to)?;
            let grids = hangs::grids(model, subject, leaves.day);
            moves.extend(grids.into_iter().map(|grid| Move::Row(rows::grid_in(model, grid, heir))));
        }
        Hanging::Outline => {
            let has = model.outlines.iter().any(|(of, _)| of.padded() == from);
            moves.extend(has.then_some(Move::Row(RowMove::Outline(from, to))));
        }
        Hanging::Synonyms => {
            let (before, after) = (hangs::division(from)?.to_string(), hangs::division(to)?.to_string());
            if model.synonyms.of_code("division", &before) > 0 {
                moves.push(Move::Row(RowMove::Synonyms("division", before, after)));
            }
        }
        _ => {
            let ids = ids(hand, kind, subject, None, most).await?;
            if kind == Hanging::Sites {
                let site = |id: &Uuid| Move::Row(RowMove::Site(*id, subject, Subject::Division(to)));
                moves.extend(ids.iter().map(site));
            } else {
                chained(hand, kind, &ids, Handover::Division { from, to }, subject, moves).await?;
            }
        }
    }
    Ok(())
}

async fn of_person(
    hand: &Hand<'_>,
    leaves: &Leaves<'_>,
    kind: Hanging,
    most: usize,
    moves: &mut Vec<Move>,
) -> Result<(), AppError> {
    let (model, subject, day) = (hand.model, leaves.subject, leaves.day);
    let heir = match leaves.heirs.of(kind) {
        Some(Subject::Person(heir)) => Some(heir),
        _ => None,
    };
    let leaver = match subject {
        Subject::Person(_) => Some(subject),
        Subject::Post(post) => hangs::left_by(model, post, day),
        _ => None,
    };
    match (kind, leaver) {
        (Hanging::Cases, Some(Subject::Person(from))) => {
            // Cases that other units lead are passed over, so all are looked at.
            let ids = ids(hand, kind, Subject::Person(from), None, most.max(LOOKED_AT)).await?;
            let over = Handover::Person { from, to: heir };
            chained(hand, kind, &ids, over, subject, moves).await?;
        }
        (Hanging::Sites, _) => {
            let Some(heir) = heir else { return Ok(()) };
            for post in held(model, subject) {
                let Some(to) = post_of(model, heir, post.unit, day) else { continue };
                let ids = ids(hand, kind, Subject::Post(post.id), None, most).await?;
                moves.extend(ids.iter().map(|id| Move::Row(rows::held(*id, post.id, to))));
            }
        }
        (Hanging::Grids, _) => {
            let Some(heir) = heir else { return Ok(()) };
            for post in held(model, subject) {
                let Some(to) = post_of(model, heir, post.unit, day) else { continue };
                let walked = |grid: &&Grid| grid.staff == Some(post.id) && to != post.id && grid.in_force(day);
                let grids = model.grids.iter().filter(walked);
                moves.extend(grids.map(|grid| Move::Row(rows::grid_walked(model, grid, to))));
            }
        }
        _ => {}
    }
    Ok(())
}

/// The posts of a person, also those that ended with this departure; or the one post.
fn held(model: &CityModel, subject: Subject) -> Vec<&changxiao_domain::orgs::Post> {
    let is_of = |post: &&changxiao_domain::orgs::Post| match subject {
        Subject::Person(person) => post.person == person,
        Subject::Post(id) => post.id == id,
        _ => false,
    };
    model.posts.values().filter(is_of).collect()
}

/// In which post a person takes over what lies with a unit: one there, else any.
pub(super) fn post_of(
    model: &CityModel,
    person: PersonId,
    unit: UnitId,
    day: Day,
) -> Option<changxiao_domain::ids::PostId> {
    let day = day.max(model.day);
    let mut held: Vec<_> = hangs::posts(model, Subject::Person(person), day);
    held.retain(|post| post.in_force(day));
    held.sort_by_key(|post| (post.unit != unit, post.id));
    held.first().map(|post| post.id)
}

async fn ids(
    hand: &Hand<'_>,
    kind: Hanging,
    subject: Subject,
    heir: Option<Subject>,
    most: usize,
) -> Result<Vec<Uuid>, AppError> {
    let Some(rows) = hangs::rows_of(kind) else { return Ok(Vec::new()) };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(store::hanging(hand.app.db(), hand.model.id(), rows, subject, heir, most).await?)
}

async fn chained(
    hand: &Hand<'_>,
    kind: Hanging,
    ids: &[Uuid],
    over: Handover,
    subject: Subject,
    moves: &mut Vec<Move>,
) -> Result<(), AppError> {
    match kind {
        Hanging::Cases => {
            let keeps = |case: &Case| hangs::is_left(hand.model, subject, case.lead_unit);
            let cases = hand.cases(ids, over, keeps).await?;
            moves.extend(cases.into_iter().map(|case| Move::Case(Box::new(case))));
        }
        Hanging::Whistles => {
            let whistles = hand.procedures(ids, over).await?;
            moves.extend(whistles.into_iter().map(|one| Move::Whistle(Box::new(one))));
        }
        Hanging::Consultations => {
            let consultations = hand.procedures(ids, over).await?;
            moves.extend(consultations.into_iter().map(|one| Move::Consultation(Box::new(one))));
        }
        Hanging::Chronic => {
            let problems = hand.procedures(ids, over).await?;
            moves.extend(problems.into_iter().map(|one| Move::Problem(Box::new(one))));
        }
        Hanging::Matters => {
            let matters = hand.procedures(ids, over).await?;
            moves.extend(matters.into_iter().map(|one| Move::Matter(Box::new(one))));
        }
        _ => {}
    }
    Ok(())
}

/// Saves them. Errors: somebody changed one of them in the meantime; the store's.
pub(super) async fn put(tx: &mut Tx, city: CityId, by: &By<'_>, moves: &[Move]) -> Result<(), AppError> {
    for one in moves {
        match one {
            Move::Case(handed) => procedures::put_case(tx, handed).await?,
            Move::Whistle(handed) => procedures::put_whistle(tx, handed).await?,
            Move::Consultation(handed) => procedures::put_procedure(tx, handed).await?,
            Move::Problem(handed) => procedures::put_procedure(tx, handed).await?,
            Move::Matter(handed) => procedures::put_procedure(tx, handed).await?,
            Move::Post(post) => post.put(by.app, tx, city, by.actor).await?,
            Move::Row(row) => row.put(by, tx, city).await?,
        }
    }
    Ok(())
}

impl Move {
    pub(super) const fn touches_model(&self) -> bool {
        match self {
            Move::Post(_) => true,
            Move::Row(row) => row.touches_model(),
            _ => false,
        }
    }

    /// Whose rights changed with it.
    pub(super) fn person(&self) -> Option<PersonId> {
        match self {
            Move::Post(post) => Some(post.post.person),
            _ => None,
        }
    }
}
