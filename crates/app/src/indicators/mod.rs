//! The numbers of case handling: a table by unit, area, category, source or function, and every figure opens to its cases.

mod table;
mod unit;

use changxiao_domain::indicators::{Counted, CountedBy, Part, Rules};

pub use table::{By, Row, Table, TableQuery, note_export, table};
pub use unit::{UnitView, unit};

/// The figure that an address names, ready to narrow a list; `None` where it names none.
///
/// `then`: cases have gone over to other units or divisions since ([`crate::model::CityModel::has_successions`]).
pub fn counted_by(rules: &Rules, text: &str, then: bool) -> Option<CountedBy> {
    let counted: Counted = text.parse().ok()?;
    let late_in = match counted.part {
        Part::Good(subject) => rules.scheme(subject)?.shares().collect(),
        Part::Due | Part::Met | Part::Partly | Part::Bad(_) => Vec::new(),
    };
    Some(CountedBy { counted, basis: rules.basis.clone(), late_in, then })
}
