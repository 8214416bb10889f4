//! What ends (a unit, a person's work, a post, a division, a code of the category list): what hangs on it, and who takes each kind over. Nothing is left behind in
//! silence: every column of the schema that names a unit, a person, a post or a division stands in [`REFERENCES`] with what becomes of it.

mod heirs;
pub mod references;

pub use heirs::{Heirs, MissingHeir};
pub use references::{Becomes, Reference};

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, PostId, UnitId};

coded! {
    /// What ends.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Leaving {
        Unit = "unit", departures_leaving_unit;
        /// Somebody leaves, with all posts.
        Person = "person", departures_leaving_person;
        /// Somebody leaves one post.
        Post = "post", departures_leaving_post;
        Division = "division", departures_leaving_division;
        /// A code of the category list, when a city's own list takes over: it is gone, or means something else.
        Category = "category", departures_leaving_category;
    }
}

/// Which one ends, or takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "sort", content = "id", rename_all = "snake_case")]
pub enum Subject {
    Unit(UnitId),
    Person(PersonId),
    Post(PostId),
    /// The code, padded to twelve digits.
    Division(i64),
}

impl Subject {
    pub const fn leaving(self) -> Leaving {
        match self {
            Subject::Unit(_) => Leaving::Unit,
            Subject::Person(_) => Leaving::Person,
            Subject::Post(_) => Leaving::Post,
            Subject::Division(_) => Leaving::Division,
        }
    }

    /// As the table of departures keeps it.
    pub fn key(self) -> String {
        match self {
            Subject::Unit(id) => id.to_string(),
            Subject::Person(id) => id.to_string(),
            Subject::Post(id) => id.to_string(),
            Subject::Division(code) => code.to_string(),
        }
    }

    /// From [`Self::leaving`] and [`Self::key`]; `None` for a text that is none.
    pub fn read(leaving: Leaving, key: &str) -> Option<Self> {
        Some(match leaving {
            Leaving::Unit => Subject::Unit(key.parse().ok()?),
            Leaving::Person => Subject::Person(key.parse().ok()?),
            Leaving::Post => Subject::Post(key.parse().ok()?),
            Leaving::Division => Subject::Division(key.parse().ok()?),
            // All codes of a list change at one moment, so they have a row of their own (`category_leads`).
            Leaving::Category => return None,
        })
    }
}

coded! {
    /// What can hang on it.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Hanging {
        /// Units or divisions directly below.
        Below = "below", departures_below;
        /// Posts that are held.
        Posts = "posts", departures_posts;
        /// Units whose territory it is; of a unit the divisions that its territory overlies.
        Territories = "territories", departures_territories;
        /// Open cases: led, helped with, asked about, taken on by a person, or lying in a division.
        Cases = "cases", departures_cases;
        /// Whistles that are open: called by the unit, or waiting for it.
        Whistles = "whistles", departures_whistles;
        Consultations = "consultations", departures_consultations;
        Chronic = "chronic", departures_chronic;
        /// Matters, parts and copies that are open: begun by the unit, or in its hands.
        Matters = "matters", departures_matters;
        /// Rows of the duty matrix.
        Matrix = "matrix", departures_matrix;
        /// Nodes of a standard that is in force, ahead or a draft.
        Responsibilities = "responsibilities", departures_responsibilities;
        Sites = "sites", departures_sites;
        /// Grids: walked by a post, or lying in a division.
        Grids = "grids", departures_grids;
        /// Items of the evidence store that the unit keeps.
        Evidence = "evidence", departures_evidence;
        Hooks = "hooks", departures_hooks;
        /// Views that are shared within the unit.
        Views = "views", departures_views;
        /// Posts that stand in for it.
        Deputies = "deputies", departures_deputies;
        /// Programs that act in a post.
        Programs = "programs", departures_programs;
        /// The outline of a division on the map.
        Outline = "outline", departures_outline;
        /// The city's own words for it.
        Synonyms = "synonyms", departures_synonyms;
        /// Items of a standard of which a finding becomes a case of the category.
        CheckItems = "check_items", departures_check_items;
        /// Words of other systems that stand for the category.
        Mappings = "mappings", departures_mappings;
    }
}

impl Hanging {
    /// What can hang on what ends, in the order in which it is handed over: posts first, so that whatever follows finds people.
    pub const fn of(leaving: Leaving) -> &'static [Self] {
        use Hanging::*;
        match leaving {
            Leaving::Unit => &[
                Below,
                Posts,
                Territories,
                Cases,
                Whistles,
                Consultations,
                Chronic,
                Matters,
                Matrix,
                Responsibilities,
                Sites,
                Evidence,
                Hooks,
                Views,
                Synonyms,
            ],
            Leaving::Person => &[Posts, Cases, Sites, Grids, Deputies, Programs],
            Leaving::Post => &[Cases, Sites, Grids, Deputies, Programs],
            Leaving::Division => &[
                Below,
                Territories,
                Cases,
                Whistles,
                Consultations,
                Chronic,
                Matters,
                Matrix,
                Sites,
                Grids,
                Outline,
                Synonyms,
            ],
            // Cases stay under the code and the words of the list under which they were filed.
            Leaving::Category => &[CheckItems, Matrix, Mappings, Synonyms, Views],
        }
    }

    /// Whether somebody has to be named who takes it over. What needs nobody ends with it (posts of a unit that is dissolved, posts of
    /// deputies, programs), or goes back to all (a case that somebody had taken on waits for its unit again).
    pub const fn needs_heir(self, leaving: Leaving) -> bool {
        match leaving {
            // Divisions that a territory overlies fall back to the towns and districts that they are in.
            Leaving::Unit if matches!(self, Hanging::Territories) => false,
            Leaving::Unit | Leaving::Division => {
                !matches!(self, Hanging::Posts | Hanging::Views | Hanging::Synonyms | Hanging::Outline)
            }
            Leaving::Person | Leaving::Post => matches!(self, Hanging::Sites | Hanging::Grids),
            Leaving::Category => !matches!(self, Hanging::Views),
        }
    }

    /// Whether it can go to somebody else at all.
    pub const fn can_go_over(self, leaving: Leaving) -> bool {
        match leaving {
            Leaving::Unit | Leaving::Division | Leaving::Category => true,
            Leaving::Person | Leaving::Post => matches!(self, Hanging::Cases | Hanging::Sites | Hanging::Grids),
        }
    }

    /// What goes over from what ends, in the order of [`Self::of`]: for these kinds somebody can be named.
    pub fn going_over(leaving: Leaving) -> impl Iterator<Item = Self> {
        Self::of(leaving).iter().copied().filter(move |kind| kind.can_go_over(leaving))
    }

    /// Whether who takes it over must be a unit that may lead.
    pub const fn leads(self) -> bool {
        matches!(self, Hanging::Cases | Hanging::Chronic | Hanging::Matrix)
    }

    /// The field of forms, JSON and sheets that names who takes it over.
    pub const fn field(self) -> &'static str {
        match self {
            Hanging::Below => "heir.below",
            Hanging::Posts => "heir.posts",
            Hanging::Territories => "heir.territories",
            Hanging::Cases => "heir.cases",
            Hanging::Whistles => "heir.whistles",
            Hanging::Consultations => "heir.consultations",
            Hanging::Chronic => "heir.chronic",
            Hanging::Matters => "heir.matters",
            Hanging::Matrix => "heir.matrix",
            Hanging::Responsibilities => "heir.responsibilities",
            Hanging::Sites => "heir.sites",
            Hanging::Grids => "heir.grids",
            Hanging::Evidence => "heir.evidence",
            Hanging::Hooks => "heir.hooks",
            Hanging::Views => "heir.views",
            Hanging::Deputies => "heir.deputies",
            Hanging::Programs => "heir.programs",
            Hanging::Outline => "heir.outline",
            Hanging::Synonyms => "heir.synonyms",
            Hanging::CheckItems => "heir.check_items",
            Hanging::Mappings => "heir.mappings",
        }
    }
}
