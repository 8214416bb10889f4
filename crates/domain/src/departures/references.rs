//! Every column of the schema that names a unit, a person, a post or a division, with what becomes of it when that ends. An import is
//! not taken back either while one of them names what it added. A test compares the lists with the catalogue of both engines, so that a
//! new table cannot be forgotten: its column fails the test until it stands here.

use super::Hanging;

/// What becomes of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// It is handed over as one of this kind.
    HandedOver(Hanging),
    /// It tells who did something or where something was, and stays.
    Past,
    /// It is the account's or the post's own (sign-in, preferences, sessions), and rests with it.
    Own,
    /// It is the id of the thing itself.
    Itself,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    pub table: &'static str,
    pub column: &'static str,
    pub becomes: Becomes,
}

const fn over(table: &'static str, column: &'static str, kind: Hanging) -> Reference {
    Reference { table, column, becomes: Becomes::HandedOver(kind) }
}

const fn past(table: &'static str, column: &'static str) -> Reference {
    Reference { table, column, becomes: Becomes::Past }
}

const fn own(table: &'static str, column: &'static str) -> Reference {
    Reference { table, column, becomes: Becomes::Own }
}

const fn itself(table: &'static str, column: &'static str) -> Reference {
    Reference { table, column, becomes: Becomes::Itself }
}

/// Columns that hold the id of a unit.
pub const UNITS: &[Reference] = &[
    itself("units", "unit_id"),
    over("units", "parent", Hanging::Below),
    over("posts", "unit_id", Hanging::Posts),
    over("cases", "lead_unit", Hanging::Cases),
    over("case_units", "unit_id", Hanging::Cases),
    over("cases", "asked_unit", Hanging::Cases),
    past("cases", "reporter_unit"),
    past("cases", "returned_by"),
    past("case_pleas", "unit_id"),
    // Follows the case's own save.
    over("due_steps", "unit_id", Hanging::Cases),
    past("escalations", "unit_id"),
    over("whistles", "street", Hanging::Whistles),
    over("whistle_units", "unit_id", Hanging::Whistles),
    over("consultations", "convener", Hanging::Consultations),
    over("consultations", "lead_unit", Hanging::Consultations),
    over("consultation_units", "unit_id", Hanging::Consultations),
    over("chronic_problems", "unit_id", Hanging::Chronic),
    over("matters", "beginner", Hanging::Matters),
    over("matters", "holder", Hanging::Matters),
    over("duty_matrix", "territory_unit", Hanging::Matrix),
    over("duty_matrix", "line_unit", Hanging::Matrix),
    over("responsibilities", "unit_id", Hanging::Responsibilities),
    over("sites", "unit_id", Hanging::Sites),
    over("evidence", "unit_id", Hanging::Evidence),
    over("hooks", "unit_id", Hanging::Hooks),
    over("saved_views", "unit_id", Hanging::Views),
    past("visits", "unit_id"),
    past("surge_alarms", "unit_id"),
    past("callbacks", "unit_id"),
    past("case_events", "unit_id"),
    past("whistle_events", "unit_id"),
    past("consultation_events", "unit_id"),
    past("chronic_events", "unit_id"),
    past("matter_events", "unit_id"),
    past("burden_events", "unit_id"),
    // What hung where before, and what a handover was.
    past("former_ties", "unit_id"),
    past("former_ties", "parent"),
    past("former_ties", "territory_unit"),
    past("former_ties", "line_unit"),
    past("handovers", "from_unit"),
    past("handovers", "to_unit"),
];

/// Columns that hold the id of a post.
pub const POSTS: &[Reference] = &[
    itself("posts", "post_id"),
    over("posts", "deputy_of", Hanging::Deputies),
    over("grids", "staff", Hanging::Grids),
    over("sites", "holder_post", Hanging::Sites),
    over("sites", "deputy_post", Hanging::Sites),
    over("api_tokens", "post_id", Hanging::Programs),
    own("sessions", "post_id"),
    own("saved_views", "post_id"),
    // A key signs for its post; letters that were signed are checked by it for ever.
    past("head_keys", "post_id"),
    past("cases", "reporter_post"),
    past("visits", "post_id"),
    past("files", "post_id"),
    past("evidence", "post_id"),
    past("evidence_uses", "post_id"),
    past("access_log", "post_id"),
    past("case_events", "post_id"),
    past("whistle_events", "post_id"),
    past("consultation_events", "post_id"),
    past("chronic_events", "post_id"),
    past("matter_events", "post_id"),
    past("recounts", "post_id"),
    past("departures", "post_id"),
    past("category_leads", "post_id"),
];

/// Columns that hold the id of a person.
pub const PEOPLE: &[Reference] = &[
    itself("people", "person_id"),
    over("posts", "person_id", Hanging::Posts),
    over("cases", "handler", Hanging::Cases),
    own("sessions", "person_id"),
    own("absences", "person_id"),
    own("notice_preferences", "person_id"),
    own("notices", "receiver"),
    own("deliveries", "receiver"),
    own("former_passwords", "person_id"),
    own("second_factors", "person_id"),
    own("recovery_codes", "person_id"),
    own("passkeys", "person_id"),
    own("directory_links", "person_id"),
    past("directory_links", "linked_by"),
    own("admin_requests", "person_id"),
    own("admin_requests", "reset_of"),
    past("admin_requests", "asked_by"),
    own("import_drafts", "person_id"),
    past("imports", "person_id"),
    past("imports", "taken_back_by"),
    past("synonyms", "person_id"),
    past("readings", "person_id"),
    past("order_mappings", "person_id"),
    past("visits", "person_id"),
    past("access_log", "person_id"),
    past("case_events", "person_id"),
    past("whistle_events", "person_id"),
    past("consultation_events", "person_id"),
    past("chronic_events", "person_id"),
    past("matters", "began_by"),
    past("matter_events", "person_id"),
];

/// Columns that hold the code of a division.
pub const DIVISIONS: &[Reference] = &[
    itself("divisions", "code"),
    over("divisions", "parent", Hanging::Below),
    over("units", "division", Hanging::Territories),
    past("divisions", "successor"),
    over("outlines", "code", Hanging::Outline),
    over("cases", "division", Hanging::Cases),
    over("recurrence_cases", "division", Hanging::Cases),
    over("whistles", "division", Hanging::Whistles),
    over("consultations", "division", Hanging::Consultations),
    over("chronic_problems", "division", Hanging::Chronic),
    over("matters", "division", Hanging::Matters),
    over("duty_matrix", "division", Hanging::Matrix),
    over("sites", "division", Hanging::Sites),
    over("grids", "division", Hanging::Grids),
    past("visits", "division"),
    past("evidence", "division"),
    // What hung where before, and what a handover was.
    past("former_ties", "division"),
    past("handovers", "from_division"),
    past("handovers", "to_division"),
];

/// A city's own word keeps the code of what it stands for, not its id.
pub const BY_CODE: &[Reference] = &[over("synonyms", "code", Hanging::Synonyms)];

/// All of them.
pub fn references() -> impl Iterator<Item = &'static Reference> {
    [UNITS, POSTS, PEOPLE, DIVISIONS, BY_CODE].into_iter().flatten()
}
