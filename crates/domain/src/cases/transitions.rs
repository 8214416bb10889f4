//! The table of the workflow. Whoever wants another workflow changes a row here and reads the tests that disagree.

use super::{Action, State};
use crate::{
    lang::Lang,
    orgs::Role::{self, Checker, Dispatcher, Handler, Inspector, Leader, Office, UnitHead},
};

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
    /// Ours: a mistake must be correctable in the open.
    OwnRule,
}

impl Basis {
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Basis::Standard => "GB/T 30428.8, CJJ/T 106-2010",
            Basis::CityPractice => {
                lang.pick("按 GB/T 30428 运行的城市的通行做法", "practice of cities that work by GB/T 30428")
            }
            Basis::OwnRule => {
                lang.pick("本系统规定：差错要能公开更正", "own rule: a mistake must be correctable in the open")
            }
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
    zh: "",
    en: "",
    source: Basis::Standard,
};

/// Everybody who works on cases; auditors and the two administrators only read or keep the system running.
const WORKERS: &[Role] = &[Office, Dispatcher, Handler, UnitHead, Inspector, Checker, Leader];

/// Every legal transition. An action may have several rows; the first row whose conditions hold decides.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    Transition {
        action: Action::Report, to: Some(State::Reported), who: WORKERS,
        zh: "写明地点、类别和情况。", en: "Place, category and what was seen are given.", ..ROW
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
        needs_reason: true,
        zh: "立案后作废由创建办或领导决定，写明理由。", en: "After filing only the office or a leader voids it, with a reason.", ..ROW
    },
    Transition {
        from: &[State::Reported, State::Filed], action: Action::Merge, to: Some(State::Merged),
        who: &[Office, Dispatcher],
        zh: "与另一件未结案件是同一问题，并入该案。", en: "The same problem as another open case, into which it goes.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::ReturnToAcceptor, to: Some(State::Reported), who: &[Dispatcher, Office],
        needs_reason: true,
        zh: "不属派遣范围，退回受理，已填内容保留。", en: "Not to be dispatched; goes back to acceptance, what was filled in stays.", ..ROW
    },
    Transition {
        from: &[State::Filed], action: Action::Dispatch, to: Some(State::Dispatched), who: &[Dispatcher, Office],
        zh: "确定主办单位和协办单位，处置计时开始。", en: "Lead and co-units are named; the handling clock starts.", ..ROW
    },
    Transition {
        from: &[State::Dispatched], action: Action::ReturnByUnit, to: Some(State::Filed), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true,
        zh: "不属本单位职责，退回派遣，计时取消。", en: "Not this unit's duty; goes back to dispatch and the clock is cancelled.", ..ROW
    },
    Transition {
        from: &[State::Dispatched], action: Action::Accept, to: Some(State::Handling), who: &[Handler, UnitHead],
        own_unit: true,
        zh: "确定承办人。", en: "A handler takes it on.", ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::Withdraw, to: Some(State::Dispatched), who: &[Handler, UnitHead],
        own_unit: true, needs_reason: true,
        zh: "撤回接单，计时照走。", en: "The assignment is withdrawn; the clock runs on.", source: Basis::CityPractice, ..ROW
    },
    Transition {
        from: &[State::Handling], action: Action::Submit, to: Some(State::Handled), who: &[Handler, UnitHead],
        own_unit: true, needs_photo: true,
        zh: "写明处置结果，类别要求时附处置后照片，处置计时停止。",
        en: "The result is written, with an after-photo where the category asks for one; the handling clock stops.", ..ROW
    },
    Transition {
        from: &[State::Handled], action: Action::SendBack, to: Some(State::Handling), who: &[Handler, UnitHead],
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
        from: &[State::Closed], action: Action::Reopen, to: Some(State::Dispatched), who: &[Leader, Office],
        needs_reason: true,
        zh: "结案有误，原单位重新处置，按同一时限重新计时。", en: "Closed wrongly; the same unit handles it again under the same limit, counted anew.", source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: &[State::Voided, State::Merged], action: Action::Reopen, to: Some(State::Reported),
        who: &[Leader, Office], needs_reason: true,
        zh: "作废或并案有误，恢复为已上报。", en: "Voided or merged wrongly; it is a report again.", source: Basis::OwnRule, ..ROW
    },
    Transition {
        from: &[State::Dispatched, State::Handling], action: Action::Urge, to: None,
        who: &[Dispatcher, Office, Leader],
        zh: "提醒主办单位，时限不变。", en: "The lead unit is reminded; the deadline stays.", ..ROW
    },
    Transition {
        from: &State::ALL, action: Action::Note, to: None, who: WORKERS,
        zh: "记入时间线，不改变状态。", en: "Goes into the timeline and changes nothing else.", source: Basis::OwnRule, ..ROW
    },
];

/// What a person in this role can do to a case in this state, before unit and evidence are looked at (for that see
/// [`super::Case::allowed`]).
pub fn allowed(state: State, role: Role) -> Vec<Action> {
    let may = |action: &Action| {
        TRANSITIONS.iter().any(|row| row.action == *action && row.from.contains(&state) && row.who.contains(&role))
    };
    Action::ALL.into_iter().filter(may).collect()
}
