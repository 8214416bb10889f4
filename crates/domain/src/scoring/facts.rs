//! What a unit is scored by in a period: outcomes only, never a person, a photo count or an activity.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CaseId, SiteId, VisitId},
    inspections::Answer,
};

/// The facts of one unit in one period. Each visit item and each case counts in here once; their order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Visits to sites that the unit answers for.
    pub visits: Vec<VisitFact>,
    /// Cases that the unit leads and that a trace may have to name.
    pub cases: Vec<CaseFact>,
    /// Cases that the unit leads and that lost nothing: closed in time at the first check. They are only counted, since no trace names
    /// them and a city closes tens of thousands a month.
    #[serde(default)]
    pub closed_well: Vec<ClosedWell>,
}

/// So many cases of one category, each closed in time at the first check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedWell {
    /// The code of the category.
    pub category: String,
    pub count: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitFact {
    pub visit: VisitId,
    pub site: SiteId,
    /// The code of the site type.
    pub site_type: String,
    pub items: Vec<ItemFact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFact {
    /// The code of the check item.
    pub item: String,
    pub answer: Answer,
    /// A granted appeal: if not met, the item is left out of what was due. The answer stays as it was found.
    pub exempt: bool,
}

/// Where a case stands against its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// Still open and still in time: nothing is due yet.
    NotDue,
    OnTime,
    /// Closed after the deadline, or still open after it.
    Late,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFact {
    pub case: CaseId,
    /// The code of the category.
    pub category: String,
    pub closing: Timeliness,
    /// Sent back at least once because the check found it not fixed.
    pub reworked: bool,
    /// A granted appeal: being late and being reworked are left out of the score. The dates stay as they were.
    pub exempt: bool,
}
