//! The text of a PDF (ISO 32000-1), within bounds: nodes, depth, unpacked bytes, pages, characters.

mod file;
mod font;
mod lexer;
mod page;
mod read;

pub(super) use read::read;
