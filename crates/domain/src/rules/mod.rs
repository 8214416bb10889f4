//! The numbers by which the city works, set by set: what each means, where it comes from, and how a city puts its own in its place.

use changxiao_words::{Message, coded};

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

coded! {
    /// A document of rules that a city may keep in a version of its own.
    pub enum RuleSet {
        Ladder = "escalation_ladder", rules_rule_set_ladder;
        Notices = "notice_rules", rules_rule_set_notices;
        Recurrence = "recurrence_rules", rules_rule_set_recurrence;
        WhistleTiers = "whistle_tiers", rules_rule_set_whistle_tiers;
        Indicators = "indicator_rules", rules_rule_set_indicators;
        Jobs = "job_rules", rules_rule_set_jobs;
        Letters = "letter_rules", rules_rule_set_letters;
    }
}

/// What is wrong with a document or with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The figure (JSON pointer); empty where the document as a whole is meant.
    pub path: String,
    pub message: Message,
}

impl Fault {
    pub fn new(path: impl Into<String>, message: impl Into<Message>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}
