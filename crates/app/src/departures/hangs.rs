//! What hangs on what ends, counted by kind. Reference data is counted in memory, everything else by one statement a kind.

use changxiao_domain::{
    departures::{Hanging, Leaving, MissingHeir, Subject},
    divisions::DivisionCode,
    grids::Grid,
    ids::{PostId, UnitId},
    orgs::Post,
    standards::SystemStatus,
    time::Day,
};
use changxiao_store::{
    departures::{self as store, Rows},
    orgs::MatrixRow,
    standards::ResponsibilityRow,
};
use changxiao_words::say;

use crate::{App, AppError, FieldProblem, model::CityModel};

/// So many of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hangs {
    pub kind: Hanging,
    pub count: i64,
}

/// Everything that hangs on it on `day`, the first without it; kinds of which there is none are left out.
pub async fn hanging(app: &App, model: &CityModel, subject: Subject, day: Day) -> Result<Vec<Hangs>, AppError> {
    let mut all = Vec::new();
    for kind in Hanging::of(subject.leaving()) {
        let count = count(app, model, subject, day, *kind).await?;
        if count > 0 {
            all.push(Hangs { kind: *kind, count });
        }
    }
    Ok(all)
}

/// A fault for each kind that hangs there and goes to nobody.
pub(super) fn faults(missing: &[MissingHeir]) -> Vec<FieldProblem> {
    let fault = |missing: &MissingHeir| {
        FieldProblem::new(missing.kind.field(), say!(departures_missing, kind = missing.kind.key(), n = missing.count))
    };
    missing.iter().map(fault).collect()
}

async fn count(app: &App, model: &CityModel, subject: Subject, day: Day, kind: Hanging) -> Result<i64, AppError> {
    let listed = |n: usize| Ok(i64::try_from(n).unwrap_or(i64::MAX));
    match (kind, subject) {
        (Hanging::Below, Subject::Unit(unit)) => listed(below(model, unit, day).count()),
        (Hanging::Below, Subject::Division(code)) => listed(model.divisions.children(division(code)?).count()),
        (Hanging::Territories, Subject::Unit(unit)) => {
            listed(model.all_units.get(&unit).map_or(0, |unit| unit.areas.len()))
        }
        (Hanging::Territories, Subject::Division(code)) => listed(territories(model, code, day).count()),
        (Hanging::Posts, _) => listed(posts(model, subject, day).len()),
        (Hanging::Matrix, _) => listed(matrix(model, subject).count()),
        (Hanging::Responsibilities, Subject::Unit(unit)) => listed(responsibilities(model, unit).count()),
        (Hanging::Deputies, _) => listed(deputies(model, subject, day).len()),
        (Hanging::Programs, _) => listed(0),
        (Hanging::Grids, _) => listed(grids(model, subject, day).len()),
        (Hanging::Outline, Subject::Division(code)) => {
            listed(model.outlines.iter().filter(|(of, _)| of.padded() == code).count())
        }
        (Hanging::Synonyms, Subject::Unit(unit)) => {
            let code = model.all_units.get(&unit).map_or("", |unit| unit.code.as_str());
            listed(model.synonyms.of_code("unit", code))
        }
        (Hanging::Synonyms, Subject::Division(code)) => {
            listed(model.synonyms.of_code("division", &division(code)?.to_string()))
        }
        (Hanging::Sites, Subject::Person(_)) => {
            let mut sum = 0;
            for post in posts(model, subject, day) {
                sum += store::count(app.db(), model.id(), Rows::Sites, Subject::Post(post.id)).await?;
            }
            Ok(sum)
        }
        (Hanging::Cases, Subject::Post(post)) => Ok(match left_by(model, post, day) {
            Some(person) => store::count(app.db(), model.id(), Rows::Cases, person).await?,
            None => 0,
        }),
        _ => match rows_of(kind) {
            Some(rows) => Ok(store::count(app.db(), model.id(), rows, subject).await?),
            None => Ok(0),
        },
    }
}

/// What is kept in rows with ids of their own.
pub(super) const fn rows_of(kind: Hanging) -> Option<Rows> {
    Some(match kind {
        Hanging::Cases => Rows::Cases,
        Hanging::Whistles => Rows::Whistles,
        Hanging::Consultations => Rows::Consultations,
        Hanging::Chronic => Rows::Chronic,
        Hanging::Matters => Rows::Matters,
        Hanging::Sites => Rows::Sites,
        Hanging::Evidence => Rows::Evidence,
        Hanging::Hooks => Rows::Hooks,
        Hanging::Views => Rows::Views,
        _ => return None,
    })
}

pub(super) fn division(code: i64) -> Result<DivisionCode, AppError> {
    DivisionCode::from_padded(code).map_err(|problem| AppError::Broken(problem.to_string()))
}

/// Units directly below that last beyond the day.
pub(super) fn below(model: &CityModel, unit: UnitId, day: Day) -> impl Iterator<Item = &changxiao_domain::orgs::Unit> {
    let lasts = move |below: &&changxiao_domain::orgs::Unit| below.valid_until.is_none_or(|until| until > day);
    model.all_units.values().filter(move |below| below.parent == Some(unit)).filter(lasts)
}

/// Units whose territory it is.
pub(super) fn territories(
    model: &CityModel,
    code: i64,
    day: Day,
) -> impl Iterator<Item = &changxiao_domain::orgs::Unit> {
    model.all_units.values().filter(move |unit| {
        let is_named = unit.division.iter().chain(&unit.areas).any(|of| of.padded() == code);
        is_named && unit.valid_until.is_none_or(|until| until > day)
    })
}

/// Posts that are held beyond the day: in a unit, by a person.
pub(super) fn posts(model: &CityModel, subject: Subject, day: Day) -> Vec<&Post> {
    let is_of = |post: &&Post| match subject {
        Subject::Unit(unit) => post.unit == unit,
        Subject::Person(person) => post.person == person,
        Subject::Post(id) => post.id == id,
        Subject::Division(_) => false,
    };
    let mut posts: Vec<&Post> =
        model.posts.values().filter(is_of).filter(|post| post.until.is_none_or(|until| until > day)).collect();
    // Those that stand in for another come behind it.
    posts.sort_by_key(|post| (post.deputy_of.is_some(), post.id));
    posts
}

/// Grids that a post walks, or all posts of a person; or that lie in a division.
pub(super) fn grids(model: &CityModel, subject: Subject, day: Day) -> Vec<&Grid> {
    let held: Vec<PostId> = posts(model, subject, day).iter().map(|post| post.id).collect();
    let is_of = |grid: &&Grid| match subject {
        Subject::Division(code) => grid.division.padded() == code,
        _ => grid.staff.is_some_and(|staff| held.contains(&staff)),
    };
    model.grids.iter().filter(is_of).filter(|grid| grid.in_force(day)).collect()
}

/// Posts of others that stand in for what ends.
pub(super) fn deputies(model: &CityModel, subject: Subject, day: Day) -> Vec<&Post> {
    let of: Vec<PostId> = posts(model, subject, day).iter().map(|post| post.id).collect();
    let stands_in = |post: &&Post| {
        post.deputy_of.is_some_and(|of_post| of.contains(&of_post)) && post.until.is_none_or(|until| until > day)
    };
    let mut deputies: Vec<&Post> = model.posts.values().filter(stands_in).collect();
    deputies.sort_by_key(|post| post.id);
    deputies
}

/// The person of a post, where no other post in that unit is left for the work that the person took on there.
pub(super) fn left_by(model: &CityModel, post: PostId, day: Day) -> Option<Subject> {
    let post = model.posts.get(&post)?;
    let stays = posts(model, Subject::Person(post.person), day)
        .iter()
        .any(|other| other.id != post.id && other.unit == post.unit && other.in_force(day));
    (!stays).then_some(Subject::Person(post.person))
}

/// Rows of the matrix that name a unit, or lie in a division.
pub(super) fn matrix(model: &CityModel, subject: Subject) -> impl Iterator<Item = &MatrixRow> {
    let mut rows: Vec<&MatrixRow> = model
        .matrix
        .values()
        .filter(|row| match subject {
            Subject::Unit(unit) => row.territory_unit == Some(unit) || row.line_unit == Some(unit),
            Subject::Division(code) => row.division == code,
            _ => false,
        })
        .collect();
    rows.sort_by(|one, two| (one.division, &one.category).cmp(&(two.division, &two.category)));
    rows.into_iter()
}

/// What a unit answers for in systems that count today or may count later; editions of the past keep theirs.
pub(super) fn responsibilities(model: &CityModel, unit: UnitId) -> impl Iterator<Item = &ResponsibilityRow> {
    let current = model.current_system().map(|system| system.id);
    let counts = move |(row, _): &&(changxiao_store::standards::SystemRow, _)| {
        Some(row.id) == current || row.status == SystemStatus::Draft || row.effective_from > model.day
    };
    let of_system = |(row, _): &(changxiao_store::standards::SystemRow, _)| model.responsibilities.get(&row.id);
    let rows = model.systems.iter().filter(counts).filter_map(of_system);
    rows.flat_map(|nodes| nodes.values().flatten()).filter(move |row| row.unit == unit)
}

/// Whether a case that a person took on is left by the end of a post: it is led by that post's unit.
pub(super) fn is_left(model: &CityModel, subject: Subject, lead: Option<UnitId>) -> bool {
    match subject {
        Subject::Post(post) => model.posts.get(&post).is_some_and(|post| Some(post.unit) == lead),
        _ => true,
    }
}

/// Kinds of what hangs and their counts, as [`changxiao_domain::departures::Heirs`] asks for them.
pub(super) fn counts(hanging: &[Hangs]) -> Vec<(Hanging, i64)> {
    hanging.iter().map(|hangs| (hangs.kind, hangs.count)).collect()
}

/// Errors: of what hangs there, something needs somebody who is not named.
pub(super) fn check_heirs(
    leaving: Leaving,
    heirs: &changxiao_domain::departures::Heirs<Subject>,
    hanging: &[Hangs],
) -> Result<(), AppError> {
    let missing = heirs.missing(leaving, &counts(hanging));
    if missing.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults(&missing))) }
}
