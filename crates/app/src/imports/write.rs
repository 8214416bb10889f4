//! The rows that a file adds or changes.

use changxiao_domain::{evidence::Item, ids::PersonId, matters::Matter};
use changxiao_store::{
    calendar::CalendarDay,
    category_leads::LeadsRow,
    divisions::DivisionRow,
    evidence::EvidenceRow,
    grids::GridRow,
    orgs::{MatrixRow, UnitRow},
    people::{PersonRow, PostRow},
    sites::SiteRow,
    standards::{CategorySetRow, ResponsibilityRow, SystemRow},
};

use crate::matters::{
    from_sheet::{FromSheet, SheetMatter},
    table::FromTable,
    task_row::TaskRow,
};

/// An item as it stands, and as the sheet tells of it.
pub(super) type Edited = (Item, EvidenceRow);

/// The rows to save.
pub(super) enum Write {
    Divisions(Vec<DivisionRow>),
    Outlines {
        rows: Vec<(i64, String)>,
        source: String,
    },
    Days(Vec<CalendarDay>),
    /// New units stand after the units on which they hang.
    Units {
        added: Vec<UnitRow>,
        changed: Vec<UnitRow>,
    },
    People {
        people: Vec<PersonRow>,
        posts: Vec<PostRow>,
        /// Posts that are held already and are called otherwise now.
        titled: Vec<PostRow>,
    },
    Responsibilities(Vec<ResponsibilityRow>),
    Matrix(Vec<MatrixRow>),
    Sites {
        added: Vec<SiteRow>,
        changed: Vec<SiteRow>,
        highest: i64,
    },
    Grids {
        added: Vec<GridRow>,
        changed: Vec<GridRow>,
    },
    Standard {
        added: Option<Box<SystemRow>>,
        changed: Option<Box<SystemRow>>,
    },
    Tasks {
        added: Vec<TaskRow>,
        /// As it stands, and as it is to be.
        changed: Vec<(Box<Matter>, TaskRow)>,
        /// What was decided of both before the transaction began.
        decided: Vec<FromTable>,
    },
    Matters {
        rows: Vec<SheetMatter>,
        /// What was decided of them before the transaction began.
        decided: Vec<FromSheet>,
    },
    Evidence {
        changed: Vec<Edited>,
        /// The texts of each by which it is searched for, read before the transaction begins.
        searched: Vec<Vec<String>>,
    },
    /// A new version, and what becomes of the codes that end with it, where some do.
    Categories(Option<(CategorySetRow, Option<LeadsRow>)>),
}

impl Write {
    /// Items of the evidence store of which something else is told.
    pub fn items(&self) -> impl Iterator<Item = &Edited> {
        match self {
            Write::Evidence { changed, .. } => changed.iter(),
            _ => [].iter(),
        }
    }

    pub fn people_touched(&self) -> Vec<PersonId> {
        match self {
            Write::People { posts, .. } => posts.iter().map(|post| post.person).collect(),
            _ => Vec::new(),
        }
    }
}
