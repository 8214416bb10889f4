//! The numbers by which the city works, set by set: what each means, where it comes from, and how a city puts its own in its place.

use changxiao_words::Lang;

mod change;
mod figures;
mod judge;
mod renew;

pub use self::{
    change::change,
    figures::{Figure, Form, figures},
    judge::judge,
    renew::renewed,
};

/// A document of rules that a city may keep in a version of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleSet {
    Ladder,
    Notices,
    Recurrence,
    WhistleTiers,
    Indicators,
    Jobs,
}

impl RuleSet {
    pub const ALL: [RuleSet; 6] = [
        RuleSet::Ladder,
        RuleSet::Notices,
        RuleSet::Recurrence,
        RuleSet::WhistleTiers,
        RuleSet::Indicators,
        RuleSet::Jobs,
    ];

    /// The text that the database, addresses and JSON keep.
    pub const fn code(self) -> &'static str {
        match self {
            RuleSet::Ladder => "escalation_ladder",
            RuleSet::Notices => "notice_rules",
            RuleSet::Recurrence => "recurrence_rules",
            RuleSet::WhistleTiers => "whistle_tiers",
            RuleSet::Indicators => "indicator_rules",
            RuleSet::Jobs => "job_rules",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            RuleSet::Ladder => lang.pick("逾期升级阶梯", "Escalation ladder"),
            RuleSet::Notices => lang.pick("通知时段与合并", "Hours and digests of notices"),
            RuleSet::Recurrence => lang.pick("反弹与激增", "Recurrence and surge"),
            RuleSet::WhistleTiers => lang.pick("吹哨报到时限", "Limits of whistles"),
            RuleSet::Indicators => lang.pick("指标权重、时限与分档", "Weights, limits and bands of indicators"),
            RuleSet::Jobs => lang.pick("后台任务重试", "Retries of background work"),
        }
    }
}

/// What is wrong with a document or with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The figure (JSON pointer); empty where the document as a whole is meant.
    pub path: String,
    pub zh: String,
    pub en: String,
}

impl Fault {
    fn new(path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { path: path.into(), zh: zh.into(), en: en.into() }
    }

    pub fn words(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}
