//! The kinds of tampering.

use std::path::{Path, PathBuf};

use super::forging::Forgery;

/// One kind.
pub struct Kind {
    pub name: &'static str,
    /// Table or file.
    pub place: &'static str,
    pub change: Change,
    /// Words that stand together in one line of the report.
    pub named: &'static [&'static str],
}

/// What is done behind the program's back.
pub enum Change {
    /// Statements; `$1` is the city.
    Sql(&'static [&'static str]),
    /// In the data folder.
    File(fn(&Path) -> anyhow::Result<()>),
    /// What a single statement cannot do, by somebody who knows the program.
    Forged(Forgery),
}

const fn sql(
    name: &'static str,
    place: &'static str,
    change: &'static [&'static str],
    named: &'static [&'static str],
) -> Kind {
    Kind { name, place, change: Change::Sql(change), named }
}

const fn forged(name: &'static str, place: &'static str, change: Forgery, named: &'static [&'static str]) -> Kind {
    Kind { name, place, change: Change::Forged(change), named }
}

const fn file(
    name: &'static str,
    place: &'static str,
    change: fn(&Path) -> anyhow::Result<()>,
    named: &'static [&'static str],
) -> Kind {
    Kind { name, place, change: Change::File(change), named }
}

/// Declares changes of one column of the first case, which is closed: name, column, new value.
macro_rules! of_case {
    ($name:literal, $column:literal, $value:literal) => {
        sql(
            $name,
            "cases",
            &[concat!("UPDATE cases SET ", $column, " = ", $value, " WHERE city_id = $1 AND number = 260616000001")],
            &[concat!("cases 260616-0001 ", $column, ":")],
        )
    };
}

#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    // Columns of a case that its events decide.
    of_case!("A deadline is moved", "due_at", "due_at + 86400000000"),
    of_case!("A yellow lamp is moved", "near_at", "near_at + 86400000000"),
    of_case!("A result is dated earlier", "handled_at", "handled_at - 86400000000"),
    of_case!("A closing is dated earlier", "closed_at", "closed_at - 60000000"),
    of_case!("A check is dated earlier", "check_passed_at", "check_passed_at - 60000000"),
    of_case!("A report is dated later", "reported_at", "reported_at + 60000000"),
    of_case!("The start of the clock is moved", "clock_from", "clock_from + 60000000"),
    of_case!("Another unit leads", "lead_unit", "(SELECT unit_id FROM units WHERE city_id = $1 AND code = 'S1')"),
    of_case!("Another person handled it", "handler", "(SELECT person_id FROM people WHERE city_id = $1 AND login = 'office')"),
    of_case!("Lateness is made not to count", "exempt", "1"),
    of_case!("A rework is taken away", "rework_count", "0"),
    of_case!("An urging is taken away", "urge_count", "0"),
    of_case!("Another state stands", "state", "'voided'"),
    of_case!("A closed case counts as open", "is_open", "1"),
    of_case!("Another category stands", "category", "'E0405'"),
    of_case!("A longer limit stands", "limit_amount", "limit_amount + 1"),
    of_case!("Another title stands", "title", "'无'"),
    of_case!("Another description stands", "description", "'无'"),
    of_case!("It lies elsewhere", "division", "350602002000"),
    of_case!("Its position is moved", "lon_e6", "lon_e6 + 1000"),
    of_case!("Supervision is taken away", "supervised", "NULL"),
    of_case!("A verification found nothing", "verified", "0"),
    of_case!("An extension is slipped in", "extension_count", "1"),
    of_case!("The head is another", "head_hash", "(SELECT hash FROM case_events WHERE city_id = $1 ORDER BY hash LIMIT 1)"),
    // Columns that no event keeps: the seal knows them.
    of_case!("The place is another", "place", "'别处'"),
    of_case!("Another unit reported it", "reporter_unit", "(SELECT unit_id FROM units WHERE city_id = $1 AND code = 'S1')"),
    of_case!("Another post reported it", "reporter_post", "(SELECT post_id FROM posts WHERE city_id = $1 ORDER BY post_id LIMIT 1)"),
    of_case!("The decision is dated earlier", "decided_at", "decided_at - 60000000"),
    of_case!("The first dispatch is dated later", "dispatched_first_at", "dispatched_first_at + 60000000"),
    of_case!("A late round is slipped in", "late_rounds", "late_rounds + 1"),
    // What lies beside a case.
    sql("A unit that helps is taken away", "case_units",
        &["DELETE FROM case_units WHERE city_id = $1 AND unit_id = (SELECT unit_id FROM units WHERE city_id = $1 AND code = 'S2')"],
        &["case_units 260616-0001", "tell of"]),
    sql("A photo of a case is another", "case_photos",
        &["UPDATE case_photos SET file_hash = (SELECT file_hash FROM files WHERE city_id = $1 ORDER BY file_hash DESC LIMIT 1) WHERE city_id = $1 AND position = 100
           AND case_id = (SELECT case_id FROM cases WHERE city_id = $1 AND number = 260616000001)"],
        &["case_photos 260616-0001 file_hash:"]),
    sql("A photo of a case is taken away", "case_photos",
        &["DELETE FROM case_photos WHERE city_id = $1 AND position = 100
           AND case_id = (SELECT case_id FROM cases WHERE city_id = $1 AND number = 260616000001)"],
        &["case_photos 260616-0001", "tell of"]),
    sql("A photo before counts as one after", "case_photos",
        &["UPDATE case_photos SET stage = 'after' WHERE city_id = $1 AND position = 100
           AND case_id = (SELECT case_id FROM cases WHERE city_id = $1 AND number = 260616000001)"],
        &["case_photos 260616-0001 stage:"]),
    sql("A unit's objection is forgotten", "case_pleas",
        &["DELETE FROM case_pleas WHERE city_id = $1"],
        &["case_pleas 2606", "tell of"]),
    // Events.
    sql("An event says something else", "case_events",
        &["UPDATE case_events SET particulars = '{\"text\":\"无\"}' WHERE city_id = $1 AND action = 'note'"],
        &["case_events 260616-0001: event", "was changed"]),
    sql("Somebody else did it", "case_events",
        &["UPDATE case_events SET person_id = (SELECT person_id FROM people WHERE city_id = $1 AND login = 'leader')
           WHERE city_id = $1 AND action = 'urge'"],
        &["case_events 260616-0001: event", "was changed"]),
    sql("An event is dated earlier", "case_events",
        &["UPDATE case_events SET at = at - 1 WHERE city_id = $1 AND action = 'supervise'"],
        &["case_events 260616-0001: event", "was changed"]),
    sql("An event is taken out of the middle", "case_events",
        &["DELETE FROM case_events WHERE city_id = $1 AND action = 'supervise'"],
        &["case_events 260616-0001: event", "is missing"]),
    sql("The last event is cut off", "case_events",
        &["DELETE FROM case_events WHERE city_id = $1 AND action = 'note'"],
        &["case_events 260616-0001: event", "is missing"]),
    sql("All events of a case are gone", "case_events",
        &["DELETE FROM case_events WHERE city_id = $1 AND case_id = (SELECT case_id FROM cases WHERE city_id = $1 AND number = 260616000001)"],
        &["case_events 260616-0001: event 1 is missing"]),
    sql("An action is written that no release knows", "case_events",
        &["UPDATE case_events SET action = 'forgiven' WHERE city_id = $1 AND action = 'note'"],
        &["case_events 260616-0001: cannot be read", "forgiven"]),
    forged("A whole chain is written anew with fresh hashes", "case_events, cases", Forgery::ChainAnew,
        &["cases 260616-0001:", "does not fit the seal of"]),
    forged("A case is rolled back by its last event, with its row", "case_events, cases", Forgery::RolledBack,
        &["cases 260616-0001:", "version", "something older was put back"]),
    // Whole rows.
    forged("Half of all cases are deleted with all that they have", "cases and beside", Forgery::HalfOfTheCases,
        &["cases: ", "rows were sealed", "are left"]),
    forged("One case is deleted with all that it has", "cases and beside", Forgery::OneCase,
        &["cases ", "it was deleted"]),
    sql("Cases are deleted and their events left", "cases",
        &["DELETE FROM cases WHERE city_id = $1 AND number = 260616000001"],
        &["case_events ", "the cases that it belongs to is gone"]),
    // Whistles, consultations, chronic problems.
    sql("A whistle has another title", "whistles", &["UPDATE whistles SET title = '无' WHERE city_id = $1"], &["whistles W26", " title:"]),
    sql("A whistle is closed earlier", "whistles",
        &["UPDATE whistles SET closed_at = closed_at - 1 WHERE city_id = $1 AND closed_at IS NOT NULL"], &["whistles W26", " closed_at:"]),
    sql("A late unit came in time", "whistle_units",
        &["UPDATE whistle_units SET turnout = 'on_time' WHERE city_id = $1 AND turnout = 'absent' OR turnout = 'late'"],
        &["whistle_units W26", " turnout:"]),
    sql("A unit is rated better", "whistle_units",
        &["UPDATE whistle_units SET response = 5 WHERE city_id = $1 AND response = 2"], &["whistle_units W26", " response:"]),
    sql("A whistle's deadline is moved", "whistle_units",
        &["UPDATE whistle_units SET due_at = due_at + 1 WHERE city_id = $1 AND due_at IS NOT NULL"], &["whistle", " due_at:"]),
    sql("Missing ratings may be waived earlier", "whistles",
        &["UPDATE whistles SET waiver_at = waiver_at - 1 WHERE city_id = $1 AND waiver_at IS NOT NULL"],
        &["whistles W26", " waiver_at:", "is not what was sealed"]),
    sql("An event of a whistle says something else", "whistle_events",
        &["UPDATE whistle_events SET particulars = '{}' WHERE city_id = $1 AND action = 'plan'"],
        &["whistle_events W26", "was changed"]),
    sql("A consultation decided otherwise", "consultations",
        &["UPDATE consultations SET result = '无' WHERE city_id = $1 AND result IS NOT NULL"], &["consultations H26", " result:"]),
    sql("Another unit leads after a consultation", "consultations",
        &["UPDATE consultations SET lead_unit = (SELECT unit_id FROM units WHERE city_id = $1 AND code = 'S1')
           WHERE city_id = $1 AND lead_unit IS NOT NULL"], &["consultations H26", " lead_unit:"]),
    sql("A unit said something else", "consultation_units",
        &["UPDATE consultation_units SET said = '无' WHERE city_id = $1 AND said IS NOT NULL"], &["consultation_units H26", " said:"]),
    sql("A consultation is deleted", "consultations",
        &["DELETE FROM consultations WHERE city_id = $1 AND kind = 'joint_action'"],
        &["consultation_events", "the consultations that it belongs to is gone"]),
    sql("A problem came back less often", "chronic_problems",
        &["UPDATE chronic_problems SET recurrences = 0, times = 1 WHERE city_id = $1"], &["chronic_problems R26", " times:"]),
    sql("A measure was promised otherwise", "chronic_problems",
        &["UPDATE chronic_problems SET measures = '无' WHERE city_id = $1 AND measures IS NOT NULL"], &["chronic_problems R26", " measures:"]),
    sql("A case is taken out of a chronic problem", "chronic_cases",
        &["DELETE FROM chronic_cases WHERE city_id = $1 AND nth = 1"], &["chronic_cases R26", "tell of"]),
    sql("A follow-up inspection was not clean", "chronic_looks",
        &["UPDATE chronic_looks SET clean = 0 WHERE city_id = $1"], &["chronic_looks R26", " clean:"]),
    // Inspections.
    sql("A visit counts one more as met", "visits", &["UPDATE visits SET met = met + 1 WHERE city_id = $1 AND number = 1"], &["visits 1 met:"]),
    sql("A result of a visit is another", "visit_results",
        &["UPDATE visit_results SET answer = 'met' WHERE city_id = $1 AND answer = 'not_met'"], &["visits 1 visit_results.answer:"]),
    sql("A result of a visit is taken away", "visit_results",
        &["DELETE FROM visit_results WHERE city_id = $1 AND item_code = 'zgd-01'"], &["visits 1 visit_results.item_code:"]),
    sql("A photo of a visit is another", "visit_photos",
        &["UPDATE visit_photos SET file_hash = (SELECT file_hash FROM files WHERE city_id = $1 ORDER BY file_hash DESC LIMIT 1) WHERE city_id = $1"],
        &["visits 1 visit_photos.file_hash:"]),
    sql("A visit is deleted", "visits", &["DELETE FROM visits WHERE city_id = $1 AND number = 1"], &["visits ", "it was deleted"]),
    forged("A visit is slipped in that says it is old", "visits", Forgery::OldVisit, &["visits 99:", "slipped in afterwards"]),
    // The evidence store.
    sql("A caption says something else", "evidence", &["UPDATE evidence SET caption = '无' WHERE city_id = $1"], &["evidence 1 caption:"]),
    sql("Another file is the proof", "evidence",
        &["UPDATE evidence SET file_hash = (SELECT file_hash FROM files WHERE city_id = $1 AND file_hash <> evidence.file_hash
           ORDER BY file_hash LIMIT 1) WHERE city_id = $1"], &["evidence 1 file_hash:"]),
    sql("A case does not use an item any more", "evidence_uses", &["DELETE FROM evidence_uses WHERE city_id = $1"],
        &["evidence 1 evidence_uses.used_number:"]),
    sql("An item serves another campaign", "evidence_tags", &["UPDATE evidence_tags SET tag = 'garden_city' WHERE city_id = $1"],
        &["evidence 1 evidence_tags.tag:"]),
    sql("An item is deleted", "evidence", &["DELETE FROM evidence WHERE city_id = $1"], &["evidence ", "it was deleted"]),
    sql("A campaign has another name", "evidence_campaigns", &["UPDATE evidence_campaigns SET name_zh = '无' WHERE city_id = $1"],
        &["evidence_campaigns sanitary_city name_zh:"]),
    // The trace.
    sql("A refusal becomes a success in the trace", "access_log",
        &["UPDATE access_log SET outcome = 'E-1101' WHERE city_id = $1 AND kind = 'sign_in'"], &["access_log ", " outcome:"]),
    sql("The trace is emptied of changes", "access_log",
        &["DELETE FROM access_log WHERE city_id = $1 AND kind = 'change'"], &["access_log ", "it was deleted"]),
    forged("An old line is slipped into the trace", "access_log", Forgery::OldTrace, &["access_log ", "slipped in afterwards"]),
    // Who may do what.
    sql("A post gets another role", "posts", &["UPDATE posts SET role = 'leader' WHERE city_id = $1 AND role = 'handler'"], &["posts ", " role:"]),
    sql("A password is put in the place of another", "people",
        &["UPDATE people SET password_hash = '$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA' WHERE city_id = $1 AND login = 'office'"],
        &["people office password_hash:"]),
    sql("Somebody is linked to another's account of the directory", "directory_links",
        &["INSERT INTO directory_links (city_id, person_id, issuer, claim, subject, linked_at)
           SELECT city_id, person_id, 'https://id.evil.example', 'sub', 'evil', 1 FROM people WHERE city_id = $1 AND login = 'office'"],
        &["people office directory_links."]),
    // What a city works by.
    sql("A standard says something else", "systems", &["UPDATE systems SET document = '{}' WHERE city_id = $1"], &["systems ", " document:"]),
    sql("A filing standard says something else", "category_sets",
        &["UPDATE category_sets SET document = '{}' WHERE city_id = $1"], &["category_sets builtin 2026 document:"]),
    sql("A rule of the city is another", "settings",
        &["UPDATE settings SET document = '{}' WHERE city_id = $1 AND key = 'tampering-scene'"], &["settings tampering-scene document:"]),
    sql("A holiday becomes a workday", "calendar_days",
        &["UPDATE calendar_days SET kind = 'work' WHERE city_id = $1 AND day = '2026-10-01'"], &["calendar_days 2026-10-01 kind:"]),
    sql("A holiday is taken away", "calendar_days",
        &["DELETE FROM calendar_days WHERE city_id = $1 AND day = '2026-10-02'"], &["calendar_days 2026-10-02", "it was deleted"]),
    sql("Another unit answers for a place", "duty_matrix",
        &["UPDATE duty_matrix SET line_unit = (SELECT unit_id FROM units WHERE city_id = $1 AND code = 'S1') WHERE city_id = $1"],
        &["duty_matrix ", " line_unit:"]),
    sql("A site lies elsewhere", "sites", &["UPDATE sites SET division = 350602002000 WHERE city_id = $1 AND number = 1"], &["sites 1 division:"]),
    sql("A unit stands under another", "units",
        &["UPDATE units SET parent = (SELECT unit_id FROM units WHERE city_id = $1 AND code = 'X') WHERE city_id = $1 AND code = 'CG'"],
        &["units CG parent:"]),
    // The seals.
    sql("An old digest is changed", "digests", &["UPDATE digests SET heads = 5 WHERE city_id = $1"], &["digests 2026-06-01 heads:"]),
    sql("Old digests are deleted", "chain_digests", &["DELETE FROM chain_digests WHERE city_id = $1"], &["chain_digests ", "it was deleted"]),
    sql("The digest of a seal is changed", "seals",
        &["UPDATE seals SET digest = (SELECT hash FROM case_events WHERE city_id = $1 ORDER BY hash LIMIT 1) WHERE city_id = $1 AND number = 2"],
        &["seals 2:", "is not what its key gives"]),
    sql("A seal is dated otherwise", "seals", &["UPDATE seals SET day = '2026-01-01' WHERE city_id = $1 AND number = 3"],
        &["seals 3:", "is not what its key gives"]),
    sql("A seal is taken out of the middle", "seals", &["DELETE FROM seals WHERE city_id = $1 AND number = 2"], &["seals 2:", "is missing"]),
    sql("The newest seal is taken away", "seals", &["DELETE FROM seals WHERE city_id = $1 AND number = 3"], &["seals 3:", "seals.log"]),
    sql("All seals are taken away", "seals, seal_sums, seal_leaves",
        &["DELETE FROM seals WHERE city_id = $1", "DELETE FROM seal_sums WHERE city_id = $1", "DELETE FROM seal_leaves WHERE city_id = $1"],
        &["seals 1:", "seals.log"]),
    sql("A seal counts fewer rows", "seal_sums",
        &["UPDATE seal_sums SET counted = counted - 1 WHERE city_id = $1 AND number = 3 AND kind = 'cases'"],
        &["seals 3:", "is not what its key gives"]),
    sql("A leaf is changed", "seal_leaves",
        &["UPDATE seal_leaves SET version = version + 1 WHERE city_id = $1 AND kind = 'sites'"], &["sites 1:", "does not fit the seal of"]),
    sql("A leaf is taken away", "seal_leaves",
        &["DELETE FROM seal_leaves WHERE city_id = $1 AND kind = 'sites'"], &["seal_leaves 1 sites:", "are not those that the seal holds"]),
    sql("A leaf is cut off", "seal_leaves",
        &["UPDATE seal_leaves SET mac = substr(mac, 1, 4) WHERE city_id = $1 AND kind = 'sites'"],
        &["seal_leaves sites ", "thirty-two bytes of a hash"]),
    forged("A row and its leaf are changed together, without the key", "sites, seal_leaves", Forgery::RowWithLeaf,
        &["sites 1:", "does not fit the seal of"]),
    forged("Everything is sealed anew with another key", "seals, seal.key", Forgery::SealedAnew,
        &["seals 1:", "seals.log"]),
    // Photos.
    sql("What is known of a photo is changed", "files", &["UPDATE files SET taken_at = '2020-01-01 00:00:00' WHERE city_id = $1"], &["files ", " taken_at:"]),
    sql("A photo's row is deleted", "files", &["DELETE FROM files WHERE city_id = $1"], &["files ", "it was deleted"]),
    file("A photo is replaced", "photos/originals", |folder| {
        let photo = first_photo(folder)?;
        Ok(std::fs::write(photo, b"another picture")?)
    }, &["photos ", "is not what its hash says"]),
    file("A photo is deleted", "photos/originals", |folder| Ok(std::fs::remove_file(first_photo(folder)?)?), &["photos ", "not on the shelf"]),
    // Outside of the database.
    file("The key is another", "seal.key", |folder| Ok(std::fs::write(folder.join("seal.key"), [3_u8; 32])?), &["seals 1:", "another key"]),
    file("The key is gone", "seal.key", |folder| Ok(std::fs::remove_file(folder.join("seal.key"))?), &["seal.key is missing"]),
];

/// The first original on the shelf.
fn first_photo(folder: &Path) -> anyhow::Result<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.join("photos/originals")];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.into_iter().min().ok_or_else(|| anyhow::anyhow!("there is no photo"))
}
