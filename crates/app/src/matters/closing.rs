//! A year is closed: what is open of the procedures that carry over goes on in the next one, once (结转).

use std::collections::{BTreeMap, HashMap};

use changxiao_domain::{
    evidence::{Use, UsedBy},
    ids::{CityId, EvidenceId, MatterId, UnitId},
    matters::{Event, FieldKind, LoadedDocument, Matter, Onward, file_numbers},
    orgs::{Actor, Permission, Post, Role},
    scoring::Period,
    sealing::{ActorStamp, hex},
    time::Instant,
    trace::{TraceKind, TraceSubject},
    workflow::Decided,
};
use changxiao_store::{
    burden,
    evidence::{self, EvidenceUse},
    matters,
    workflow::{insert_many, number_text, save},
};
use changxiao_words::say;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::procedures;
use crate::{App, AppError, model::CityModel, note, numbers};

/// The most matters that are carried over at once: they stand in one transaction.
pub const MOST: usize = 5_000;

/// What would go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedLine {
    pub number: String,
    pub title: String,
    pub procedure: &'static LoadedDocument,
    pub holder: UnitId,
    pub begun_at: Instant,
    pub due_at: Option<Instant>,
}

/// The plan of a closing.
#[derive(Clone, Debug)]
pub struct Closing {
    pub year: Period,
    /// The earliest first.
    pub lines: Vec<CarriedLine>,
    /// What was previewed is what is done: SHA-256 over all that would go on, in hex.
    pub digest: String,
    /// It is over, so that it can be closed.
    pub is_over: bool,
}

/// What a closing did: the old and the new numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    pub year: Period,
    pub carried: Vec<(String, String)>,
}

/// What is open and was begun in the year or before it.
///
/// Errors: not permitted.
pub async fn preview(app: &App, actor: &Actor, year: Period) -> Result<Closing, AppError> {
    require(actor)?;
    let model = app.model(actor.city).await?;
    let open = open_of(app, &model, year).await?;
    Ok(plan(&model, year, &open, app.now()))
}

/// Carries everything over that the preview with this digest showed. Running it again carries nothing twice: what went on is open no more.
///
/// Errors: not permitted; the year is not over; something else is open now than was previewed; too much at once.
pub async fn close(app: &App, actor: &Actor, year: Period, digest: &str) -> Result<Closed, AppError> {
    require(actor)?;
    let model = app.model(actor.city).await?;
    carry(app, &model, (actor.stamp(), Some(actor)), year, Some(digest)).await
}

/// The same by the owner of the machine: in the name of the office, marked as the program's.
///
/// Errors: those of [`close`]; nobody holds a post of the office.
pub async fn close_by_command(app: &App, city: CityId, year: Period) -> Result<Closed, AppError> {
    let model = app.model(city).await?;
    let in_office = |post: &&Post| post.role == Role::Office && post.in_force(model.day);
    let post = model.posts.values().filter(in_office).min_by_key(|post| post.id);
    let post = post.ok_or_else(|| AppError::Broken("nobody holds a post of the office".to_owned()))?;
    let stamp = ActorStamp {
        person: post.person,
        post: post.id,
        unit: post.unit,
        role: post.role,
        system: true,
        program: None,
    };
    carry(app, &model, (stamp, None), year, None).await
}

/// What a command would carry over.
///
/// Errors: the store's.
pub async fn preview_by_command(app: &App, city: CityId, year: Period) -> Result<Closing, AppError> {
    let model = app.model(city).await?;
    let open = open_of(app, &model, year).await?;
    Ok(plan(&model, year, &open, app.now()))
}

fn require(actor: &Actor) -> Result<(), AppError> {
    actor.require(Permission::WorkOnMatters)?;
    actor.require(Permission::ManageReference)?;
    Ok(())
}

/// The earliest first, so that what something came out of stands before it.
async fn open_of(app: &App, model: &CityModel, year: Period) -> Result<Vec<Matter>, AppError> {
    let before = model.start_of(year.end_day());
    let mut open: Vec<Matter> = Vec::new();
    for kept in model.procedures.iter().filter(|kept| kept.document.carries_over) {
        open.extend(matters::open_of(app.db(), model.id(), Some(kept.document.key.as_str())).await?);
    }
    open.retain(|one| one.begun_at < before);
    open.sort_by_key(|one| one.id);
    Ok(open)
}

fn plan(model: &CityModel, year: Period, open: &[Matter], now: Instant) -> Closing {
    let line = |one: &Matter| CarriedLine {
        number: one.number.clone(),
        title: one.title.clone(),
        procedure: one.kept,
        holder: one.holder,
        begun_at: one.begun_at,
        due_at: one.due_at,
    };
    Closing {
        year,
        lines: open.iter().map(line).collect(),
        digest: digest(open),
        is_over: now >= model.start_of(year.end_day()),
    }
}

fn digest(open: &[Matter]) -> String {
    let mut sum = Sha256::new();
    for one in open {
        sum.update(one.number.as_bytes());
        sum.update(one.version.to_be_bytes());
    }
    hex(&sum.finalize().into())
}

/// Both sides of one matter.
struct Both {
    before: Matter,
    ended: Decided<Matter>,
    next: Decided<Matter>,
}

async fn carry(
    app: &App,
    model: &CityModel,
    (stamp, actor): (ActorStamp, Option<&Actor>),
    year: Period,
    previewed: Option<&str>,
) -> Result<Closed, AppError> {
    let (city, now) = (model.id(), app.now());
    let open = open_of(app, model, year).await?;
    if now < model.start_of(year.end_day()) {
        return Err(AppError::field("year", say!(closing_not_over, year = year.to_string())));
    }
    if previewed.is_some_and(|previewed| previewed != digest(&open)) {
        return Err(AppError::field("digest", say!(closing_changed)));
    }
    if open.len() > MOST {
        return Err(AppError::field("year", say!(closing_too_many, n = open.len(), most = MOST)));
    }
    let both = both(app, model, &stamp, open, now).await?;
    let uses = uses(app, city, &both, &stamp, now).await?;
    let mut tx = app.db().begin().await?;
    let mut kept: Vec<&'static LoadedDocument> = both.iter().map(|one| one.next.after.kept).collect();
    kept.sort_by_key(|kept| kept.hash);
    kept.dedup();
    for kept in kept {
        matters::keep(&mut tx, city, kept, now).await?;
    }
    for one in &both {
        save(&mut tx, &one.before, &one.ended.after, &one.ended.event).await?;
    }
    let new: Vec<&Matter> = both.iter().map(|one| &one.next.after).collect();
    let events: Vec<&Event> = both.iter().map(|one| &one.next.event).collect();
    insert_many(&mut tx, &new, &events).await?;
    for one in &both {
        let next = &one.next.after;
        matters::carried::put(&mut tx, one.before.id, next, i64::from(year.first_day().year()), now).await?;
        burden::forget_asked(&mut tx, city, next.id).await?;
    }
    for (item, used) in &uses {
        evidence::add_use(&mut tx, city, *item, used).await?;
    }
    let carried: Vec<(String, String)> =
        both.iter().map(|one| (one.before.number.clone(), one.next.after.number.clone())).collect();
    let what = json!({ "year": year.to_string(), "carried": carried.len() });
    let subject = TraceSubject::Setting(format!("closing:{year}"));
    note(app, &mut tx, city, actor, TraceKind::Change, subject, what).await?;
    tx.commit().await?;
    app.figures().forget(city);
    Ok(Closed { year, carried })
}

async fn both(
    app: &App,
    model: &CityModel,
    stamp: &ActorStamp,
    open: Vec<Matter>,
    now: Instant,
) -> Result<Vec<Both>, AppError> {
    let taken = numbers::many_of_day(app, model, "matter", open.len()).await?;
    let new: Vec<(MatterId, String)> =
        taken.into_iter().map(|number| (app.new_id(MatterId), number_text::<Matter>(number))).collect();
    let pairs = || open.iter().zip(&new);
    let ids: HashMap<MatterId, MatterId> = pairs().map(|(one, (id, _))| (one.id, *id)).collect();
    let numbers: BTreeMap<String, String> =
        pairs().map(|(one, (_, number))| (one.number.clone(), number.clone())).collect();
    let mut both = Vec::with_capacity(new.len());
    for (before, (id, number)) in open.into_iter().zip(new) {
        let in_force = procedures::of_key(model, before.kept.document.key.as_str())?;
        let kept = before.goes_on_by(in_force);
        let parent = before.parent.map(|parent| ids.get(&parent).copied().unwrap_or(parent));
        let onward = Onward { id, number, parent, numbers: &numbers };
        let (ended, next) = before.carry_over(kept, onward, stamp, now);
        both.push(Both { before, ended, next });
    }
    Ok(both)
}

/// What the fields hold of the evidence store is used by what goes on.
async fn uses(
    app: &App,
    city: CityId,
    both: &[Both],
    stamp: &ActorStamp,
    now: Instant,
) -> Result<Vec<(EvidenceId, EvidenceUse)>, AppError> {
    let mut uses = Vec::new();
    for next in both.iter().map(|one| &one.next.after) {
        let fields = next.table().flow.fields.iter().filter(|field| field.kind == FieldKind::Files);
        let items: Vec<i64> = fields.filter_map(|field| next.values.get(field.name)).flat_map(file_numbers).collect();
        if items.is_empty() {
            continue;
        }
        let of = Use { by: UsedBy::Matter, number: next.number.clone() };
        let rows = evidence::by_numbers(app.db(), city, &items).await?;
        uses.extend(rows.into_iter().map(|row| (row.id, EvidenceUse { of: of.clone(), post: stamp.post, at: now })));
    }
    Ok(uses)
}
