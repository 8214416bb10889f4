//! An order in words, for the page of its case and for the list.

use changxiao_domain::time::Instant;
use changxiao_store::exchange::OrderRow;
use changxiao_words::{fill, texts};

use crate::{pages, session::Who};

/// What a case page says of its order. Who called stands here nowhere.
pub struct OrderFacts {
    pub system: String,
    pub number: String,
    pub classes: String,
    pub received: String,
    pub reported: String,
    pub due: String,
    pub status: String,
}

pub fn facts_of(who: &Who, row: &OrderRow, now: Instant) -> OrderFacts {
    let moment = |at: Option<Instant>| at.map_or_else(String::new, |at| pages::moment(who, now, at));
    OrderFacts {
        system: row.order.system.clone(),
        number: row.order.number.clone(),
        classes: row.order.classes.join(" / "),
        received: moment(Some(row.received_at)),
        reported: moment(row.order.reported_at),
        due: moment(row.order.due_at),
        status: status_words(who, row, now),
    }
}

/// What the other system was told last, and whether it took it.
pub(super) fn status_words(who: &Who, row: &OrderRow, now: Instant) -> String {
    let (lang, l) = (who.lang(), texts(who.lang()));
    let Some((told, told_at)) = row.told else { return l.exchange_status_none.to_owned() };
    let taken = row.taken.filter(|(taken, at)| *taken == told && *at >= told_at);
    let (words, at) = match taken {
        Some((_, at)) => (l.exchange_status_taken, at),
        None => (l.exchange_status_told, told_at),
    };
    fill(words, &[("status", &told.words(lang)), ("time", &pages::moment(who, now, at))])
}
