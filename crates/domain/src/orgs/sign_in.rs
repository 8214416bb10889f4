//! Rules for passwords, failed tries, sessions and forgotten accounts.
//!
//! Defaults: GB/T 22239-2019, 8.1.4.1 (identity, complexity, periodic change, failed tries, time-out); the numbers are those that
//! assessors of level 3 commonly expect, since the standard itself names none.

use changxiao_words::{Message, say};
use serde::{Deserialize, Serialize};

use crate::{
    bounds::{Bounds, IDLE_MINUTES, OutOfBounds},
    orgs::{Failures, Patience, common::is_common},
    time::{HOUR, Instant, MINUTE},
};

const DAY: i64 = 24 * HOUR;
const SECOND: i64 = MINUTE / 60;
const SOURCE: &str = "GB/T 22239-2019 8.1.4.1";

/// What a password must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordRule {
    /// The fewest characters.
    pub min_chars: usize,
    /// The most characters, so that a hash cannot be made to work on megabytes.
    pub max_chars: usize,
    /// How many of the four classes (capitals, small letters, digits, anything else) must be there.
    pub min_classes: usize,
    /// Days after which a password must be changed.
    pub max_age_days: i64,
    pub source: String,
}

impl Default for PasswordRule {
    fn default() -> Self {
        Self { min_chars: 8, max_chars: 128, min_classes: 3, max_age_days: 90, source: SOURCE.into() }
    }
}

/// One reason why a password is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("it has {has} characters, at least {needs} are needed")]
    TooShort { has: usize, needs: usize },
    #[error("it has {has} characters, at most {most} are allowed")]
    TooLong { has: usize, most: usize },
    #[error(
        "it has {has} of the four classes of characters (capitals, small letters, digits, others), {needs} are needed"
    )]
    TooFewClasses { has: usize, needs: usize },
    #[error("it contains the sign-in name")]
    ContainsSignInName,
    #[error("it is one of the passwords that are guessed first")]
    TooCommon,
}

impl PasswordFault {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            PasswordFault::TooShort { has, needs } => say!(errors_password_too_short, has, needs),
            PasswordFault::TooLong { has, most } => say!(errors_password_too_long, has, most),
            PasswordFault::TooFewClasses { has, needs } => say!(errors_password_too_few_classes, has, needs),
            PasswordFault::ContainsSignInName => say!(errors_password_contains_sign_in_name),
            PasswordFault::TooCommon => say!(errors_password_too_common),
        }
    }
}

/// Every reason why a password is refused, so that a form can name them at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password is too weak: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct WeakPassword(pub Vec<PasswordFault>);

/// How many days a bearer token of the interface may live.
pub const TOKEN_DAYS: Bounds = Bounds::new(1, 365);

impl PasswordRule {
    /// Within which the rule may be set. At least eight characters of three classes, changed at least every ninety days (GB/T
    /// 22239-2019, 8.1.4.1, in the figures that assessors of level 3 commonly expect).
    pub const BOUNDS: [(&str, Bounds); 3] =
        [("min_chars", Bounds::new(8, 64)), ("min_classes", Bounds::new(3, 4)), ("max_age_days", Bounds::new(1, 90))];

    /// The numbers, in the order of [`Self::BOUNDS`].
    pub fn numbers(&self) -> [i64; 3] {
        let size = |size| i64::try_from(size).unwrap_or(i64::MAX);
        [size(self.min_chars), size(self.min_classes), self.max_age_days]
    }

    /// Everything that lies outside [`Self::BOUNDS`].
    pub fn outside(&self) -> Vec<OutOfBounds> {
        outside(&Self::BOUNDS, &self.numbers())
    }

    /// Checks a new password against the rule.
    ///
    /// Errors: every fault of the password at once.
    pub fn check(&self, password: &str, sign_in_name: &str) -> Result<(), WeakPassword> {
        let has = password.chars().count();
        let classes = classes_of(password);
        let name = sign_in_name.to_lowercase();
        let mut faults = Vec::new();
        if has < self.min_chars {
            faults.push(PasswordFault::TooShort { has, needs: self.min_chars });
        }
        if has > self.max_chars {
            faults.push(PasswordFault::TooLong { has, most: self.max_chars });
        }
        if classes < self.min_classes {
            faults.push(PasswordFault::TooFewClasses { has: classes, needs: self.min_classes });
        }
        // A name of one or two letters is in too many good passwords to be held against them.
        if name.chars().count() >= 3 && password.to_lowercase().contains(&name) {
            faults.push(PasswordFault::ContainsSignInName);
        }
        if is_common(password) {
            faults.push(PasswordFault::TooCommon);
        }
        if faults.is_empty() { Ok(()) } else { Err(WeakPassword(faults)) }
    }

    /// True once a password set at `set_at` must be changed.
    pub fn is_expired(&self, set_at: Instant, now: Instant) -> bool {
        now.since(set_at) >= self.max_age_days * DAY
    }
}

fn classes_of(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        |c| c.is_uppercase(),
        |c| c.is_lowercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_uppercase() && !c.is_lowercase() && !c.is_ascii_digit(),
    ];
    tests.into_iter().filter(|test| password.chars().any(*test)).count()
}

/// When tries are stopped, sessions end and forgotten accounts are closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInRule {
    /// After so many failures in a row the next try has to wait, longer each time.
    pub lock_after: u32,
    /// The longest wait.
    pub lock_minutes: i64,
    /// A session without a request or a keystroke ends after so long.
    pub idle_minutes: i64,
    /// A session ends after so long in any case.
    pub absolute_hours: i64,
    /// An account that nobody signed in to for so long is closed until an administrator opens it.
    pub disable_after_idle_days: i64,
    /// A new sign-in ends the sessions that the person has elsewhere. Rules of cities from before it was there leave them alone.
    #[serde(default)]
    pub single_session: bool,
    /// The three administrators need a second factor.
    #[serde(default = "yes")]
    pub second_factor: bool,
    pub source: String,
}

impl Default for SignInRule {
    fn default() -> Self {
        Self {
            lock_after: 5,
            lock_minutes: 15,
            idle_minutes: 15,
            absolute_hours: 12,
            disable_after_idle_days: 90,
            single_session: false,
            second_factor: true,
            source: SOURCE.into(),
        }
    }
}

/// What the rule needs to know of an account. The last sign-in is kept for closing forgotten accounts and shown in no statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Failures since the last success.
    pub failures: u32,
    pub last_failure: Option<Instant>,
    /// The last success; the making or reopening of the account where there is none.
    pub last_seen: Instant,
    /// Closed by an administrator.
    pub disabled: bool,
}

/// Why nobody may try this account now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    #[error("the account is closed")]
    Disabled,
    #[error("the account was not used for {days} days and is closed until an administrator opens it")]
    Forgotten { days: i64 },
    #[error("too many failed tries; the account is locked until {until}")]
    Locked { until: Instant },
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionEnded {
    #[error("the session had no request for {minutes} minutes")]
    Idle { minutes: i64 },
    #[error("the session is {hours} hours old")]
    TooOld { hours: i64 },
}

const fn yes() -> bool {
    true
}

fn outside(bounds: &[(&'static str, Bounds)], numbers: &[i64]) -> Vec<OutOfBounds> {
    bounds.iter().zip(numbers).filter_map(|((name, bounds), number)| bounds.check(name, *number).err()).collect()
}

impl SignInRule {
    /// Within which the rule still protects.
    pub const BOUNDS: [(&str, Bounds); 5] = [
        ("lock_after", Bounds::new(1, 10)),
        ("lock_minutes", Bounds::new(10, 1_440)),
        ("idle_minutes", IDLE_MINUTES),
        ("absolute_hours", Bounds::new(1, 24)),
        ("disable_after_idle_days", Bounds::new(1, 180)),
    ];

    /// The numbers, in the order of [`Self::BOUNDS`].
    pub fn numbers(&self) -> [i64; 5] {
        let lock_after = i64::from(self.lock_after);
        [lock_after, self.lock_minutes, self.idle_minutes, self.absolute_hours, self.disable_after_idle_days]
    }

    /// What is so or not, by the names of the fields.
    pub const fn ticks(&self) -> [(&'static str, bool); 2] {
        [("single_session", self.single_session), ("second_factor", self.second_factor)]
    }

    /// Everything that lies outside [`Self::BOUNDS`].
    pub fn outside(&self) -> Vec<OutOfBounds> {
        outside(&Self::BOUNDS, &self.numbers())
    }

    /// May a password be tried for this account at all? Asked before the password is looked at.
    ///
    /// Errors: why not.
    pub fn may_try(&self, account: Account, now: Instant) -> Result<(), SignInRefusal> {
        if account.disabled {
            return Err(SignInRefusal::Disabled);
        }
        if !self.is_in_use(account, now) {
            return Err(SignInRefusal::Forgotten { days: self.disable_after_idle_days });
        }
        match self.locked_until(account) {
            Some(until) if now < until => Err(SignInRefusal::Locked { until }),
            _ => Ok(()),
        }
    }

    /// Whether an account is open and was used lately.
    pub fn is_in_use(&self, account: Account, now: Instant) -> bool {
        !account.disabled && now.since(account.last_seen) < self.disable_after_idle_days * DAY
    }

    /// How failures in a row on one account, or in one browser that the person is known in, are borne.
    pub const fn of_account(&self) -> Patience {
        Patience { free: self.lock_after, first: MINUTE, most: self.lock_minutes * MINUTE }
    }

    /// How failures from one address are borne, over all accounts. An office of some hundred people comes from one address, and a dozen
    /// of them mistype on a Monday morning.
    pub const fn of_address(&self) -> Patience {
        Patience { free: 50, first: SECOND, most: self.lock_minutes * MINUTE }
    }

    /// Is a session still alive that began at `began` and had its last request at `last_request`?
    ///
    /// Errors: it is over, by idleness or by age.
    pub fn session(&self, began: Instant, last_request: Instant, now: Instant) -> Result<(), SessionEnded> {
        if now.since(began) >= self.absolute_hours * HOUR {
            return Err(SessionEnded::TooOld { hours: self.absolute_hours });
        }
        // A city may have set a figure before the bounds were what they are.
        let minutes = self.idle_minutes.clamp(IDLE_MINUTES.least, IDLE_MINUTES.most);
        if now.since(last_request) >= minutes * MINUTE {
            return Err(SessionEnded::Idle { minutes });
        }
        Ok(())
    }

    fn locked_until(&self, account: Account) -> Option<Instant> {
        self.of_account().opens_at(Failures { count: account.failures, last: account.last_failure? })
    }
}
