//! The lamp beside a case: green below 80 per cent of its limit, yellow up to the deadline, red after it.

use changxiao_words::{Lang, texts};
use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// The share of a limit, in per cent, from which the lamp is yellow. City practice in the systems of the GB/T 30428 family.
pub const NEAR_PERCENT: i64 = 80;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// Green: less than 80 per cent is used.
    Ok,
    /// Yellow: 80 per cent to the deadline itself.
    Near,
    /// Red: after the deadline.
    Late,
    /// Off: no clock runs, because it has not started, is paused or has stopped.
    Idle,
}

impl Lamp {
    pub const ALL: [Lamp; 4] = [Lamp::Late, Lamp::Near, Lamp::Ok, Lamp::Idle];

    /// The text for addresses, styles and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Lamp::Ok => "ok",
            Lamp::Near => "near",
            Lamp::Late => "late",
            Lamp::Idle => "idle",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lamp| lamp.code() == text)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Lamp::Ok => texts(lang).calendar_lamp_ok,
            Lamp::Near => texts(lang).calendar_lamp_near,
            Lamp::Late => texts(lang).calendar_lamp_late,
            Lamp::Idle => texts(lang).calendar_lamp_idle,
        }
    }
}

/// The lamp at `now`. `near_at` and `due_at` are kept with the case, so that a list can count lamps by two indexed columns
/// (`due_at < now` is late, else `near_at <= now` is near) and this says the same of one row.
pub fn lamp(near_at: Option<Instant>, due_at: Option<Instant>, now: Instant, paused: bool) -> Lamp {
    match (near_at, due_at) {
        _ if paused => Lamp::Idle,
        (_, None) => Lamp::Idle,
        (_, Some(due)) if now > due => Lamp::Late,
        (Some(near), Some(_)) if now >= near => Lamp::Near,
        _ => Lamp::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_at_the_two_moments_and_not_before() {
        let (near, due) = (Some(Instant(80)), Some(Instant(100)));
        let shown = [79, 80, 100, 101].map(|now| lamp(near, due, Instant(now), false));
        assert_eq!(shown, [Lamp::Ok, Lamp::Near, Lamp::Near, Lamp::Late]);
        assert_eq!(lamp(near, due, Instant(101), true), Lamp::Idle);
        assert_eq!(lamp(None, None, Instant(101), false), Lamp::Idle);
    }

    #[test]
    fn reads_back_its_codes() {
        for lamp in Lamp::ALL {
            assert_eq!(Lamp::parse(lamp.code()), Some(lamp));
        }
        assert_eq!(Lamp::parse("green"), None);
    }
}
