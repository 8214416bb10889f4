//! The evidence store: items with their campaigns, what uses them, the text of their documents, and the list over them.

mod campaigns;
mod held;
mod list;
mod row;
mod save;
mod uses;

pub use campaigns::{add_campaign, campaigns};
pub use held::{by_ids, cases_about, used_lately, visits_about};
pub use list::{EvidenceFilter, EvidenceLine, all, lines};
pub use row::EvidenceRow;
pub use save::{by_file, by_number, by_numbers, insert, put_out, save, text_of};
pub use uses::{EvidenceUse, add_use, of_user, remove_use, uses_of};

use crate::engine::Sql;

/// The fixed statements of the files of this folder.
pub(crate) const STATEMENTS: [&[Sql]; 5] =
    [campaigns::STATEMENTS, held::STATEMENTS, list::STATEMENTS, save::STATEMENTS, uses::STATEMENTS];
