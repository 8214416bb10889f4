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

use anyhow::Context;
use changxiao_app::people::issue_token::{IssueToken, issue_token};
use changxiao_domain::ids::TokenId;

use crate::{Answer, World};

pub use tally::{Line, Progress, Tally};

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

/// Who makes all attempts of one part is given so long. On two processors a part takes less than five minutes; one that takes longer has
/// met a server that answers ever more slowly.
const LONGEST_PART: Duration = Duration::from_mins(20);

const PARTS: &str = "parts that were tried to their end";

/// Makes every attempt against this world, which is no good for anything afterwards. `progress` is told every ten seconds how far it is.
///
/// # Errors
/// What keeps an attempt from being made; an attempt that did not hold is no error, it stands in the tally, and so does a part that was
/// not tried to its end in time.
pub async fn attack(world: &World, scale: Scale, progress: Progress) -> anyhow::Result<Tally> {
    let mut attack = Attack { world, scale, tally: Tally::begin(progress) };
    attack.part("visitors", async |attack| attack.visitors().await).await?;
    attack.part("roles", async |attack| attack.roles().await).await?;
    attack.part("foreign forms", async |attack| attack.foreign_forms().await).await?;
    attack.part("scopes", async |attack| attack.scopes().await).await?;
    attack.part("raw requests", async |attack| attack.raw_requests().await).await?;
    attack.part("slow requests", async |attack| attack.slow_requests().await).await?;
    attack.part("redirects", async |attack| attack.redirects().await).await?;
    attack.part("inner addresses", async |attack| attack.inside_addresses().await).await?;
    attack.part("pictures and sheets", async |attack| attack.pictures_and_sheets().await).await?;
    attack.part("generated requests", async |attack| attack.generated_requests().await).await?;
    attack.part("pages and forms", async |attack| attack.pages_and_forms().await).await?;
    // Last, because addresses and accounts have to wait after it.
    attack.part("wrong sign-ins", async |attack| attack.wrong_sign_ins().await).await?;
    Ok(attack.tally)
}

impl<'a> Attack<'a> {
    /// Makes the attempts of one part, bounded in time.
    async fn part(
        &mut self,
        name: &str,
        attempts: impl AsyncFnOnce(&mut Attack<'a>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let went = tokio::time::timeout(LONGEST_PART, attempts(self)).await;
        self.tally.judge(PARTS, went.is_ok(), || format!("{name}: not tried to the end within {LONGEST_PART:?}"));
        went.unwrap_or(Ok(())).with_context(|| format!("an attempt of “{name}” could not be made"))
    }

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
