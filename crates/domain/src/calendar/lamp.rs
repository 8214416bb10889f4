//! The lamp beside a case: green below 80 per cent of its limit, yellow up to the deadline, red after it.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// The share of a limit, in per cent, from which the lamp is yellow. City practice in the systems of the GB/T 30428 family.
pub const NEAR_PERCENT: i64 = 80;

coded! {
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum DueStatus {
        /// Red: after the deadline.
        Late = "late", calendar_lamp_late;
        /// Yellow: 80 per cent to the deadline itself.
        Near = "near", calendar_lamp_near;
        /// Green: less than 80 per cent is used.
        Ok = "ok", calendar_lamp_ok;
        /// Off: no clock runs, because it has not started, is paused or has stopped.
        Idle = "idle", calendar_lamp_idle;
    }
}

/// The lamp at `now`. `near_at` and `due_at` are kept with the case, so that a list can count lamps by two indexed columns
/// (`due_at < now` is late, else `near_at <= now` is near) and this says the same of one row.
pub fn lamp(near_at: Option<Instant>, due_at: Option<Instant>, now: Instant, paused: bool) -> DueStatus {
    match (near_at, due_at) {
        _ if paused => DueStatus::Idle,
        (_, None) => DueStatus::Idle,
        (_, Some(due)) if now > due => DueStatus::Late,
        (Some(near), Some(_)) if now >= near => DueStatus::Near,
        _ => DueStatus::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_at_the_two_moments_and_not_before() {
        let (near, due) = (Some(Instant(80)), Some(Instant(100)));
        let shown = [79, 80, 100, 101].map(|now| lamp(near, due, Instant(now), false));
        assert_eq!(shown, [DueStatus::Ok, DueStatus::Near, DueStatus::Near, DueStatus::Late]);
        assert_eq!(lamp(near, due, Instant(101), true), DueStatus::Idle);
        assert_eq!(lamp(None, None, Instant(101), false), DueStatus::Idle);
    }

    #[test]
    fn reads_back_its_codes() {
        for lamp in DueStatus::ALL {
            assert_eq!(DueStatus::parse(lamp.code()), Some(lamp));
        }
        assert_eq!(DueStatus::parse("green"), None);
    }
}
