//! Attempts of an attacker against a running server over a small city, with an account and without. What once held is tried again: each
//! attempt is counted, and one that does not hold is named. The server listens on loopback, and nothing else is ever asked.
//!
//! `cargo xtask attack` makes all of them ([`Scale::Whole`]); the test suite a small part of each kind ([`Scale::Part`]).

mod files;
mod generated;
mod inside;
mod judge;
mod pages;
mod raw;
mod scopes;
mod signins;
pub mod slow;
mod tally;
mod visitors;

use std::time::Duration;

use changxiao_app::people::issue_token::{IssueToken, issue_token};
use changxiao_domain::ids::TokenId;

use crate::{Answer, World};

pub use tally::{Line, Tally};

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Some of each kind, for the test suite.
    Part,
    Whole,
}

impl Scale {
    /// Every one, or every `one_in`-th.
    fn takes(self, place: usize, one_in: usize) -> bool {
        self == Scale::Whole || place.is_multiple_of(one_in)
    }

    /// So many, or few.
    fn of(self, whole: usize, part: usize) -> usize {
        if self == Scale::Whole { whole } else { part }
    }
}

/// Who attacks, and what came of it so far.
pub(crate) struct Attack<'a> {
    pub world: &'a World,
    pub scale: Scale,
    pub tally: Tally,
}

/// An answer takes no longer than this, whatever was asked.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// Makes every attempt against this world, which is no good for anything afterwards.
///
/// # Errors
/// What keeps an attempt from being made; an attempt that did not hold is no error, it stands in the tally.
pub async fn attack(world: &World, scale: Scale) -> anyhow::Result<Tally> {
    let mut attack = Attack { world, scale, tally: Tally::default() };
    attack.visitors().await?;
    attack.roles().await?;
    attack.foreign_forms().await?;
    attack.scopes().await?;
    attack.raw_requests().await?;
    attack.slow_requests().await?;
    attack.redirects().await?;
    attack.inside_addresses().await?;
    attack.pictures_and_sheets().await?;
    attack.generated_requests().await?;
    attack.pages_and_forms().await?;
    // Last, because addresses and accounts have to wait after it.
    attack.wrong_sign_ins().await?;
    Ok(attack.tally)
}

impl Attack<'_> {
    /// A token of this person's post, not agreed to yet.
    async fn new_token(&self, login: &str, scopes: &[&str]) -> anyhow::Result<(TokenId, String)> {
        let keeper = self.world.actor("secadmin").await?;
        let new = IssueToken {
            post: self.world.actor(login).await?.post,
            name: format!("{login} {}", self.tally.attempts()),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            days: 30,
            request_key: String::new(),
        };
        Ok(issue_token(&self.world.app, &keeper, new).await?)
    }

    /// A token that its holder agreed to.
    async fn token(&self, login: &str, scopes: &[&str]) -> anyhow::Result<String> {
        let token = self.new_token(login, scopes).await?;
        self.world.accepted(token).await
    }

    /// Waits for an answer; one that does not come is a hole.
    async fn answer(
        &mut self,
        what: &'static str,
        told: &str,
        asked: impl Future<Output = anyhow::Result<Answer>>,
    ) -> Option<Answer> {
        match tokio::time::timeout(LONGEST_ANSWER, asked).await {
            Ok(Ok(answer)) => Some(answer),
            // A connection that was closed is a refusal as well.
            Ok(Err(_)) => {
                self.tally.held(what);
                None
            }
            Err(_) => {
                self.tally.hole(what, format!("{told}: no answer within {LONGEST_ANSWER:?}"));
                None
            }
        }
    }
}
