//! What stands beside the way of a case from report to closing: what was asked and granted, orders from above, and why its
//! clock stood still.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::{calendar::Pause, ids::UnitId, time::Instant};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $one:ident $code:literal $zh:literal $en:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $one,)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$one,)*];

            /// The text that the database, forms and JSON keep.
            pub const fn code(self) -> &'static str {
                match self { $($name::$one => $code,)* }
            }

            /// Reads a code; `None` when none is meant.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            pub const fn words(self, lang: Lang) -> &'static str {
                match self { $($name::$one => lang.pick($zh, $en),)* }
            }
        }
    };
}

codes! {
    /// What can be asked about a case and waits for a yes or no.
    Topic {
        Extension "extension" "延期" "an extension",
        Hang "hang" "挂账" "a hang",
        Objection "objection" "异议" "an objection",
        Void "void" "作废" "voiding",
        Appeal "appeal" "申诉" "an appeal",
        /// The second of the two levels on which an appeal is reviewed.
        FinalAppeal "final_appeal" "申诉复审" "the second review of an appeal",
    }
}

codes! {
    /// Why a case can wait.
    HangKind {
        Season "season" "季节原因" "season",
        Engineering "engineering" "工程原因" "engineering works",
        Other "other" "其他原因" "other",
    }
}

codes! {
    /// What a unit objects to.
    ObjectionKind {
        Duty "duty" "不属本单位职责" "not our duty",
        Limit "limit" "时限不当" "wrong limit",
    }
}

codes! {
    /// Why a case is supervised.
    SupervisionKind {
        Overdue "overdue" "超期督办" "overdue",
        Leader "leader" "领导督办" "by a leader",
        Key "key" "重点督办" "key case",
    }
}

/// A hang (挂账): its reason and the moment at which the case goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hang {
    pub kind: HangKind,
    pub until: Instant,
}

/// What exactly is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    Extension,
    Hang(Hang),
    Objection(ObjectionKind),
    Void,
    Appeal,
    FinalAppeal,
}

impl Request {
    pub const fn topic(self) -> Topic {
        match self {
            Request::Extension => Topic::Extension,
            Request::Hang(_) => Topic::Hang,
            Request::Objection(_) => Topic::Objection,
            Request::Void => Topic::Void,
            Request::Appeal => Topic::Appeal,
            Request::FinalAppeal => Topic::FinalAppeal,
        }
    }
}

/// A request that nobody has decided yet. A case has at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
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
    pub asked: Option<Asked>,
    /// Extensions of the clock that runs now.
    pub extended: i64,
    /// Extensions of the whole case: rework and another unit do not bring new ones.
    pub extension_count: i64,
    /// In which the clock that runs now stood still before; the pause that is not over is [`super::Case::paused_at`].
    pub pauses: Vec<Pause>,
    /// There while the case is hung.
    pub hang: Option<Hang>,
    pub hang_count: i64,
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
