//! What a check of the seals finds, by table, key and column, in words that tell what stands and what should.

use changxiao_words::{Message, say};

use super::{BreakKind, ChainBreak, NotTold};
use crate::time::Day;

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub table: String,
    /// The number that people know, else the key in the table.
    pub key: String,
    /// Missing where the whole row is meant.
    pub column: Option<String>,
    pub wrong: Wrong,
}

impl Finding {
    pub fn of(table: &str, key: impl Into<String>, wrong: Wrong) -> Self {
        Self { table: table.to_owned(), key: key.into(), column: None, wrong }
    }

    pub fn column(table: &str, key: impl Into<String>, column: &str, wrong: Wrong) -> Self {
        Self { column: Some(column.to_owned()), ..Self::of(table, key, wrong) }
    }

    /// `cases 261121-0041 due_at`
    pub fn place(&self) -> String {
        let parts = [Some(self.table.as_str()), Some(self.key.as_str()), self.column.as_deref()];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The chain of events breaks.
    Event(ChainBreak),
    /// An event does not keep what its subject follows from.
    NotTold(NotTold),
    /// The events say another value.
    Told {
        told: String,
        stands: String,
    },
    /// The events tell of another number of rows.
    Rows {
        told: usize,
        stands: usize,
    },
    /// A row that its version says is as it was sealed, and is not.
    Changed {
        day: Day,
    },
    /// A row that was sealed is gone.
    Gone {
        day: Day,
    },
    /// An older version stands than was sealed.
    Older {
        day: Day,
        sealed: i64,
        stands: i64,
    },
    /// The events up to the version that was sealed are others than then, or the leaf was changed.
    Unlike {
        day: Day,
    },
    /// A row that says it was there before a seal which did not find it.
    SlippedIn {
        day: Day,
    },
    /// Fewer rows than were counted.
    Fewer {
        day: Day,
        counted: i64,
        stands: i64,
    },
    /// A row beside something that is gone.
    NoSubject {
        of: String,
    },
    PhotoGone,
    PhotoAltered,
    /// A seal between others is missing.
    SealGone,
    /// A seal is not what its key gives.
    SealUnlike,
    /// A seal does not hold the digest of the one before it.
    SealUnchained,
    /// The leaves of a seal are others than it holds.
    SealSum,
    /// Something stands there that no release writes.
    Unreadable {
        why: String,
    },
    /// Without the key nothing that is keyed can be checked.
    NoKey {
        path: String,
    },
    /// It was made with another key than the one in the data folder.
    OtherKey,
    /// The data folder notes a seal that the database does not have.
    SealNoted,
    /// No seal has the digest that somebody kept.
    NotAmong,
}

impl Wrong {
    pub fn message(&self) -> Message {
        match self {
            Self::Event(broken) => broken.message(),
            Self::NotTold(NotTold { seq, key }) => say!(sealing_not_told, seq, key),
            Self::Told { told, stands } => say!(sealing_told, told, stands),
            Self::Rows { told, stands } => say!(sealing_rows, told, stands),
            Self::Changed { day } => say!(sealing_changed, day = day.to_string()),
            Self::Gone { day } => say!(sealing_gone, day = day.to_string()),
            Self::Older { day, sealed, stands } => say!(sealing_older, day = day.to_string(), sealed, stands),
            Self::Unlike { day } => say!(sealing_unlike, day = day.to_string()),
            Self::SlippedIn { day } => say!(sealing_slipped_in, day = day.to_string()),
            Self::Fewer { day, counted, stands } => say!(sealing_fewer, day = day.to_string(), counted, stands),
            Self::NoSubject { of } => say!(sealing_no_subject, of),
            Self::PhotoGone => say!(sealing_photo_gone),
            Self::PhotoAltered => say!(sealing_photo_altered),
            Self::SealGone => say!(sealing_seal_gone),
            Self::SealUnlike => say!(sealing_seal_unlike),
            Self::SealUnchained => say!(sealing_seal_unchained),
            Self::SealSum => say!(sealing_seal_sum),
            Self::Unreadable { why } => say!(sealing_unreadable, why),
            Self::NoKey { path } => say!(sealing_no_key, path),
            Self::OtherKey => say!(sealing_other_key),
            Self::SealNoted => say!(sealing_seal_noted),
            Self::NotAmong => say!(sealing_not_among),
        }
    }
}

impl ChainBreak {
    /// What people read.
    pub fn message(&self) -> Message {
        let what = match &self.what {
            BreakKind::Missing => say!(sealing_break_missing),
            BreakKind::WrongNumber { .. } => say!(sealing_break_wrong_number),
            BreakKind::OtherSubject => say!(sealing_break_other_subject),
            BreakKind::ContentChanged => say!(sealing_break_content_changed),
            BreakKind::NotChained => say!(sealing_break_not_chained),
            BreakKind::StateJump { .. } => say!(sealing_break_state_jump),
            BreakKind::TimeRunsBack => say!(sealing_break_time_runs_back),
            BreakKind::SubjectDiffers => say!(sealing_break_subject_differs),
        };
        say!(sealing_break, seq = self.seq, what)
    }
}
