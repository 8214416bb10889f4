//! Categories of problems with their filing and closing standard (GB/T 30428: components and events, majors and minors).

mod code;
mod first_format;
mod key;
mod leading;
mod parse;
mod relative;
mod rows;
mod set;
mod sources;
mod standard;

pub use code::{CategoryClass, CategoryCode, NotACategoryCode};
pub use key::{CategoryKey, NotACategoryKey};
pub use leading::{
    LeadFault, Leads, Led, LeftItem, NewLead, OpenLead, Ties, ended, name_for, name_in, proposed, same_meaning,
};
pub use relative::Relative;
pub use rows::{FilingColumn, FilingRow, RawRow, RowFault, RowFaultKind, read_rows, split_lines};
pub use set::{Category, CategoryMajor, CategoryProblem, CategorySet, MissingPart};
pub use standard::{FiledUnder, FilingStandard, edition_key, text_in};
