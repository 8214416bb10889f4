//! What a row of the workflow asks of the case itself, in words for whoever is refused and for the page of rules.

use super::{Case, ObjectionKind, Request, Topic, numbers};
use crate::time::Instant;
use changxiao_words::{Key, keys};

/// One condition of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    HasUnit,
    HasNoUnit,
    /// A handler had taken it on before it was suspended.
    TakenOn,
    NotTakenOn,
    /// No objection waits for its ruling: while one does, the clock and the work stand still.
    NoObjection,
    /// Nothing waits for a yes or no.
    NothingAsked,
    Asked(Topic),
    ObjectionTo(ObjectionKind),
    InTime,
    ExtensionsLeft,
    SuspensionLeft,
    /// The date that was asked for has not passed while nobody decided.
    SuspensionAhead,
    NotDesignated,
    /// The unit has not just given it back: then it is dispatched again or returned, and nothing else.
    NotReturned,
    /// The lead unit has not objected or appealed in this case before.
    First(Topic),
    WasLate,
    ReplyOwed,
}

impl Condition {
    pub fn holds(self, case: &Case, now: Instant) -> bool {
        let standing = &case.standing;
        let asked = standing.asked.map(|asked| asked.what);
        match self {
            Condition::HasUnit => case.lead_unit.is_some(),
            Condition::HasNoUnit => case.lead_unit.is_none(),
            Condition::TakenOn => case.handler.is_some(),
            Condition::NotTakenOn => case.handler.is_none(),
            Condition::NoObjection => asked.is_none_or(|what| what.topic() != Topic::Objection),
            Condition::NothingAsked => asked.is_none(),
            Condition::Asked(topic) => asked.is_some_and(|what| what.topic() == topic),
            Condition::ObjectionTo(kind) => asked == Some(Request::Objection(kind)),
            Condition::InTime => case.due_at.is_some_and(|due| now <= due),
            Condition::ExtensionsLeft => standing.extension_count < numbers::EXTENSIONS.value,
            Condition::SuspensionLeft => standing.suspension_count < numbers::SUSPENSIONS.value,
            Condition::SuspensionAhead => {
                matches!(asked, Some(Request::Suspension(suspension)) if suspension.until > now)
            }
            Condition::NotDesignated => !standing.designated,
            Condition::NotReturned => standing.returned_by.is_none(),
            Condition::First(topic) => {
                !standing.pleas.iter().any(|plea| plea.topic == topic && Some(plea.unit) == case.lead_unit)
            }
            Condition::WasLate => case.was_late(),
            Condition::ReplyOwed => standing.supervision.is_some_and(|supervision| supervision.waits()),
        }
    }

    /// The condition as the table prints it.
    pub const fn key(self) -> Key {
        match self {
            Condition::HasUnit => keys::cases_condition_has_unit,
            Condition::HasNoUnit => keys::cases_condition_has_no_unit,
            Condition::TakenOn => keys::cases_condition_taken_on,
            Condition::NotTakenOn => keys::cases_condition_not_taken_on,
            Condition::NoObjection => keys::cases_condition_no_objection,
            Condition::NothingAsked => keys::cases_condition_nothing_asked,
            Condition::Asked(Topic::Extension) => keys::cases_condition_asked,
            Condition::Asked(Topic::Suspension) => keys::cases_condition_asked_2,
            Condition::Asked(Topic::Objection) => keys::cases_condition_asked_3,
            Condition::Asked(Topic::Void) => keys::cases_condition_asked_4,
            Condition::Asked(Topic::Appeal) => keys::cases_condition_asked_5,
            Condition::Asked(Topic::FinalAppeal) => keys::cases_condition_asked_6,
            Condition::ObjectionTo(ObjectionKind::Duty) => keys::cases_condition_objection_to,
            Condition::ObjectionTo(ObjectionKind::Limit) => keys::cases_objection_about_limit,
            Condition::InTime => keys::cases_condition_in_time,
            Condition::ExtensionsLeft => keys::cases_condition_extensions_left,
            Condition::SuspensionLeft => keys::cases_condition_suspension_left,
            Condition::SuspensionAhead => keys::cases_condition_suspension_ahead,
            Condition::NotDesignated => keys::cases_condition_not_designated,
            Condition::NotReturned => keys::cases_condition_not_returned,
            Condition::First(Topic::Appeal | Topic::FinalAppeal) => keys::cases_unit_s_first_appeal,
            Condition::First(_) => keys::cases_condition_first,
            Condition::WasLate => keys::cases_condition_was_late,
            Condition::ReplyOwed => keys::cases_condition_reply_owed,
        }
    }

    /// Why not, and what to do, for whoever is refused.
    pub const fn refusal(self) -> Key {
        match self {
            Condition::HasUnit => keys::cases_condition_has_unit_2,
            Condition::HasNoUnit | Condition::TakenOn | Condition::NotTakenOn => {
                keys::cases_case_another_situation_reload_page
            }
            Condition::NoObjection => keys::cases_condition_no_objection_2,
            Condition::NothingAsked => keys::cases_condition_nothing_asked_2,
            Condition::Asked(_) | Condition::ObjectionTo(_) => keys::cases_no_such_request_waits_reload,
            Condition::InTime => keys::cases_condition_in_time_2,
            Condition::ExtensionsLeft => keys::cases_condition_extensions_left_2,
            Condition::SuspensionLeft => keys::cases_condition_suspension_left_2,
            Condition::SuspensionAhead => keys::cases_condition_suspension_ahead_2,
            Condition::NotDesignated => keys::cases_condition_not_designated_2,
            Condition::NotReturned => keys::cases_condition_not_returned_2,
            Condition::First(Topic::Appeal | Topic::FinalAppeal) => keys::cases_unit_appealed_case_once,
            Condition::First(_) => keys::cases_unit_objected_case_once,
            Condition::WasLate => keys::cases_case_not_late_so_there,
            Condition::ReplyOwed => keys::cases_no_supervision_case_waits_reply,
        }
    }

    /// The stable code for JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Condition::HasUnit | Condition::HasNoUnit => "lead_unit",
            Condition::TakenOn | Condition::NotTakenOn => "taken_on",
            Condition::NoObjection => "objection_waits",
            Condition::NothingAsked => "request_waits",
            Condition::Asked(_) | Condition::ObjectionTo(_) => "nothing_asked",
            Condition::InTime => "overdue",
            Condition::ExtensionsLeft => "extensions_used_up",
            Condition::SuspensionLeft => "hung_before",
            Condition::SuspensionAhead => "hang_date",
            Condition::NotDesignated => "designated",
            Condition::NotReturned => "just_returned",
            Condition::First(_) => "asked_before",
            Condition::WasLate => "not_late",
            Condition::ReplyOwed => "no_reply_owed",
        }
    }
}
