//! What a list of cases wants.

use changxiao_domain::{
    calendar::DueStatus,
    cases::{Source, State, SupervisionKind, Topic},
    geo::BoundingBox,
    ids::{PostId, SiteId, UnitId},
    indicators::CountedBy,
    time::Instant,
};

/// Which rows the asking post may see at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ScopeFilter {
    #[default]
    WholeCity,
    /// Cases that one of these units leads, helps with or reported.
    Units(Vec<UnitId>),
    /// Cases in ranges of padded division codes that have none in common, and those that one unit leads, helps with or reported wherever
    /// they lie.
    Territory { ranges: Vec<(i64, i64)>, unit: UnitId },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest report first.
    #[default]
    Newest,
    /// What is due first comes first; what has no deadline is left out.
    Due,
}

/// What a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    pub scope: ScopeFilter,
    /// `Some(true)`: open ones only.
    pub open: Option<bool>,
    pub states: Vec<State>,
    pub lamp: Option<DueStatus>,
    /// A code, or a major's two digits.
    pub category: Option<String>,
    /// Range of padded division codes.
    pub divisions: Option<(i64, i64)>,
    pub lead: Option<UnitId>,
    /// Led by any of these.
    pub lead_any: Vec<UnitId>,
    /// A unit that helps.
    pub co_unit: Option<UnitId>,
    pub reporter_unit: Option<UnitId>,
    pub reporter_post: Option<PostId>,
    pub source: Option<Source>,
    pub site: Option<SiteId>,
    /// Only these, as the table keeps them; empty for all.
    pub numbers: Vec<i64>,
    pub reworked: bool,
    /// The unit gave it back, and it was not dispatched since.
    pub returned: bool,
    /// Either of the two.
    pub came_back: bool,
    /// Under supervision of any kind, or of this one.
    pub supervised: Option<Option<SupervisionKind>>,
    /// The lead unit owes a reply to supervision.
    pub reply_owed: bool,
    /// A request on one of these waits for its decision.
    pub asked: Vec<Topic>,
    /// The same, and it is enough: such a case is taken whatever its state is.
    pub or_asked: Vec<Topic>,
    /// A case whose check has passed, and which only has to be closed, is taken beside the states.
    pub or_passed: bool,
    /// Not those on which a request about one of these waits.
    pub unless_asked: Vec<Topic>,
    /// A unit's clock runs.
    pub clock_runs: bool,
    /// `Some(false)`: no check has passed yet.
    pub check_passed: Option<bool>,
    pub reported_from: Option<Instant>,
    /// The first moment that is too late.
    pub reported_until: Option<Instant>,
    pub due_from: Option<Instant>,
    pub due_until: Option<Instant>,
    pub closed_from: Option<Instant>,
    pub closed_until: Option<Instant>,
    /// Only what lies in this part of a map.
    pub frame: Option<BoundingBox>,
    /// A number, or words that title, place and description hold.
    pub words: Option<String>,
    /// Numbers of cases that hold the words and are not in the index yet; the store fills them in.
    pub unindexed: Vec<i64>,
    /// Exactly the cases that a figure of the indicators was counted from.
    pub counted: Option<CountedBy>,
    pub sort: Sort,
}
