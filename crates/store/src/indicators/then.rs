//! Who had a case at a moment of the past: before it was handed over.

use changxiao_domain::time::Instant;

/// The unit that led a case at `at`, for a statement over cases.
pub(crate) fn lead_then(at: Instant) -> String {
    before("from_unit", "lead_unit", at)
}

/// The division in which a case lay at `at`.
pub(super) fn division_then(at: Instant) -> String {
    before("from_division", "division", at)
}

/// What the first handover since the moment took it from; without one it is where it was.
fn before(from: &str, now: &str, at: Instant) -> String {
    format!(
        "COALESCE((SELECT h.{from} FROM handovers h WHERE h.city_id = cases.city_id AND h.subject_id = cases.case_id \
         AND h.{from} IS NOT NULL AND h.at >= {} ORDER BY h.at, h.seq LIMIT 1), {now})",
        at.micros()
    )
}
