//! The one sentence of a notice, the same in the inbox, in a mail and in a robot's message.

use changxiao_words::{Lang, Message, Value, keys, say};
use serde::{Deserialize, Serialize};

use super::NoticeKind;
use crate::{escalation::Rung, masking::mask_text, orgs::AdminRequestKind, recurrence::State};

/// What a thing, its place and its unit are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Names {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

/// What a sentence is made from, kept with the notice so that it says later what it said then. Never a person's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// 261121-0041.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The lead unit's name as it was written then.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The three names in English, where any differs; notices from before they were kept have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub english: Option<Box<Names>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rung: Option<Rung>,
    /// Thousandths of the limit that are used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_permille: Option<i64>,
    /// Told in place of somebody who is away.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stands_in: bool,
    /// Of a morning's summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<i64>,
    /// Times that the same came back, or reports of the last seven days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<i64>,
    /// What a week usually has, in tenths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual_tenths: Option<i64>,
    /// Code of what a chronic problem waits for, or of what waits for another administrator.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub waits_for: String,
}

impl Facts {
    /// Facts that hold what `names` says in either language of the data, and nothing else.
    pub fn named(names: impl Fn(Lang) -> Names) -> Self {
        let (chinese, english) = (names(Lang::Zh), names(Lang::En));
        let english = (english != chinese).then(|| Box::new(english));
        let Names { title, place, unit } = chinese;
        Self { title, place, unit, english, ..Self::default() }
    }

    /// Title, place and unit.
    fn names(&self, lang: Lang) -> (&str, &str, &str) {
        let english = self.english.as_deref();
        let one = |zh, en: fn(&Names) -> &str| english.map_or(zh, |names| lang.of_data(zh, en(names)));
        (
            one(&self.title, |names| &names.title),
            one(&self.place, |names| &names.place),
            one(&self.unit, |names| &names.unit),
        )
    }
}

/// 261121-0041 用时已达时限的 150%，升级到分管负责人：延安北路垃圾满溢（巷口街道 · 延安北路），主办市城管局
///
/// Numbers of persons are masked for every receiver: the sentence goes on to mailboxes and robots.
pub fn line(kind: NoticeKind, facts: &Facts, lang: Lang) -> String {
    mask_text(&message(kind, facts, lang).words(lang))
}

fn message(kind: NoticeKind, facts: &Facts, lang: Lang) -> Message {
    let (title, place, unit) = facts.names(lang);
    let what: Value = match (title.is_empty(), place.is_empty()) {
        (true, _) => place.into(),
        (false, true) => title.into(),
        (false, false) => say!(notices_title_at_place, title, place).into(),
    };
    let number = &facts.number;
    let share = facts.share_permille.unwrap_or(0) / 10;
    let instead: Value = if facts.stands_in { keys::notices_standing_in.into() } else { "".into() };
    match kind {
        NoticeKind::Dispatched => say!(notices_line_dispatched, number, unit, what),
        NoticeKind::Rework => say!(notices_line_rework, number, what),
        NoticeKind::Urged => say!(notices_line_urged, number, what),
        NoticeKind::Reminded => say!(notices_line_reminded, number, share, instead, what, unit),
        NoticeKind::Escalated => {
            let rung: Value = facts.rung.map_or("".into(), Value::from);
            say!(notices_line_escalated, number, share, rung, instead, what, unit)
        }
        NoticeKind::Returned => say!(notices_line_returned, number, unit, what),
        NoticeKind::ToConfirm => say!(notices_line_to_confirm, number, unit, what),
        NoticeKind::ToCheck => say!(notices_line_to_check, number, what),
        NoticeKind::DueStatus => {
            let (near, late) = (facts.near.unwrap_or(0), facts.late.unwrap_or(0));
            say!(notices_line_due_status, unit, near, late)
        }
        NoticeKind::ChronicFound | NoticeKind::ChronicTurn => {
            let state: Value = State::parse(&facts.waits_for).map_or("".into(), Value::from);
            match facts.times {
                Some(times) => say!(notices_line_chronic_times, number, times, state, what),
                None => say!(notices_line_chronic, number, state, what),
            }
        }
        NoticeKind::WhistleTurn => say!(notices_line_whistle_turn, number, unit, what),
        NoticeKind::ConsultationTurn => say!(notices_line_consultation_turn, number, unit, what),
        // The unit is the name of the procedure.
        NoticeKind::MatterTurn => say!(notices_line_matter_turn, number, procedure = unit, what),
        NoticeKind::MatterUrged => say!(notices_line_matter_urged, number, procedure = unit, what),
        NoticeKind::MatterNear => say!(notices_line_matter_near, number, procedure = unit, what),
        NoticeKind::MatterLate => say!(notices_line_matter_late, number, procedure = unit, what),
        NoticeKind::SurgeAlarm => {
            let (times, usual) = (facts.times.unwrap_or(0), facts.usual_tenths.unwrap_or(0));
            let usual = format!("{}.{}", usual / 10, usual % 10);
            say!(notices_line_surge, what, times, usual)
        }
        // The title is the number of the order, the place how its case stands.
        NoticeKind::HotlineStatus | NoticeKind::CityManagementStatus => {
            say!(notices_line_order, title, place, number)
        }
        // The title is the digest, the place the day that was sealed.
        NoticeKind::Sealed => match facts.times {
            None => say!(notices_line_sealed, day = place, number, digest = title),
            Some(times) => say!(notices_line_sealed_unlike, day = place, number, digest = title, times),
        },
        NoticeKind::Confirmation => {
            let asked: Value = AdminRequestKind::parse(&facts.waits_for).map_or("".into(), Value::from);
            say!(notices_line_confirmation, asked)
        }
        // The title is the name of the program.
        NoticeKind::Consent => say!(notices_line_consent, program = title),
        // The title is the name of the edition, the place the day from which on it counts.
        NoticeKind::StandardChanged => {
            let n = facts.times.unwrap_or(0);
            say!(notices_line_standard_changed, title, day = place, unit, n)
        }
        NoticeKind::Test => say!(notices_line_test),
    }
}
