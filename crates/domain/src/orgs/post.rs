//! A dated post: who acts for which unit in which role.

use crate::{
    ids::{PersonId, PostId, UnitId},
    orgs::Role,
    time::Day,
};
use changxiao_words::{Message, say};

/// A person's post in a unit. Posts are ended, never changed: what was done in a post stays readable with the role it was done in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub person: PersonId,
    pub unit: UnitId,
    pub role: Role,
    /// What stands on the door: 副局长, 网格长.
    pub title: String,
    pub from: Day,
    /// The first day on which the post is no longer held; `None` while it runs.
    pub until: Option<Day>,
    /// The post for which this one stands in, with the same rights while both are in force.
    pub deputy_of: Option<PostId>,
}

/// What is wrong with a post.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostFault {
    #[error("the post ends on {until}, before or on the day {from} on which it begins")]
    EndsBeforeItBegins { from: Day, until: Day },
    #[error("a post cannot stand in for itself")]
    DeputyOfItself,
    #[error("the title has {0} characters, at most 60 are kept")]
    TitleTooLong(usize),
}

impl PostFault {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            PostFault::EndsBeforeItBegins { from, until } => {
                say!(people_post_fault_ends, from = from.to_string(), until = until.to_string())
            }
            PostFault::DeputyOfItself => say!(people_post_fault_itself),
            PostFault::TitleTooLong(n) => say!(people_post_fault_title, n),
        }
    }
}

impl Post {
    /// True on days from `from` up to the day before `until`.
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Checks dates, title and the deputy's reference.
    ///
    /// Errors: the first thing that is wrong.
    pub fn check(&self) -> Result<(), PostFault> {
        if let Some(until) = self.until.filter(|until| *until <= self.from) {
            return Err(PostFault::EndsBeforeItBegins { from: self.from, until });
        }
        if self.deputy_of == Some(self.id) {
            return Err(PostFault::DeputyOfItself);
        }
        match self.title.chars().count() {
            0..=60 => Ok(()),
            long => Err(PostFault::TitleTooLong(long)),
        }
    }
}
