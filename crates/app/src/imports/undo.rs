//! An import is taken back, while nothing has been built on it: what it added goes, what it changed is put back as it was. So are the
//! imports of a step of the founding, all of them together.

use changxiao_domain::{
    ids::ImportId,
    orgs::Actor,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx, cities,
    imports::{
        self, ImportRow,
        left::{self, Connection, LeftRow},
    },
};
use changxiao_words::{Message, say};

use super::{
    Kind, check_permission,
    taking_back::{Examined, Written, examined},
};
use crate::{
    App, AppError,
    calendar::recount::{self, Recounted},
    note,
};

/// What taking back an import would do, or why it cannot be done.
#[derive(Clone, Debug)]
pub struct TakingBack {
    pub import: ImportRow,
    pub kind: Kind,
    /// Entries that it added and that would go.
    pub removed: Vec<String>,
    /// Entries that it changed and that would be as before.
    pub put_back: Vec<String>,
    /// What has been built on it since, or was changed; nothing is taken back while there is any.
    pub stops: Vec<Message>,
    /// How many more there are than `stops` says.
    pub more: u64,
}

impl TakingBack {
    /// Whether there is anything to take back and nothing in the way.
    pub fn is_possible(&self) -> bool {
        self.stops.is_empty() && !(self.removed.is_empty() && self.put_back.is_empty())
    }
}

/// An import with what would be taken back. Errors: not permitted; there is no such import, or it brought orders, which are cases now.
pub async fn look(app: &App, actor: &Actor, id: ImportId) -> Result<TakingBack, AppError> {
    let (import, kind) = find(app, actor, id).await?;
    let written = Written::of(vec![left::of_import(app.db(), actor.city, id).await?]);
    let seen = examined(app, actor, &mut Connection::Db(app.db()), &[&import], written).await?;
    Ok(told(import, kind, seen))
}

/// Takes an import back, whole or not at all; with what a changed calendar did to running deadlines.
///
/// Errors: not permitted; there is no such import; something has been built on it ([`AppError::Invalid`], naming the first).
pub async fn take_back(app: &App, actor: &Actor, id: ImportId) -> Result<(TakingBack, Option<Recounted>), AppError> {
    let (import, kind) = find(app, actor, id).await?;
    let imports = [(import, kind)];
    let (seen, recounted) = carried_out(app, actor, &imports).await?;
    let [(import, kind)] = imports;
    Ok((told(import, kind, seen), recounted))
}

/// Takes back every import of these kinds that stands, as one; how many entries went and how many are as before.
///
/// Errors: not permitted; there is none; something has been built on one of them ([`AppError::Invalid`], naming the first).
pub async fn take_back_kinds(app: &App, actor: &Actor, kinds: &[Kind]) -> Result<u64, AppError> {
    let mut standing: Vec<(ImportRow, Kind)> = Vec::new();
    for kind in kinds {
        check_permission(actor, *kind)?;
        let of_kind = imports::standing(app.db(), actor.city, kind.code()).await?;
        standing.extend(of_kind.into_iter().map(|import| (import, *kind)));
    }
    standing.sort_by_key(|(import, _)| (import.at, import.id));
    let (seen, _) = carried_out(app, actor, &standing).await?;
    Ok((seen.removed.len() + seen.put_back.len()) as u64)
}

/// In one transaction, with a line in the trace for each import.
async fn carried_out(
    app: &App,
    actor: &Actor,
    imports: &[(ImportRow, Kind)],
) -> Result<(Examined, Option<Recounted>), AppError> {
    let mut all = Vec::with_capacity(imports.len());
    for (import, _) in imports {
        all.push(left::of_import(app.db(), actor.city, import.id).await?);
    }
    let added = |rows: &Vec<LeftRow>| rows.iter().filter(|row| row.before.is_none()).count();
    let counts: Vec<(usize, usize)> = all.iter().map(|rows| (added(rows), rows.len() - added(rows))).collect();
    let mut tx = app.db().begin().await?;
    let rows: Vec<&ImportRow> = imports.iter().map(|(import, _)| import).collect();
    let seen = examined(app, actor, &mut Connection::Tx(&mut tx), &rows, Written::of(all)).await?;
    if let Some(first) = seen.stops.first() {
        return Err(AppError::field("import", first.clone()));
    }
    if seen.removed.is_empty() && seen.put_back.is_empty() {
        return Err(AppError::field("import", say!(imports_back_nothing)));
    }
    seen.carry_out(&mut tx, actor).await?;
    for ((import, kind), counts) in imports.iter().zip(counts) {
        mark(app, &mut tx, actor, (import, *kind), counts).await?;
    }
    cities::touch_model(&mut tx, actor.city);
    let owed = match imports.iter().rev().find(|(_, kind)| *kind == Kind::Holidays) {
        Some((import, _)) => Some(recount::owe(app, &mut tx, actor, &import.file_name).await?),
        None => None,
    };
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    let recounted = match owed {
        Some(owed) => Some(recount::carry_out(app, actor.city, owed).await?),
        None => None,
    };
    Ok((seen, recounted))
}

async fn mark(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (import, kind): (&ImportRow, Kind),
    (removed, put_back): (usize, usize),
) -> Result<(), AppError> {
    if !imports::mark_taken_back(tx, actor.city, import.id, actor.person, app.now()).await? {
        return Err(AppError::Conflict);
    }
    let particulars =
        serde_json::json!({ "file": import.file_name, "taken_back": true, "removed": removed, "put_back": put_back });
    let subject = TraceSubject::Import(kind.code().to_owned());
    note(app, tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await
}

fn told(import: ImportRow, kind: Kind, seen: Examined) -> TakingBack {
    let Examined { removed, put_back, stops, more, .. } = seen;
    TakingBack { import, kind, removed, put_back, stops, more }
}

async fn find(app: &App, actor: &Actor, id: ImportId) -> Result<(ImportRow, Kind), AppError> {
    let import = imports::one(app.db(), actor.city, id).await?.ok_or(AppError::NotFound("import"))?;
    let kind = Kind::parse(&import.kind).ok_or(AppError::NotFound("import"))?;
    check_permission(actor, kind)?;
    Ok((import, kind))
}
