//! Work that the server does by itself: its kinds, and how long a try may take and the next one has to wait.

use changxiao_words::{Lang, coded};
use serde::{Deserialize, Serialize};

use crate::{
    bounds::{Bounds, OutOfBounds},
    time::{Day, HOUR, MINUTE},
};

coded! {
    /// A kind of work.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum JobKind {
        /// Looks at cases whose next level of escalation is due, each minute.
        Sweep = "sweep", jobs_job_kind_sweep;
        /// Tells units in the morning what is near its limit and what is late.
        DueStatus = "lamps", jobs_job_kind_lamps;
        /// Takes new notices out to the channels that their receivers chose, each ten seconds.
        PassOn = "pass_on", jobs_job_kind_pass_on;
        /// Removes what is past its keeping, once a day.
        Tidy = "tidy", jobs_job_kind_tidy;
        /// Sends one mail.
        Mail = "mail", jobs_job_kind_mail;
        /// Sends one message to a webhook.
        Webhook = "webhook", jobs_job_kind_webhook;
        /// Looks at new cases: what came back, and where there are more than usual; each minute.
        Recurrence = "recurrence", jobs_job_kind_recurrence;
        /// Takes new cases into the index of the search, four times a second while there are any.
        Search = "search", jobs_job_kind_search;
        /// Lets suspended cases go on whose date has come, each minute.
        Resume = "resume", jobs_job_kind_resume;
        /// Lays the seal of the day; looks each minute whether there is a new day.
        Digest = "digest", jobs_job_kind_digest;
        /// Removes photos that no row knows, once a day.
        Shelf = "shelf", jobs_job_kind_shelf;
        /// Removes uploaded sheets that nobody has imported in time, each minute.
        Drafts = "drafts", jobs_job_kind_drafts;
        /// Hands over what hangs on what has ended, each minute while something is left.
        Departures = "departures", jobs_job_kind_departures;
    }
}

/// Which of the worker's hands takes a job. A lane does its work in turn; no lane waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Work inside the database.
    Inside,
    /// Work that waits for others' servers, so that a server that hangs holds up nothing else.
    Outward,
    /// The index of the search, which searches would miss within seconds.
    Search,
    /// Walks over everything there is, which take minutes and give way to everybody.
    Nightly,
}

impl Lane {
    pub const ALL: [Lane; 4] = [Lane::Inside, Lane::Outward, Lane::Search, Lane::Nightly];

    /// The stable code, for monitors.
    pub const fn code(self) -> &'static str {
        match self {
            Lane::Inside => "inside",
            Lane::Outward => "outward",
            Lane::Search => "search",
            Lane::Nightly => "nightly",
        }
    }
}

impl JobKind {
    /// How often the work is done anew, in microseconds; `None` for work that is done once.
    pub const fn period(self) -> Option<i64> {
        match self {
            JobKind::Sweep
            | JobKind::Recurrence
            | JobKind::Resume
            | JobKind::Digest
            | JobKind::Drafts
            | JobKind::Departures => Some(MINUTE),
            JobKind::Search => Some(MINUTE / 240),
            JobKind::DueStatus => Some(5 * MINUTE),
            JobKind::PassOn => Some(MINUTE / 6),
            JobKind::Tidy | JobKind::Shelf => Some(24 * HOUR),
            JobKind::Mail | JobKind::Webhook => None,
        }
    }

    pub const fn lane(self) -> Lane {
        match self {
            JobKind::Mail | JobKind::Webhook => Lane::Outward,
            JobKind::Search => Lane::Search,
            JobKind::Digest | JobKind::Shelf => Lane::Nightly,
            JobKind::Sweep
            | JobKind::DueStatus
            | JobKind::PassOn
            | JobKind::Tidy
            | JobKind::Recurrence
            | JobKind::Resume
            | JobKind::Drafts
            | JobKind::Departures => Lane::Inside,
        }
    }
}

coded! {
    /// Where a job stands. One that is done is gone.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum JobState {
        /// For its time, the first or the next.
        Waiting = "waiting";
        /// Somebody holds its lease.
        Running = "running";
        /// Tried as often as the rules allow; a person decides.
        Dead = "dead";
    }
}

/// Lease, waits and tries, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobRules {
    format: String,
    pub version: String,
    #[serde(with = "crate::standards::day_text")]
    pub effective_from: Day,
    pub evidence: String,
    pub source_zh: String,
    pub source_en: String,
    pub lease_seconds: i64,
    pub first_wait_seconds: i64,
    pub factor: i64,
    pub most_wait_seconds: i64,
    pub most_tries: i64,
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JobRulesFault {
    #[error("the rules are not JSON of the expected shape: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the format is “{0}”; “changxiao-jobs/1” is expected")]
    Format(String),
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
}

const SECOND: i64 = 1_000_000;

impl JobRules {
    /// Errors: what is wrong.
    pub fn parse(text: &str) -> Result<Self, JobRulesFault> {
        let rules: Self = serde_json::from_str(text)?;
        if rules.format != "changxiao-jobs/1" {
            return Err(JobRulesFault::Format(rules.format));
        }
        Bounds::new(10, 3600).check("lease_seconds", rules.lease_seconds)?;
        Bounds::new(1, 3600).check("first_wait_seconds", rules.first_wait_seconds)?;
        Bounds::new(1, 10).check("factor", rules.factor)?;
        Bounds::new(rules.first_wait_seconds, 86_400).check("most_wait_seconds", rules.most_wait_seconds)?;
        Bounds::new(1, 100).check("most_tries", rules.most_tries)?;
        Ok(rules)
    }

    /// Microseconds for which a claim holds.
    pub const fn lease(&self) -> i64 {
        self.lease_seconds * SECOND
    }

    /// Microseconds to wait after so many failed tries (1 or more).
    pub fn wait_after(&self, tries: i64) -> i64 {
        let doublings = u32::try_from(tries.saturating_sub(1).clamp(0, 64)).unwrap_or(64);
        let grown = self.factor.saturating_pow(doublings).saturating_mul(self.first_wait_seconds);
        grown.min(self.most_wait_seconds) * SECOND
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.source_zh, &self.source_en)
    }
}
