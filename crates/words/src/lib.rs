//! Every word that people read stands in `locales/<language>/<feature>.json`, one file a feature; this crate makes typed keys
//! of it. It is the ground floor: everything else may say something to a person.
//!
//! A language is a folder below `locales` and a line in `build.rs`. Words that a city or a standard brings are data and carry
//! their languages themselves ([`Lang::of_data`]).

mod coded;
mod fill;
mod key;
mod lang;
mod message;
mod said;

pub use coded::Coded;
pub use fill::fill;
pub use key::Key;
pub use message::{Message, Value};
pub use said::Say;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
