//! Which addresses a webhook may have, and a directory through which people sign in. An administrator of the application must not reach the inside of the network through
//! it: loopback, private, link-local and other special addresses are refused, by their numbers and not by their names, and the
//! connection goes to the very numbers that were looked at. Only hosts that the owner of the server has listed may lie inside.

use changxiao_domain::notices::{InsideHosts, may_lie_inside};
use changxiao_words::{Message, say};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use reqwest::{Client, Url, redirect::Policy};

/// Why an address may not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("it is not a web address")]
    NotAnAddress,
    #[error("it must begin with https://")]
    NotHttps,
    #[error("it carries a user or a password")]
    Credentials,
    #[error("the name {0} leads nowhere")]
    NoSuchName(String),
    #[error("{0} is not a public address")]
    Inside(IpAddr),
}

impl Refused {
    /// The sentence under the field.
    pub fn message(&self) -> Message {
        match self {
            Refused::NotAnAddress => say!(notices_address_not_an_address),
            Refused::NotHttps => say!(notices_address_not_https),
            Refused::Credentials => say!(notices_address_credentials),
            Refused::NoSuchName(name) => say!(notices_address_no_such_name, name),
            Refused::Inside(address) => say!(notices_address_inside, address = address.to_string()),
        }
    }
}

/// What can be said of an address without asking for its name.
pub fn check_written(text: &str, inside: &InsideHosts) -> Result<Url, Refused> {
    let url = Url::parse(text).map_err(|_| Refused::NotAnAddress)?;
    let listed = url.host_str().is_some_and(|host| inside.has(host));
    if !(url.scheme() == "https" || (listed && url.scheme() == "http")) {
        return Err(Refused::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::Credentials);
    }
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(Refused::NotAnAddress)?;
    let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match number {
        Ok(number) if !listed && !is_public(number) => Err(Refused::Inside(number)),
        _ => Ok(url),
    }
}

/// The numbers behind an address, all of them public unless its host is listed.
pub async fn resolve(url: &Url, inside: &InsideHosts) -> Result<(String, Vec<SocketAddr>), Refused> {
    let host = url.host_str().ok_or(Refused::NotAnAddress)?.to_owned();
    let port = url.port_or_known_default().ok_or(Refused::NotAnAddress)?;
    let plain = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let found: Vec<SocketAddr> = match plain.parse::<IpAddr>() {
        Ok(number) => vec![SocketAddr::new(number, port)],
        Err(_) => tokio::net::lookup_host((plain.as_str(), port))
            .await
            .map_err(|_| Refused::NoSuchName(plain.clone()))?
            .collect(),
    };
    if found.is_empty() {
        return Err(Refused::NoSuchName(plain));
    }
    let listed = inside.has(&host);
    let may = |address: IpAddr| if listed { may_lie_inside(address) } else { is_public(address) };
    match found.iter().find(|address| !may(address.ip())) {
        Some(inside) => Err(Refused::Inside(inside.ip())),
        None => Ok((host, found)),
    }
}

/// A client that goes to the very numbers that were looked at, past every proxy, and follows no redirect.
pub fn client(host: &str, addresses: &[SocketAddr], patience: Duration) -> reqwest::Result<Client> {
    changxiao_files::tls::provide();
    let client = Client::builder().redirect(Policy::none()).timeout(patience).no_proxy();
    client.resolve_to_addrs(host, addresses).build()
}

/// What is behind a failed request, without the address, which may hold a key.
pub fn why(problem: reqwest::Error) -> String {
    let problem = problem.without_url();
    if problem.is_timeout() {
        return "it took too long".to_owned();
    }
    let mut said = problem.to_string();
    let mut source = std::error::Error::source(&problem);
    while let Some(cause) = source {
        said = cause.to_string();
        source = cause.source();
    }
    said
}

/// The address as a page shows it: what stands behind the question mark is a key.
pub fn shown(text: &str) -> String {
    match text.split_once('?') {
        Some((before, _)) => format!("{before}?…"),
        None => text.to_owned(),
    }
}

/// Addresses that the whole internet routes (IANA's registries of special-purpose addresses, RFC 6890 and its updates).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = a == 0
        || a == 10
        || a == 127
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113)
        || a >= 224;
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Global unicast is 2000::/3; of it the tunnels (which carry an inner address) and the documentation prefix are refused.
    (0x2000..0x4000).contains(&first) && !(first == 0x2001 && (second < 0x200 || second == 0xdb8)) && first != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_inside_is_refused() {
        for inside in [
            "https://127.0.0.1/a",
            "https://10.1.2.3",
            "https://172.16.0.1",
            "https://192.168.1.1:8443/x",
            "https://169.254.169.254/latest",
            "https://100.64.0.1",
            "https://0.0.0.0",
            "https://[::1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[2002:a00:1::]/",
            "https://2130706433/",
            "https://0x7f.1/",
        ] {
            let refused = check_written(inside, &InsideHosts::default());
            assert!(matches!(refused, Err(Refused::Inside(_))), "{inside}: {refused:?}");
        }
        let nowhere = InsideHosts::default();
        assert_eq!(check_written("http://example.com/", &nowhere), Err(Refused::NotHttps));
        assert_eq!(check_written("https://a:b@example.com/", &nowhere), Err(Refused::Credentials));
        assert_eq!(check_written("not an address", &nowhere), Err(Refused::NotAnAddress));
        assert!(check_written("https://203.0.114.7/robot?key=1", &nowhere).is_ok());
        assert!(check_written("https://[2400:3200::1]/", &nowhere).is_ok());
    }

    #[tokio::test]
    async fn only_listed_hosts_may_lie_inside() -> Result<(), Refused> {
        let listed =
            InsideHosts::read(&["127.0.0.1".to_owned(), "OA.example.local".to_owned(), "localhost".to_owned()])
                .unwrap_or_default();
        for allowed in
            ["http://127.0.0.1:9/", "https://127.0.0.1/", "http://oa.example.local:8080/x", "http://2130706433/"]
        {
            check_written(allowed, &listed)?;
        }
        for other in
            ["https://127.0.0.2/", "https://10.1.2.3/", "http://oa.example.local.evil.example/", "http://example.com/"]
        {
            assert!(check_written(other, &listed).is_err(), "{other}");
        }
        resolve(&check_written("http://localhost:9/", &listed)?, &listed).await?;
        // A name that is not listed and leads inside is refused where it leads to.
        let url = Url::parse("https://localhost/").map_err(|_| Refused::NotAnAddress)?;
        let refused = resolve(&url, &InsideHosts::default()).await;
        assert!(matches!(refused, Err(Refused::Inside(_))), "{refused:?}");
        Ok(())
    }

    #[test]
    fn keys_are_not_shown() {
        assert_eq!(shown("https://example.com/send?key=secret"), "https://example.com/send?…");
    }
}
