//! The trace: who did, read or was refused what. An entry is kept for good, so its words never change.

use std::fmt;

use changxiao_words::coded;

use crate::{
    divisions::DivisionCode,
    ids::{AbsenceId, AlarmId, HookId, JobId, PostId, RecountId, TokenId},
    time::Day,
};

coded! {
    /// What sort of thing an entry tells of, in the order of the filter.
    pub enum TraceKind {
        SignIn = "sign_in", people_trace_sign_in;
        SignOut = "sign_out", people_trace_sign_out;
        SwitchPost = "switch_post", people_trace_switch_post;
        Refused = "refused", people_trace_refused;
        Change = "change", people_trace_change;
        Import = "import", people_trace_import;
        Read = "read", people_trace_read;
        Verify = "verify", people_trace_verify;
    }
}

/// What an entry is about. Its text is what the table keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceSubject {
    Absence(AbsenceId),
    /// A login; what is done to the account.
    Account(String),
    /// The number of a case.
    Callback(String),
    CaseExport,
    CaseViewShared,
    CaseViewDeleted,
    Chains,
    Day(Day),
    Division(DivisionCode),
    /// The address from which a file was taken out.
    Download(String),
    /// A row of the matrix: a place, and a category, its major or `*`.
    Duty {
        division: DivisionCode,
        key: String,
    },
    /// The number of an item of the evidence store.
    Evidence(i64),
    EvidenceExport,
    /// The code of a kind of list.
    Import(String),
    IndicatorExport,
    Job(JobId),
    /// A list of reference data, taken out as a sheet.
    ListExport,
    /// Who signs in or out; `?` for a login that nobody has.
    Login(String),
    OrderMapping(String),
    /// The number of an item of the evidence store.
    OriginalEvidence(i64),
    /// The number of a case.
    OriginalPhoto(String),
    /// A login.
    Password(String),
    /// A login.
    Person(String),
    Post(PostId),
    Recount(RecountId),
    /// Method and address of what was refused; `*` for many that were not listed.
    Request(String),
    /// The key of a setting.
    Setting(String),
    /// The number of a site.
    Site(i64),
    SiteExport,
    SurgeAlarm(AlarmId),
    SwitchedPost(PostId),
    /// An evaluation system.
    System {
        key: String,
        edition: String,
    },
    Token(TokenId),
    Trace,
    /// The code of a unit.
    Unit(String),
    Webhook(HookId),
}

impl fmt::Display for TraceSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absence(id) => write!(f, "absence {id}"),
            Self::Account(login) => write!(f, "account {login}"),
            Self::Callback(number) => write!(f, "case {number} callback"),
            Self::CaseExport => f.write_str("case export"),
            Self::CaseViewShared => f.write_str("case view shared"),
            Self::CaseViewDeleted => f.write_str("shared case view deleted"),
            Self::Chains => f.write_str("chains"),
            Self::Day(day) => write!(f, "day {day}"),
            Self::Division(code) => write!(f, "division {code}"),
            Self::Download(address) => write!(f, "download {address}"),
            Self::Duty { division, key } => write!(f, "duty {division} {key}"),
            Self::Evidence(number) => write!(f, "evidence {number}"),
            Self::EvidenceExport => f.write_str("evidence exported"),
            Self::Import(kind) => f.write_str(kind),
            Self::IndicatorExport => f.write_str("indicator export"),
            Self::Job(id) => write!(f, "job {id}"),
            Self::ListExport => f.write_str("list exported"),
            Self::Login(login) => f.write_str(login),
            Self::OrderMapping(name) => write!(f, "order mapping {name}"),
            Self::OriginalEvidence(number) => write!(f, "evidence {number} original"),
            Self::OriginalPhoto(number) => write!(f, "case {number} original photo"),
            Self::Password(login) => write!(f, "password of {login}"),
            Self::Person(login) => write!(f, "person {login}"),
            Self::Post(id) => write!(f, "post {id}"),
            Self::Recount(id) => write!(f, "recount {id}"),
            Self::Request(request) => f.write_str(request),
            Self::Setting(key) => write!(f, "setting {key}"),
            Self::Site(number) => write!(f, "site {number}"),
            Self::SiteExport => f.write_str("sites exported"),
            Self::SurgeAlarm(id) => write!(f, "surge alarm {id}"),
            Self::SwitchedPost(id) => write!(f, "{id}"),
            Self::System { key, edition } => write!(f, "system {key} {edition}"),
            Self::Token(id) => write!(f, "token {id}"),
            Self::Trace => f.write_str("trace"),
            Self::Unit(code) => write!(f, "unit {code}"),
            Self::Webhook(id) => write!(f, "webhook {id}"),
        }
    }
}

impl TraceSubject {
    /// What an entry of this kind is about; `None` where no entry of the kind has such a text.
    pub fn parse(kind: TraceKind, text: &str) -> Option<Self> {
        match kind {
            TraceKind::SignIn | TraceKind::SignOut => Some(Self::Login(text.to_owned())),
            TraceKind::SwitchPost => text.parse().ok().map(Self::SwitchedPost),
            TraceKind::Refused => Some(Self::Request(text.to_owned())),
            TraceKind::Import => Some(Self::Import(text.to_owned())),
            TraceKind::Change | TraceKind::Read | TraceKind::Verify => Self::whole(text).or_else(|| Self::named(text)),
        }
    }

    /// Those that are one of their kind.
    fn whole(text: &str) -> Option<Self> {
        let all = [
            Self::CaseExport,
            Self::CaseViewShared,
            Self::CaseViewDeleted,
            Self::Chains,
            Self::EvidenceExport,
            Self::IndicatorExport,
            Self::ListExport,
            Self::SiteExport,
            Self::Trace,
        ];
        all.into_iter().find(|subject| subject.to_string() == text)
    }

    /// Those that begin with a word and go on with a name.
    fn named(text: &str) -> Option<Self> {
        let (word, name) = text.split_once(' ')?;
        let owned = name.to_owned();
        Some(match word {
            "absence" => Self::Absence(name.parse().ok()?),
            "account" => Self::Account(owned),
            "case" => match name.split_once(' ')? {
                (number, "callback") => Self::Callback(number.to_owned()),
                (number, "original photo") => Self::OriginalPhoto(number.to_owned()),
                _ => return None,
            },
            "day" => Self::Day(name.parse().ok()?),
            "division" => Self::Division(name.parse().ok()?),
            "download" => Self::Download(owned),
            "duty" => {
                let (division, key) = name.split_once(' ')?;
                Self::Duty { division: division.parse().ok()?, key: key.to_owned() }
            }
            "evidence" => match name.strip_suffix(" original") {
                Some(number) => Self::OriginalEvidence(number.parse().ok()?),
                None => Self::Evidence(name.parse().ok()?),
            },
            "job" => Self::Job(name.parse().ok()?),
            "order" => Self::OrderMapping(name.strip_prefix("mapping ")?.to_owned()),
            "password" => Self::Password(name.strip_prefix("of ")?.to_owned()),
            "person" => Self::Person(owned),
            "post" => Self::Post(name.parse().ok()?),
            "recount" => Self::Recount(name.parse().ok()?),
            "setting" => Self::Setting(owned),
            "site" => Self::Site(name.parse().ok()?),
            "surge" => Self::SurgeAlarm(name.strip_prefix("alarm ")?.parse().ok()?),
            "system" => {
                let (key, edition) = name.split_once(' ')?;
                Self::System { key: key.to_owned(), edition: edition.to_owned() }
            }
            "token" => Self::Token(name.parse().ok()?),
            "unit" => Self::Unit(owned),
            "webhook" => Self::Webhook(name.parse().ok()?),
            _ => return None,
        })
    }
}
