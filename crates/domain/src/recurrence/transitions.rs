//! The table of the workflow, and which side somebody stands on.

use changxiao_words::{Lang, texts};
use std::fmt::Write;

use super::{Action, Problem, State};
use crate::{
    orgs::Role::{self, Checker, Handler, Leader, Office, UnitHead},
    workflow::{Field, MAX_TEXT_CHARS, Row},
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

const TEXT: &[Field<'static>] = &[Field { name: "text", longest: MAX_TEXT_CHARS }];
const REASON: &[Field<'static>] = &[Field { name: "reason", longest: MAX_TEXT_CHARS }];

/// A row of nobody, from which the others are made by naming what differs.
const ROW: Row<'static, Problem> = Row {
    from: &[],
    action: Action::Find,
    to: None,
    who: &[],
    side: Side::Anybody,
    fields: &[],
    given: &[],
    zh: "",
    en: "",
};

/// Every legal transition.
#[rustfmt::skip]
pub const TRANSITIONS: &[Row<'static, Problem>] = &[
    Row {
        action: Action::Find, to: Some(State::Found),
        zh: "系统发现：同地同类达到规定次数。", en: "The system finds it: the same kind at the same place, as often as the numbers say.", ..ROW
    },
    Row {
        from: &[State::Found, State::PlanRequired, State::PlanMade, State::InProgress, State::Recurred], action: Action::Return,
        zh: "系统发现再次发生，计入本顽疾。", en: "The system finds that it came back; the case is counted here.", ..ROW
    },
    Row {
        from: &[State::Observed, State::Ended], action: Action::Return, to: Some(State::Recurred),
        zh: "整治完成以后又发生：反弹，重新报方案。", en: "After the work was done it came back: another plan is owed.", ..ROW
    },
    Row {
        from: &[State::Found], action: Action::Confirm, to: Some(State::PlanRequired), who: LEAD,
        zh: "确认为顽疾，定责任单位，开始计报方案的时限。", en: "Confirmed, with the responsible unit; the time for its plan starts.", ..ROW
    },
    Row {
        from: &[State::Found], action: Action::Dismiss, to: Some(State::Dismissed), who: LEAD, fields: REASON,
        zh: "不作为顽疾，写明理由；已计的案件不再重复报出。", en: "No chronic problem, with the reason; the same cases are not brought up again.", ..ROW
    },
    Row {
        from: &[State::PlanRequired, State::PlanMade, State::Recurred], action: Action::Assign, to: Some(State::PlanRequired), who: LEAD, fields: REASON,
        zh: "改责任单位，写明理由；报方案的时限重新计。", en: "Another unit, with the reason; the time for its plan starts anew.", ..ROW
    },
    Row {
        from: &[State::PlanRequired, State::Recurred], action: Action::MakePlan, to: Some(State::PlanMade), who: UNIT, side: Side::Responsible, fields: TEXT,
        zh: "写明原因和措施、完成日期、回头看日期。", en: "Causes and measures, the end of the work, the days of the looks.", ..ROW
    },
    Row {
        from: &[State::PlanMade], action: Action::Approve, to: Some(State::InProgress), who: LEAD,
        zh: "批准方案，开始整治。", en: "The plan is approved and the work begins.", ..ROW
    },
    Row {
        from: &[State::PlanMade], action: Action::SendBack, to: Some(State::PlanRequired), who: LEAD, fields: REASON,
        zh: "方案不足，写明理由退回；报方案的时限重新计。", en: "Not enough, with the reason; the time for the plan starts anew.", ..ROW
    },
    Row {
        from: &[State::InProgress], action: Action::ReportDone, to: Some(State::Observed), who: UNIT, side: Side::Responsible, fields: TEXT,
        zh: "写明做了什么；进入回头看。", en: "What was done; the looks begin.", ..ROW
    },
    Row {
        from: &[State::Observed], action: Action::Observe, who: &[Office, Leader, Checker], fields: TEXT,
        zh: "到现场回头看，不早于方案定的日期；仍在发生的，转为反弹。", en: "A look on the spot, not before its planned day; what is there again has come back.", ..ROW
    },
    Row {
        from: &[State::Observed], action: Action::End, to: Some(State::Ended), who: LEAD,
        zh: "方案定的回头看都做了，都没有再发生。", en: "Every planned look was made and found nothing.", ..ROW
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
        let _ =
            writeln!(out, "| {from} | {} | {who} | {to} | {} |", row.action.words(lang), lang.of_data(row.zh, row.en));
    }
    out
}
