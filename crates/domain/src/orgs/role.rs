//! What a post entitles its holder to do: ten roles with stable codes.

use changxiao_words::coded;
use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

coded! {
    /// The role of a post. A person may hold several posts and acts through one of them at a time.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        /// The office that runs the mechanism (创建办, 文明办): files, publishes, keeps the reference data.
        Office = "office", orgs_role_office;
        /// Sends filed cases to the units that answer for them.
        Dispatcher = "dispatcher", orgs_role_dispatcher;
        /// Puts problems right on behalf of a unit and reports them done.
        Handler = "handler", orgs_role_handler;
        /// Heads a unit: signs what the handlers report, objects, appeals.
        UnitHead = "unit_head", orgs_role_unit_head;
        /// Visits sites and records what is met and what is not.
        Inspector = "inspector", orgs_role_inspector;
        /// Looks on the spot whether a reported fix is real (核查).
        Checker = "checker", orgs_role_checker;
        /// Reads everything about the work, decides on exceptions.
        Leader = "leader", orgs_role_leader;
        /// Reads the audit trail and nothing that could change it.
        Auditor = "auditor", orgs_role_auditor;
        /// Keeps people, posts, units and reference data running.
        SystemAdmin = "system_admin", orgs_role_system_admin;
        /// Keeps sign-in rules, tokens and locks.
        SecurityAdmin = "security_admin", orgs_role_security_admin;
    }
}

impl Role {
    /// Whether this is one of the three administrative posts (GB/T 22239-2019, 8.1.5).
    pub const fn is_administrator(self) -> bool {
        matches!(self, Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A code that no role has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no role has the code “{0}”")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(code: &str) -> Result<Self, UnknownRole> {
        Self::parse(code).ok_or_else(|| UnknownRole(code.chars().take(60).collect()))
    }
}
