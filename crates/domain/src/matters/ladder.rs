//! When an overdue matter climbs the ladder of cases: whoever stands on its upper rungs is told.

use crate::{
    escalation::{Ladder, Level},
    time::{HOUR, Instant},
};

/// The lamp turns yellow at four fifths of a limit, so that the time from yellow to red is a fifth of it; a day stands for five days where a
/// matter is due by the end of a day. Shares are thousandths.
const DEADLINE: i64 = 1_000;
const FROM_YELLOW_TO_RED: i64 = 200;

/// The levels above the deadline, lowest first.
pub fn levels_behind(ladder: &Ladder) -> impl Iterator<Item = &Level> {
    ladder.levels().iter().filter(|level| level.share_permille > DEADLINE)
}

/// When a matter that turned yellow and red at these moments has used a share of its limit, in thousandths.
pub fn reached_at(near: Instant, due: Instant, share_permille: i64) -> Instant {
    let fifth = due.since(near).max(HOUR);
    due.plus_micros((share_permille - DEADLINE).max(0).saturating_mul(fifth) / FROM_YELLOW_TO_RED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_reached_when_as_much_of_the_limit_is_used() {
        // A limit of ten hours is yellow after eight.
        let at = |hours: i64| Instant(hours * HOUR);
        assert_eq!(reached_at(at(8), at(10), 1_000), at(10));
        assert_eq!(reached_at(at(8), at(10), 1_500), at(15));
        assert_eq!(reached_at(at(8), at(10), 3_000), at(30));
        // Due at once: no level comes within the same hour.
        assert_eq!(reached_at(at(10), at(10), 1_200), at(11));
    }
}
