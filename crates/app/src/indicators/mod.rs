//! The numbers of case handling: a table by unit, area, category, source or function, and every figure opens to its cases.

mod table;
mod unit;

use std::sync::{Arc, OnceLock};

use changxiao_domain::indicators::{Counted, CountedBy, Part, Rules};

use crate::{AppError, cities::BUILT_IN_INDICATORS};

pub use table::{Asked, By, Row, Table, note_export, table};
pub use unit::{UnitView, unit};

/// Weights, limits, bands and grades as they ship. Errors: they cannot be read, which a test rules out.
pub fn rules() -> Result<Arc<Rules>, AppError> {
    static RULES: OnceLock<Result<Arc<Rules>, String>> = OnceLock::new();
    let read = || Rules::from_json(BUILT_IN_INDICATORS).map(Arc::new).map_err(|fault| fault.to_string());
    RULES.get_or_init(read).clone().map_err(|fault| AppError::Broken(format!("indicators: {fault}")))
}

/// The figure that an address names, ready to narrow a list; `None` where it names none.
pub fn counted_by(text: &str) -> Option<CountedBy> {
    let counted: Counted = text.parse().ok()?;
    let rules = rules().ok()?;
    let late_in = match counted.part {
        Part::Good(subject) => rules.scheme(subject)?.shares().collect(),
        Part::Due | Part::Met | Part::Partly | Part::Bad(_) => Vec::new(),
    };
    Some(CountedBy { counted, basis: rules.basis.clone(), late_in })
}
