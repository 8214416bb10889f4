//! Why a request was not granted: what is wrong and what to do next, in both languages.

use super::{Action, State};
use crate::{
    calendar::CalendarError,
    workflow::{Barred, Because},
};
use changxiao_words::{Lang, fill, texts};

/// Nothing was changed. Stale versions are the store's to refuse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Barred(#[from] Barred<Action, State>),
    #[error("only a town or street may blow a whistle")]
    NotAStreet,
    #[error("a whistle calls at least one unit")]
    NobodyCalled,
    #[error("a whistle calls at most {max} units")]
    TooManyCalled { max: usize },
    #[error("a unit is called twice")]
    CalledTwice,
    #[error("the street cannot call itself")]
    CallsItself,
    #[error("the unit has answered already")]
    AnsweredAlready,
    #[error("a consultation has bound the unit; it may not object again")]
    Bound,
    #[error("no called unit has come yet")]
    NobodyCame,
    #[error("an objection is undecided")]
    ObjectionUndecided,
    #[error("a task names a unit that takes no part")]
    NotTakingPart,
    #[error("only units that came are rated, and rate")]
    NotToBeRated,
    #[error("this was rated already")]
    RatedAlready,
    #[error("a rating lies between 1 and 5")]
    RatingOutOfRange,
    #[error("{missing} ratings are missing")]
    RatingsMissing { missing: i64 },
    #[error("another consultation decides this whistle")]
    OtherConsultation,
    #[error("the decision must answer every objection, and only those")]
    AnswersDiffer,
    #[error("the limit cannot be computed: {0}")]
    Deadline(#[from] CalendarError),
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Barred(Barred::NotAllowed { because: Because::State, .. }) => "not_allowed_in_state",
            Refusal::Barred(Barred::NotAllowed { because: Because::Role(_), .. }) => "not_your_role",
            Refusal::Barred(Barred::NotAllowed { because: Because::Side, .. }) => "not_your_side",
            Refusal::Barred(barred) => barred.code(),
            Refusal::NotAStreet => "not_a_street",
            Refusal::NobodyCalled => "nobody_called",
            Refusal::TooManyCalled { .. } => "too_many_called",
            Refusal::CalledTwice => "called_twice",
            Refusal::CallsItself => "calls_itself",
            Refusal::AnsweredAlready => "answered_already",
            Refusal::Bound => "bound",
            Refusal::NobodyCame => "nobody_came",
            Refusal::ObjectionUndecided => "objection_undecided",
            Refusal::NotTakingPart => "not_taking_part",
            Refusal::NotToBeRated => "not_to_be_rated",
            Refusal::RatedAlready => "rated_already",
            Refusal::RatingOutOfRange => "rating_out_of_range",
            Refusal::RatingsMissing { .. } => "ratings_missing",
            Refusal::OtherConsultation => "other_consultation",
            Refusal::AnswersDiffer => "answers_differ",
            Refusal::Deadline(_) => "deadline",
        }
    }

    /// The sentences that a person reads: the fact, then the next step.
    pub fn words(&self, lang: Lang) -> String {
        let (zh, en): (&str, &str) = match self {
            Refusal::Barred(Barred::NotAllowed { state, action, because }) => {
                return not_allowed(*state, *action, *because, lang);
            }
            Refusal::Barred(barred) => return barred.words(lang),
            Refusal::TooManyCalled { max } => {
                return fill(texts(lang).whistles_whistle_calls_at_most_max, &[("max", &max)]);
            }
            Refusal::RatingsMissing { missing } => {
                return fill(texts(lang).whistles_missing_ratings_missing_their_time, &[("missing", &missing)]);
            }
            Refusal::NotAStreet => (
                "只有乡镇街道可以吹哨。切换到乡镇街道的岗位再试。",
                "Only a town or street may blow a whistle. Change to a post there.",
            ),
            Refusal::NobodyCalled => {
                ("没有选被吹哨单位。至少选一个。", "No unit is called. Choose at least one and send again.")
            }
            Refusal::CalledTwice => ("同一单位选了两次。", "A unit is called twice. Name each once."),
            Refusal::CallsItself => ("不能叫本单位。另选单位。", "The street cannot call itself. Choose others."),
            Refusal::AnsweredAlready => {
                ("本单位已答复，每次吹哨只答复一次。", "The unit has answered already; it answers once.")
            }
            Refusal::Bound => (
                "会商已责成本单位到场，不能再提异议。下一步是报到。",
                "A consultation has bound this unit; it may not object again. The next step is to report in.",
            ),
            Refusal::NobodyCame => (
                "还没有单位到场，不能商定方案。等单位报到，或撤回。",
                "No unit has come yet. Wait until one reports in, or withdraw.",
            ),
            Refusal::ObjectionUndecided => {
                ("有单位的异议未定。先提请会商。", "An objection is undecided. Refer it to a consultation first.")
            }
            Refusal::NotTakingPart => {
                ("方案里有未参加的单位。只写被吹哨单位。", "The plan names a unit that is not called. Leave it out.")
            }
            Refusal::NotToBeRated => ("只有到场的单位参加互评。", "Only units that came are rated, and rate."),
            Refusal::RatedAlready => ("已经评过，不能再评。", "This was rated already."),
            Refusal::RatingOutOfRange => ("评分只能是 1 到 5。", "A rating lies between 1 and 5."),
            Refusal::OtherConsultation => ("这次吹哨由另一次会商决定。", "Another consultation decides this whistle."),
            Refusal::AnswersDiffer => (
                "会商决定要逐一答复提出异议的单位。补齐后再提交。",
                "The decision must answer every unit that objected, and only those.",
            ),
            Refusal::Deadline(_) => {
                ("时限无法计算。核对工作日历。", "The limit cannot be computed. Check the working calendar.")
            }
        };
        lang.of_data(zh, en).to_owned()
    }
}

fn not_allowed(state: State, action: Action, because: Because, lang: Lang) -> String {
    let (state, action) = (state.words(lang), action.words(lang));
    match (because, lang) {
        (Because::State, Lang::Zh) => format!("吹哨{state}，不能{action}。"),
        (Because::State, _) => format!("The whistle is “{state}”; “{action}” is not possible."),
        (Because::Role(role), Lang::Zh) => format!("{}不能{action}。换到有此权限的岗位再试。", role.words(lang)),
        (Because::Role(role), _) => {
            format!("The role {} may not “{action}”. Change to a post that may.", role.words(lang))
        }
        (Because::Side, Lang::Zh) => format!("{action}不由本单位办理。切换到相应单位的岗位再试。"),
        (Because::Side, _) => format!("“{action}” is for the other side. Change to a post there."),
    }
}
