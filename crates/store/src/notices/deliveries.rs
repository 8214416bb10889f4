//! Mails and messages to webhooks, each with the text that every try sends.

use changxiao_domain::{
    ids::{CityId, DeliveryId},
    time::Instant,
};

use super::Receiver;
use crate::{
    Db, StoreError, Tx, columns,
    engine::{Columns, Row},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    /// mail, webhook.
    pub channel: String,
    /// The bytes of the person's or the webhook's id.
    pub receiver: Vec<u8>,
    pub subject: String,
    pub body: String,
    pub urgent: bool,
    /// How many notices it carries.
    pub notices: i64,
    pub made_at: Instant,
    pub sent_at: Option<Instant>,
    pub dropped: Option<String>,
    /// JSON for a program: a signed message carries it beside the text.
    pub document: Option<String>,
}

/// The columns of `deliveries` behind the city.
const DELIVERY_COLUMNS: Columns = &[
    "delivery_id",
    "channel",
    "receiver",
    "subject",
    "body",
    "urgent",
    "notices",
    "made_at",
    "sent_at",
    "dropped",
    "document",
];

columns! {
    NEW_COLUMNS, new_values(delivery: &Delivery) {
        delivery_id = delivery.id,
        channel = &delivery.channel,
        receiver = delivery.receiver.clone(),
        subject = &delivery.subject,
        body = &delivery.body,
        urgent = delivery.urgent,
        notices = delivery.notices,
        made_at = delivery.made_at,
        document = delivery.document.clone(),
    }
}

sql! {
    PUT_DELIVERY = (NEW_COLUMNS "
        INSERT INTO deliveries (city_id, {})
        VALUES ($1, {$2})");
    ONE = (DELIVERY_COLUMNS "
        SELECT {}
        FROM deliveries
        WHERE city_id = $1 AND delivery_id = $2");
    SENT = "UPDATE deliveries SET sent_at = $3 WHERE city_id = $1 AND delivery_id = $2 AND sent_at IS NULL";
    GIVE_UP = "
        UPDATE deliveries SET dropped = $3
        WHERE city_id = $1 AND delivery_id = $2 AND sent_at IS NULL AND dropped IS NULL";
    NEWEST_OF = (DELIVERY_COLUMNS "
        SELECT {}
        FROM deliveries
        WHERE city_id = $1 AND receiver = $2
        ORDER BY delivery_id DESC
        LIMIT $3");
    TIDY_DELIVERIES = "
        DELETE FROM deliveries
        WHERE city_id = $1 AND made_at < $2 AND (sent_at IS NOT NULL OR dropped IS NOT NULL)";
}

pub async fn put(tx: &mut Tx, city: CityId, delivery: &Delivery) -> Result<(), StoreError> {
    let values = params![city].and(new_values(delivery));
    tx.execute(&PUT_DELIVERY, values).await?;
    Ok(())
}

pub async fn one(db: &Db, city: CityId, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    db.row(&ONE, params![city, id]).await?.as_ref().map(delivery).transpose()
}

/// `false`: it was sent before.
pub async fn sent(tx: &mut Tx, city: CityId, id: DeliveryId, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(&SENT, params![city, id, at]).await? > 0)
}

/// It will not be sent, and why.
pub async fn give_up(tx: &mut Tx, city: CityId, id: DeliveryId, why: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(&GIVE_UP, params![city, id, why]).await? > 0)
}

/// Newest first.
pub async fn newest_of(db: &Db, city: CityId, receiver: Receiver, most: i64) -> Result<Vec<Delivery>, StoreError> {
    db.rows(&NEWEST_OF, params![city, receiver.bytes(), most]).await?.iter().map(delivery).collect()
}

/// Removes what came to its end before.
pub async fn tidy(tx: &mut Tx, city: CityId, made_before: Instant) -> Result<u64, StoreError> {
    tx.execute(&TIDY_DELIVERIES, params![city, made_before]).await
}

fn delivery(row: &Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: row.id("delivery_id", DeliveryId)?,
        channel: row.text("channel")?,
        receiver: row.blob("receiver")?,
        subject: row.text("subject")?,
        body: row.text("body")?,
        urgent: row.flag("urgent")?,
        notices: row.int("notices")?,
        made_at: row.instant("made_at")?,
        sent_at: row.opt_instant("sent_at")?,
        dropped: row.opt_text("dropped")?,
        document: row.opt_text("document")?,
    })
}
