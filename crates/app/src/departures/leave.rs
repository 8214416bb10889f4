//! Somebody leaves a post, or all of them, or only hands over: cases taken on, sites held. What nobody takes over waits for the whole unit
//! again; a site does not go without somebody in silence.

use changxiao_domain::{
    departures::{Hanging, Heirs, Leaving, Subject},
    ids::{PersonId, PostId},
    orgs::{Actor, Permission, Post},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::people;
use changxiao_words::{Lang, Message, Value, say};

use super::{
    carry_out::{self, Decided, ReadyOne},
    hangs::{self, Hangs},
    moves::post_of,
    named::HEIR,
};
use crate::{App, AppError, FieldProblem, model::CityModel, note, people::administrators};

/// What hangs on one post of a person, or on all of them.
///
/// Errors: not permitted.
pub async fn preview(app: &App, actor: &Actor, subject: Subject, day: Day) -> Result<Vec<Hangs>, AppError> {
    actor.require(Permission::ManagePeople)?;
    let model = app.model(actor.city).await?;
    hangs::hanging(app, &model, subject, day).await
}

/// Who takes over, from the texts of the fields `heir`, `heir.cases` and `heir.sites`: posts in force on `day`.
///
/// Errors: the fields that name no such post.
pub fn read_people<'t>(
    model: &CityModel,
    day: Day,
    text: impl Fn(&str) -> &'t str,
) -> Result<Heirs<Subject>, AppError> {
    let mut heirs = Heirs::default();
    let mut faults = Vec::new();
    let mut person = |field: &'static str| {
        let named = text(field).trim();
        let post = named.parse().ok().and_then(|id: PostId| model.posts.get(&id));
        let post = post.filter(|post| post.in_force(day.max(model.day)));
        if !named.is_empty() && post.is_none() {
            faults.push(FieldProblem::new(field, say!(people_there_no_such_post)));
        }
        post.map(|post| Subject::Person(post.person))
    };
    heirs.all = person(HEIR);
    for kind in Hanging::going_over(Leaving::Person) {
        if let Some(heir) = person(kind.field()) {
            heirs.by_kind.insert(kind, heir);
        }
    }
    if faults.is_empty() { Ok(heirs) } else { Err(AppError::Invalid(faults)) }
}

/// Ends a post with a day; `until` is the first day on which it is no longer held. What was done in it keeps showing it.
///
/// Errors: not permitted; no such post; an end before its beginning; one of the three administrative posts would have no holder any
/// more; a site that it holds goes to nobody; who takes over has no post.
pub async fn leave_post(
    app: &App,
    actor: &Actor,
    post: PostId,
    until: Day,
    heirs: &Heirs<Subject>,
) -> Result<Decided, AppError> {
    leave(app, actor, Subject::Post(post), until, heirs).await
}

/// Ends a post, or all posts of a person that last beyond the day.
///
/// Errors: as [`leave_post`]; there is no such person, or no post that lasts so long.
pub async fn leave(
    app: &App,
    actor: &Actor,
    subject: Subject,
    until: Day,
    heirs: &Heirs<Subject>,
) -> Result<Decided, AppError> {
    actor.require(Permission::ManagePeople)?;
    let model = app.model(actor.city).await?;
    let posts = ended(&model, subject, until)?;
    let everybody = people::all(app.db(), actor.city).await?;
    if let Some(post) = posts.iter().max_by_key(|post| post.from).filter(|post| until <= post.from) {
        return Err(AppError::field("until", too_early(&model, post)));
    }
    for post in &posts {
        administrators::check_end(&model, &everybody, post, until, app.now())?;
    }
    let hanging = hangs::hanging(app, &model, subject, until).await?;
    hangs::check_heirs(subject.leaving(), heirs, &hanging)?;
    check_heirs_act(&model, &posts, until, heirs)?;

    let ready = carry_out::ready(app, &model, actor, subject, until, heirs).await?;
    let decided = carry_out::decide(app, actor, &[&ReadyOne(ready)], async |tx| {
        for post in &posts {
            let version = model.post_versions.get(&post.id).copied().unwrap_or(1);
            people::end_post(tx, actor.city, post.id, version, until).await?;
            let particulars = serde_json::json!({ "until": until.to_string() });
            note(app, tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Post(post.id), particulars).await?;
        }
        Ok(())
    })
    .await?;
    for post in &posts {
        app.sessions().forget_person(actor.city, post.person);
    }
    decided.first().copied().ok_or(AppError::NotFound("departure"))
}

/// Hands over what a person has taken on and the sites that the person holds, and ends nothing: by the office, from its list of queues.
///
/// Errors: not permitted; nobody is named; who takes over has no post.
pub async fn hand_over(
    app: &App,
    actor: &Actor,
    person: PersonId,
    heirs: &Heirs<Subject>,
) -> Result<Decided, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let subject = Subject::Person(person);
    if heirs.everybody().is_empty() {
        return Err(AppError::field(HEIR, say!(departures_choose_colleague)));
    }
    if heirs.everybody().contains(&subject) {
        return Err(AppError::field(HEIR, say!(departures_itself)));
    }
    let posts: Vec<Post> = hangs::posts(&model, subject, model.day).into_iter().cloned().collect();
    check_heirs_act(&model, &posts, model.day, heirs)?;
    let ready = carry_out::ready(app, &model, actor, subject, model.day, heirs).await?;
    let subjects: Vec<String> = heirs.everybody().iter().map(|heir| heir.key()).collect();
    let decided = carry_out::decide(app, actor, &[&ReadyOne(ready)], async |tx| {
        let Some(post) = posts.first() else { return Ok(()) };
        let particulars = serde_json::json!({ "action": "queue handed over", "heirs": subjects });
        note(app, tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Post(post.id), particulars).await
    })
    .await?;
    decided.first().copied().ok_or(AppError::NotFound("departure"))
}

/// Which day it can be at the earliest, and whose post says so: one that somebody took over today is held today.
fn too_early(model: &CityModel, post: &Post) -> Message {
    let name = model.person_names.get(&post.person).cloned().unwrap_or_default();
    let label = Value::named(model.post_label(post.id, Lang::Zh), model.post_label(post.id, Lang::En));
    let day = post.from.tomorrow().unwrap_or(post.from);
    say!(people_leaves_at_earliest, name, post = label, from = post.from.to_string(), day = day.to_string())
}

/// The posts that end.
fn ended(model: &CityModel, subject: Subject, until: Day) -> Result<Vec<Post>, AppError> {
    match subject {
        Subject::Post(post) => Ok(vec![model.posts.get(&post).ok_or(AppError::NotFound("post"))?.clone()]),
        Subject::Person(_) => {
            let posts: Vec<Post> = hangs::posts(model, subject, until).into_iter().cloned().collect();
            if posts.is_empty() { Err(AppError::NotFound("post")) } else { Ok(posts) }
        }
        Subject::Unit(_) | Subject::Division(_) => Err(AppError::NotFound("post")),
    }
}

/// Refuses an heir who leaves with the same posts, or has no post to act in.
fn check_heirs_act(model: &CityModel, posts: &[Post], day: Day, heirs: &Heirs<Subject>) -> Result<(), AppError> {
    let mut faults = Vec::new();
    for kind in Hanging::going_over(Leaving::Person) {
        let Some(Subject::Person(heir)) = heirs.of(kind) else { continue };
        let field = if heirs.by_kind.contains_key(&kind) { kind.field() } else { HEIR };
        let acts = posts.iter().all(|post| post_of(model, heir, post.unit, day).is_some());
        if posts.iter().any(|post| post.person == heir) {
            faults.push(FieldProblem::new(field, say!(departures_itself)));
        } else if !acts {
            faults.push(FieldProblem::new(field, say!(people_there_no_such_post)));
        }
    }
    faults.dedup();
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}
