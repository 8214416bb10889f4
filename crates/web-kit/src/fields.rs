//! A form whose fields are declared once. The declaration says what a field is called, of what kind it is and how long it may
//! be; the page draws it, what comes back is read and checked by it, and so is a document of the JSON interface.
//!
//! ```
//! use changxiao_web_kit::fields::{Field, Fields, Typed};
//! use changxiao_words::keys;
//!
//! const HOOK: Fields = Fields(&[
//!     Field::line("name", keys::notices_hook_name).required().up_to(60),
//!     Field::choice("style", keys::notices_style).required(),
//!     Field::line("url", keys::notices_url).hint(keys::notices_url_hint).required(),
//! ]);
//! let typed = Typed::default().with("name", "x".repeat(61));
//! assert_eq!(HOOK.problems(&typed).len(), 1);
//! ```

mod drawn;
mod reader;
mod typed;

use changxiao_app::FieldProblem;
use changxiao_words::{Key, Lang};

pub use drawn::{Cell, Control, Drawn, FieldsPart, HeldOffer, Length, Row, SPARE_ROWS};
pub use reader::{Reader, read_thousandths, write_thousandths};
pub use typed::Typed;

use crate::choice::ChoiceGroup;

/// The longest text of a field that does not say otherwise.
pub const MOST_LETTERS: usize = 2000;

/// The fields of a form, in the order in which the page shows them.
#[derive(Clone, Copy)]
pub struct Fields(pub &'static [Field]);

/// One field.
#[derive(Clone, Copy)]
pub struct Field {
    /// The name in the form and in the JSON document; empty for a heading.
    pub name: &'static str,
    pub label: Key,
    pub hint: Option<Key>,
    pub kind: Kind,
    pub required: bool,
    /// In letters.
    pub longest: usize,
}

/// What is entered, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Parts the fields that follow from those before.
    Heading,
    /// One line; the word is the `type` of the input: text, number, date, email.
    Line(&'static str),
    /// Several lines.
    Area,
    /// One of some offers.
    Choice,
    /// A little table.
    Rows(&'static [Column]),
}

/// A column of a little table; what can be chosen in it is offered under its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub label: Key,
}

/// What can be chosen in a field or a column, by its name.
pub type Offers = Vec<(&'static str, Vec<ChoiceGroup>)>;

impl Field {
    const fn new(name: &'static str, label: Key, kind: Kind) -> Self {
        Self { name, label, hint: None, kind, required: false, longest: MOST_LETTERS }
    }

    pub const fn heading(label: Key) -> Self {
        Self::new("", label, Kind::Heading)
    }

    pub const fn line(name: &'static str, label: Key) -> Self {
        Self::new(name, label, Kind::Line("text"))
    }

    pub const fn number(name: &'static str, label: Key) -> Self {
        Self::new(name, label, Kind::Line("number"))
    }

    pub const fn day(name: &'static str, label: Key) -> Self {
        Self::new(name, label, Kind::Line("date"))
    }

    pub const fn area(name: &'static str, label: Key) -> Self {
        Self::new(name, label, Kind::Area)
    }

    pub const fn choice(name: &'static str, label: Key) -> Self {
        Self::new(name, label, Kind::Choice)
    }

    pub const fn rows(name: &'static str, label: Key, columns: &'static [Column]) -> Self {
        Self::new(name, label, Kind::Rows(columns))
    }

    pub const fn hint(mut self, hint: Key) -> Self {
        self.hint = Some(hint);
        self
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The longest text, in letters.
    pub const fn up_to(mut self, longest: usize) -> Self {
        self.longest = longest;
        self
    }
}

impl Column {
    pub const fn new(name: &'static str, label: Key) -> Self {
        Self { name, label }
    }
}

impl Fields {
    /// The form with what was typed into it. What is wrong with none of its fields has to be said above it.
    pub fn draw(self, lang: Lang, typed: &Typed, offers: &Offers, problems: &[FieldProblem]) -> Vec<Drawn> {
        self.0.iter().map(|field| drawn::draw(field, lang, typed, offers, problems)).collect()
    }

    /// Texts that are longer than their field allows.
    pub fn problems(self, typed: &Typed) -> Vec<FieldProblem> {
        let mut reader = Reader::new(typed, self);
        for field in self.0 {
            match field.kind {
                Kind::Rows(columns) => {
                    for column in columns {
                        typed.all(column.name).for_each(|cell| reader.check_length(field.name, cell));
                    }
                }
                _ => reader.check_length(field.name, typed.get(field.name)),
            }
        }
        reader.problems
    }
}
