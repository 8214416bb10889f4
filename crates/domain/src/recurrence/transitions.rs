//! The table of the workflow, and which side somebody stands on.

use changxiao_words::{Lang, keys, texts};
use std::fmt::Write;

use super::{Action, Problem, State};
use crate::{
    orgs::Role::{self, Checker, Handler, Leader, Office, UnitHead},
    workflow::{Field, Row},
};

/// On which side of a problem somebody must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The role alone decides.
    Anybody,
    /// People of the responsible unit.
    Responsible,
}

const UNIT: &[Role] = &[Handler, UnitHead];
const LEAD: &[Role] = &[Office, Leader];

const TEXT: &[Field<'static>] = &[Field::TEXT];
const REASON: &[Field<'static>] = &[Field::REASON];

/// A row of nobody, from which the others are made by naming what differs.
const ROW: Row<'static, Problem> = Row::of(Action::Find, Side::Anybody, keys::recurrence_rule_find);

/// Every legal transition.
#[rustfmt::skip]
pub const TRANSITIONS: &[Row<'static, Problem>] = &[
    Row {
        action: Action::Find, to: Some(State::Found),
        rule: keys::recurrence_rule_find, ..ROW
    },
    Row {
        from: &[State::Found, State::PlanRequired, State::PlanMade, State::InProgress, State::Recurred], action: Action::Return,
        rule: keys::recurrence_rule_return_counted, ..ROW
    },
    Row {
        from: &[State::Observed, State::Ended], action: Action::Return, to: Some(State::Recurred),
        rule: keys::recurrence_rule_return_after_work, ..ROW
    },
    Row {
        from: &[State::Found], action: Action::Confirm, to: Some(State::PlanRequired), who: LEAD,
        rule: keys::recurrence_rule_confirm, ..ROW
    },
    Row {
        from: &[State::Found], action: Action::Dismiss, to: Some(State::Dismissed), who: LEAD, fields: REASON,
        rule: keys::recurrence_rule_dismiss, ..ROW
    },
    Row {
        from: &[State::PlanRequired, State::PlanMade, State::Recurred], action: Action::Assign, to: Some(State::PlanRequired), who: LEAD, fields: REASON,
        rule: keys::recurrence_rule_assign, ..ROW
    },
    Row {
        from: &[State::PlanRequired, State::Recurred], action: Action::MakePlan, to: Some(State::PlanMade), who: UNIT, side: Side::Responsible, fields: TEXT,
        rule: keys::recurrence_rule_make_plan, ..ROW
    },
    Row {
        from: &[State::PlanMade], action: Action::Approve, to: Some(State::InProgress), who: LEAD,
        rule: keys::recurrence_rule_approve, ..ROW
    },
    Row {
        from: &[State::PlanMade], action: Action::SendBack, to: Some(State::PlanRequired), who: LEAD, fields: REASON,
        rule: keys::recurrence_rule_send_back, ..ROW
    },
    Row {
        from: &[State::InProgress], action: Action::ReportDone, to: Some(State::Observed), who: UNIT, side: Side::Responsible, fields: TEXT,
        rule: keys::recurrence_rule_report_done, ..ROW
    },
    Row {
        from: &[State::Observed], action: Action::Observe, who: &[Office, Leader, Checker], fields: TEXT,
        rule: keys::recurrence_rule_observe, ..ROW
    },
    Row {
        from: &[State::Observed], action: Action::End, to: Some(State::Ended), who: LEAD,
        rule: keys::recurrence_rule_end, ..ROW
    },
];

/// [`TRANSITIONS`] as a Markdown table with a heading row.
pub fn transition_table_markdown(lang: Lang) -> String {
    let mut out = String::from(texts(lang).recurrence_from_action_by_condition_effect);
    out.push_str("| --- | --- | --- | --- | --- |\n");
    let comma = texts(lang).recurrence_text;
    for row in TRANSITIONS {
        let from = row.from.iter().map(|state| state.words(lang)).collect::<Vec<_>>().join(comma);
        let from = if from.is_empty() { texts(lang).recurrence_new.to_owned() } else { from };
        let who = row.who.iter().map(|role| role.words(lang)).collect::<Vec<_>>().join(comma);
        let who = match (row.who.is_empty(), row.side == Side::Responsible) {
            (true, _) => texts(lang).recurrence_system_2.to_owned(),
            (false, true) => format!("{}{who}", texts(lang).recurrence_responsible_unit),
            (false, false) => who,
        };
        let to = row.to.map_or(texts(lang).recurrence_unchanged, |state| state.words(lang));
        // Writing into a String cannot fail.
        let _ = writeln!(out, "| {from} | {} | {who} | {to} | {} |", row.action.words(lang), row.rule.text(lang));
    }
    out
}
