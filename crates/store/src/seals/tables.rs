//! Which tables are sealed, and what of them. What was sealed before knows the columns of its day in their order: a column that is added
//! to one of these tables later is added at the end of its list; what belongs to a row keeps its columns. A procedure without parts is sealed as [`crate::declare`] keeps it, until
//! it gets another column; then its list is written down here.
//!
//! These lists repeat on purpose what `cases/row.rs` and its like declare: they are the order in which rows were sealed. A feature may put
//! its columns in another order, and a seal of years ago must be the same digest. A test says which column of a table is in neither.

/// One sealed table.
pub struct Sealed {
    pub name: &'static str,
    /// The columns of its key behind the city.
    pub key: &'static [&'static str],
    pub changes: Changes,
    pub columns: &'static [&'static str],
    pub parts: &'static [Part],
    /// The table of its sealed events, of the same key; `None` for what has no chain.
    pub events: Option<&'static str>,
    /// When a row of a table that only grows was written.
    pub written: Option<&'static str>,
    /// By what people name a row.
    pub shown: Shown,
}

/// How a row may change rightly.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    /// Never.
    Never,
    /// With its column `version`.
    WithVersion,
    /// With the version of the city's reference data; it may also go.
    WithModel,
}

/// Rows of another table that belong to a row: read and sealed with it.
pub struct Part {
    pub name: &'static str,
    /// The column that names the row that they belong to.
    pub of: &'static str,
    /// Those first by which they are told apart.
    pub columns: &'static [&'static str],
}

#[derive(Clone, Copy)]
pub enum Shown {
    /// A number with the letters before it: W261121-0041.
    Number(&'static str),
    /// These columns.
    As(&'static [&'static str]),
}

/// A table of nothing, from which the others are made by naming what differs.
pub(crate) const PLAIN: Sealed = Sealed {
    name: "",
    key: &[],
    changes: Changes::WithVersion,
    columns: &[],
    parts: &[],
    events: None,
    written: None,
    shown: Shown::As(&[]),
};

pub const CASES: Sealed = Sealed {
    name: "cases",
    key: &["case_id"],
    columns: &[
        "number",
        "state",
        "is_open",
        "category",
        "limit_kind",
        "limit_amount",
        "photo_required",
        "title",
        "description",
        "division",
        "place",
        "lon_e6",
        "lat_e6",
        "source",
        "site_id",
        "visit_id",
        "item_code",
        "lead_unit",
        "handler",
        "reporter_unit",
        "reporter_post",
        "reported_at",
        "filed_at",
        "dispatched_at",
        "clock_from",
        "near_at",
        "due_at",
        "paused_at",
        "handled_at",
        "check_passed_at",
        "closed_at",
        "close_reason",
        "merged_into",
        "changed_at",
        "dispatch_count",
        "rework_count",
        "urge_count",
        "version",
        "head_hash",
        "filing_edition",
        "filing_condition",
        "asked_what",
        "asked_kind",
        "asked_until",
        "asked_at",
        "asked_unit",
        "extended",
        "extension_count",
        "hang_kind",
        "hang_until",
        "hang_count",
        "supervised",
        "supervised_at",
        "reply_required",
        "replied_at",
        "designated",
        "returned_by",
        "verified",
        "exempt",
        "side_rows",
        "decision",
        "decided_at",
        "verify_asked_at",
        "verify_done_at",
        "dispatched_first_at",
        "check_from",
        "check_asked_at",
        "check_done_at",
        "late_rounds",
    ],
    parts: &[
        Part { name: "case_units", of: "case_id", columns: &["unit_id"] },
        Part { name: "case_pleas", of: "case_id", columns: &["topic", "unit_id"] },
        Part { name: "case_pauses", of: "case_id", columns: &["from_at", "until_at"] },
        Part { name: "case_photos", of: "case_id", columns: &["position", "stage", "file_hash", "seq", "at"] },
    ],
    events: Some("case_events"),
    shown: Shown::Number(""),
    ..PLAIN
};

pub const WHISTLES: Sealed = Sealed {
    name: "whistles",
    key: &["whistle_id"],
    columns: &[
        "number",
        "state",
        "is_open",
        "is_known",
        "kind",
        "street",
        "title",
        "description",
        "place",
        "division",
        "drafted_at",
        "blown_at",
        "near_at",
        "due_at",
        "plan",
        "result",
        "handled_at",
        "waiver_at",
        "closed_at",
        "waived",
        "disputed_from",
        "consultation_id",
        "changed_at",
        "version",
        "head_hash",
    ],
    parts: &[
        Part {
            name: "whistle_units",
            of: "whistle_id",
            columns: &[
                "unit_id",
                "position",
                "task",
                "turnout",
                "near_at",
                "due_at",
                "answered_at",
                "reason",
                "bound",
                "response",
                "solution",
                "unit_text",
                "justified",
                "street_text",
            ],
        },
        Part { name: "whistle_cases", of: "whistle_id", columns: &["case_id"] },
    ],
    events: Some("whistle_events"),
    shown: Shown::Number("W"),
    ..PLAIN
};

pub const CONSULTATIONS: Sealed = Sealed {
    name: "consultations",
    key: &["consultation_id"],
    columns: &[
        "number",
        "kind",
        "state",
        "convener",
        "title",
        "description",
        "division",
        "whistle_id",
        "result",
        "lead_unit",
        "convened_at",
        "ended_at",
        "changed_at",
        "version",
        "head_hash",
    ],
    parts: &[
        Part {
            name: "consultation_units",
            of: "consultation_id",
            columns: &["unit_id", "position", "part", "said", "said_at"],
        },
        Part { name: "consultation_cases", of: "consultation_id", columns: &["case_id"] },
    ],
    events: Some("consultation_events"),
    shown: Shown::Number("H"),
    ..PLAIN
};

pub const CHRONIC_PROBLEMS: Sealed = Sealed {
    name: "chronic_problems",
    key: &["chronic_id"],
    columns: &[
        "number",
        "state",
        "is_open",
        "category",
        "division",
        "place",
        "site_id",
        "lon_e6",
        "lat_e6",
        "unit_id",
        "times",
        "found_at",
        "confirmed_at",
        "plan_due_at",
        "measures",
        "end_on",
        "look_days",
        "approved_at",
        "done_at",
        "ended_at",
        "recurrences",
        "changed_at",
        "version",
        "head_hash",
    ],
    parts: &[
        Part { name: "chronic_cases", of: "chronic_id", columns: &["case_id", "nth", "reported_at"] },
        Part { name: "chronic_looks", of: "chronic_id", columns: &["position", "at", "day", "clean", "said"] },
    ],
    events: Some("chronic_events"),
    shown: Shown::Number("R"),
    ..PLAIN
};

/// Those without a chain of events; [`sealed`](crate::sealed) gives all.
#[rustfmt::skip]
pub(crate) const UNCHAINED: &[Sealed] = &[
    Sealed {
        name: "access_log", key: &["entry_id"], changes: Changes::Never, written: Some("at"),
        columns: &["at", "kind", "person_id", "post_id", "subject", "outcome", "particulars"],
        ..PLAIN
    },
    Sealed {
        name: "calendar_days", key: &["day"], changes: Changes::WithModel, columns: &["kind", "name", "source"],
        ..PLAIN
    },
    Sealed {
        name: "category_sets", key: &["set_id"], columns: &["key", "edition", "effective_from", "document", "version"],
        shown: Shown::As(&["key", "edition"]), ..PLAIN
    },
    Sealed {
        name: "chain_digests", key: &["day", "words"], changes: Changes::Never, columns: &["heads", "digest", "at"],
        ..PLAIN
    },
    Sealed {
        name: "digests", key: &["day"], changes: Changes::Never, columns: &["heads", "digest", "at"],
        ..PLAIN
    },
    Sealed {
        name: "duty_matrix", key: &["division", "category"], changes: Changes::WithModel,
        columns: &["territory_unit", "line_unit", "valid_from"],
        ..PLAIN
    },
    Sealed {
        name: "evidence", key: &["evidence_id"],
        columns: &[
            "number", "file_hash", "file_name", "kind", "caption", "day", "place", "site_id", "division", "lon_e6", "lat_e6",
            "people", "source", "press_title", "press_paper", "press_author", "press_photographer", "pages", "is_partial",
            "unit_id", "post_id", "added_at", "removed_at", "version",
        ],
        parts: &[
            Part { name: "evidence_tags", of: "evidence_id", columns: &["tag"] },
            Part { name: "evidence_uses", of: "evidence_id", columns: &["used_by", "used_number", "post_id", "at"] },
        ],
        shown: Shown::As(&["number"]), ..PLAIN
    },
    Sealed {
        name: "evidence_campaigns", key: &["code"], changes: Changes::WithModel,
        columns: &["name_zh", "name_en", "since", "source_zh", "source_en"],
        ..PLAIN
    },
    Sealed {
        name: "files", key: &["file_hash"], changes: Changes::Never, written: Some("uploaded_at"),
        columns: &["mime", "size", "width", "height", "taken_at", "uploaded_at", "post_id"],
        ..PLAIN
    },
    Sealed {
        name: "head_keys", key: &["post_id", "algorithm", "number"], changes: Changes::Never, written: Some("made_at"),
        columns: &["public_key", "secret", "made_at"],
        ..PLAIN
    },
    Sealed {
        name: "people", key: &["person_id"],
        columns: &[
            "login", "name", "password_hash", "password_set_at", "disabled_at", "created_at", "version", "second_factor_at",
            "directory_at",
        ],
        parts: &[
            Part {
                name: "directory_links", of: "person_id", columns: &["issuer", "claim", "subject", "linked_by", "linked_at"],
            },
            Part {
                name: "passkeys", of: "person_id", columns: &["passkey_id", "credential", "public_key", "name", "added_at"],
            },
        ],
        shown: Shown::As(&["login"]), ..PLAIN
    },
    Sealed {
        name: "posts", key: &["post_id"],
        columns: &["person_id", "unit_id", "role", "title", "deputy_of", "valid_from", "valid_until", "version"],
        ..PLAIN
    },
    Sealed {
        name: "procedures", key: &["document_hash"],
        columns: &[
            "procedure_key", "edition", "document", "is_own", "in_use", "changed_at", "version", "written_by", "confirmed_by",
            "based_hash",
        ],
        shown: Shown::As(&["procedure_key", "edition"]), ..PLAIN
    },
    Sealed {
        name: "responsibilities", key: &["system_id", "node_code", "unit_id"], changes: Changes::WithModel, columns: &["duty"],
        ..PLAIN
    },
    Sealed {
        name: "settings", key: &["key"], columns: &["document", "source", "effective_from", "version"],
        ..PLAIN
    },
    Sealed {
        name: "sites", key: &["site_id"],
        columns: &[
            "number", "site_type", "name", "name_en", "generated", "division", "lon_e6", "lat_e6", "unit_id", "holder_post",
            "deputy_post", "active", "created_at", "version",
        ],
        shown: Shown::As(&["number"]), ..PLAIN
    },
    Sealed {
        name: "systems", key: &["system_id"],
        columns: &["key", "edition", "name", "status", "effective_from", "document", "changed_at", "version"],
        shown: Shown::As(&["key", "edition"]), ..PLAIN
    },
    Sealed {
        name: "units", key: &["unit_id"],
        columns: &["code", "name", "name_en", "kind", "parent", "division", "valid_from", "valid_until", "version", "areas"],
        shown: Shown::As(&["code"]), ..PLAIN
    },
    Sealed {
        name: "visits", key: &["visit_id"], changes: Changes::Never, written: Some("submitted_at"),
        columns: &[
            "number", "site_id", "site_type", "division", "unit_id", "system_id", "person_id", "post_id", "started_at",
            "submitted_at", "met", "not_met", "not_applicable", "note",
        ],
        parts: &[
            Part {
                name: "visit_results", of: "visit_id",
                columns: &["item_code", "position", "answer", "quantity", "note", "case_id"],
            },
            Part { name: "visit_photos", of: "visit_id", columns: &["item_code", "position", "file_hash"] },
        ],
        shown: Shown::As(&["number"]), ..PLAIN
    },
];

/// What lies beside something by its key alone: table, columns of the key, the table that it belongs to, its columns. A row whose subject
/// is gone is found by it. Events belong to what they are of besides ([`Sealed::events`]).
pub(super) const BELONGS: &[(&str, &[&str], &str, &[&str])] = &[
    ("case_photos", &["case_id"], "cases", &["case_id"]),
    ("case_photos", &["file_hash"], "files", &["file_hash"]),
    ("evidence", &["file_hash"], "files", &["file_hash"]),
    ("evidence_tags", &["evidence_id"], "evidence", &["evidence_id"]),
    ("evidence_uses", &["evidence_id"], "evidence", &["evidence_id"]),
    ("visit_photos", &["file_hash"], "files", &["file_hash"]),
    ("visit_photos", &["visit_id", "item_code"], "visit_results", &["visit_id", "item_code"]),
    ("visit_results", &["visit_id"], "visits", &["visit_id"]),
];

impl Sealed {
    /// Names of all columns in the order of their marks: its own, then those of its parts behind their table.
    pub fn marked(&self) -> Vec<String> {
        let own = self.columns.iter().map(|column| (*column).to_owned());
        let parts =
            self.parts.iter().flat_map(|part| part.columns.iter().map(|column| format!("{}.{column}", part.name)));
        own.chain(parts).collect()
    }

    /// How many of these are those of its parts.
    pub fn marks_of_parts(&self) -> usize {
        self.parts.iter().map(|part| part.columns.len()).sum()
    }

    pub fn is_chained(&self) -> bool {
        self.events.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use crate::engine::MIGRATIONS;

    /// The step since which rows are sealed.
    const SEALED_SINCE: i64 = 24;

    /// What was sealed yesterday is compared column by column from the first on.
    #[test]
    fn a_column_that_came_later_stands_behind_those_that_were_sealed_before() {
        let mut later: HashMap<&str, Vec<&str>> = HashMap::new();
        for line in MIGRATIONS.iter().filter(|step| step.step > SEALED_SINCE).flat_map(|step| step.text.lines()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] = words.as_slice() {
                later.entry(table).or_default().push(column);
            }
        }
        assert!(later.get("people").is_some_and(|columns| columns.contains(&"second_factor_at")), "{later:?}");
        for table in crate::sealed() {
            let came = |column: &&str| later.get(table.name).is_some_and(|later| later.contains(column));
            let behind: Vec<_> = table.columns.iter().skip_while(|column| !came(column)).collect();
            let (name, before) = (table.name, behind.iter().find(|column| !came(column)));
            assert_eq!(before, None, "{name}: write its list into seals/tables.rs, with {behind:?} at its end");
        }
    }

    #[test]
    fn a_table_is_sealed_once_and_every_chain_has_its_head() {
        let mut names: Vec<&str> = crate::sealed().into_iter().map(|table| table.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
        for table in crate::sealed() {
            assert_eq!(table.is_chained(), table.columns.contains(&"head_hash"), "{}", table.name);
        }
    }
}
