//! What each role may do, and which roles no one person may hold together.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::orgs::Role;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// One thing that a role may do. Which rows it may do it to is the scope's business.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)*];

            /// The stable code that is stored and sent.
            pub const fn code(self) -> &'static str {
                match self { $(Permission::$name => $code,)* }
            }
        }
    };
}

permissions! {
    ReadCases = "read_cases",
    ReportCase = "report_case",
    /// Accept a report as a case, or refuse it with a reason.
    FileCase = "file_case",
    VoidCase = "void_case",
    MergeCase = "merge_case",
    DispatchCase = "dispatch_case",
    /// Begin handling, attach proof, report done.
    HandleCase = "handle_case",
    /// Send a case back to the dispatcher as not one's own.
    ReturnCase = "return_case",
    /// Look on the spot whether the fix is real (核查).
    CheckCase = "check_case",
    CloseCase = "close_case",
    /// Ask for more time.
    AskExtension = "ask_extension",
    GrantExtension = "grant_extension",
    /// Ask that a fact be left out of the score.
    Appeal = "appeal",
    DecideAppeal = "decide_appeal",
    ReadInspections = "read_inspections",
    Inspect = "inspect",
    ReadSites = "read_sites",
    ManageSites = "manage_sites",
    ReadStandards = "read_standards",
    ManageStandards = "manage_standards",
    ReadScores = "read_scores",
    ReadUnits = "read_units",
    ManagePeople = "manage_people",
    /// Units, divisions, calendar, categories, responsibility.
    ManageReference = "manage_reference",
    Import = "import",
    Export = "export",
    ReadAudit = "read_audit",
    /// Sign-in rules, locks, tokens.
    ManageSecurity = "manage_security",
    ReadWhistles = "read_whistles",
    /// Take part in a whistle; which side may do what is said by its table.
    WorkOnWhistles = "work_on_whistles",
    ReadConsultations = "read_consultations",
    /// Convene, take part in or decide a consultation or a joint action.
    WorkOnConsultations = "work_on_consultations",
    ReadMatters = "read_matters",
    /// Begin, answer and decide matters; what exactly is said by their documents.
    WorkOnMatters = "work_on_matters",
    /// The server's own work, webhooks.
    ManageJobs = "manage_jobs",
    /// Ask whoever reported a case how it was handled (回访).
    RecordCallback = "record_callback",
    /// Be the other hand where two of the three administrators are needed.
    ConfirmAdministrators = "confirm_administrators",
    /// What tells of persons: original photos with what the camera wrote, numbers of persons in texts. Everybody else gets copies without
    /// metadata and masked texts (个人信息保护法 2021, art. 6: no more than the purpose needs).
    ReadPersonal = "read_personal",
}

impl Permission {
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.code() == code)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The permissions of a role: one row a role, so that the whole table can be read at a glance.
#[rustfmt::skip]
pub const fn permissions(role: Role) -> &'static [Permission] {
    use Permission::*;
    match role {
        Role::Office => &[
            ReadCases, ReportCase, FileCase, VoidCase, MergeCase, DispatchCase, CloseCase, GrantExtension, DecideAppeal,
            ReadInspections, ReadSites, ManageSites, ReadStandards, ManageStandards, ReadScores, ReadUnits, ManageReference,
            Import, Export, ReadWhistles, WorkOnWhistles, ReadConsultations, WorkOnConsultations,
            ReadMatters, WorkOnMatters, RecordCallback, ReadPersonal,
        ],
        Role::Dispatcher => &[
            ReadCases, ReportCase, FileCase, VoidCase, MergeCase, DispatchCase, GrantExtension, ReadInspections, ReadSites,
            ReadStandards, ReadScores, ReadUnits, Export, ReadWhistles, ReadConsultations, WorkOnConsultations, ReadMatters,
            WorkOnMatters, RecordCallback, ReadPersonal,
        ],
        Role::Handler => &[
            ReadCases, ReportCase, HandleCase, ReturnCase, AskExtension, ReadInspections, ReadSites, ReadStandards, ReadScores,
            ReadUnits, ReadWhistles, WorkOnWhistles, ReadConsultations, WorkOnConsultations,
            ReadMatters, WorkOnMatters,
        ],
        Role::UnitHead => &[
            ReadCases, ReportCase, HandleCase, ReturnCase, AskExtension, Appeal, ReadInspections, ReadSites, ReadStandards,
            ReadScores, ReadUnits, Export, ReadWhistles, WorkOnWhistles, ReadConsultations, WorkOnConsultations,
            ReadMatters, WorkOnMatters,
        ],
        Role::Inspector => &[ReadCases, ReportCase, ReadInspections, Inspect, ReadSites, ReadStandards, ReadUnits],
        Role::Checker => &[
            ReadCases, ReportCase, CheckCase, CloseCase, ReadInspections, ReadSites, ReadStandards, ReadUnits, RecordCallback,
        ],
        Role::Leader => &[
            ReadCases, ReportCase, GrantExtension, DecideAppeal, ReadInspections, ReadSites, ReadStandards, ReadScores, ReadUnits,
            Export, ReadWhistles, WorkOnWhistles, ReadConsultations, WorkOnConsultations,
            ReadMatters, WorkOnMatters,
        ],
        // The three administrators read and do nothing of the work itself (GB/T 22239-2019, 8.1.5: system, audit and
        // security administration are separate).
        Role::Auditor => &[ReadAudit, ReadUnits, ConfirmAdministrators],
        Role::SystemAdmin => &[
            ReadStandards, ReadSites, ReadUnits, ManagePeople, ManageReference, Import, ManageJobs, ConfirmAdministrators,
        ],
        Role::SecurityAdmin => &[ReadUnits, ManageSecurity, ConfirmAdministrators],
    }
}

/// Pairs of roles that one person may not hold on the same day (GB/T 22239-2019, 8.1.5.1 to 8.1.5.3).
const CONFLICTS: [(Role, Role); 3] = [
    (Role::Auditor, Role::SystemAdmin),
    (Role::Auditor, Role::SecurityAdmin),
    (Role::SystemAdmin, Role::SecurityAdmin),
];

/// Every pair among `roles` that one person may not hold together; empty when all is well.
pub fn conflicts(roles: &[Role]) -> Vec<(Role, Role)> {
    CONFLICTS.into_iter().filter(|(one, two)| roles.contains(one) && roles.contains(two)).collect()
}
