//! The table of the workflow.

use changxiao_words::keys;

use super::{Action, Consultation, State};
use crate::{
    orgs::Role::{Dispatcher, Handler, Leader, Office, UnitHead},
    workflow::{Field, Row},
};

/// On which side of a consultation somebody must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The role alone decides.
    Anybody,
    /// The same, where no whistle waits for the decision: what it waits for cannot be dropped.
    Unawaited,
    /// The unit that convened it, where no whistle waits for the decision: that is the office's or a leader's.
    Convener,
    /// A unit that takes part, for its own part.
    Participant,
}

const OPEN: &[State] = &[State::Open];
const TEXT: &[Field<'static>] = &[Field::TEXT];
const REASON: &[Field<'static>] = &[Field::REASON];

/// A row of an open consultation, from which the others are made by naming what differs.
const ROW: Row<'static, Consultation> =
    Row { from: OPEN, ..Row::of(Action::Convene, Side::Anybody, keys::consultations_rule_convene) };

/// Every legal transition.
#[rustfmt::skip]
pub const TRANSITIONS: &[Row<'static, Consultation>] = &[
    Row { from: &[], action: Action::Convene, to: Some(State::Open), who: &[Office, Dispatcher, Leader, UnitHead], ..ROW },
    Row { action: Action::Contribute, who: &[Handler, UnitHead], side: Side::Participant, fields: TEXT, rule: keys::consultations_rule_contribute, ..ROW },
    Row { action: Action::Decide, to: Some(State::Decided), who: &[Office, Leader], fields: TEXT, rule: keys::consultations_rule_decide, ..ROW },
    Row { action: Action::Decide, to: Some(State::Decided), who: &[UnitHead], side: Side::Convener, fields: TEXT, rule: keys::consultations_rule_decide_convener, ..ROW },
    Row { action: Action::Cancel, to: Some(State::Cancelled), who: &[Office, Leader], side: Side::Unawaited, fields: REASON, rule: keys::consultations_rule_cancel, ..ROW },
    Row { action: Action::Cancel, to: Some(State::Cancelled), who: &[UnitHead, Dispatcher], side: Side::Convener, fields: REASON, rule: keys::consultations_rule_cancel_convener, ..ROW },
];
