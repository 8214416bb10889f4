//! The one sentence of a notice, the same in the inbox, in a mail and in a robot's message.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use super::NoticeKind;
use crate::{escalation::Rung, recurrence::State};

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
    /// Code of what a chronic problem waits for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub waits_for: String,
}

impl Facts {
    /// Facts that hold what `names` says in either language, and nothing else.
    pub fn named(names: impl Fn(Lang) -> Names) -> Self {
        let (chinese, english) = (names(Lang::Zh), names(Lang::En));
        let english = (english != chinese).then(|| Box::new(english));
        let Names { title, place, unit } = chinese;
        Self { title, place, unit, english, ..Self::default() }
    }

    /// Title, place and unit.
    fn names(&self, lang: Lang) -> (&str, &str, &str) {
        match (lang, &self.english) {
            (Lang::En, Some(names)) => (&names.title, &names.place, &names.unit),
            _ => (&self.title, &self.place, &self.unit),
        }
    }
}

/// 261121-0041 用时已达时限的 150%，升级到分管负责人：延安北路垃圾满溢（巷口街道 · 延安北路），主办市城管局
pub fn line(kind: NoticeKind, facts: &Facts, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let (title, place, unit) = facts.names(lang);
    let what = match (title.is_empty(), place.is_empty()) {
        (true, _) => place.to_owned(),
        (false, true) => title.to_owned(),
        (false, false) if zh => format!("{title}（{place}）"),
        (false, false) => format!("{title} ({place})"),
    };
    let number = &facts.number;
    let share = facts.share_permille.unwrap_or(0) / 10;
    let rung = facts.rung.map_or("", |rung| rung.words(lang));
    let instead = match (facts.stands_in, zh) {
        (false, _) => "",
        (true, true) => "（代行）",
        (true, false) => " (standing in)",
    };
    match (kind, zh) {
        (NoticeKind::Dispatched, true) => format!("{number} 派遣到{unit}：{what}"),
        (NoticeKind::Dispatched, false) => format!("{number} sent to {unit}: {what}"),
        (NoticeKind::Rework, true) => format!("{number} 返工，重新计时：{what}"),
        (NoticeKind::Rework, false) => format!("{number} to be reworked, counted anew: {what}"),
        (NoticeKind::Urged, true) => format!("{number} 催办：{what}"),
        (NoticeKind::Urged, false) => format!("{number} urged: {what}"),
        (NoticeKind::Reminded, true) => format!("{number} 用时已达时限的 {share}%{instead}：{what}，主办{unit}"),
        (NoticeKind::Reminded, false) => {
            format!("{number} has used {share}% of its limit{instead}: {what}, lead {unit}")
        }
        (NoticeKind::Escalated, true) => {
            format!("{number} 用时已达时限的 {share}%，升级到{rung}{instead}：{what}，主办{unit}")
        }
        (NoticeKind::Escalated, false) => {
            format!("{number} has used {share}% of its limit and goes up to: {rung}{instead}. {what}, lead {unit}")
        }
        (NoticeKind::Returned, true) => format!("{number} 由{unit}退回派遣：{what}"),
        (NoticeKind::Returned, false) => format!("{number} returned to dispatch by {unit}: {what}"),
        (NoticeKind::ToConfirm, true) => format!("{number} {unit}已处置，待确认：{what}"),
        (NoticeKind::ToConfirm, false) => format!("{number} put right by {unit}, to be confirmed: {what}"),
        (NoticeKind::ToCheck, true) => format!("{number} 待核查：{what}"),
        (NoticeKind::ToCheck, false) => format!("{number} to be checked: {what}"),
        (NoticeKind::DueStatus, true) => {
            format!("{unit}：临期 {} 件，超期 {} 件", facts.near.unwrap_or(0), facts.late.unwrap_or(0))
        }
        (NoticeKind::DueStatus, false) => {
            format!("{unit}: {} due soon, {} late", facts.near.unwrap_or(0), facts.late.unwrap_or(0))
        }
        (NoticeKind::ChronicFound | NoticeKind::ChronicTurn, _) => {
            let state = State::parse(&facts.waits_for).map_or("", |state| state.words(lang));
            match (facts.times, zh) {
                (Some(times), true) => format!("{number} 同地同类第 {times} 次，{state}：{what}"),
                (Some(times), false) => format!("{number}, {times} times at one place, {state}: {what}"),
                (None, true) => format!("{number} {state}：{what}"),
                (None, false) => format!("{number}, {state}: {what}"),
            }
        }
        (NoticeKind::SurgeAlarm, zh) => {
            let (times, usual) = (facts.times.unwrap_or(0), facts.usual_tenths.unwrap_or(0));
            let (whole, tenth) = (usual / 10, usual % 10);
            match zh {
                true => format!("{what} 七天上报 {times} 件，平时每周 {whole}.{tenth} 件"),
                false => format!("{what}: {times} reports in seven days, {whole}.{tenth} in a usual week"),
            }
        }
        // The title is the number of the order, the place how its case stands.
        (NoticeKind::HotlineStatus | NoticeKind::CityManagementStatus, true) => {
            format!("工单 {title}：{place}，本系统编号 {number}")
        }
        (NoticeKind::HotlineStatus | NoticeKind::CityManagementStatus, false) => {
            format!("Order {title}: {place}, here {number}")
        }
        (NoticeKind::Test, true) => "长效测试消息：此通道可用".to_owned(),
        (NoticeKind::Test, false) => "Changxiao test message: this channel works".to_owned(),
    }
}
