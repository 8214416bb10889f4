//! The last step out of the house: a mail server, a webhook.
//!
//! Both are at least once: a process that ends between the receiver's answer and our commit sends the same message again, with
//! the same id, so that a receiver can tell.

pub mod guard;
mod mail;
mod webhook;

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use changxiao_domain::{ids::CityId, notices::InsideHosts, time::Instant};
use changxiao_store::notices::{deliveries::Delivery, hooks::Hook};

/// How long another's server may take for one step, unless told otherwise; twice as long is shorter than a lease.
const PATIENCE: Duration = Duration::from_secs(15);

/// How mail leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// TLS from the first byte (port 465).
    Implicit,
    /// STARTTLS, and nothing without it (port 587).
    StartTls,
    /// In the clear: a server on the same machine.
    None,
}

/// `[mail]` of config.toml.
#[derive(Clone)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    /// Address from which mails come.
    pub from: String,
    /// User and password.
    pub account: Option<(String, String)>,
}

/// What the configuration says about the ways out. Its secrets are read by the senders and shown nowhere.
pub struct OutletConfig {
    pub mail: Option<MailServer>,
    /// `[secrets]`: name and secret.
    pub secrets: BTreeMap<String, String>,
    /// Where webhooks may go although it lies inside, and may speak plain HTTP.
    pub inside: InsideHosts,
    /// https://cx.example.gov.cn, for the links in messages; empty: no links.
    pub public_address: String,
    /// The same of cities that have their own, and how the others are named behind the common one.
    pub of_cities: BTreeMap<CityId, CityAddress>,
    /// How long another's server may take for one step.
    pub patience: Duration,
}

/// Under which address a city is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CityAddress {
    /// https://cx.example.gov.cn
    pub own: Option<String>,
    /// The first part of the path behind an address that it shares; its code where it is missing.
    pub path: Option<String>,
}

impl Default for OutletConfig {
    fn default() -> Self {
        Self {
            mail: None,
            secrets: BTreeMap::new(),
            inside: InsideHosts::default(),
            public_address: String::new(),
            of_cities: BTreeMap::new(),
            patience: PATIENCE,
        }
    }
}

/// What a webhook has to know of the configuration.
struct Way {
    inside: InsideHosts,
    patience: Duration,
    /// Our own address, without a slash at its end; empty where nobody has said it.
    public_address: String,
}

/// The ways out of one application. Until it is set up there is none.
#[derive(Default)]
pub struct Outlets {
    config: RwLock<OutletConfig>,
}

/// Why a message did not go out.
#[derive(Debug, thiserror::Error)]
pub enum SendProblem {
    #[error("no mail server is set up: [mail] is missing in config.toml")]
    NoMailServer,
    #[error("[mail] of config.toml: {0}")]
    MailConfig(String),
    #[error("the mail server did not take it: {0}")]
    Mail(String),
    #[error("the secret “{0}” is not in [secrets] of config.toml")]
    NoSecret(String),
    #[error("the address may not be used: {0}")]
    Guard(#[from] guard::Refused),
    #[error("no answer from {host}: {why}")]
    NoAnswer { host: String, why: String },
    #[error("{host} answered {status}: {said}")]
    Answer { host: String, status: u16, said: String },
}

impl Outlets {
    /// Sets up the ways out, at the start of a server.
    pub fn set(&self, config: OutletConfig) {
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
    }

    pub fn has_mail(&self) -> bool {
        self.read(|config| config.mail.is_some())
    }

    pub fn has_secret(&self, name: &str) -> bool {
        self.read(|config| config.secrets.contains_key(name))
    }

    pub fn inside_hosts(&self) -> InsideHosts {
        self.read(|config| config.inside.clone())
    }

    /// Under which address people open this city, without a slash at its end; empty where nobody has said it. `shares`: there are more
    /// cities in the database.
    pub fn public_address(&self, city: CityId, shares: bool) -> String {
        self.read(|config| {
            let of_city = config.of_cities.get(&city).cloned().unwrap_or_default();
            let common = config.public_address.trim_end_matches('/');
            match (of_city.own, shares && !common.is_empty()) {
                (Some(own), _) => own.trim_end_matches('/').to_owned(),
                (None, true) => format!("{common}/{}", of_city.path.unwrap_or_else(|| city.to_string())),
                (None, false) => common.to_owned(),
            }
        })
    }

    /// Sends a mail. Errors: why not; it may be tried again.
    pub async fn mail(&self, delivery: &Delivery, to: &str) -> Result<(), SendProblem> {
        changxiao_files::tls::provide();
        let server = self.read(|config| config.mail.clone()).ok_or(SendProblem::NoMailServer)?;
        let patience = self.patience();
        mail::send(&server, delivery, to, patience).await
    }

    /// Pushes a message to a webhook; `public_address` is the city's. Errors: why not; it may be tried again.
    pub async fn webhook(
        &self,
        hook: &Hook,
        delivery: &Delivery,
        public_address: String,
        now: Instant,
    ) -> Result<(), SendProblem> {
        let secret = match hook.secret_name.as_str() {
            "" => None,
            name => Some(
                self.read(|config| config.secrets.get(name).cloned())
                    .ok_or_else(|| SendProblem::NoSecret(name.to_owned()))?,
            ),
        };
        let way = Way { inside: self.inside_hosts(), patience: self.patience(), public_address };
        webhook::push(hook, delivery, secret.as_deref(), &way, now).await
    }

    /// How long another's server may take for one step.
    pub fn patience(&self) -> Duration {
        self.read(|config| config.patience)
    }

    fn read<T>(&self, of: impl FnOnce(&OutletConfig) -> T) -> T {
        of(&self.config.read().unwrap_or_else(PoisonError::into_inner))
    }
}
