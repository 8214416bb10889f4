//! The table of the workflow. Whoever wants another workflow changes a row here and reads the tests that disagree.

use super::{Action, Case, Condition, ObjectionKind, State, Topic};
use crate::{
    orgs::Role::{self, Checker, Dispatcher, Handler, Inspector, Leader, Office, UnitHead},
    time::Instant,
};
use changxiao_words::{Key, keys};

/// One row: from these states this action leads there, when these may do it and these conditions hold.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// Empty for the row that brings a case into being.
    pub from: &'static [State],
    pub action: Action,
    /// `None`: the case stays in its state.
    pub to: Option<State>,
    pub who: &'static [Role],
    /// Only people of the lead unit.
    pub own_unit: bool,
    /// A reason must be written.
    pub needs_reason: bool,
    /// An after-photo is needed where the category asks for one; a written reason may stand in for it.
    pub needs_photo: bool,
    /// A passed check is needed.
    pub needs_check: bool,
    /// What else must hold of the case.
    pub given: &'static [Condition],
    /// Condition and effect in one sentence.
    pub rule: Key,
    /// Where the row comes from.
    pub source: Basis,
}

/// What a row rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The stages of the national standard and the industry's technical code.
    Standard,
    /// What cities do that work by the standard.
    CityPractice,
    /// The rules that hotlines of cities have made law, which case work follows.
    HotlineLaw,
    /// Ours: a mistake must be correctable in the open.
    OwnRule,
}

impl Basis {
    pub const fn key(self) -> Key {
        match self {
            Basis::Standard => keys::cases_basis_standard,
            Basis::CityPractice => keys::cases_practice_cities_work_by_gb,
            Basis::HotlineLaw => keys::cases_basis_hotline_law,
            Basis::OwnRule => keys::cases_own_rule_mistake_must_correctable,
        }
    }
}

/// A row without conditions, from which the others are made by naming what differs.
const ROW: Transition = Transition {
    from: &[],
    action: Action::Note,
    to: None,
    who: &[],
    own_unit: false,
    needs_reason: false,
    needs_photo: false,
    needs_check: false,
    given: &[],
    rule: keys::cases_rule_note,
    source: Basis::Standard,
};

/// Everybody who works on cases; auditors and the two administrators only read or keep the system running.
const WORKERS: &[Role] = &[Office, Dispatcher, Handler, UnitHead, Inspector, Checker, Leader];

/// A unit has it and its clock runs, unless an objection has stopped it.
const WITH_UNIT: &[State] = &[State::Dispatched, State::Handling];

/// Filed, and not done yet.
const VOIDABLE: &[State] = &[State::Filed, State::Dispatched, State::Handling, State::Suspended, State::Submitted];

const CLOSED: &[State] = &[State::Closed, State::ForceClosed];

/// Every state that is not an end.
#[rustfmt::skip]
const OPEN: &[State] = &[
    State::Reported, State::Verifying, State::Filed, State::Dispatched, State::Handling, State::Suspended, State::Submitted,
    State::Handled, State::Checking, State::SelfHandled,
];

/// Every legal transition. An action may have several rows; the first row whose conditions hold decides.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    Transition {
        action: Action::Report, to: Some(State::Reported), who: WORKERS,
        rule: keys::cases_rule_report, ..ROW
    },
    Transition {
        action: Action::SelfHandle, to: Some(State::SelfHandled), who: WORKERS,
        rule: keys::cases_rule_self_handle, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::SelfHandled], action: Action::AuditPass, to: Some(State::Closed), who: &[Office, Dispatcher],
        rule: keys::cases_rule_audit_pass, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::SelfHandled], action: Action::AuditFail, to: Some(State::Voided), who: &[Office, Dispatcher],
        needs_reason: true,
        rule: keys::cases_rule_audit_fail, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Reported], action: Action::RequestVerify, to: Some(State::Verifying), who: &[Office, Dispatcher],
        rule: keys::cases_rule_request_verify, ..ROW
    },
    Transition {
        from: &[State::Verifying], action: Action::ReportVerify, to: Some(State::Reported), who: &[Inspector, Checker],
        rule: keys::cases_rule_report_verify, ..ROW
    },
    Transition {
        from: &[State::Reported], action: Action::File, to: Some(State::Filed), who: &[Office, Dispatcher],
        rule: keys::cases_rule_file, ..ROW
    },
    Transition {
        from: &[State::Reported], action: Action::Void, to: Some(State::Voided), who: &[Office, Dispatcher, Leader],
        needs_reason: true,
        rule: keys::cases_rule_void_reported, ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::Void, to: Some(State::Voided), who: &[Office, Leader],
        needs_reason: true, given: &[Condition::NotReturned, Condition::NothingAsked],
        rule: keys::cases_rule_void_filed, ..ROW
    },
    Transition {
        from: VOIDABLE, action: Action::AskVoid, to: None,
        who: &[Dispatcher], needs_reason: true, given: &[Condition::NotReturned, Condition::NothingAsked],
        rule: keys::cases_rule_ask_void, ..ROW
    },
    Transition {
        from: VOIDABLE, action: Action::GrantVoid,
        to: Some(State::Voided), who: &[Leader, Office], given: &[Condition::Asked(Topic::Void)],
        rule: keys::cases_rule_grant_void, ..ROW
    },
    Transition {
        from: VOIDABLE, action: Action::RefuseVoid, to: None,
        who: &[Leader, Office], needs_reason: true, given: &[Condition::Asked(Topic::Void)],
        rule: keys::cases_rule_refuse_void, ..ROW
    },
    Transition {
        from: &[State::Reported, State::Filed], action: Action::Merge, to: Some(State::Merged),
        who: &[Office, Dispatcher], given: &[Condition::NotReturned],
        rule: keys::cases_rule_merge, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::ReturnToAcceptor, to: Some(State::Reported), who: &[Dispatcher, Office],
        needs_reason: true,
        rule: keys::cases_rule_return_to_acceptor, ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::Dispatch, to: Some(State::Dispatched), who: &[Dispatcher, Office],
        rule: keys::cases_rule_dispatch, ..ROW
    },
    Transition {
        from: &[State::Dispatched], action: Action::ReturnByUnit, to: Some(State::Filed), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true, given: &[Condition::NotDesignated, Condition::NoObjection],
        rule: keys::cases_rule_return_by_unit, source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: &[State::Dispatched], action: Action::Accept, to: Some(State::Handling), who: &[Handler, UnitHead],
        own_unit: true, given: &[Condition::NoObjection],
        rule: keys::cases_rule_accept, ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::Withdraw, to: Some(State::Dispatched), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true, given: &[Condition::NoObjection],
        rule: keys::cases_rule_withdraw, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::Submit, to: Some(State::Handled), who: &[Handler, UnitHead],
        own_unit: true, needs_photo: true, given: &[Condition::NoObjection],
        rule: keys::cases_rule_submit, ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::SubmitToUnit, to: Some(State::Submitted), who: &[Handler],
        own_unit: true, needs_photo: true, given: &[Condition::NoObjection],
        rule: keys::cases_rule_submit_to_unit, ..ROW
    },
    Transition {
        from: &[State::Submitted], action: Action::Confirm, to: Some(State::Handled), who: &[UnitHead], own_unit: true,
        rule: keys::cases_rule_confirm, ..ROW
    },
    Transition {
        from: &[State::Submitted, State::Handled], action: Action::SendBack, to: Some(State::Handling), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true,
        rule: keys::cases_rule_send_back, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Handled], action: Action::RequestCheck, to: Some(State::Checking),
        who: &[Dispatcher, Office, Checker],
        rule: keys::cases_rule_request_check, ..ROW
    },
    Transition {
        from: &[State::Checking], action: Action::CheckPass, to: None, who: &[Checker],
        rule: keys::cases_rule_check_pass, ..ROW
    },
    Transition {
        from: &[State::Checking], action: Action::CheckFail, to: Some(State::Dispatched), who: &[Checker],
        needs_reason: true,
        rule: keys::cases_rule_check_fail, ..ROW
    },
    Transition {
        from: &[State::Handled, State::Checking], action: Action::Rework, to: Some(State::Dispatched),
        who: &[Dispatcher, Office], needs_reason: true,
        rule: keys::cases_rule_rework, ..ROW
    },
    Transition {
        from: &[State::Checking], action: Action::Close, to: Some(State::Closed), who: &[Office, Dispatcher, Leader],
        needs_check: true,
        rule: keys::cases_rule_close_checked, ..ROW
    },
    Transition {
        from: &[State::Handled, State::Checking], action: Action::Close, to: Some(State::Closed), who: &[Office, Leader],
        needs_reason: true,
        rule: keys::cases_rule_close_unchecked, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::AskExtension, to: None, who: &[Handler, UnitHead], own_unit: true,
        needs_reason: true, given: &[Condition::InTime, Condition::ExtensionsLeft, Condition::NothingAsked],
        rule: keys::cases_rule_ask_extension, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantExtension, to: None, who: &[Dispatcher, Office],
        given: &[Condition::Asked(Topic::Extension), Condition::InTime, Condition::ExtensionsLeft],
        rule: keys::cases_rule_grant_extension, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::RefuseExtension, to: None, who: &[Dispatcher, Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Extension)],
        rule: keys::cases_rule_refuse_extension, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::AskSuspension, to: None, who: &[Handler, UnitHead], own_unit: true,
        needs_reason: true, given: &[Condition::SuspensionLeft, Condition::NothingAsked],
        rule: keys::cases_rule_ask_suspension, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantSuspension, to: Some(State::Suspended), who: &[Dispatcher, Office],
        given: &[Condition::Asked(Topic::Suspension), Condition::SuspensionLeft, Condition::SuspensionAhead],
        rule: keys::cases_rule_grant_suspension, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::RefuseSuspension, to: None, who: &[Dispatcher, Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Suspension)],
        rule: keys::cases_rule_refuse_suspension, ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Handling),
        who: &[Dispatcher, Office], given: &[Condition::TakenOn],
        rule: keys::cases_rule_end_suspension_taken_on, ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Handling), who: &[Handler, UnitHead],
        own_unit: true, given: &[Condition::TakenOn],
        rule: keys::cases_rule_end_suspension_by_unit_taken_on, ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Dispatched),
        who: &[Dispatcher, Office], given: &[Condition::NotTakenOn],
        rule: keys::cases_rule_end_suspension_not_taken_on, ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Dispatched), who: &[Handler, UnitHead],
        own_unit: true, given: &[Condition::NotTakenOn],
        rule: keys::cases_rule_end_suspension_by_unit_not_taken_on, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::Object, to: None, who: &[Handler, UnitHead], own_unit: true, needs_reason: true,
        given: &[Condition::First(Topic::Objection), Condition::NothingAsked],
        rule: keys::cases_rule_object, source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantObjection, to: Some(State::Filed), who: &[Office, Leader],
        given: &[Condition::Asked(Topic::Objection), Condition::ObjectionTo(ObjectionKind::Duty)],
        rule: keys::cases_rule_grant_objection_duty, source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantObjection, to: None, who: &[Office, Leader],
        given: &[Condition::Asked(Topic::Objection), Condition::ObjectionTo(ObjectionKind::Limit)],
        rule: keys::cases_rule_grant_objection_limit, source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::RefuseObjection, to: None, who: &[Office, Leader], needs_reason: true,
        given: &[Condition::Asked(Topic::Objection)],
        rule: keys::cases_rule_refuse_objection, source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::Appeal, to: None, who: &[UnitHead], own_unit: true, needs_reason: true,
        given: &[Condition::WasLate, Condition::First(Topic::Appeal), Condition::NothingAsked],
        rule: keys::cases_rule_appeal, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::PassAppeal, to: None, who: &[Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Appeal)],
        rule: keys::cases_rule_pass_appeal, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::RefuseAppeal, to: None, who: &[Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Appeal)],
        rule: keys::cases_rule_refuse_appeal_first, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::GrantAppeal, to: None, who: &[Leader], needs_reason: true,
        given: &[Condition::Asked(Topic::FinalAppeal)],
        rule: keys::cases_rule_grant_appeal, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::RefuseAppeal, to: None, who: &[Leader], needs_reason: true,
        given: &[Condition::Asked(Topic::FinalAppeal)],
        rule: keys::cases_rule_refuse_appeal_final, source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: OPEN, action: Action::ForceClose, to: Some(State::ForceClosed), who: &[Leader], needs_reason: true,
        rule: keys::cases_rule_force_close, source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::Reopen, to: Some(State::Dispatched), who: &[Leader, Office],
        needs_reason: true, given: &[Condition::HasUnit],
        rule: keys::cases_rule_reopen_closed, source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::Reopen, to: Some(State::Reported), who: &[Leader, Office],
        needs_reason: true, given: &[Condition::HasNoUnit],
        rule: keys::cases_rule_reopen_without_unit, source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: &[State::Voided, State::Merged], action: Action::Reopen, to: Some(State::Reported),
        who: &[Leader, Office], needs_reason: true,
        rule: keys::cases_rule_reopen_voided, source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: OPEN, action: Action::Supervise, to: None, who: &[Dispatcher, Office, Leader], needs_reason: true,
        rule: keys::cases_rule_supervise, source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: OPEN, action: Action::ReplySupervision, to: None, who: &[Handler, UnitHead], own_unit: true,
        given: &[Condition::ReplyOwed],
        rule: keys::cases_rule_reply_supervision, source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: OPEN, action: Action::Urge, to: None, who: &[Dispatcher, Office, Leader],
        rule: keys::cases_rule_urge, ..ROW
    },
    Transition {
        from: &State::ALL, action: Action::Note, to: None, who: WORKERS,
        rule: keys::cases_rule_note, source: Basis::OwnRule, ..ROW
    },
];

/// What a person in this role can do to a case in this state, before unit and evidence are looked at (for that see
/// [`Case::allowed`]).
pub fn allowed(state: State, role: Role) -> Vec<Action> {
    let may = |action: &Action| {
        TRANSITIONS.iter().any(|row| row.action == *action && row.from.contains(&state) && row.who.contains(&role))
    };
    Action::asked().filter(may).collect()
}

/// The states in which a request on this topic can still be decided; it lapses when the case goes elsewhere.
pub(super) fn decidable(topic: Topic, state: State) -> bool {
    TRANSITIONS.iter().any(|row| row.given.contains(&Condition::Asked(topic)) && row.from.contains(&state))
}

impl Transition {
    /// The first of its conditions that the case does not meet now.
    pub fn unmet(&self, case: &Case, now: Instant) -> Option<Condition> {
        self.given.iter().copied().find(|condition| !condition.holds(case, now))
    }
}
