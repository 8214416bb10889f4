//! The three administrators: each of the three posts keeps somebody who can come in.

use changxiao_domain::{
    ids::PersonId,
    orgs::{Post, Role},
    time::{Day, Instant},
};
use changxiao_store::people::PersonRow;
use changxiao_words::say;

use super::list::account_of;
use crate::{AppError, model::CityModel};

/// True when one of the three posts would have nobody left who can come in today without this person.
pub(super) fn is_last(model: &CityModel, everybody: &[PersonRow], person: PersonId, now: Instant) -> bool {
    let day = model.day_of(now);
    held(model, person)
        .filter(|post| post.in_force(day))
        .any(|post| !has_other(model, everybody, post.role, day, now, |other| other.person != person))
}

/// Errors: this post is the last of its role, and it would have no holder on `until`.
pub(crate) fn check_end(
    model: &CityModel,
    everybody: &[PersonRow],
    post: &Post,
    until: Day,
    now: Instant,
) -> Result<(), AppError> {
    let day = until.max(model.day_of(now));
    if !post.role.is_administrator() || has_other(model, everybody, post.role, day, now, |other| other.id != post.id) {
        return Ok(());
    }
    Err(AppError::field("until", say!(people_last_administrator, role = post.role.key())))
}

/// Errors: one of the three posts would have nobody left who can come in.
pub(super) fn check_close(
    model: &CityModel,
    everybody: &[PersonRow],
    person: PersonId,
    now: Instant,
) -> Result<(), AppError> {
    let day = model.day_of(now);
    let last = held(model, person)
        .filter(|post| post.in_force(day))
        .find(|post| !has_other(model, everybody, post.role, day, now, |other| other.person != person));
    match last {
        Some(post) => Err(AppError::field("person", say!(people_last_administrator, role = post.role.key()))),
        None => Ok(()),
    }
}

/// The administrative posts of a person.
fn held(model: &CityModel, person: PersonId) -> impl Iterator<Item = &Post> {
    let posts = model.posts_of.get(&person).into_iter().flatten().filter_map(|post| model.posts.get(post));
    posts.filter(|post| post.role.is_administrator())
}

/// Whether a post of this role that `counts` is in force on `day`, and its holder's account is open and not forgotten.
fn has_other(
    model: &CityModel,
    everybody: &[PersonRow],
    role: Role,
    day: Day,
    now: Instant,
    counts: impl Fn(&Post) -> bool,
) -> bool {
    let comes_in = |person: PersonId| {
        let row = everybody.iter().find(|row| row.id == person);
        row.is_some_and(|row| model.sign_in_rule.is_in_use(account_of(row), now))
    };
    let unit_stands = |post: &Post| model.units.get(post.unit).is_some();
    let mut posts = model.posts.values().filter(|post| post.role == role && post.in_force(day) && counts(post));
    posts.any(|post| unit_stands(post) && comes_in(post.person))
}
