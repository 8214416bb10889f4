//! How the events of a whistle are told.

use changxiao_domain::whistles::Action;
use changxiao_words::{fill, keys, texts};

use crate::timeline::{Narration, Particulars};

pub(super) const NARRATION: Narration<Action> =
    Narration { facts, ..Narration::written(&[("text", None), ("reason", None)]) };

fn facts(_: &Action, kept: Particulars<'_>) -> Vec<Option<String>> {
    let mut facts = vec![
        kept.unit("unit"),
        kept.either("on_time", keys::whistles_on_time, keys::whistles_late),
        kept.at("due_at", keys::whistles_due),
        stars(kept),
        kept.either("justified", keys::whistles_justified, keys::whistles_unjustified),
        kept.number("waived", keys::whistles_waived).filter(|_| kept.value("waived") != 0),
    ];
    facts.extend(kept.parts("answers").map(|answer| {
        let bound = if answer.yes("bound") { keys::whistles_bound } else { keys::whistles_freed };
        answer.of_unit("unit", bound)
    }));
    facts.push(kept.of_units("absent", keys::whistles_never_came, keys::whistles_comma));
    facts
}

fn stars(kept: Particulars<'_>) -> Option<String> {
    let (response, solution) = kept.value("response").as_i64().zip(kept.value("solution").as_i64())?;
    Some(fill(texts(kept.lang()).whistles_stars, &[("response", &response), ("solution", &solution)]))
}
