//! The table of the workflow. Whoever wants another workflow changes a row here and reads the tests that disagree.

use changxiao_words::{Key, Lang, keys, texts};
use std::fmt::Write;

use super::{Action, State, Whistle};
use crate::{
    orgs::Role::{self, Handler, Leader, Office, UnitHead},
    workflow::{Field, Row},
};

/// On which side of the whistle somebody must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// People of the town or street that calls.
    Street,
    /// People of a called unit, for their own unit.
    Called,
    /// The role alone decides.
    Anybody,
}

impl Side {
    pub const fn key(self) -> Key {
        match self {
            Side::Street => keys::whistles_side_street,
            Side::Called => keys::whistles_side_called,
            Side::Anybody => keys::whistles_side_anybody,
        }
    }
}

/// What the calls say of an action, beyond state and role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The own unit has not answered yet.
    Expected,
    /// No consultation has bound it.
    Unbound,
    /// No objection is undecided.
    NothingDisputed,
    SomebodyCame,
    /// The own unit came and has not rated the call.
    CallToRate,
    /// A unit came that is not rated.
    UnitToRate,
    /// All ratings are there, or their time is over.
    Rated,
}

const UNIT: &[Role] = &[Handler, UnitHead];

const TEXT: &[Field<'static>] = &[Field::TEXT];
const REASON: &[Field<'static>] = &[Field::REASON];
const TITLE: &[Field<'static>] = &[Field::TITLE];

/// A row of nobody, from which the others are made by naming what differs.
const ROW: Row<'static, Whistle> = Row::of(Action::Draft, Side::Anybody, keys::whistles_rule_draft);

/// Every legal transition.
#[rustfmt::skip]
pub const TRANSITIONS: &[Row<'static, Whistle>] = &[
    Row {
        action: Action::Draft, to: Some(State::Draft), who: UNIT, side: Side::Street,
        rule: keys::whistles_rule_draft, ..ROW
    },
    Row {
        from: &[State::Draft], action: Action::Revise, who: UNIT, side: Side::Street, fields: TITLE,
        rule: keys::whistles_rule_revise, ..ROW
    },
    Row {
        from: &[State::Draft], action: Action::AskApproval, to: Some(State::Awaiting), who: UNIT, side: Side::Street,
        rule: keys::whistles_rule_ask_approval, ..ROW
    },
    Row {
        from: &[State::Awaiting], action: Action::Blow, to: Some(State::Blown), who: &[UnitHead], side: Side::Street,
        rule: keys::whistles_rule_blow, ..ROW
    },
    Row {
        from: &[State::Awaiting], action: Action::Refuse, to: Some(State::Refused), who: &[UnitHead], side: Side::Street, fields: REASON,
        rule: keys::whistles_rule_refuse, ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned], action: Action::ReportIn, who: UNIT, side: Side::Called, given: &[Condition::Expected],
        rule: keys::whistles_rule_report_in, ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned], action: Action::DeclareAbsence, who: UNIT, side: Side::Called, fields: REASON, given: &[Condition::Expected],
        rule: keys::whistles_rule_declare_absence, ..ROW
    },
    Row {
        from: &[State::Blown], action: Action::Object, who: UNIT, side: Side::Called, fields: REASON, given: &[Condition::Expected, Condition::Unbound],
        rule: keys::whistles_rule_object, ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned, State::Handled], action: Action::Refer, to: Some(State::Disputed), who: &[UnitHead], side: Side::Street, fields: REASON,
        rule: keys::whistles_rule_refer, ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned, State::Handled], action: Action::Refer, to: Some(State::Disputed), who: &[UnitHead], side: Side::Called, fields: REASON,
        rule: keys::whistles_rule_refer, ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned, State::Handled], action: Action::Refer, to: Some(State::Disputed), who: &[Office, Leader], fields: REASON,
        rule: keys::whistles_rule_refer_office, ..ROW
    },
    Row {
        from: &[State::Disputed], action: Action::Rule, who: &[Office, Leader], fields: TEXT,
        rule: keys::whistles_rule_rule, ..ROW
    },
    Row {
        from: &[State::Blown], action: Action::Plan, to: Some(State::Planned), who: UNIT, side: Side::Street, fields: TEXT, given: &[Condition::NothingDisputed, Condition::SomebodyCame],
        rule: keys::whistles_rule_plan,
    },
    Row {
        from: &[State::Planned], action: Action::Conclude, to: Some(State::Handled), who: UNIT, side: Side::Street, fields: TEXT, given: &[Condition::NothingDisputed],
        rule: keys::whistles_rule_conclude,
    },
    Row {
        from: &[State::Handled], action: Action::RateUnit, who: UNIT, side: Side::Street, given: &[Condition::UnitToRate],
        rule: keys::whistles_rule_rate_unit, ..ROW
    },
    Row {
        from: &[State::Handled], action: Action::RateStreet, who: UNIT, side: Side::Called, given: &[Condition::CallToRate],
        rule: keys::whistles_rule_rate_street, ..ROW
    },
    Row {
        from: &[State::Handled], action: Action::Close, to: Some(State::Closed), who: UNIT, side: Side::Street, given: &[Condition::Rated],
        rule: keys::whistles_rule_close, ..ROW
    },
    Row {
        from: &[State::Handled], action: Action::Close, to: Some(State::Closed), who: &[Office], given: &[Condition::Rated],
        rule: keys::whistles_rule_close, ..ROW
    },
    Row {
        from: &[State::Draft, State::Awaiting, State::Blown], action: Action::Withdraw, to: Some(State::Withdrawn), who: UNIT, side: Side::Street, fields: REASON,
        rule: keys::whistles_rule_withdraw, ..ROW
    },
];

/// [`TRANSITIONS`] as a Markdown table with a heading row, in the order of the table.
pub fn transition_table_markdown(lang: Lang) -> String {
    let mut out = String::from(texts(lang).whistles_from_action_side_by_condition);
    out.push_str("| --- | --- | --- | --- | --- | --- |\n");
    let comma = texts(lang).whistles_comma;
    for row in TRANSITIONS {
        let from = row.from.iter().map(|state| state.words(lang)).collect::<Vec<_>>().join(comma);
        let from = if from.is_empty() { texts(lang).whistles_new_2.to_owned() } else { from };
        let who = row.who.iter().map(|role| role.words(lang)).collect::<Vec<_>>().join(comma);
        let to = row.to.map_or(texts(lang).whistles_unchanged, |state| state.words(lang));
        // Writing into a String cannot fail.
        let _ = writeln!(
            out,
            "| {from} | {} | {} | {who} | {to} | {} |",
            row.action.words(lang),
            row.side.key().text(lang),
            row.rule.text(lang),
        );
    }
    out
}
