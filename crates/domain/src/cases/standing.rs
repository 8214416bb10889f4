//! What stands beside the way of a case from report to closing: what was asked and granted, orders from above, and why its
//! clock stood still.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use crate::{calendar::Pause, ids::UnitId, time::Instant};

coded! {
    /// What can be asked about a case and waits for a yes or no.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Topic {
        Extension = "extension", cases_topic_extension;
        Suspension = "hang", cases_topic_suspension;
        Objection = "objection", cases_topic_objection;
        Void = "void", cases_topic_void;
        Appeal = "appeal", cases_topic_appeal;
        /// The second of the two levels on which an appeal is reviewed.
        FinalAppeal = "final_appeal", cases_topic_final_appeal;
    }
}

coded! {
    /// Why a case can wait.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SuspensionKind {
        Season = "season", cases_suspension_kind_season;
        Engineering = "engineering", cases_suspension_kind_engineering;
        Other = "other", cases_suspension_kind_other;
    }
}

coded! {
    /// What a unit objects to.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ObjectionKind {
        Duty = "duty", cases_objection_kind_duty;
        Limit = "limit", cases_objection_kind_limit;
    }
}

coded! {
    /// Why a case is supervised.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SupervisionKind {
        Overdue = "overdue", cases_supervision_kind_overdue;
        Leader = "leader", cases_supervision_kind_leader;
        Key = "key", cases_supervision_kind_key;
    }
}

/// A suspension (挂账): its reason and the moment at which the case goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub kind: SuspensionKind,
    pub until: Instant,
}

/// What exactly is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    Extension,
    Suspension(Suspension),
    Objection(ObjectionKind),
    Void,
    Appeal,
    FinalAppeal,
}

impl Request {
    pub const fn topic(self) -> Topic {
        match self {
            Request::Extension => Topic::Extension,
            Request::Suspension(_) => Topic::Suspension,
            Request::Objection(_) => Topic::Objection,
            Request::Void => Topic::Void,
            Request::Appeal => Topic::Appeal,
            Request::FinalAppeal => Topic::FinalAppeal,
        }
    }
}

/// A request that nobody has decided yet. A case has at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingRequest {
    pub what: Request,
    pub at: Instant,
    pub unit: UnitId,
}

/// Supervision (督办) of the case, the latest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    pub kind: SupervisionKind,
    pub at: Instant,
    pub reply_required: bool,
    pub replied_at: Option<Instant>,
}

impl Supervision {
    /// Whether the unit still owes an answer.
    pub const fn waits(&self) -> bool {
        self.reply_required && self.replied_at.is_none()
    }
}

/// An objection or an appeal of a unit; each unit has one of each in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Plea {
    pub topic: Topic,
    pub unit: UnitId,
}

/// Nothing of it is there when a case is reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub asked: Option<PendingRequest>,
    /// Extensions of the clock that runs now.
    pub extended: i64,
    /// Extensions of the whole case: rework and another unit do not bring new ones.
    pub extension_count: i64,
    /// In which the clock that runs now stood still before; the pause that is not over is [`super::Case::paused_at`].
    pub pauses: Vec<Pause>,
    /// There while the case is suspended.
    pub suspension: Option<Suspension>,
    pub suspension_count: i64,
    pub supervision: Option<Supervision>,
    /// The dispatch was a designation (指定): the unit may not return it.
    pub designated: bool,
    /// The unit that gave the case back; gone when it is dispatched again or goes back to acceptance.
    pub returned_by: Option<UnitId>,
    /// What the verification before filing found. `None`: nobody looked.
    pub verified: Option<bool>,
    /// A granted appeal: lateness and rework do not count in scores. Dates and events stay what they were.
    pub exempt: bool,
    /// Sorted, each once.
    pub pleas: Vec<Plea>,
}
