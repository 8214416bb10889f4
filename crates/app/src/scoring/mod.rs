//! Scores of a period, computed from visits and cases, each with its why.

mod basis;
mod compute;
mod export;
mod facts;
mod groups;
mod months;
mod roll_up;
mod sight;
mod subject;
mod why;

pub use basis::{Basis, BasisItem, basis};
pub use compute::{Findings, Group, PeriodScores, period, period_lately};
pub use export::{ExportComponent, ExportRow, export, to_csv};
pub use facts::{PeriodFacts, PeriodItem, PeriodVisit, timeliness};
pub(crate) use groups::groups as like_units;
pub use groups::{LikeUnits, is_group};
pub use months::months;
pub use roll_up::{PassRates, may_see, pass_rates};
pub use sight::{Sight, sight, sight_by_score};
pub use subject::Subject;
pub use why::{Why, may_see_unit, why};
