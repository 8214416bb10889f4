//! Conditions and effects of rows: closed sets with names, which a document puts together.

use std::collections::BTreeMap;

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use super::{
    Code,
    rule::{LinesHave, LinesSettled, Opening, Said, Span},
};

/// What else must hold: a closed set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Another person than the one who began it.
    AnotherPerson,
    /// 会签: every part stands in one of these states; there is one at least.
    AllParts(Vec<Code>),
    /// 或签: a part stands in one of these.
    AnyPart(Vec<Code>),
    /// 顺签: every part before this one stands in one of these.
    EarlierParts(Vec<Code>),
    /// No part is open.
    NoOpenPart,
    /// It has been in its state for no longer than so many days.
    WithinDays(u16),
    /// It has been in its state for so many days at least.
    AfterDays(u16),
    /// A field of the kind yes or no says yes.
    Says(Code),
    /// It is past the moment by which it is due.
    PastDue,
    /// Of a part: its whole stands in one of these.
    WholeIn(Vec<Code>),
    /// Nothing that came out of it (下级事项) is open.
    NoOpenChild,
    /// Something came out of it.
    HasChild,
    /// Where nothing came out of it, these fields are filled. Asked after what is entered.
    LeafHas(Vec<Code>),
    /// Every line of a table has these columns filled. Asked after what is entered.
    LinesHave(LinesHave),
    /// Every line of a table has become a matter of its own, or says why not. Asked after what is entered.
    LinesSettled(LinesSettled),
    /// All of these fields are filled, or none is. Asked after what is entered.
    Together(Vec<Code>),
    /// Where a field of the kind yes or no says yes, others are filled. Asked after what is entered.
    SaidHas(Said),
    /// From one day to another one, no longer than so many months. Asked after what is entered.
    Span(Span),
}

/// What goes with a row: a closed set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The limit of the flow begins to run.
    StartClock,
    StopClock,
    /// It is due at the end of the day in this field.
    DueBy(Code),
    /// Of a part: it is due at the end of the day in this field of its whole.
    DueByWhole(Code),
    /// It is due at the end of the first of the days in these fields.
    DueByFirst(Vec<Code>),
    /// A part for each unit that the request names (交办、加签).
    Issue,
    /// A copy for each unit that the request names (抄送、传阅).
    Copy,
    /// The same for each unit that this field names: a unit, or a table with a column of units (责任单位、协办单位). Who has one already gets
    /// none again.
    CopyTo(Code),
    /// 转办: the unit in this field has it now.
    Hand(Code),
    /// What is open of its parts is over.
    CloseParts,
    /// 催办: those whose parts are open are told.
    Remind,
    /// No other matter of the procedure asks the same for a time that overlaps: what is held is not asked for twice.
    Once(Once),
    /// Of a part: the key of the post that acts signs the letter of responsibility ([`super::letter_of`]) into this field.
    Sign(Code),
    /// It is due at the end of the last day for comments.
    CommentsUntil(CommentPeriod),
    /// Of a part: it stands here once every comment has its disposition; until then it stays.
    WhenDecided(Code),
    /// The next version, as what was adopted makes it, is put into this field. Not before every comment has its disposition.
    Adopt(Code),
    /// The matter in this field, of the same procedure and still open, is over: this one takes its place. It stays readable.
    Supersede(Code),
    /// What is issued is what was adopted, to the character; else it is not done.
    IssueAdopted(Code),
    /// The next round of comments: a matter of the same procedure that begins with the adopted text and goes to the same units.
    NextRound(NextRound),
    /// A matter of its own for each line of a table that has become none yet (分解、立项).
    OpenChildren(Opening),
    /// It starts no earlier than what it waits for ends, and nothing that waits for it starts too early, by the days of its flow.
    KeepOrder,
    /// The next one comes of itself, in the rhythm that this choice says, by the days of its flow.
    Repeat(Code),
    /// None comes any more.
    EndRepeat,
}

/// What makes two matters of a procedure ask for the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// Fields with the same value.
    pub same: Vec<Code>,
    /// Days: from when until when.
    pub from: Code,
    pub until: Code,
    /// The states in which one counts for nothing.
    pub unless: Vec<Code>,
}

/// What the next round takes over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextRound {
    /// The field with the adopted text; it becomes the draft.
    pub next: Code,
    /// Each field of the next round with the field of this one that fills it.
    pub fields: BTreeMap<Code, Code>,
}

/// How long a draft is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentPeriod {
    /// The field with the last day.
    pub day: Code,
    /// The field with the reason for fewer days.
    pub reason: Code,
    /// Without a reason, from the day of publication, which does not count.
    pub least_days: i64,
}

impl Effect {
    /// The field that it fills and that nobody enters.
    pub const fn fills(&self) -> Option<Code> {
        match self {
            Self::Sign(field) | Self::Adopt(field) => Some(*field),
            _ => None,
        }
    }
}

coded! {
    /// Which condition, without what it is about.
    pub enum ConditionKind {
        AnotherPerson = "another_person", procedures_given_another_person;
        AllParts = "all_parts", procedures_given_all_parts;
        AnyPart = "any_part", procedures_given_any_part;
        EarlierParts = "earlier_parts", procedures_given_earlier_parts;
        NoOpenPart = "no_open_part", procedures_given_no_open_part;
        WithinDays = "within_days", procedures_given_within_days;
        AfterDays = "after_days", procedures_given_after_days;
        Says = "says", procedures_given_says;
        PastDue = "past_due", procedures_given_past_due;
        WholeIn = "whole_in", procedures_given_whole_in;
        NoOpenChild = "no_open_child", procedures_given_no_open_child;
        HasChild = "has_child", procedures_given_has_child;
        LeafHas = "leaf_has", procedures_given_leaf_has;
        LinesHave = "lines_have", procedures_given_lines_have;
        LinesSettled = "lines_settled", procedures_given_lines_settled;
        Together = "together", procedures_given_together;
        SaidHas = "said_has", procedures_given_said_has;
        Span = "span", procedures_given_span;
    }
}

coded! {
    /// Which effect, without what it is about.
    pub enum EffectKind {
        StartClock = "start_clock", procedures_effect_start_clock;
        StopClock = "stop_clock", procedures_effect_stop_clock;
        DueBy = "due_by", procedures_effect_due_by;
        DueByWhole = "due_by_whole", procedures_effect_due_by_whole;
        DueByFirst = "due_by_first", procedures_effect_due_by_first;
        Issue = "issue", procedures_effect_issue;
        Copy = "copy", procedures_effect_copy;
        CopyTo = "copy_to", procedures_effect_copy_to;
        Hand = "hand", procedures_effect_hand;
        CloseParts = "close_parts", procedures_effect_close_parts;
        Remind = "remind", procedures_effect_remind;
        Once = "once", procedures_effect_once;
        Sign = "sign", procedures_effect_sign;
        CommentsUntil = "comments_until", procedures_effect_comments_until;
        WhenDecided = "when_decided", procedures_effect_when_decided;
        Adopt = "adopt", procedures_effect_adopt;
        Supersede = "supersede", procedures_effect_supersede;
        IssueAdopted = "issue_adopted", procedures_effect_issue_adopted;
        NextRound = "next_round", procedures_effect_next_round;
        OpenChildren = "open_children", procedures_effect_open_children;
        KeepOrder = "keep_order", procedures_effect_keep_order;
        Repeat = "repeat", procedures_effect_repeat;
        EndRepeat = "end_repeat", procedures_effect_end_repeat;
    }
}
