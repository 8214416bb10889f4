//! What another system was told of its order, for the page of its case and for the list.

use changxiao_store::exchange::OrderRow;
use changxiao_words::fill;

use crate::{cx::Cx, words};

/// What the other system was told last, and whether it took it.
pub fn status_words(cx: &Cx, row: &OrderRow) -> String {
    let Some((told, at, is_taken)) = row.status() else { return cx.l.exchange_status_none.to_owned() };
    let text = if is_taken { cx.l.exchange_status_taken } else { cx.l.exchange_status_told };
    let time = words::moment(cx.lang, cx.wall(at), cx.this_year());
    fill(text, &[("status", &told.words(cx.lang)), ("time", &time)])
}
