//! The table of the workflow. Whoever wants another workflow changes a row here and reads the tests that disagree.

use super::{Action, Case, Condition, ObjectionKind, State, Topic};
use crate::{
    orgs::Role::{self, Checker, Dispatcher, Handler, Inspector, Leader, Office, UnitHead},
    time::Instant,
};
use changxiao_words::{Lang, texts};

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
    /// Condition and effect in one sentence, Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
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
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Basis::Standard => "GB/T 30428.8, CJJ/T 106-2010",
            Basis::CityPractice => texts(lang).cases_practice_cities_work_by_gb,
            Basis::HotlineLaw => texts(lang).cases_basis_hotline_law,
            Basis::OwnRule => texts(lang).cases_own_rule_mistake_must_correctable,
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
    zh: "",
    en: "",
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
        zh: "写明地点、类别和情况。", en: "Place, category and what was seen are given.", ..ROW
    },
    Transition {
        action: Action::SelfHandle, to: Some(State::SelfHandled), who: WORKERS,
        zh: "发现人当场处置好，附处置后照片，交审核。", en: "The finder puts it right at once, with a photo after the work; it goes to audit.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::SelfHandled], action: Action::AuditPass, to: Some(State::Closed), who: &[Office, Dispatcher],
        zh: "看照片认定已处置，即予结案。", en: "The photos show that it is fixed; it is closed.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::SelfHandled], action: Action::AuditFail, to: Some(State::Voided), who: &[Office, Dispatcher],
        needs_reason: true,
        zh: "照片不能认定，作废；仍有问题的另行上报。", en: "The photos do not show it; void. What is still wrong is reported again.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Reported], action: Action::RequestVerify, to: Some(State::Verifying), who: &[Office, Dispatcher],
        zh: "情况不明时，先到现场核实再立案。", en: "Where the report is unclear somebody looks on the spot before it is filed.", ..ROW
    },
    Transition {
        from: &[State::Verifying], action: Action::ReportVerify, to: Some(State::Reported), who: &[Inspector, Checker],
        zh: "写明是否属实，回到受理。", en: "Says whether the report is true; it goes back to acceptance.", ..ROW
    },
    Transition {
        from: &[State::Reported], action: Action::File, to: Some(State::Filed), who: &[Office, Dispatcher],
        zh: "选定立案标准，由此确定处置时限。", en: "A filing standard is chosen, which sets the limit.", ..ROW
    },
    Transition {
        from: &[State::Reported], action: Action::Void, to: Some(State::Voided), who: &[Office, Dispatcher, Leader],
        needs_reason: true,
        zh: "不予受理，写明理由，告知上报人。", en: "Refused with a reason; the reporter is told.", ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::Void, to: Some(State::Voided), who: &[Office, Leader],
        needs_reason: true, given: &[Condition::NotReturned, Condition::NothingAsked],
        zh: "立案后作废由创建办或领导决定，写明理由。", en: "After filing only the office or a leader voids it, with a reason.", ..ROW
    },
    Transition {
        from: VOIDABLE, action: Action::AskVoid, to: None,
        who: &[Dispatcher], needs_reason: true, given: &[Condition::NotReturned, Condition::NothingAsked],
        zh: "立案后派遣员认为应作废的，写明理由报批，计时照走。", en: "After filing the dispatcher asks for approval with a reason; the clock runs on.", ..ROW
    },
    Transition {
        from: VOIDABLE, action: Action::GrantVoid,
        to: Some(State::Voided), who: &[Leader, Office], given: &[Condition::Asked(Topic::Void)],
        zh: "批准作废，告知上报人。", en: "Approved; the reporter is told.", ..ROW
    },
    Transition {
        from: VOIDABLE, action: Action::RefuseVoid, to: None,
        who: &[Leader, Office], needs_reason: true, given: &[Condition::Asked(Topic::Void)],
        zh: "不批准，案件继续办。", en: "Not approved; the case goes on.", ..ROW
    },
    Transition {
        from: &[State::Reported, State::Filed], action: Action::Merge, to: Some(State::Merged),
        who: &[Office, Dispatcher], given: &[Condition::NotReturned],
        zh: "与另一件未结案件同一小类、距离和上报时间相近，是同一问题，并入该案。",
        en: "The same minor, near by and reported at nearly the same time: the same problem as another open case, into which it goes.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::ReturnToAcceptor, to: Some(State::Reported), who: &[Dispatcher, Office],
        needs_reason: true,
        zh: "不属派遣范围，退回受理，已填内容保留。", en: "Not to be dispatched; goes back to acceptance, what was filled in stays.", ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::Dispatch, to: Some(State::Dispatched), who: &[Dispatcher, Office],
        zh: "确定主办单位和协办单位，处置计时开始。社区（村）不作主办。单位退回过的，再派给它只能是指定承办。",
        en: "Lead and co-units are named; the handling clock starts. A community never leads. A unit that has just returned it gets it again by designation only.", ..ROW
    },
    Transition {
        from: &[State::Dispatched], action: Action::ReturnByUnit, to: Some(State::Filed), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true, given: &[Condition::NotDesignated, Condition::NoObjection],
        zh: "不属本单位职责，退回派遣，计时取消。指定承办的不得退回。",
        en: "Not this unit’s duty; goes back to dispatch and the clock is cancelled. What was designated is not given back.", source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: &[State::Dispatched], action: Action::Accept, to: Some(State::Handling), who: &[Handler, UnitHead],
        own_unit: true, given: &[Condition::NoObjection],
        zh: "确定承办人。", en: "A handler takes it on.", ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::Withdraw, to: Some(State::Dispatched), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true, given: &[Condition::NoObjection],
        zh: "撤回接单，计时照走。", en: "The assignment is withdrawn; the clock runs on.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::Submit, to: Some(State::Handled), who: &[Handler, UnitHead],
        own_unit: true, needs_photo: true, given: &[Condition::NoObjection],
        zh: "以单位名义写明处置结果，类别要求时附处置后照片，即为单位确认，处置计时停止。",
        en: "The result is written for the unit, with an after-photo where the category asks for one. So the unit confirms it; the handling clock stops.", ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::SubmitToUnit, to: Some(State::Submitted), who: &[Handler],
        own_unit: true, needs_photo: true, given: &[Condition::NoObjection],
        zh: "由承办人交单位负责人确认，处置计时照走。",
        en: "The handler leaves it to the head of the unit to confirm; the handling clock runs on.", ..ROW
    },
    Transition {
        from: &[State::Submitted], action: Action::Confirm, to: Some(State::Handled), who: &[UnitHead], own_unit: true,
        zh: "单位确认，处置计时到此为止。", en: "The unit confirms; the handling clock stops here.", ..ROW
    },
    Transition {
        from: &[State::Submitted, State::Handled], action: Action::SendBack, to: Some(State::Handling), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true,
        zh: "单位自查不合格，退回原承办人，原时限继续计。", en: "The unit finds its own work wanting; the same handler goes on under the same deadline.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Handled], action: Action::RequestCheck, to: Some(State::Checking),
        who: &[Dispatcher, Office, Checker],
        zh: "安排现场核查。", en: "Somebody looks on the spot.", ..ROW
    },
    Transition {
        from: &[State::Checking], action: Action::CheckPass, to: None, who: &[Checker],
        zh: "现场核查属实，可以结案。", en: "The fix is real; the case may be closed.", ..ROW
    },
    Transition {
        from: &[State::Checking], action: Action::CheckFail, to: Some(State::Dispatched), who: &[Checker],
        needs_reason: true,
        zh: "现场核查不属实，原单位返工，按同一时限重新计时。", en: "The fix is not real; the same unit reworks it under the same limit, counted anew.", ..ROW
    },
    Transition {
        from: &[State::Handled, State::Checking], action: Action::Rework, to: Some(State::Dispatched),
        who: &[Dispatcher, Office], needs_reason: true,
        zh: "材料不足或结果不符，原单位返工，按同一时限重新计时。",
        en: "The result does not answer the problem; the same unit reworks it under the same limit, counted anew.", ..ROW
    },
    Transition {
        from: &[State::Checking], action: Action::Close, to: Some(State::Closed), who: &[Office, Dispatcher, Leader],
        needs_check: true,
        zh: "核查已通过，结案条件已满足。", en: "The check has passed and the closing condition is met.", ..ROW
    },
    Transition {
        from: &[State::Handled, State::Checking], action: Action::Close, to: Some(State::Closed), who: &[Office, Leader],
        needs_reason: true,
        zh: "未经核查或条件未满足而结案，由创建办或领导写明理由。",
        en: "Without a passed check or with the condition unmet, the office or a leader writes the reason.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::AskExtension, to: None, who: &[Handler, UnitHead], own_unit: true,
        needs_reason: true, given: &[Condition::InTime, Condition::ExtensionsLeft, Condition::NothingAsked],
        zh: "未超期时由承办人或单位申请，写明理由，计时照走。", en: "Asked in time by handler or unit, with a reason; the clock runs on.", ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantExtension, to: None, who: &[Dispatcher, Office],
        given: &[Condition::Asked(Topic::Extension), Condition::InTime, Condition::ExtensionsLeft],
        zh: "在当前到期时间上加一个原时限，最多两次；已超期的不再同意。",
        en: "One original limit is added to the current deadline, twice at most; not once overdue.", ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::RefuseExtension, to: None, who: &[Dispatcher, Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Extension)],
        zh: "时限不变，不计入延期次数。", en: "The deadline stays; the refusal does not count as one of the two.", ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::AskSuspension, to: None, who: &[Handler, UnitHead], own_unit: true,
        needs_reason: true, given: &[Condition::SuspensionLeft, Condition::NothingAsked],
        zh: "因季节、工程等一时不能处置，写明理由和恢复日期，最长一年，计时照走。",
        en: "Season, works or another reason forbid it for now; with reason and end date, a year at most. The clock runs on.", ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantSuspension, to: Some(State::Suspended), who: &[Dispatcher, Office],
        given: &[Condition::Asked(Topic::Suspension), Condition::SuspensionLeft, Condition::SuspensionAhead],
        zh: "同意挂账，停表，只有一次。", en: "Suspended; the clock stands still. Once only.", ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::RefuseSuspension, to: None, who: &[Dispatcher, Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Suspension)],
        zh: "不挂账，时限不变。", en: "Not suspended; the deadline stays.", ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Handling),
        who: &[Dispatcher, Office], given: &[Condition::TakenOn],
        zh: "到期自动或人工恢复，原承办人接着办，接着计时。", en: "By hand, or by itself at its date; the same handler goes on and so does the clock.", ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Handling), who: &[Handler, UnitHead],
        own_unit: true, given: &[Condition::TakenOn],
        zh: "主办单位提前恢复，接着计时。", en: "The lead unit goes on before the date, and so does the clock.", ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Dispatched),
        who: &[Dispatcher, Office], given: &[Condition::NotTakenOn],
        zh: "到期自动或人工恢复，待接单，接着计时。", en: "By hand, or by itself at its date; it waits to be taken on and the clock goes on.", ..ROW
    },
    Transition {
        from: &[State::Suspended], action: Action::EndSuspension, to: Some(State::Dispatched), who: &[Handler, UnitHead],
        own_unit: true, given: &[Condition::NotTakenOn],
        zh: "主办单位提前恢复，待接单，接着计时。", en: "The lead unit goes on before the date; it waits to be taken on and the clock goes on.", ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::Object, to: None, who: &[Handler, UnitHead], own_unit: true, needs_reason: true,
        given: &[Condition::First(Topic::Objection), Condition::NothingAsked],
        zh: "认为不属本单位职责或时限不当，裁定前停表；一个单位一案一次。指定承办的不能以不属职责提出。",
        en: "Not our duty, or a wrong limit. The clock stands still until the ruling. Once for each unit and case; a designated unit cannot object to the duty.", source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantObjection, to: Some(State::Filed), who: &[Office, Leader],
        given: &[Condition::Asked(Topic::Objection), Condition::ObjectionTo(ObjectionKind::Duty)],
        zh: "不属该单位职责，回到派遣，计时取消。", en: "Not that unit’s duty; back to dispatch, the clock is cancelled.", source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::GrantObjection, to: None, who: &[Office, Leader],
        given: &[Condition::Asked(Topic::Objection), Condition::ObjectionTo(ObjectionKind::Limit)],
        zh: "改定时限，从裁定时起重新计时。", en: "A new limit, counted from the ruling.", source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: WITH_UNIT, action: Action::RefuseObjection, to: None, who: &[Office, Leader], needs_reason: true,
        given: &[Condition::Asked(Topic::Objection)],
        zh: "继续处置，接着计时，停表的时间不计。", en: "The work and the clock go on; the time between does not count.", source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::Appeal, to: None, who: &[UnitHead], own_unit: true, needs_reason: true,
        given: &[Condition::WasLate, Condition::First(Topic::Appeal), Condition::NothingAsked],
        zh: "结案后对超期有异议的，由单位负责人申诉；一个单位一案一次。", en: "After closing, the head of the unit appeals against the lateness; once for each unit and case.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::PassAppeal, to: None, who: &[Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Appeal)],
        zh: "初审认为有理，报领导复审。", en: "First review: well-founded, passed on to a leader.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::RefuseAppeal, to: None, who: &[Office], needs_reason: true,
        given: &[Condition::Asked(Topic::Appeal)],
        zh: "初审不成立。", en: "First review: not well-founded.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::GrantAppeal, to: None, who: &[Leader], needs_reason: true,
        given: &[Condition::Asked(Topic::FinalAppeal)],
        zh: "复审成立，考核中不计超期和返工，事实照留。", en: "Second review: lateness and rework do not count in scores; the facts stay.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::RefuseAppeal, to: None, who: &[Leader], needs_reason: true,
        given: &[Condition::Asked(Topic::FinalAppeal)],
        zh: "复审不成立。", en: "Second review: not well-founded.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: OPEN, action: Action::ForceClose, to: Some(State::ForceClosed), who: &[Leader], needs_reason: true,
        zh: "领导写明理由强制结案，单独统计，不算已整改。", en: "A leader closes it with a reason; counted apart and never as fixed.", source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::Reopen, to: Some(State::Dispatched), who: &[Leader, Office],
        needs_reason: true, given: &[Condition::HasUnit],
        zh: "结案有误，原单位重新处置，按同一时限重新计时。", en: "Closed wrongly; the same unit handles it again under the same limit, counted anew.", source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: CLOSED, action: Action::Reopen, to: Some(State::Reported), who: &[Leader, Office],
        needs_reason: true, given: &[Condition::HasNoUnit],
        zh: "派遣前就已结案的，恢复为已上报。", en: "Closed before any dispatch; it is a report again.", source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: &[State::Voided, State::Merged], action: Action::Reopen, to: Some(State::Reported),
        who: &[Leader, Office], needs_reason: true,
        zh: "作废或并案有误，恢复为已上报。", en: "Voided or merged wrongly; it is a report again.", source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: OPEN, action: Action::Supervise, to: None, who: &[Dispatcher, Office, Leader], needs_reason: true,
        zh: "超期督办、领导督办、重点督办，可要求反馈，时限不变。", en: "Overdue, by a leader, or a key case; a reply may be required. The deadline stays.", source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: OPEN, action: Action::ReplySupervision, to: None, who: &[Handler, UnitHead], own_unit: true,
        given: &[Condition::ReplyOwed],
        zh: "主办单位答复督办。", en: "The lead unit replies.", source: Basis::HotlineLaw, ..ROW
    },
    Transition {
        from: OPEN, action: Action::Urge, to: None, who: &[Dispatcher, Office, Leader],
        zh: "提醒经办的单位，时限不变。", en: "Whoever has the case is reminded; the deadline stays.", ..ROW
    },
    Transition {
        from: &State::ALL, action: Action::Note, to: None, who: WORKERS,
        zh: "记入时间线，不改变状态。", en: "Goes into the timeline and changes nothing else.", source: Basis::OwnRule, ..ROW
    },
];

/// What a person in this role can do to a case in this state, before unit and evidence are looked at (for that see
/// [`Case::allowed`]).
pub fn allowed(state: State, role: Role) -> Vec<Action> {
    let may = |action: &Action| {
        TRANSITIONS.iter().any(|row| row.action == *action && row.from.contains(&state) && row.who.contains(&role))
    };
    Action::ALL.iter().copied().filter(may).collect()
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
