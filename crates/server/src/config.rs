//! Configuration: read once, from the command line, `config.toml` and the environment, in this order of weight.

use std::{collections::BTreeMap, fs, io::Write, net::SocketAddr, path::Path};

use anyhow::{Context, bail};
use changxiao_app::{
    chance::{Chance, SystemChance},
    notices::send::{CityAddress, MailServer, MailTls, OutletConfig},
};
use changxiao_domain::{ids::CityId, notices::InsideHosts};
use changxiao_files::{
    photos::{FilesConfig, S3Config},
    private,
};
use changxiao_store::Address;
use changxiao_web::{Place as CityPlace, Places, TrustedProxies, metrics::SHORTEST_TOKEN};
use changxiao_words::Lang;
use serde::Deserialize;

use crate::{
    Place,
    log::{self, LogFormat},
};

/// What `config.toml` may say. Everything may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    /// As `--database`.
    pub database: Option<String>,
    /// Address to listen on; 127.0.0.1:7300 unless told otherwise.
    pub listen: Option<SocketAddr>,
    /// Send cookies only over TLS. Default: yes, unless the server listens on loopback.
    pub secure_cookies: Option<bool>,
    /// Addresses or networks of the proxies in front of this server. What they say of their clients (X-Forwarded-For, X-Forwarded-Proto) is
    /// believed; from anybody else such headers are not read. Default: none.
    pub trusted_proxies: Vec<String>,
    /// Photos in a bucket instead of the data folder.
    pub s3: Option<S3File>,
    /// Address under which people open this server, such as https://cx.example.gov.cn; messages link to it.
    pub public_address: Option<String>,
    /// Where the cities of the database are found, by division code: `[cities.3506]`. One city needs no such part.
    pub cities: BTreeMap<String, CityFile>,
    /// How mail leaves. Without it nothing is mailed.
    pub mail: Option<MailFile>,
    /// Hosts of the inner network that webhooks may reach, also over plain HTTP: oa.example.local, 10.1.2.3; fifty at most. Default: none.
    pub webhook_hosts_inside: Vec<String>,
    /// What stood here before hosts were listed one by one.
    webhooks_may_reach_inside: bool,
    /// Figures for a monitor. Without it none are given.
    pub metrics: Option<MetricsFile>,
    /// Names and secrets with which messages to webhooks are signed; pages show the names only.
    pub secrets: BTreeMap<String, String>,
}

/// `[cities.CODE]` of `config.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CityFile {
    /// Host names that are this city's alone: cx.zhangzhou.example.gov.cn.
    pub hosts: Vec<String>,
    /// A word that names the city at the beginning of a path at all other hosts; its code always does.
    pub path: Option<String>,
    /// Address under which people open this city; default: the common one with the city behind it.
    pub public_address: Option<String>,
}

/// `[metrics]` of `config.toml`: `GET /metrics` on a listener of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsFile {
    /// 127.0.0.1:7301 unless told otherwise; beyond this machine only with a token.
    pub listen: Option<SocketAddr>,
    /// What a monitor brings as `Authorization: Bearer`; 32 characters at least.
    pub token: Option<String>,
}

/// `[mail]` of `config.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailFile {
    pub host: String,
    /// Default: 465 with `tls = "implicit"`, 587 with `"starttls"`, 25 with `"none"`.
    pub port: Option<u16>,
    /// implicit (the default), starttls, none.
    #[serde(default = "implicit")]
    pub tls: String,
    /// 长效 <changxiao@example.gov.cn>
    pub from: String,
    pub user: Option<String>,
    pub password: Option<String>,
}

fn implicit() -> String {
    "implicit".to_owned()
}

/// `[s3]` of `config.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3File {
    pub bucket: String,
    pub region: String,
    pub endpoint: Option<String>,
    pub access_key_id: String,
    pub secret_access_key: String,
    #[serde(default)]
    pub prefix: String,
    /// Plain HTTP, for a store on the same machine.
    #[serde(default)]
    pub allow_http: bool,
    /// `bucket.host` instead of `host/bucket`.
    #[serde(default)]
    pub bucket_in_host: bool,
}

/// The configuration in force.
pub struct Config {
    pub address: Address,
    pub listen: SocketAddr,
    pub secure_cookies: bool,
    pub trusted_proxies: TrustedProxies,
    /// Where the cities are found.
    pub places: Places,
    pub files: FilesConfig,
    /// 64 bytes from which the cookies' keys are made; drawn at the first start and kept in the data folder. Servers over one database
    /// hold the same.
    pub cookie_secret: [u8; 64],
    /// Mail server, secrets of webhooks.
    pub outlets: OutletConfig,
    /// Where a monitor is answered, and what it has to bring.
    pub metrics: Option<(SocketAddr, Option<String>)>,
}

const DEFAULT_METRICS: SocketAddr = SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 7301));
const DEFAULT_LISTEN: SocketAddr = SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, 7300));

impl Config {
    pub fn read(place: &Place) -> anyhow::Result<Self> {
        private::create_folders(&place.data)
            .with_context(|| format!("the data folder {} cannot be made", place.data.display()))?;
        let path = place.data.join("config.toml");
        let file: ConfigFile = match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).with_context(|| format!("{} cannot be used", path.display()))?,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => ConfigFile::default(),
            Err(problem) => return Err(problem).with_context(|| format!("{} cannot be read", path.display())),
        };
        let address = match place.database.as_ref().or(file.database.as_ref()) {
            Some(text) => text.parse()?,
            None => Address::Sqlite(place.data.join("changxiao.db")),
        };
        if file.webhooks_may_reach_inside {
            bail!(
                "webhooks_may_reach_inside in {} opened the whole inner network and is gone; name each host that webhooks may \
                 reach: webhook_hosts_inside = [\"oa.example.local\"]",
                path.display()
            );
        }
        let inside = InsideHosts::read(&file.webhook_hosts_inside)
            .with_context(|| format!("webhook_hosts_inside in {}", path.display()))?;
        let (places, of_cities) = cities(file.cities).with_context(|| format!("[cities] in {}", path.display()))?;
        let outlets = OutletConfig {
            mail: file.mail.map(mail).transpose().with_context(|| format!("[mail] in {}", path.display()))?,
            secrets: file.secrets,
            inside,
            public_address: file.public_address.unwrap_or_default(),
            of_cities,
            ..OutletConfig::default()
        };
        let listen = file.listen.unwrap_or(DEFAULT_LISTEN);
        Ok(Self {
            address,
            listen,
            secure_cookies: file.secure_cookies.unwrap_or(!listen.ip().is_loopback()),
            trusted_proxies: TrustedProxies::read(&file.trusted_proxies)
                .with_context(|| format!("trusted_proxies in {}", path.display()))?,
            places,
            files: FilesConfig { folder: place.data.join("photos"), s3: file.s3.map(s3) },
            cookie_secret: cookie_secret(&place.data)?,
            outlets,
            metrics: file
                .metrics
                .map(metrics)
                .transpose()
                .with_context(|| format!("[metrics] in {}", path.display()))?,
        })
    }
}

/// Where cities are found, and how links to them begin.
fn cities(file: BTreeMap<String, CityFile>) -> anyhow::Result<(Places, BTreeMap<CityId, CityAddress>)> {
    let (mut places, mut addresses) = (BTreeMap::new(), BTreeMap::new());
    for (code, one) in file {
        let city = code.parse().map(CityId).with_context(|| format!("“{code}” is not a division code"))?;
        let own = one.public_address.or_else(|| one.hosts.first().map(|host| format!("https://{host}")));
        places.insert(city, CityPlace { hosts: one.hosts, path: one.path.clone() });
        addresses.insert(city, CityAddress { own, path: one.path });
    }
    let addresses_of_ours = changxiao_web::all_routes();
    let taken: Vec<&str> = addresses_of_ours.list().iter().filter_map(|route| route.path.split('/').nth(1)).collect();
    Ok((Places::read(&places, &taken)?, addresses))
}

fn metrics(file: MetricsFile) -> anyhow::Result<(SocketAddr, Option<String>)> {
    let listen = file.listen.unwrap_or(DEFAULT_METRICS);
    match &file.token {
        Some(token) if token.len() < SHORTEST_TOKEN => {
            bail!("token: {SHORTEST_TOKEN} characters at least; draw them at random")
        }
        None if !listen.ip().is_loopback() => bail!("listen = {listen} is not on this machine only: set a token"),
        _ => Ok((listen, file.token)),
    }
}

fn mail(file: MailFile) -> anyhow::Result<MailServer> {
    let (tls, usual_port) = match file.tls.as_str() {
        "implicit" => (MailTls::Implicit, 465),
        "starttls" => (MailTls::StartTls, 587),
        "none" => (MailTls::None, 25),
        other => bail!("tls = “{other}” is not known; implicit, starttls and none are"),
    };
    if file.user.is_some() != file.password.is_some() {
        bail!("user and password go together");
    }
    if tls == MailTls::None && file.user.is_some() {
        bail!("a password is not sent in the clear: tls = \"none\" goes without user and password");
    }
    let account = file.user.zip(file.password);
    Ok(MailServer { host: file.host, port: file.port.unwrap_or(usual_port), tls, from: file.from, account })
}

fn s3(file: S3File) -> S3Config {
    S3Config {
        bucket: file.bucket,
        region: file.region,
        endpoint: file.endpoint,
        access_key: file.access_key_id,
        secret_key: file.secret_access_key,
        prefix: file.prefix,
        allow_http: file.allow_http,
        bucket_in_host: file.bucket_in_host,
    }
}

/// Reads the secret, or draws one that only the owner of the process can read.
fn cookie_secret(folder: &Path) -> anyhow::Result<[u8; 64]> {
    let path = folder.join("secret.key");
    match fs::read(&path) {
        Ok(bytes) => match bytes.try_into() {
            Ok(secret) => Ok(secret),
            Err(_) => bail!("{} is damaged: 64 bytes are expected. Remove it; everybody signs in anew", path.display()),
        },
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => {
            let mut secret = [0; 64];
            SystemChance.fill(&mut secret);
            let mut file =
                private::create_new(&path).with_context(|| format!("{} cannot be written", path.display()))?;
            file.write_all(&secret)?;
            file.sync_all()?;
            Ok(secret)
        }
        Err(problem) => Err(problem).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// How the log is written and how much of it: `--log` goes before `CHANGXIAO_LOG_FORMAT=json`, and `CHANGXIAO_LOG=debug` says more.
#[allow(clippy::disallowed_methods, reason = "this is the one file where the environment is read")]
pub fn start_log(asked: Option<LogFormat>) {
    let level = std::env::var("CHANGXIAO_LOG").unwrap_or_else(|_| "warn".to_owned());
    let in_environment = || match std::env::var("CHANGXIAO_LOG_FORMAT") {
        Ok(format) if format == "json" => LogFormat::Json,
        _ => LogFormat::Text,
    };
    log::start(asked.unwrap_or_else(in_environment), &level);
}

/// The language of whoever types commands, as POSIX orders the variables (XBD 8.2); `None` where none of them names one of ours.
#[allow(clippy::disallowed_methods, reason = "this is the one file where the environment is read")]
pub fn language() -> Option<Lang> {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|said| !said.is_empty()));
    language_of(&said?)
}

/// zh_CN.UTF-8 is Chinese, en_GB and C are English.
fn language_of(said: &str) -> Option<Lang> {
    let wanted = said.split(['_', '-', '.', '@']).next().unwrap_or_default();
    let wanted = if matches!(wanted, "C" | "POSIX") { "en" } else { wanted };
    Lang::ALL.iter().find(|lang| lang.tag().split('-').next() == Some(wanted)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_whoever_types_is_heard() {
        for (said, lang) in [
            ("zh_CN.UTF-8", Some(Lang::Zh)),
            ("zh", Some(Lang::Zh)),
            ("en_GB.utf8", Some(Lang::En)),
            ("C.UTF-8", Some(Lang::En)),
            ("POSIX", Some(Lang::En)),
            ("fr_FR", None),
        ] {
            assert_eq!(language_of(said), lang, "{said}");
        }
    }
}
