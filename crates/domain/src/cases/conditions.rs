//! What a row of the workflow asks of the case itself, in words for whoever is refused and for the page of rules.

use super::{Case, ObjectionKind, Request, State, Topic, numbers};
use crate::time::Instant;
use changxiao_words::Lang;

/// One condition of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    HasUnit,
    HasNoUnit,
    /// A handler had taken it on before it was hung.
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
    HangLeft,
    /// The date that was asked for has not passed while nobody decided.
    HangAhead,
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
            Condition::HangLeft => standing.hang_count < numbers::HANGS.value,
            Condition::HangAhead => matches!(asked, Some(Request::Hang(hang)) if hang.until > now),
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
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Condition::HasUnit => lang.pick("已有主办单位", "has a lead unit"),
            Condition::HasNoUnit => lang.pick("尚无主办单位", "has no lead unit"),
            Condition::TakenOn => lang.pick("挂账前已接单", "was taken on before"),
            Condition::NotTakenOn => lang.pick("挂账前未接单", "was not taken on before"),
            Condition::NoObjection => lang.pick("没有待裁定的异议", "no objection waits"),
            Condition::NothingAsked => lang.pick("没有待定的申请", "nothing else is asked"),
            Condition::Asked(Topic::Extension) => lang.pick("已申请延期", "an extension was asked"),
            Condition::Asked(Topic::Hang) => lang.pick("已申请挂账", "a hang was asked"),
            Condition::Asked(Topic::Objection) => lang.pick("已提出异议", "an objection was made"),
            Condition::Asked(Topic::Void) => lang.pick("已申请作废", "voiding was asked"),
            Condition::Asked(Topic::Appeal) => lang.pick("已申诉", "an appeal was made"),
            Condition::Asked(Topic::FinalAppeal) => lang.pick("申诉已报请复审", "the appeal was passed on"),
            Condition::ObjectionTo(ObjectionKind::Duty) => lang.pick("异议为不属职责", "the objection is about duty"),
            Condition::ObjectionTo(ObjectionKind::Limit) => {
                lang.pick("异议为时限不当", "the objection is about the limit")
            }
            Condition::InTime => lang.pick("未超期", "not overdue"),
            Condition::ExtensionsLeft => lang.pick("延期未满两次", "fewer than two extensions"),
            Condition::HangLeft => lang.pick("未挂账过", "not hung before"),
            Condition::HangAhead => lang.pick("恢复日期未到", "its end date lies ahead"),
            Condition::NotDesignated => lang.pick("不是指定承办", "not a designation"),
            Condition::NotReturned => lang.pick("不是单位退回的", "not just returned by a unit"),
            Condition::First(Topic::Appeal | Topic::FinalAppeal) => {
                lang.pick("本单位对此案未申诉过", "the unit’s first appeal")
            }
            Condition::First(_) => lang.pick("本单位对此案未提过异议", "the unit’s first objection"),
            Condition::WasLate => lang.pick("超期处置", "was late"),
            Condition::ReplyOwed => lang.pick("督办要求反馈且未反馈", "a reply to supervision is owed"),
        }
    }

    /// Why not, and what to do, for whoever is refused.
    pub const fn refusal(self, lang: Lang) -> &'static str {
        match self {
            Condition::HasUnit => lang.pick("此案没有主办单位。先派遣。", "The case has no lead unit. Dispatch it first."),
            Condition::HasNoUnit | Condition::TakenOn | Condition::NotTakenOn => {
                lang.pick("案件情况不符。刷新后再看。", "The case is in another situation. Reload the page.")
            }
            Condition::NoObjection => lang.pick(
                "异议待裁定，计时已停。裁定后再办。",
                "An objection waits for its ruling and the clock stands still. Go on after the ruling.",
            ),
            Condition::NothingAsked => lang.pick(
                "另有申请待定。等它有了结果再提。",
                "Another request waits for its decision. Ask again when it is decided.",
            ),
            Condition::Asked(_) | Condition::ObjectionTo(_) => {
                lang.pick("没有这样的待定申请。刷新后再看。", "No such request waits. Reload the page.")
            }
            Condition::InTime => lang.pick(
                "已超期，不能延期。尽快提交处置结果。",
                "The deadline has passed, so there is no extension. Send the result as soon as possible.",
            ),
            Condition::ExtensionsLeft => lang.pick(
                "此案已延期两次，不再延期。",
                "The case has had two extensions, and there is no third.",
            ),
            Condition::HangLeft => lang.pick("此案挂账过一次，不再挂账。", "The case was hung once, and not twice."),
            Condition::HangAhead => lang.pick(
                "申请的恢复日期已过。不同意后，由单位重新申请。",
                "The date that was asked for has passed. Refuse it, and let the unit ask anew.",
            ),
            Condition::NotDesignated => lang.pick(
                "此案为指定承办，不得退回。有困难可申请延期或挂账。",
                "The case was designated to this unit and cannot be given back. Ask for an extension or a hang instead.",
            ),
            Condition::NotReturned => lang.pick(
                "单位刚退回，只能重新派遣或退回受理。",
                "A unit has just returned it: dispatch it again or return it to acceptance.",
            ),
            Condition::First(Topic::Appeal | Topic::FinalAppeal) => {
                lang.pick("本单位对此案已申诉过一次。", "This unit has appealed in this case once.")
            }
            Condition::First(_) => {
                lang.pick("本单位对此案已提过一次异议。", "This unit has objected to this case once.")
            }
            Condition::WasLate => {
                lang.pick("此案未超期，不需申诉。", "The case was not late, so there is nothing to appeal.")
            }
            Condition::ReplyOwed => {
                lang.pick("没有要求反馈的督办。", "No supervision of this case waits for a reply.")
            }
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
            Condition::HangLeft => "hung_before",
            Condition::HangAhead => "hang_date",
            Condition::NotDesignated => "designated",
            Condition::NotReturned => "just_returned",
            Condition::First(_) => "asked_before",
            Condition::WasLate => "not_late",
            Condition::ReplyOwed => "no_reply_owed",
        }
    }
}

/// The states in which a request on this topic can still be decided; it lapses when the case goes elsewhere.
pub(super) fn decidable(topic: Topic, state: State) -> bool {
    super::TRANSITIONS.iter().any(|row| row.given.contains(&Condition::Asked(topic)) && row.from.contains(&state))
}
