//! What stands beside the way of a case, as marks in its head.

use changxiao_app::model::CityModel;
use changxiao_domain::{cases::Case, time::Instant};
use changxiao_words::{Lang, fill, texts};

use crate::{pages::wall, words};

/// A mark: the kind of its tag (`""`, `on`, `near`, `late`) and its words.
pub type Mark = (&'static str, String);

pub fn marks(model: &CityModel, lang: Lang, case: &Case, now: Instant) -> Vec<Mark> {
    let (l, standing) = (texts(lang), &case.standing);
    let year = model.day_of(now).year();
    let time = |at: Instant| words::moment(lang, wall(model, at), year);
    let mut marks: Vec<Mark> = Vec::new();
    if let Some(asked) = standing.asked {
        let unit = model.unit_name(asked.unit, lang);
        let topic = asked.what.topic().words(lang);
        marks.push(("on", fill(l.cases_asked, &[("topic", &topic), ("unit", &unit), ("time", &time(asked.at))])));
    }
    if let Some(suspension) = standing.suspension {
        let words =
            fill(l.cases_stand_hung, &[("kind", &suspension.kind.words(lang)), ("time", &time(suspension.until))]);
        marks.push(("", words));
    }
    if let Some(supervision) = standing.supervision {
        let (kind, text) = match (supervision.waits(), supervision.replied_at) {
            (true, _) => ("late", l.cases_stand_reply_owed),
            (false, Some(_)) => ("", l.cases_stand_replied),
            (false, None) => ("near", l.cases_stand_supervised),
        };
        marks.push((kind, fill(text, &[("kind", &supervision.kind.words(lang))])));
    }
    if let Some(unit) = standing.returned_by {
        marks.push(("near", fill(l.cases_stand_returned, &[("unit", &model.unit_name(unit, lang))])));
    }
    if standing.designated {
        marks.push(("", l.cases_fact_designated.to_owned()));
    }
    if standing.extended > 0 {
        marks.push(("", fill(l.cases_stand_extended, &[("n", &standing.extended)])));
    }
    if standing.exempt {
        marks.push(("", l.cases_stand_exempt.to_owned()));
    }
    match standing.verified {
        Some(true) => marks.push(("", l.cases_stand_verified.to_owned())),
        Some(false) => marks.push(("near", l.cases_stand_refuted.to_owned())),
        None => {}
    }
    marks
}
