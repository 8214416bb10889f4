//! Work orders of other systems and the cases that they became. The key of the table refuses a second case for one order.

pub mod mappings;

use std::collections::HashMap;

use changxiao_domain::{
    cases::{Hash, State},
    exchange::{Order, OrderStatus},
    ids::{CaseId, CityId},
    time::Instant,
};

use crate::{
    Db, Engine, StoreError, Tx,
    cases::number_text,
    engine::{Built, Bulk, Columns, Params, Row, Value},
    params, sql,
};

/// An order as it was last received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    pub order: Order,
    pub case: CaseId,
    pub hash: Hash,
    /// Name of the mapping that read it last.
    pub mapping: String,
    pub received_at: Instant,
    pub changed_at: Option<Instant>,
    /// How often it came with other content.
    pub changes: i64,
    /// What was last put down to be told to its system.
    pub told: Option<(OrderStatus, Instant)>,
    /// What a receiver last took.
    pub taken: Option<(OrderStatus, Instant)>,
}

impl OrderRow {
    /// What its system was told last, and whether it took it; the moment is that of the taking, else that of the telling.
    pub fn status(&self) -> Option<(OrderStatus, Instant, bool)> {
        let (told, told_at) = self.told?;
        let taken = self.taken.filter(|(taken, at)| *taken == told && *at >= told_at);
        Some(taken.map_or((told, told_at, false), |(_, at)| (told, at, true)))
    }
}

/// A line of the list of orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    pub row: OrderRow,
    /// 261121-0041.
    pub case_number: String,
    pub state: State,
}

/// The columns of `orders` behind the city.
const ORDER_COLUMNS: Columns = &[
    "system",
    "order_no",
    "case_id",
    "content_hash",
    "document",
    "mapping",
    "received_at",
    "changed_at",
    "changes",
    "status_told",
    "status_told_at",
    "status_taken",
    "status_taken_at",
];

sql! {
    ONE = (ORDER_COLUMNS "
        SELECT {}
        FROM orders
        WHERE city_id = $1 AND system = $2 AND order_no = $3");
    OF_CASE = (ORDER_COLUMNS "
        SELECT {}
        FROM orders
        WHERE city_id = $1 AND case_id = $2");
    CHANGE = "
        UPDATE orders
        SET content_hash = $5, document = $6, mapping = $7, changed_at = $8, changes = changes + 1
        WHERE city_id = $1 AND system = $2 AND order_no = $3 AND content_hash = $4";
    TELL = "UPDATE orders SET status_told = $3, status_told_at = $4 WHERE city_id = $1 AND case_id = $2";
    TAKEN = "
        UPDATE orders SET status_taken = $4, status_taken_at = $5
        WHERE city_id = $1 AND system = $2 AND order_no = $3";
    NEWEST = "
        SELECT o.system, o.order_no, o.case_id, o.content_hash, o.document, o.mapping, o.received_at, o.changed_at, o.changes,
               o.status_told, o.status_told_at, o.status_taken, o.status_taken_at, c.number, c.state
        FROM orders o
        JOIN cases c ON c.city_id = o.city_id AND c.case_id = o.case_id
        WHERE o.city_id = $1 AND o.case_id < $2
        ORDER BY o.case_id DESC
        LIMIT $3";
    NEWEST_OF_SYSTEM = "
        SELECT o.system, o.order_no, o.case_id, o.content_hash, o.document, o.mapping, o.received_at, o.changed_at, o.changes,
               o.status_told, o.status_told_at, o.status_taken, o.status_taken_at, c.number, c.state
        FROM orders o
        JOIN cases c ON c.city_id = o.city_id AND c.case_id = o.case_id
        WHERE o.city_id = $1 AND o.system = $2 AND o.case_id < $3
        ORDER BY o.case_id DESC
        LIMIT $4";
    NUMBERED = "
        SELECT o.system, o.order_no, o.case_id, o.content_hash, o.document, o.mapping, o.received_at, o.changed_at, o.changes,
               o.status_told, o.status_told_at, o.status_taken, o.status_taken_at, c.number, c.state
        FROM orders o
        JOIN cases c ON c.city_id = o.city_id AND c.case_id = o.case_id
        WHERE o.city_id = $1 AND o.system = $2 AND o.order_no = $3";
    COUNTS = "SELECT system, COUNT(*) AS orders, MAX(received_at) AS at FROM orders WHERE city_id = $1 GROUP BY system";
}

pub async fn one(db: &Db, city: CityId, system: &str, number: &str) -> Result<Option<OrderRow>, StoreError> {
    db.row(&ONE, params![city, system, number]).await?.as_ref().map(read).transpose()
}

/// The order that a case came from.
pub async fn of_case(db: &Db, city: CityId, case: CaseId) -> Result<Option<OrderRow>, StoreError> {
    db.row(&OF_CASE, params![city, case]).await?.as_ref().map(read).transpose()
}

/// Hashes of those of the numbers that are there.
pub async fn hashes(
    db: &Db,
    city: CityId,
    system: &str,
    numbers: &[&str],
) -> Result<HashMap<String, Hash>, StoreError> {
    let mut found = HashMap::new();
    for row in among(db, city, "order_no, content_hash", (system, numbers)).await? {
        found.insert(row.text("order_no")?, row.hash("content_hash")?);
    }
    Ok(found)
}

/// Those of the numbers that are there, by number.
pub async fn some(
    db: &Db,
    city: CityId,
    system: &str,
    numbers: &[&str],
) -> Result<HashMap<String, OrderRow>, StoreError> {
    let columns = "system, order_no, case_id, content_hash, document, mapping, received_at, changed_at, changes, \
                   status_told, status_told_at, status_taken, status_taken_at";
    let rows = among(db, city, columns, (system, numbers)).await?;
    rows.iter().map(|row| Ok((row.text("order_no")?, read(row)?))).collect()
}

async fn among(
    db: &Db,
    city: CityId,
    columns: &'static str,
    (system, numbers): (&str, &[&str]),
) -> Result<Vec<Row>, StoreError> {
    /// Numbers of one question.
    const AT_ONCE: usize = 1_000;
    let mut found = Vec::new();
    for some in numbers.chunks(AT_ONCE) {
        let places = 3..some.len() + 3;
        let text = match db.engine() {
            // SQLite looks a named parameter up among all before it; a bare one it only counts.
            Engine::Sqlite => {
                let places: Vec<&str> = places.map(|_| "?").collect();
                let places = places.join(", ");
                format!("SELECT {columns} FROM orders WHERE city_id = ? AND system = ? AND order_no IN ({places})")
            }
            // Each number by the key of the table. Given the list as it is, PostgreSQL goes through all orders of the system for each
            // question, as long as it has not noticed that there are many: within the first minute after a file.
            Engine::Postgres => {
                let places: Vec<String> = places.map(|place| format!("(CAST(${place} AS TEXT))")).collect();
                let places = places.join(", ");
                format!(
                    "SELECT o.* FROM (VALUES {places}) AS asked (number) CROSS JOIN LATERAL \
                     (SELECT {columns} FROM orders WHERE city_id = $1 AND system = $2 AND order_no = asked.number LIMIT 1) AS o"
                )
            }
        };
        let mut values = params![city, system].0;
        values.extend(some.iter().map(|number| Value::from(*number)));
        found.extend(db.rows(Built { name: "store::exchange::among", text }, Params(values)).await?);
    }
    Ok(found)
}

/// Saves new orders; the cases that they name must be there. [`StoreError::Exists`]: somebody was faster with one of them.
pub async fn put(tx: &mut Tx, city: CityId, rows: impl Iterator<Item = &OrderRow>) -> Result<(), StoreError> {
    let columns =
        ["city_id", "system", "order_no", "case_id", "content_hash", "document", "mapping", "received_at", "changes"];
    let mut bulk = Bulk::new("store::exchange::put", "orders", &columns, "");
    for row in rows {
        let values = params![
            city,
            &row.order.system,
            &row.order.number,
            row.case,
            row.hash,
            document(&row.order)?,
            &row.mapping,
            row.received_at,
            row.changes
        ];
        bulk.push(tx, values).await?;
    }
    bulk.send(tx).await
}

/// Keeps an order that came with other content over the one that was read. [`StoreError::Conflict`]: it has changed since.
pub async fn change(
    tx: &mut Tx,
    city: CityId,
    before: &OrderRow,
    order: &Order,
    mapping: &str,
    at: Instant,
) -> Result<(), StoreError> {
    let values = params![city, &order.system, &order.number, before.hash, order.hash(), document(order)?, mapping, at];
    if tx.execute(&CHANGE, values).await? == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Notes what is put down to be told to the order's system.
pub async fn tell(tx: &mut Tx, city: CityId, case: CaseId, status: OrderStatus, at: Instant) -> Result<(), StoreError> {
    tx.execute(&TELL, params![city, case, status.code(), at]).await?;
    Ok(())
}

/// Notes what a receiver took.
pub async fn taken(
    tx: &mut Tx,
    city: CityId,
    (system, number): (&str, &str),
    status: OrderStatus,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(&TAKEN, params![city, system, number, status.code(), at]).await?;
    Ok(())
}

/// Newest first, of one system or of all, from behind `after` on.
pub async fn list(
    db: &Db,
    city: CityId,
    system: Option<&str>,
    after: Option<CaseId>,
    most: i64,
) -> Result<Vec<OrderLine>, StoreError> {
    let after = after.map_or_else(|| vec![u8::MAX; 16], |case| case.as_bytes().to_vec());
    let rows = match system {
        None => db.rows(&NEWEST, params![city, after, most]).await?,
        Some(system) => db.rows(&NEWEST_OF_SYSTEM, params![city, system, after, most]).await?,
    };
    rows.iter().map(line).collect()
}

pub async fn numbered(db: &Db, city: CityId, system: &str, number: &str) -> Result<Option<OrderLine>, StoreError> {
    db.row(&NUMBERED, params![city, system, number]).await?.as_ref().map(line).transpose()
}

/// System, how many orders, when the last one came.
pub async fn counts(db: &Db, city: CityId) -> Result<Vec<(String, i64, Instant)>, StoreError> {
    let rows = db.rows(&COUNTS, params![city]).await?;
    rows.iter().map(|row| Ok((row.text("system")?, row.int("orders")?, row.instant("at")?))).collect()
}

fn document(order: &Order) -> Result<String, StoreError> {
    serde_json::to_string(order).map_err(|_| StoreError::content("document", "an order"))
}

fn line(row: &Row) -> Result<OrderLine, StoreError> {
    Ok(OrderLine {
        row: read(row)?,
        case_number: number_text(row.int("number")?),
        state: row.code("state", State::parse)?,
    })
}

fn read(row: &Row) -> Result<OrderRow, StoreError> {
    let status = |status: &str, at: &str| -> Result<Option<(OrderStatus, Instant)>, StoreError> {
        let code = row.opt_text(status)?;
        Ok(code.as_deref().and_then(OrderStatus::parse).zip(row.opt_instant(at)?))
    };
    Ok(OrderRow {
        order: serde_json::from_str(&row.text("document")?).map_err(|_| StoreError::content("document", "an order"))?,
        case: row.id("case_id", CaseId)?,
        hash: row.hash("content_hash")?,
        mapping: row.text("mapping")?,
        received_at: row.instant("received_at")?,
        changed_at: row.opt_instant("changed_at")?,
        changes: row.int("changes")?,
        told: status("status_told", "status_told_at")?,
        taken: status("status_taken", "status_taken_at")?,
    })
}
