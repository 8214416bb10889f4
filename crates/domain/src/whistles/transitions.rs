//! The table of the workflow. Whoever wants another workflow changes a row here and reads the tests that disagree.

use changxiao_words::{Lang, texts};
use std::fmt::Write;

use super::{Action, State, Whistle};
use crate::{
    orgs::Role::{self, Handler, Leader, Office, UnitHead},
    workflow::{Field, MAX_TEXT_CHARS, MAX_TITLE_CHARS, Row},
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
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Side::Street => texts(lang).whistles_side_street,
            Side::Called => texts(lang).whistles_side_called,
            Side::Anybody => texts(lang).whistles_side_anybody,
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

const TEXT: &[Field<'static>] = &[Field { name: "text", longest: MAX_TEXT_CHARS }];
const REASON: &[Field<'static>] = &[Field { name: "reason", longest: MAX_TEXT_CHARS }];
const TITLE: &[Field<'static>] = &[Field { name: "title", longest: MAX_TITLE_CHARS }];

/// A row of nobody, from which the others are made by naming what differs.
const ROW: Row<'static, Whistle> = Row {
    from: &[],
    action: Action::Draft,
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
pub const TRANSITIONS: &[Row<'static, Whistle>] = &[
    Row {
        action: Action::Draft, to: Some(State::Draft), who: UNIT, side: Side::Street,
        zh: "只有乡镇街道可以起草，写明事由、地点和要叫的单位。", en: "Only a town or street drafts, with the matter, the place and the units wanted.", ..ROW
    },
    Row {
        from: &[State::Draft], action: Action::Revise, who: UNIT, side: Side::Street, fields: TITLE,
        zh: "报批之前可以修改。", en: "It may be revised before approval is asked for.", ..ROW
    },
    Row {
        from: &[State::Draft], action: Action::AskApproval, to: Some(State::Awaiting), who: UNIT, side: Side::Street,
        zh: "报本镇街负责人。", en: "It goes to the street's head.", ..ROW
    },
    Row {
        from: &[State::Awaiting], action: Action::Blow, to: Some(State::Blown), who: &[UnitHead], side: Side::Street,
        zh: "负责人批准后吹哨，被吹哨单位的报到时限开始。", en: "Blown after the head's approval; the called units' limit starts.", ..ROW
    },
    Row {
        from: &[State::Awaiting], action: Action::Refuse, to: Some(State::Refused), who: &[UnitHead], side: Side::Street, fields: REASON,
        zh: "不随便吹哨：负责人写明理由，不予吹哨。", en: "No casual whistle: the head refuses with a reason.", ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned], action: Action::ReportIn, who: UNIT, side: Side::Called, given: &[Condition::Expected],
        zh: "每单位一次，按时限记为按时或逾时。", en: "Once a unit; on time or late by the limit.", ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned], action: Action::DeclareAbsence, who: UNIT, side: Side::Called, fields: REASON, given: &[Condition::Expected],
        zh: "写明不能到场的理由，记为缺席。", en: "With the reason; counts as absent.", ..ROW
    },
    Row {
        from: &[State::Blown], action: Action::Object, who: UNIT, side: Side::Called, fields: REASON, given: &[Condition::Expected, Condition::Unbound],
        zh: "认为不属本单位职责，写明理由，报到计时停止；会商决定后不得再提。", en: "Not this unit's duty, with the reason; its clock stops. Not again once a consultation has bound it.", ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned, State::Handled], action: Action::Refer, to: Some(State::Disputed), who: &[UnitHead], side: Side::Street, fields: REASON,
        zh: "有争议，提请会商。", en: "What is disputed goes to a consultation.", ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned, State::Handled], action: Action::Refer, to: Some(State::Disputed), who: &[UnitHead], side: Side::Called, fields: REASON,
        zh: "有争议，提请会商。", en: "What is disputed goes to a consultation.", ..ROW
    },
    Row {
        from: &[State::Blown, State::Planned, State::Handled], action: Action::Refer, to: Some(State::Disputed), who: &[Office, Leader], fields: REASON,
        zh: "创建办或领导提请会商。", en: "The office or a leader calls for a consultation.", ..ROW
    },
    Row {
        from: &[State::Disputed], action: Action::Rule, who: &[Office, Leader], fields: TEXT,
        zh: "会商决定有约束力：解除或责成异议单位，回到争议前的状态；认定不当吹哨的，就此结束。",
        en: "The decision binds: it releases or binds who objected, and the whistle goes back to where it was; found unjustified, it ends.", ..ROW
    },
    Row {
        from: &[State::Blown], action: Action::Plan, to: Some(State::Planned), who: UNIT, side: Side::Street, fields: TEXT, given: &[Condition::NothingDisputed, Condition::SomebodyCame],
        zh: "至少一个单位到场，没有未定的异议。", en: "At least one unit is there and no objection is undecided.",
    },
    Row {
        from: &[State::Planned], action: Action::Conclude, to: Some(State::Handled), who: UNIT, side: Side::Street, fields: TEXT, given: &[Condition::NothingDisputed],
        zh: "写明共同结果；超过时限未报到的记为缺席，时限未到的不再需要。", en: "The shared result; who never came in time is absent, who still had time is released.",
    },
    Row {
        from: &[State::Handled], action: Action::RateUnit, who: UNIT, side: Side::Street, given: &[Condition::UnitToRate],
        zh: "评价到场单位的响应和解决，各 1 至 5 分。", en: "Response and solution of each unit that came, 1 to 5.", ..ROW
    },
    Row {
        from: &[State::Handled], action: Action::RateStreet, who: UNIT, side: Side::Called, given: &[Condition::CallToRate],
        zh: "到场单位评价这次吹哨是否必要、叫得对不对。", en: "A unit that came says whether the call was justified.", ..ROW
    },
    Row {
        from: &[State::Handled], action: Action::Close, to: Some(State::Closed), who: UNIT, side: Side::Street, given: &[Condition::Rated],
        zh: "双方评价齐全，或过了评价期限。", en: "All ratings are there, or their time is over.", ..ROW
    },
    Row {
        from: &[State::Handled], action: Action::Close, to: Some(State::Closed), who: &[Office], given: &[Condition::Rated],
        zh: "双方评价齐全，或过了评价期限。", en: "All ratings are there, or their time is over.", ..ROW
    },
    Row {
        from: &[State::Draft, State::Awaiting, State::Blown], action: Action::Withdraw, to: Some(State::Withdrawn), who: UNIT, side: Side::Street, fields: REASON,
        zh: "方案商定之前可以撤回，写明理由。", en: "Before a plan is agreed it may be withdrawn, with a reason.", ..ROW
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
            row.side.words(lang),
            lang.of_data(row.zh, row.en),
        );
    }
    out
}
