//! A comment and what becomes of it.

use changxiao_words::{Message, coded, say};
use serde::{Deserialize, Serialize};

use super::{
    change::{Change, Unfit},
    draft::Draft,
};
use crate::{holds_texts, workflow::MAX_TEXT_CHARS};

/// One comment (意见), from a unit, at a meeting or from anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Who made it, as the adoption table names it.
    pub who: String,
    /// The clause that it is about; `None`: the text as a whole.
    pub clause: Option<usize>,
    /// What it proposes; `None`: it says in `reason` what it wants, and leaves the words to the office.
    pub change: Option<Change>,
    pub reason: String,
}

coded! {
    /// What becomes of a comment (重大行政决策程序暂行条例, art. 18: 充分采纳合理意见; 32: 说明采纳情况).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Ruling {
        Adopted = "adopted", clauses_ruling_adopted;
        Partly = "partly", clauses_ruling_partly;
        Refused = "refused", clauses_ruling_refused;
    }
}

/// What the office decides about a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposition {
    pub ruling: Ruling,
    /// The change that is made, where it is not the one that was proposed: always with `Partly`, and with `Adopted` where the comment
    /// proposed no words.
    pub change: Option<Change>,
    /// Needed unless all was adopted.
    pub reason: String,
}

/// A comment with its disposition, if it has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub comment: Comment,
    pub disposition: Option<Disposition>,
}

holds_texts! {
    Comment { who, change, reason }
    Disposition { change, reason }
    Entry { comment, disposition }
}

/// Why a comment or its disposition is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDisposed {
    #[error("it is not said who comments")]
    Who,
    #[error("a reason is missing")]
    Reason,
    #[error("a text is longer than {most} characters")]
    TooLong { most: usize },
    #[error("the change is about another clause than the comment")]
    OtherClause,
    #[error("it is not said which text is adopted")]
    TextMissing,
    #[error("adopted as proposed, and yet another text is given")]
    OtherText,
    #[error("partly adopted is a text other than the proposed one")]
    SameText,
    #[error("what is refused changes nothing")]
    RefusedChanges,
    #[error("there is no such comment, or it is decided about twice")]
    NoComment,
    #[error("it is not said what becomes of it")]
    NoRuling,
    #[error("it is not said in a known word what is proposed")]
    NoChange,
    #[error("the change does not fit: {0}")]
    Unfit(Unfit),
}

impl NotDisposed {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            NotDisposed::Who => say!(clauses_comment_who),
            NotDisposed::Reason => say!(clauses_comment_reason),
            NotDisposed::TooLong { most } => say!(workflow_text_too_long, max = most),
            NotDisposed::OtherClause => say!(clauses_comment_other_clause),
            NotDisposed::TextMissing => say!(clauses_disposition_text_missing),
            NotDisposed::OtherText => say!(clauses_disposition_other_text),
            NotDisposed::SameText => say!(clauses_disposition_same_text),
            NotDisposed::RefusedChanges => say!(clauses_disposition_refused_changes),
            NotDisposed::NoComment => say!(clauses_disposition_no_comment),
            NotDisposed::NoRuling => say!(clauses_disposition_no_ruling),
            NotDisposed::NoChange => say!(clauses_comment_no_change),
            NotDisposed::Unfit(unfit) => unfit.message(),
        }
    }
}

impl Comment {
    /// Whether it can be taken.
    ///
    /// Errors: nobody is named; no reason; a text is too long; there is no such clause; the change does not fit.
    pub fn check(&self, draft: &Draft) -> Result<(), NotDisposed> {
        if self.who.trim().is_empty() {
            return Err(NotDisposed::Who);
        }
        written(&self.reason)?;
        if self.clause.is_some_and(|clause| clause >= draft.clauses().len()) {
            return Err(NotDisposed::Unfit(Unfit::NoClause));
        }
        let Some(change) = &self.change else { return Ok(()) };
        if self.clause.is_some_and(|clause| clause != change.clause()) {
            return Err(NotDisposed::OtherClause);
        }
        change.check(draft).map_err(NotDisposed::Unfit)
    }

    /// The clause that it is about.
    pub fn place(&self) -> Option<usize> {
        self.clause.or(self.change.as_ref().map(Change::clause))
    }
}

impl Disposition {
    /// Whether the office may decide so about this comment.
    ///
    /// Errors: no reason, unless all is adopted; an adopted text that is missing, is the proposed one where it is adopted only partly,
    /// or is another one where it is adopted; a refused comment that changes something; a change that does not fit.
    pub fn check(&self, comment: &Comment, draft: &Draft) -> Result<(), NotDisposed> {
        match (self.ruling, &self.change, &comment.change) {
            (Ruling::Refused, Some(_), _) => return Err(NotDisposed::RefusedChanges),
            (Ruling::Adopted, None, None) | (Ruling::Partly, None, _) => return Err(NotDisposed::TextMissing),
            (Ruling::Adopted, Some(own), Some(proposed)) if own != proposed => return Err(NotDisposed::OtherText),
            (Ruling::Partly, Some(own), Some(proposed)) if own == proposed => return Err(NotDisposed::SameText),
            _ => {}
        }
        if self.ruling != Ruling::Adopted || !self.reason.trim().is_empty() {
            written(&self.reason)?;
        }
        self.adopted(comment).map_or(Ok(()), |change| change.check(draft)).map_err(NotDisposed::Unfit)
    }

    /// What is changed in the text because of the comment.
    pub fn adopted<'a>(&'a self, comment: &'a Comment) -> Option<&'a Change> {
        match self.ruling {
            Ruling::Refused => None,
            Ruling::Partly => self.change.as_ref(),
            Ruling::Adopted => self.change.as_ref().or(comment.change.as_ref()),
        }
    }
}

fn written(reason: &str) -> Result<(), NotDisposed> {
    if reason.trim().is_empty() {
        return Err(NotDisposed::Reason);
    }
    let too_long = reason.chars().count() > MAX_TEXT_CHARS;
    if too_long { Err(NotDisposed::TooLong { most: MAX_TEXT_CHARS }) } else { Ok(()) }
}
