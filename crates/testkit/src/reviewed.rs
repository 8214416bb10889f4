//! What tests compare with: rules' reviewed exceptions, and words that stand for what may not be kept.

use std::collections::BTreeSet;

/// Words that would mean a watch over people: attendance, tracks, time online, counts of sign-ins, ranks of persons, black
/// lists. No table, column, address or field of the interface carries one unless the list of exceptions says why.
#[rustfmt::skip]
pub const WATCHING_WORDS: &[&str] = &[
    "attendance", "attend", "clock_in", "clockin", "clock_out", "check_in", "checkin", "punch", "track", "trajectory",
    "trail", "footprint", "gps", "heartbeat", "online", "login_count", "logins", "sign_in_count", "duration", "dwell",
    "active_time", "active_days", "installs", "installation", "usage", "click", "view_count", "likes", "like_count",
    "rank", "leaderboard", "top_people", "points_of", "blacklist", "black_list", "black-list", "blocklist", "exposure",
    "expose", "shame", "red_list", "red-list", "redlist", "credit_score", "imei", "device", "battery", "step_count",
];

/// What anybody may open without signing in, each looked at and agreed to, from `tests/it/routes_open_to_strangers.txt`: `METHOD /path | why`.
/// A line without a reason does not count.
pub fn open_to_strangers() -> BTreeSet<String> {
    include_str!("../tests/it/routes_open_to_strangers.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" | "))
        .filter(|(_, why)| !why.trim().is_empty())
        .map(|(route, _)| route.trim().to_owned())
        .collect()
}

/// The reviewed exceptions of a rule, from `docs/exceptions.txt`: `rule | what | why`. A line without a reason does not count.
pub fn exceptions(rule: &str) -> Vec<String> {
    include_str!("../../../docs/exceptions.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split(" | ");
            let (of, what, why) = (parts.next()?, parts.next()?, parts.next()?);
            (of == rule && !why.trim().is_empty()).then(|| what.trim().to_owned())
        })
        .collect()
}
