//! Content that is there already, and by which words an item is found.

use super::Item;
use crate::masking::mask_text;

/// An item that holds the content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub number: i64,
    /// It was taken out of the store; its content was not.
    pub is_removed: bool,
}

/// What becomes of a file that somebody brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It is new and becomes an item.
    Take,
    /// An item that was taken out holds this content: it comes back with what is told of it now.
    Restore(i64),
    /// The item of this number stands and is offered with its caption; nothing is stored a second time.
    Stands(i64),
}

/// The same content is never asked for twice and never kept twice.
pub fn offer(held: Option<&Held>) -> Offer {
    match held {
        None => Offer::Take,
        Some(Held { number, is_removed: true }) => Offer::Restore(*number),
        Some(Held { number, is_removed: false }) => Offer::Stands(*number),
    }
}

/// The texts whose words an index keeps of an item: what is told of it, the name of its file and the text of its document, without numbers
/// of persons.
pub fn searched_texts(item: &Item, file_name: &str, text: &str) -> Vec<String> {
    let mut texts = vec![item.caption.as_str(), &item.place, &item.people, &item.source, file_name];
    if let Some(press) = &item.press {
        texts.extend([press.title.as_str(), &press.paper, &press.author, &press.photographer]);
    }
    let mut masked: Vec<String> = texts.into_iter().map(mask_text).collect();
    masked.push(mask_text(text));
    masked
}
