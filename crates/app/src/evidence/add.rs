//! Brings files into the store, several at once.

use std::collections::HashMap;

use changxiao_domain::{
    evidence::{Held, Media, Offer, offer, searched_texts},
    ids::EvidenceId,
    masking::mask_text,
    orgs::{Actor, Permission},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_files::photos::StoredFile;
use changxiao_store::{
    StoreError,
    evidence::{self as store, EvidenceRow},
};

use super::{draft::Draft, view::may_see};
use crate::{App, AppError, FieldProblem, note, photos, readable::readable};

/// One file with its caption. What it shares with the others stands in the draft.
#[derive(Clone, Debug)]
pub struct Bringing {
    pub stored: StoredFile,
    pub file_name: String,
    pub caption: String,
    /// The field of the form that holds the caption.
    pub caption_field: &'static str,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// It is an item now, of this number.
    Added(i64),
    /// An item that was taken out has come back.
    Restored(i64),
    /// The same content stands in the store: its number, and its caption where the post may see it. Nothing was stored.
    Stands(i64, Option<String>),
}

/// The longest name of a file that is kept, in characters.
const NAME_CHARS: usize = 120;

/// Keeps all of them or none. Sending the same again adds nothing: the content stands then.
///
/// Errors: not permitted; every wrong field at once, a caption under the field of its own.
pub async fn add(app: &App, actor: &Actor, shared: &Draft, brought: &[Bringing]) -> Result<Vec<Brought>, AppError> {
    actor.require(Permission::ReportCase)?;
    let model = app.model(actor.city).await?;
    let (mut planned, mut problems, mut seen) = (Vec::new(), Vec::<FieldProblem>::new(), HashMap::new());
    for one in brought {
        let hash = one.stored.hash().0;
        let held = store::by_file(app.db(), actor.city, &hash).await?;
        let known = held.as_ref().map(|row| Held { number: row.number, is_removed: row.removed_at.is_some() });
        let offered = match (offer(known.as_ref()), seen.get(&hash)) {
            // The same file twice in one form.
            (_, Some(number)) => Offer::Stands(*number),
            (offered, None) => offered,
        };
        if let Offer::Stands(number) = offered {
            planned.push((Brought::Stands(number, held.and_then(|row| caption(actor, row))), None));
            continue;
        }
        let draft = Draft { caption: one.caption.clone(), ..shared.clone() };
        let (media, taken) = facts(&one.stored);
        let item = match draft.item(app, actor, &model, media, taken).await {
            Ok(item) => item,
            Err(AppError::Invalid(fields)) => {
                let of_file = |problem: FieldProblem| match problem.field {
                    "caption" => FieldProblem { field: one.caption_field, ..problem },
                    _ => problem,
                };
                for problem in fields.into_iter().map(of_file) {
                    // What they share is wrong once.
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
                continue;
            }
            Err(other) => return Err(other),
        };
        let mut row = match held {
            Some(row) => row,
            None => EvidenceRow {
                id: app.new_id(EvidenceId),
                number: app.numbers().next(app.db(), actor.city, "evidence").await?,
                hash,
                file_name: String::new(),
                item: item.clone(),
                pages: pages(&one.stored),
                is_partial: is_partial(&one.stored),
                unit: actor.unit,
                post: actor.post,
                added_at: app.now(),
                removed_at: None,
                version: 1,
                mime: String::new(),
                size: 0,
            },
        };
        (row.item, row.unit, row.post, row.removed_at) = (item, actor.unit, actor.post, None);
        row.file_name = one.file_name.chars().take(NAME_CHARS).collect();
        seen.insert(hash, row.number);
        let done = match offered {
            Offer::Restore(number) => Brought::Restored(number),
            _ => Brought::Added(row.number),
        };
        planned.push((done, Some((row, one))));
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    keep(app, actor, planned).await
}

/// What is done with one file, and its row where one is written.
type Planned<'a> = (Brought, Option<(EvidenceRow, &'a Bringing)>);

async fn keep(app: &App, actor: &Actor, planned: Vec<Planned<'_>>) -> Result<Vec<Brought>, AppError> {
    let mut tx = app.db().begin().await?;
    let mut done = Vec::new();
    for (what, written) in planned {
        if let Some((row, one)) = written {
            let text = text_of(&one.stored);
            let searched = searched_texts(&row.item, &row.file_name, text);
            photos::keep_file(app, &mut tx, actor, &one.stored).await?;
            let kept = match what {
                Brought::Restored(_) => store::save(&mut tx, actor.city, &row, &searched).await,
                _ => store::insert(&mut tx, actor.city, &row, text, &searched).await,
            };
            match kept {
                // Somebody else brought the same at this moment.
                Err(StoreError::Exists { .. }) => return Err(AppError::Busy),
                kept => kept?,
            }
            let told = serde_json::json!({ "file": row.file_name, "kind": row.item.kind.code(), "caption": mask_text(&row.item.caption) });
            let subject = TraceSubject::Evidence(row.number);
            note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject, told).await?;
        }
        done.push(what);
    }
    tx.commit().await?;
    Ok(done)
}

fn caption(actor: &Actor, row: EvidenceRow) -> Option<String> {
    may_see(actor, &row).then(|| readable(actor, row).item.caption)
}

/// What the content is, and the day that the camera says.
fn facts(stored: &StoredFile) -> (Media, Option<Day>) {
    match stored {
        StoredFile::Photo(photo) => {
            let clock = photo.facts.taken_at.as_ref().map(|taken| taken.clock.as_str());
            (Media::Picture, clock.and_then(|clock| clock.get(..10)?.parse().ok()))
        }
        StoredFile::Document(document) => (Media::of_mime(document.kind.mime()), None),
        StoredFile::Recording(recording) => (Media::of_mime(recording.kind.mime()), None),
    }
}

fn text_of(stored: &StoredFile) -> &str {
    match stored {
        StoredFile::Photo(_) | StoredFile::Recording(_) => "",
        StoredFile::Document(document) => &document.reading.text,
    }
}

fn pages(stored: &StoredFile) -> Option<i64> {
    match stored {
        StoredFile::Photo(_) | StoredFile::Recording(_) => None,
        StoredFile::Document(document) => document.reading.pages.map(i64::from),
    }
}

fn is_partial(stored: &StoredFile) -> bool {
    match stored {
        StoredFile::Photo(_) | StoredFile::Recording(_) => false,
        StoredFile::Document(document) => document.reading.is_partial,
    }
}
