//! How the events of a chronic problem are told.

use changxiao_domain::recurrence::Action;
use changxiao_words::keys;

use crate::timeline::{Narration, Particulars};

pub(super) const NARRATION: Narration<Action> =
    Narration { facts, ..Narration::written(&[("text", None), ("reason", None)]) };

fn facts(_: &Action, kept: Particulars<'_>) -> Vec<Option<String>> {
    vec![
        kept.unit("unit"),
        kept.at("plan_due_at", keys::recurrence_plan_until),
        kept.number("times", keys::recurrence_times),
        kept.either("clean", keys::recurrence_clean, keys::recurrence_not_clean),
        kept.text("end_on").map(|day| kept.named(keys::recurrence_end_on, day)),
        follow_ups(kept),
    ]
}

/// The days of the follow-up inspections.
fn follow_ups(kept: Particulars<'_>) -> Option<String> {
    let days: Vec<&str> = kept.value("looks").as_array()?.iter().filter_map(|day| day.as_str()).collect();
    let days = Some(days.join(keys::whistles_comma.text(kept.lang()))).filter(|days| !days.is_empty())?;
    Some(kept.named(keys::recurrence_follow_ups, &days))
}
