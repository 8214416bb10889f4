//! 征求意见: a text in clauses, comments on them, what becomes of each comment, and the next version, whose difference from the one before
//! equals what was adopted, to the character.
//!
//! Everything here computes: [`Draft::read`] reads a plain text as offices write it, [`Round::next`] makes the next version,
//! [`Round::issue`] refuses a text that is anything else, [`Difference`] shows two versions side by side, [`adoption_table`] gives the
//! rows of the 意见采纳情况表. State, rights and clocks are a procedure's (`data/procedures/draft.json`).

mod built;
mod change;
mod comment;
mod difference;
mod draft;
mod follow;
mod made;
mod mark;
mod next;
mod numerals;
mod period;
mod references;
mod round;
mod table;

pub use change::{Change, Fragment, Unfit};
pub use comment::{Comment, Disposition, Entry, NotDisposed, Ruling};
pub use difference::{Difference, Piece, Step};
pub use draft::{Clause, Draft, Fault, LONGEST_CLAUSE, LONGEST_DRAFT, MOST_CLAUSES, as_read};
pub use follow::{Followed, NotFollowed, WhyNot};
pub use made::Conflict;
pub use mark::{Level, Mark};
pub use next::{Next, Touched};
pub use numerals::{chinese, of_chinese};
pub use period::{CommentRules, PeriodRefusal, check_period};
pub use round::{Refusal, Round};
pub use table::{AdoptionRow, adoption_table};
