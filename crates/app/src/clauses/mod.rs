//! 征求意见: the draft with its comments, commenting clause by clause, deciding, and the text as what was adopted makes it.

pub mod act;
pub mod round;
pub mod view;
