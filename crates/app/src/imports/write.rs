//! The rows that a file adds or changes.

use changxiao_domain::{
    ids::PersonId,
    matters::{Event, Matter},
};
use changxiao_store::{
    calendar::CalendarDay,
    category_leads::LeadsRow,
    divisions::DivisionRow,
    grids::GridRow,
    orgs::{MatrixRow, UnitRow},
    people::{PersonRow, PostRow},
    sites::SiteRow,
    standards::{CategorySetRow, ResponsibilityRow, SystemRow},
};

use crate::matters::{
    from_sheet::{FromSheet, SheetMatter},
    task_row::TaskRow,
};

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
        /// What was decided of both before the transaction began: as it stood, as it is, and its new events.
        decided: Vec<(Option<Matter>, Matter, Vec<Event>)>,
    },
    Matters {
        rows: Vec<SheetMatter>,
        /// What was decided of them before the transaction began.
        decided: Vec<FromSheet>,
    },
    /// A new version, and what becomes of the codes that end with it, where some do.
    Categories(Option<(CategorySetRow, Option<LeadsRow>)>),
}

impl Write {
    pub fn people_touched(&self) -> Vec<PersonId> {
        match self {
            Write::People { posts, .. } => posts.iter().map(|post| post.person).collect(),
            _ => Vec::new(),
        }
    }
}
