//! The rows that a file adds or changes.

use changxiao_domain::ids::PersonId;
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
