//! What another system was told of its order, for the page of its case and for the list.

use changxiao_store::exchange::OrderRow;
use changxiao_words::fill;

use crate::{cx::Cx, words};

/// What the other system was told last, and whether it took it.
pub fn status_words(cx: &Cx, row: &OrderRow) -> String {
    let l = cx.l;
    let Some((told, told_at)) = row.told else { return l.exchange_status_none.to_owned() };
    let taken = row.taken.filter(|(taken, at)| *taken == told && *at >= told_at);
    let (text, at) = match taken {
        Some((_, at)) => (l.exchange_status_taken, at),
        None => (l.exchange_status_told, told_at),
    };
    let time = words::moment(cx.lang, cx.wall(at), cx.this_year());
    fill(text, &[("status", &told.words(cx.lang)), ("time", &time)])
}
