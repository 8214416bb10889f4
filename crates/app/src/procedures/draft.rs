//! The draft of a procedure: begun from an example or from nothing, changed part by part, or brought as a whole.

use changxiao_domain::{
    ids::PersonId,
    matters::{Code, Document, Edit, Fault, Place, free_code},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx,
    matters::{self, DraftRow},
};
use changxiao_words::say;
use serde_json::json;

use super::{faults, list};
use crate::{
    App, AppError,
    matters::{procedures::of_key, shipped},
    model::CityModel,
    note,
};

/// The most procedures of a city's own, drafts with them.
const MOST_OWN: usize = 200;
/// The key that an address needs for itself.
pub(super) const NO_KEY: &str = "new";
/// The longest name, in letters.
const LONGEST_NAME: usize = 60;

/// What is being written.
pub struct Draft {
    pub row: DraftRow,
    pub document: Document,
    /// In the order of the document.
    pub faults: Vec<Fault>,
}

/// With what a draft begins.
#[derive(Clone, Debug, Default)]
pub struct BeginDraft {
    /// The key of one in force; empty: from nothing.
    pub example: String,
    /// Empty: made of the English name.
    pub key: String,
    pub name_zh: String,
    /// Empty: the Chinese one stands for it.
    pub name_en: String,
}

/// Errors: not permitted; there is none; what is kept is no document.
pub async fn draft(app: &App, actor: &Actor, key: &str) -> Result<Draft, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let row = load(app, actor, key).await?;
    let document = Document::read(&row.document).map_err(AppError::Broken)?;
    let faults = faults::of(&model, &document);
    Ok(Draft { row, document, faults })
}

/// Begins one of its own.
///
/// Errors: not permitted; no name; a key that is none, or is taken; no such example; too many.
pub async fn begin(app: &App, actor: &Actor, begin: BeginDraft) -> Result<Code, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let name_zh = begin.name_zh.trim();
    let name_en = Some(begin.name_en.trim()).filter(|name| !name.is_empty()).unwrap_or(name_zh);
    for (field, name) in [("name_zh", name_zh), ("name_en", name_en)] {
        let letters = name.chars().count();
        if letters == 0 || letters > LONGEST_NAME {
            return Err(AppError::field(field, say!(procedures_name_missing, most = LONGEST_NAME)));
        }
    }
    let all = list::overview(app, &model).await?;
    if all.iter().filter(|one| one.is_of_city()).count() >= MOST_OWN {
        return Err(AppError::field("name_zh", say!(procedures_too_many, most = MOST_OWN)));
    }
    let taken = |code: Code| code.as_str() == NO_KEY || all.iter().any(|one| one.key == code);
    let key = match begin.key.trim() {
        "" => free_code(name_en, "procedure", taken),
        text => match Code::parse(text) {
            Some(key) if !taken(key) => key,
            Some(_) => return Err(AppError::field("key", say!(procedures_key_taken, key = text))),
            None => return Err(AppError::field("key", say!(procedures_no_key))),
        },
    };
    let names = (name_zh, name_en);
    let document = match begin.example.trim() {
        "" => Document::blank(key, names, model.day).map_err(AppError::Broken)?,
        example => {
            let example = of_key(&model, example);
            let example = example.map_err(|_| AppError::field("example", say!(procedures_no_example)))?;
            example.document.copied(key, names, model.day)
        }
    };
    put_new(app, actor, &document).await?;
    Ok(key)
}

/// A draft of a new edition of what stands under a key, where there is none yet.
///
/// Errors: not permitted; nothing stands there.
pub async fn open(app: &App, actor: &Actor, key: &str) -> Result<Code, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let one = list::one(app, &model, key).await?;
    if one.draft.is_none() {
        let latest = one.latest().ok_or(AppError::NotFound("procedure"))?;
        let day = model.day.to_string();
        let document = Document { edition: day.clone(), in_force_from: day, ..latest.document.clone() };
        put_new(app, actor, &document).await?;
    }
    Ok(one.key)
}

/// Changes one part of it.
///
/// Errors: not permitted; there is none; it waits for another person; changed since `version`; what stands there then is no document.
pub async fn change(
    app: &App,
    actor: &Actor,
    (key, version): (&str, i64),
    place: &Place,
    edit: Edit,
) -> Result<(), AppError> {
    let draft = draft(app, actor, key).await?;
    let unread = |problem: String| AppError::field("document", say!(matters_document_unread, problem));
    let document = draft.document.edited(place, edit).map_err(unread)?;
    save(app, actor, draft.row, version, &document).await
}

/// Puts a whole document in the place of what is written so far; begins a draft where there is none and `version` is 0.
///
/// Errors: as [`change`]; no document; it is of another key.
pub async fn replace(app: &App, actor: &Actor, (key, version): (&str, i64), text: &str) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let document = faults::read(text)?;
    if document.key.as_str() != key || key == NO_KEY {
        return Err(AppError::field("document", say!(matters_other_key)));
    }
    if version == 0 {
        return put_new(app, actor, &document).await;
    }
    let row = load(app, actor, key).await?;
    save(app, actor, row, version, &document).await
}

/// Throws it away.
///
/// Errors: not permitted; there is none; changed since `version`.
pub async fn discard(app: &App, actor: &Actor, key: &str, version: i64) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let row = load(app, actor, key).await?;
    let row = DraftRow { version, ..row };
    let mut tx = app.db().begin().await?;
    matters::drop_draft(&mut tx, actor.city, &row).await?;
    told(app, &mut tx, actor, row.key, "discarded").await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn load(app: &App, actor: &Actor, key: &str) -> Result<DraftRow, AppError> {
    let key = Code::parse(key).ok_or(AppError::NotFound("draft"))?;
    matters::draft(app.db(), actor.city, key).await?.ok_or(AppError::NotFound("draft"))
}

/// With whoever changes it among those who wrote it.
pub(super) fn with_writer(mut writers: Vec<PersonId>, actor: &Actor) -> Vec<PersonId> {
    if !writers.contains(&actor.person) {
        writers.push(actor.person);
    }
    writers
}

/// The line of the trace.
pub(super) async fn told(app: &App, tx: &mut Tx, actor: &Actor, key: Code, what: &str) -> Result<(), AppError> {
    let subject = TraceSubject::Setting(format!("procedure:{key}"));
    note(app, tx, actor.city, Some(actor), TraceKind::Change, subject, json!({ "draft": what })).await
}

/// The edition of ours that stands under a key.
pub(super) fn ours(key: Code) -> Result<Option<changxiao_domain::sealing::Hash>, AppError> {
    Ok(shipped::all()?.into_iter().find(|kept| kept.document.key == key).map(|kept| kept.hash))
}

async fn put_new(app: &App, actor: &Actor, document: &Document) -> Result<(), AppError> {
    let row = DraftRow {
        key: document.key,
        document: document.written(),
        based_on: ours(document.key)?,
        is_proposed: false,
        written_by: vec![actor.person],
        changed_at: app.now(),
        version: 0,
    };
    let mut tx = app.db().begin().await?;
    matters::put_draft(&mut tx, actor.city, &row).await?;
    told(app, &mut tx, actor, document.key, "begun").await?;
    tx.commit().await?;
    Ok(())
}

async fn save(app: &App, actor: &Actor, row: DraftRow, version: i64, document: &Document) -> Result<(), AppError> {
    if row.is_proposed {
        return Err(AppError::field("document", say!(procedures_is_proposed)));
    }
    let text = document.written();
    if text.len() > faults::MOST_BYTES {
        return Err(AppError::field("document", say!(procedures_too_long, most = faults::MOST_BYTES / 1024)));
    }
    let written_by = with_writer(row.written_by.clone(), actor);
    let row = DraftRow { document: text, written_by, changed_at: app.now(), version, ..row };
    let mut tx = app.db().begin().await?;
    matters::put_draft(&mut tx, actor.city, &row).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether a post may write procedures.
pub fn may_write(actor: &Actor) -> bool {
    actor.may(Permission::ManageReference)
}

/// The names of what can be an example, in the order in which they are offered.
pub fn examples(model: &CityModel) -> impl Iterator<Item = (&'static str, &'static Document)> {
    model.procedures.iter().map(|kept| (kept.document.key.as_str(), &kept.document))
}
