//! Walks through the whole demonstration city: every kind of address, every form, as everybody who is shown.

pub(crate) mod forms;
mod html;
mod shapes;
pub(crate) mod visitor;
mod workbook;

pub use forms::{FoundForm, forms};
pub use html::{Piece, pieces};
pub use visitor::{Keep, Visitor};
pub use workbook::workbook_parts;

/// Who walks, in the order in which they act; those whose acts change the whole city come last.
pub const PEOPLE: [Option<&str>; 13] = [
    None,
    Some("dispatcher"),
    Some("inspector"),
    Some("handler"),
    Some("head"),
    Some("town"),
    Some("town-head"),
    Some("checker"),
    Some("leader"),
    Some("auditor"),
    Some("office"),
    Some("admin"),
    Some("security"),
];

/// Who asks each list by everything that can be asked.
pub const SEARCHERS: [&str; 2] = ["dispatcher", "office"];
