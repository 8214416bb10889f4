//! Imports an export of orders: read whole, checked whole, and saved in one transaction or not at all, so that a process that is
//! killed leaves nothing half done. The same file again changes nothing.

use changxiao_domain::{
    exchange::{Differences, Mapping, Order},
    ids::ImportId,
    orgs::Actor,
    trace::{TraceKind, TraceSubject},
};
use changxiao_files::sheets::{Problems, Reading};
use changxiao_store::{
    StoreError, Tx, cases,
    exchange::{self, OrderRow},
    imports::{self, ImportRow},
};
use changxiao_words::Message;
use sha2::{Digest, Sha256};

use super::{
    calls, changed, check_intake, intake, mappings,
    read_file::{ReadOrders, read_file},
    returned,
};
use crate::{App, AppError, model::CityModel, note, numbers};

/// One import as it is asked for.
#[derive(Clone, Debug, Default)]
pub struct ImportOrders {
    /// Name of the mapping.
    pub mapping: String,
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// Look, and change nothing.
    pub dry_run: bool,
    /// Take the right rows although others are wrong; otherwise one wrong row keeps all out.
    pub skip_wrong: bool,
    /// Leave out new orders with which the other system is done already.
    pub leave_finished: bool,
    /// Which sheet, and what becomes of rows that are hidden or struck through.
    pub reading: Reading,
    /// The plan that was shown: another one is not carried out.
    pub expected: Option<[u8; 32]>,
}

/// What becomes of an order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderFate {
    New,
    /// What it tells of the problem is otherwise than before.
    Changed,
    /// Only how the other system stands with it is otherwise.
    Followed,
}

/// One of the first orders that are new or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderPreview {
    /// The row as Excel counts it.
    pub row: u32,
    pub fate: OrderFate,
    pub order: Order,
    pub differences: Differences,
}

/// What an import did, or would do.
#[derive(Clone, Debug)]
pub struct OrdersOutcome {
    pub mapping: Mapping,
    /// False for a dry run.
    pub applied: bool,
    pub rows_read: u64,
    pub added: u64,
    pub changed: u64,
    pub followed: u64,
    pub unchanged: u64,
    /// Rows that the mapping says are not ours.
    pub passed_over: u64,
    /// New orders with which the other system is done already, taken or left out.
    pub finished: u64,
    /// Cases that have ended although their order tells of the problem otherwise now; they got no note. Their numbers, the first
    /// twenty, and how many there are.
    pub ended: (Vec<String>, u64),
    pub wrong: Problems,
    /// What reading the sheet did that its owner should know.
    pub remarks: Vec<Message>,
    /// Rows of the file that are hidden, and rows that are struck through.
    pub hidden_rows: u64,
    pub struck_rows: u64,
    pub first: Vec<OrderPreview>,
    pub unused_columns: Vec<String>,
    pub file_hash: [u8; 32],
    /// SHA-256 of everything that would be brought in or left out: the same plan has the same.
    pub plan: [u8; 32],
}

/// The word of the record of imports.
pub const KIND: &str = "orders";
/// Cases that are made between two words of progress.
const STEP: usize = 1_000;
/// How many new and how many changed orders a preview shows.
const SHOWN: usize = 20;
/// How often it is tried when an order of the file arrives by another way meanwhile.
const TRIES: usize = 5;

/// One file is read at a time: the largest that is allowed takes some hundred megabytes while it is checked.
static READING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);

/// What the database says to the orders of a file.
struct Compared {
    /// Places in the list of orders.
    new: Vec<usize>,
    changed: Vec<(usize, OrderRow, Differences)>,
    same: u64,
    /// New ones with which the other system is done.
    finished: u64,
    /// What was found of each order, as it was found.
    noted: Sha256,
}

/// Reads the file by the mapping, finds what is new, and brings it in unless the request is a dry run. `progress` hears orders
/// done and orders in all.
///
/// Errors: not permitted (imports concern the whole city, and orders become cases of the post that brings them); there is no such
/// mapping; the file or its titles cannot be read, or, where wrong rows are not to be skipped, a row is wrong
/// ([`AppError::Import`], each with sheet, row, column, value, reason and remedy), then nothing was saved; what would be done is not what
/// was shown ([`AppError::Conflict`]).
pub async fn import_orders(
    app: &App,
    actor: &Actor,
    request: ImportOrders,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<OrdersOutcome, AppError> {
    check_intake(actor)?;
    let mapping = mappings::find(app, actor, &request.mapping).await?.mapping;
    let model = app.model(actor.city).await?;
    let ImportOrders { file_name, bytes, dry_run, skip_wrong, leave_finished, reading, expected, .. } = request;
    let file_name: String = file_name.chars().take(200).collect();
    let file_hash: [u8; 32] = Sha256::digest(&bytes).into();

    let place = READING.acquire().await.map_err(|_| AppError::Busy)?;
    let (for_reading, name, by) = (model.clone(), file_name.clone(), mapping.clone());
    let mut read = tokio::task::spawn_blocking(move || read_file(&for_reading, &by, &name, &bytes, &reading))
        .await
        .map_err(|problem| AppError::Broken(format!("reading thread: {problem}")))?
        .map_err(|problems| AppError::Import(Box::new(problems)))?;
    drop(place);
    returned::settle(app, actor, &mapping, &mut read).await?;
    if !dry_run && !skip_wrong && !read.wrong.is_empty() {
        return Err(AppError::Import(Box::new(read.wrong)));
    }
    for _ in 0..TRIES {
        let compared = compare(app, actor, &mapping, &read, leave_finished).await?;
        let mut outcome = outcome_of(&mapping, &read, &compared, file_hash);
        if dry_run {
            return Ok(outcome);
        }
        if expected.is_some_and(|expected| expected != outcome.plan) {
            // Something changed since the look: what was not shown is not done.
            return Err(AppError::Conflict);
        }
        match save(app, actor, &model, (&mapping, &file_name), &read, compared, &mut outcome, progress).await {
            // Somebody else brought one of them meanwhile; nothing was saved, and what is there now decides.
            Err(AppError::Conflict | AppError::Store(StoreError::Exists { .. })) => {}
            Err(other) => return Err(other),
            Ok(()) => {
                outcome.applied = true;
                app.figures().forget(actor.city);
                return Ok(outcome);
            }
        }
    }
    Err(AppError::Busy)
}

async fn compare(
    app: &App,
    actor: &Actor,
    mapping: &Mapping,
    read: &ReadOrders,
    leave_finished: bool,
) -> Result<Compared, AppError> {
    let (db, city, system) = (app.db(), actor.city, mapping.system.as_str());
    let numbers: Vec<&str> = read.orders.iter().map(|(_, order)| order.number.as_str()).collect();
    let there = exchange::hashes(db, city, system, &numbers).await?;
    let mut compared = Compared { new: Vec::new(), changed: Vec::new(), same: 0, finished: 0, noted: Sha256::new() };
    let mut differing = Vec::new();
    // Two imports that meet must come to the same orders in the same order.
    let mut places: Vec<usize> = (0..read.orders.len()).collect();
    places.sort_unstable_by(|one, other| read.orders[*one].1.number.cmp(&read.orders[*other].1.number));
    for at in places {
        let order = &read.orders[at].1;
        compared.noted.update(format!("{:?} {:?} {:?};", order.number, order.hash(), there.get(&order.number)));
        match there.get(&order.number) {
            None => {
                let is_finished = order.there.is_finished();
                compared.finished += u64::from(is_finished);
                if !(is_finished && leave_finished) {
                    compared.new.push(at);
                }
            }
            Some(hash) if *hash == order.hash() => compared.same += 1,
            Some(_) => differing.push(at),
        }
    }
    let numbers: Vec<&str> = differing.iter().map(|at| read.orders[*at].1.number.as_str()).collect();
    let mut before = exchange::some(db, city, system, &numbers).await?;
    for at in differing {
        let order = &read.orders[at].1;
        let row = before.remove(&order.number).ok_or(AppError::Conflict)?;
        let differences = order.differences(&row.order);
        compared.changed.push((at, row, differences));
    }
    Ok(compared)
}

fn outcome_of(mapping: &Mapping, read: &ReadOrders, compared: &Compared, file_hash: [u8; 32]) -> OrdersOutcome {
    let content = |differences: &Differences| !differences.content.is_empty();
    let changed = compared.changed.iter().filter(|(.., differences)| content(differences)).count();
    let preview = |at: usize, fate: OrderFate, differences: Differences| {
        let (row, order) = &read.orders[at];
        OrderPreview { row: *row, fate, order: order.clone(), differences }
    };
    let new = compared.new.iter().take(SHOWN).map(|at| preview(*at, OrderFate::New, Differences::default()));
    let others = compared.changed.iter().take(SHOWN).map(|(at, _, differences)| {
        let fate = if content(differences) { OrderFate::Changed } else { OrderFate::Followed };
        preview(*at, fate, differences.clone())
    });
    OrdersOutcome {
        mapping: mapping.clone(),
        applied: false,
        rows_read: read.rows_read,
        added: compared.new.len() as u64,
        changed: changed as u64,
        followed: (compared.changed.len() - changed) as u64,
        unchanged: compared.same + read.repeated,
        passed_over: read.passed_over,
        finished: compared.finished,
        ended: (Vec::new(), 0),
        wrong: read.wrong.clone(),
        remarks: read.remarks.clone(),
        hidden_rows: read.hidden_rows,
        struck_rows: read.struck_rows,
        first: others.chain(new).collect(),
        unused_columns: read.unused_columns.clone(),
        file_hash,
        plan: compared
            .noted
            .clone()
            .chain_update(format!("{} {}", read.passed_over, read.wrong.count()))
            .finalize()
            .into(),
    }
}

#[allow(clippy::too_many_arguments, reason = "one call, all of it what the transaction needs")]
async fn save(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    (mapping, file_name): (&Mapping, &str),
    read: &ReadOrders,
    compared: Compared,
    outcome: &mut OrdersOutcome,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), AppError> {
    let all = (compared.new.len() + compared.changed.len()) as u64;
    progress(0, all);
    // Before the transaction begins: SQLite has one writer.
    let numbers = numbers::many_of_day(app, model, "case", compared.new.len()).await?;
    let mut tx = app.db().begin().await?;
    let (mut numbers, mut done) = (numbers, 0);
    for some in compared.new.chunks(STEP) {
        let orders = some.iter().map(|at| &read.orders[*at].1).zip(numbers.by_ref());
        put(app, &mut tx, actor, model, mapping, orders).await?;
        done += some.len() as u64;
        progress(done, all);
    }
    for (at, before, _) in &compared.changed {
        let order = (&read.orders[*at].1, mapping.name.as_str());
        let kept = changed::keep(app, &mut tx, actor, model, before, order).await?;
        if kept.ended {
            outcome.ended.1 += 1;
            if outcome.ended.0.len() < SHOWN {
                outcome.ended.0.push(kept.case_number);
            }
        }
        done += 1;
        if done.is_multiple_of(STEP as u64) || done == all {
            progress(done, all);
        }
    }
    record(app, &mut tx, actor, (mapping, file_name), outcome).await?;
    tx.commit().await?;
    Ok(())
}

async fn put<'a>(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    model: &CityModel,
    mapping: &Mapping,
    orders: impl Iterator<Item = (&'a Order, i64)>,
) -> Result<(), AppError> {
    let (mut rows, mut ties) = (Vec::with_capacity(STEP), Vec::with_capacity(STEP));
    for (order, number) in orders {
        let of = (order, mapping.name.as_str(), mapping.kind);
        let (row, events, tie) = intake::case_of(app, actor, model, of, cases::number_text(number))?;
        rows.push((row, events));
        ties.push(tie);
    }
    cases::put_many(tx, &rows).await?;
    exchange::put(tx, actor.city, ties.iter()).await?;
    calls::keep(tx, actor.city, ties.iter().map(|tie| (tie.case, &tie.order, None)), app.now()).await?;
    Ok(())
}

/// The record of the import and its line in the trace.
async fn record(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (mapping, file_name): (&Mapping, &str),
    outcome: &OrdersOutcome,
) -> Result<(), AppError> {
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let row = ImportRow {
        id: app.new_id(ImportId),
        kind: KIND.to_owned(),
        file_name: file_name.to_owned(),
        file_hash: outcome.file_hash,
        rows_read: count(outcome.rows_read),
        added: count(outcome.added),
        changed: count(outcome.changed + outcome.followed),
        unchanged: count(outcome.unchanged),
        person: Some(actor.person),
        at: app.now(),
        taken_back_at: None,
        taken_back_by: None,
    };
    imports::record(tx, actor.city, &row).await?;
    let particulars = serde_json::json!({
        "file": row.file_name, "mapping": mapping.name, "system": mapping.system, "rows": row.rows_read, "added": row.added,
        "changed": outcome.changed, "followed": outcome.followed, "unchanged": row.unchanged,
        "not_ours": outcome.passed_over, "wrong": outcome.wrong.count(),
    });
    note(app, tx, actor.city, Some(actor), TraceKind::Import, TraceSubject::Import(KIND.to_owned()), particulars).await
}
