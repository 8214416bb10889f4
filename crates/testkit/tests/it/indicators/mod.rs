//! The numbers of case handling on both engines: the database counts as the domain does, every figure opens to its cases, and a story
//! told by those who look at them.

mod load;
mod story;
mod walk;
