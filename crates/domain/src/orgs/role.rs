//! What a post entitles its holder to do: ten roles with stable codes.

use changxiao_words::Lang;
use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The role of a post. A person may hold several posts and acts through one of them at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The office that runs the mechanism (创建办, 文明办): files, publishes, keeps the reference data.
    Office,
    /// Sends filed cases to the units that answer for them.
    Dispatcher,
    /// Puts problems right on behalf of a unit and reports them done.
    Handler,
    /// Heads a unit: signs what the handlers report, objects, appeals.
    UnitHead,
    /// Visits sites and records what is met and what is not.
    Inspector,
    /// Looks on the spot whether a reported fix is real (核查).
    Checker,
    /// Reads everything about the work, decides on exceptions.
    Leader,
    /// Reads the audit trail and nothing that could change it.
    Auditor,
    /// Keeps people, posts, units and reference data running.
    SystemAdmin,
    /// Keeps sign-in rules, tokens and locks.
    SecurityAdmin,
}

impl Role {
    pub const ALL: [Role; 10] = [
        Role::Office,
        Role::Dispatcher,
        Role::Handler,
        Role::UnitHead,
        Role::Inspector,
        Role::Checker,
        Role::Leader,
        Role::Auditor,
        Role::SystemAdmin,
        Role::SecurityAdmin,
    ];

    /// The stable code that is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Role::Office => "office",
            Role::Dispatcher => "dispatcher",
            Role::Handler => "handler",
            Role::UnitHead => "unit_head",
            Role::Inspector => "inspector",
            Role::Checker => "checker",
            Role::Leader => "leader",
            Role::Auditor => "auditor",
            Role::SystemAdmin => "system_admin",
            Role::SecurityAdmin => "security_admin",
        }
    }

    /// Reads a code; `None` when no role has it.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    pub const fn name_zh(self) -> &'static str {
        match self {
            Role::Office => "创建办",
            Role::Dispatcher => "派遣员",
            Role::Handler => "承办人",
            Role::UnitHead => "单位负责人",
            Role::Inspector => "检查员",
            Role::Checker => "核查员",
            Role::Leader => "领导",
            Role::Auditor => "审计管理员",
            Role::SystemAdmin => "系统管理员",
            Role::SecurityAdmin => "安全管理员",
        }
    }

    pub const fn name_en(self) -> &'static str {
        match self {
            Role::Office => "Office",
            Role::Dispatcher => "Dispatcher",
            Role::Handler => "Unit handler",
            Role::UnitHead => "Unit head",
            Role::Inspector => "Inspector",
            Role::Checker => "Checker",
            Role::Leader => "Leader",
            Role::Auditor => "Audit administrator",
            Role::SystemAdmin => "System administrator",
            Role::SecurityAdmin => "Security administrator",
        }
    }

    pub const fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.name_zh(), self.name_en())
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
