//! 事项: what is begun by a document (办理规程), issued to one or to many, answered, reviewed and ended. A new procedure is a new document;
//! nothing here knows one of them.
//!
//! A [`Document`] says fields, states, actions and rows, [`check`] finds its faults, and [`keep`] makes of it the tables that the kernel
//! reads. Nothing changes a [`Matter`] but these; each decision yields exactly one sealed [`Event`].

mod again;
mod asked;
mod below;
mod carry;
mod check;
mod check_asked;
mod check_rows;
mod code;
mod command;
mod comments;
mod conditions;
mod decide;
mod diagram;
mod differs;
mod document;
mod edit;
mod effect;
mod fact;
mod fault;
mod field;
mod hand_over;
pub mod ladder;
mod letter;
mod matter;
mod order;
pub mod recurring;
mod refusal;
mod retold;
mod rule;
mod samples;
mod table;
pub mod tryout;
mod values;
mod word;

pub use asked::{ASK_MINUTES, Audience, RegisteredAsk};
pub use carry::Onward;
pub use check::check;
pub use code::Code;
pub use command::Command;
pub use comments::{ChangeKind, Commented, clause_mark, clause_of, comments_of, dispositions_of, entries_of};
pub use decide::{NewMatter, NewPart, may_begin};
pub use diagram::{Arrow, Diagram, Rect, StateBox, diagram};
pub use differs::{Differs, differences};
pub use document::{
    ActionRow, Ask, Document, Flow, FlowOf, FlowRow, Frequency, PartFlow, Side, StateRow, Template, Turn,
};
pub use edit::{Edit, Item, Place, faults_at, free_code};
pub use effect::{CommentPeriod, Condition, ConditionKind, Effect, EffectKind, NextRound, Once};
pub use fact::Fact;
pub use fault::{Fault, FaultKind};
pub use field::{Choice, Column, ColumnKind, Field, FieldKind, First, LengthHint, Means, SeenBy, counted_letters};
pub use letter::letter_of;
pub use matter::{Around, LATER, Level, MOST_PARTS, Matter, Values};
pub use order::too_early;
pub use refusal::{Early, Refusal};
pub use rule::{Days, LinesHave, LinesSettled, Opening, Registers, Said, Span};
pub use table::{Given, LoadedDocument, Ruled, Table, WORKING, copies, keep, kept};
pub use values::{MOST_COUNT, MOST_FILES, MOST_ROWS, file_numbers, read_decimal, write_decimal};
pub use word::{Action, OF_FORMS, OWN, State};

/// One thing that was done to a matter.
pub type Event = crate::sealing::Entry<Action, State>;
