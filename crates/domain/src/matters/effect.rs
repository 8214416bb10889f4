//! Conditions and effects of rows: closed sets with names, which a document puts together.

use serde::{Deserialize, Serialize};

use super::{
    Code,
    rule::{LinesHave, LinesSettled, Opening},
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
    /// A part for each unit that the request names (交办、加签).
    Issue,
    /// A copy for each unit that the request names (抄送、传阅).
    Copy,
    /// 转办: the unit in this field has it now.
    Hand(Code),
    /// What is open of its parts is over.
    CloseParts,
    /// 催办: those whose parts are open are told.
    Remind,
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
    /// A matter of its own for each line of a table that has become none yet (分解、立项).
    OpenChildren(Opening),
    /// It starts no earlier than what it waits for ends, and nothing that waits for it starts too early, by the days of its flow.
    KeepOrder,
    /// The next one comes of itself, in the rhythm that this choice says, by the days of its flow.
    Repeat(Code),
    /// None comes any more.
    EndRepeat,
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
