//! From where a request comes: one rule for cookies, throttling and traces.
//!
//! What a proxy says of its client is believed where the proxy's own address is one that `config.toml` names; from anybody else such
//! headers are words of a stranger.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};

use changxiao_domain::ids::CityId;

use crate::{proxies::TrustedProxies, state::WebState};

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub address: IpAddr,
    /// The client's own connection is encrypted, as a trusted proxy says.
    pub https: bool,
}

impl Source {
    /// The source of a request that came from `peer` with these headers.
    ///
    /// Of `X-Forwarded-For` counts the last address that is not itself a trusted proxy: what stands before it was written by the client.
    /// Of `X-Forwarded-Proto` counts the last word, which the nearest proxy wrote.
    pub fn of(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> Self {
        let peer = peer.to_canonical();
        if !trusted.has(peer) {
            return Self { address: peer, https: false };
        }
        let mut address = peer;
        for word in words(headers, "x-forwarded-for").rev() {
            let Some(before) = address_in(word) else { break };
            address = before;
            if !trusted.has(address) {
                break;
            }
        }
        let https =
            words(headers, "x-forwarded-proto").next_back().is_some_and(|word| word.eq_ignore_ascii_case("https"));
        Self { address, https }
    }
}

/// The address under which people open this server: the one that config.toml names, else that under which this browser found us.
pub fn own_address(state: &WebState, city: CityId, source: Source, headers: &HeaderMap) -> String {
    let public = state.app().public_address(city);
    if !public.is_empty() {
        return public;
    }
    let scheme = if source.https || state.config().secure_cookies { "https" } else { "http" };
    let is_of_host = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | ':' | '[' | ']');
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    format!("{scheme}://{}", host.filter(|host| host.chars().all(is_of_host)).unwrap_or("localhost"))
}

/// The words of a list that may stand in several headers, in their order.
fn words<'a>(headers: &'a HeaderMap, name: &str) -> impl DoubleEndedIterator<Item = &'a str> {
    let lines: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    lines.into_iter().flat_map(|line| line.split(',')).map(str::trim)
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn address_in(word: &str) -> Option<IpAddr> {
    let bare = word.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok().or_else(|| word.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

impl<S: Send + Sync> FromRequestParts<S> for Source {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get().copied().unwrap_or(Self { address: Ipv4Addr::UNSPECIFIED.into(), https: false }))
    }
}

/// For half a year a browser that came encrypted once comes encrypted from the first request on (RFC 6797), so that nobody between can
/// keep it from it. Other hosts of the city are not ours to speak for.
const ENCRYPTED_FROM_NOW: &str = "max-age=15552000";

/// Finds the source of each request for whoever asks behind it; where the client's connection is encrypted, or the configuration says
/// that it always is, marks every cookie of the answer `Secure` and asks the browser to come encrypted from now on.
pub async fn find(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let config = state.config();
    let source = Source::of(peer.unwrap_or(Ipv4Addr::UNSPECIFIED.into()), request.headers(), &config.trusted_proxies);
    request.extensions_mut().insert(source);
    let mut response = next.run(request).await;
    if source.https || config.secure_cookies {
        secure_cookies(response.headers_mut());
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ENCRYPTED_FROM_NOW));
    }
    response
}

fn secure_cookies(headers: &mut HeaderMap) {
    for cookie in headers.iter_mut().filter(|(name, _)| *name == header::SET_COOKIE).map(|(_, value)| value) {
        let marked =
            cookie.to_str().ok().filter(|text| !text.contains("; Secure")).map(|text| format!("{text}; Secure"));
        if let Some(marked) = marked.and_then(|text| HeaderValue::from_str(&text).ok()) {
            *cookie = marked;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(peer: &str, headers: &[(&'static str, &str)]) -> (String, bool) {
        let trusted = TrustedProxies::read(&["10.0.0.7".to_owned(), "10.1.0.0/16".to_owned()]).expect("networks");
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(*name, value.parse().expect("a header"));
        }
        let found = Source::of(peer.parse().expect("an address"), &all, &trusted);
        (found.address.to_string(), found.https)
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let said = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")];
        assert_eq!(source("198.51.100.1", &said), ("198.51.100.1".to_owned(), false), "a stranger says what he likes");
        assert_eq!(source("10.0.0.7", &said), ("203.0.113.9".to_owned(), true));
        assert_eq!(
            source("::ffff:10.0.0.7", &said),
            ("203.0.113.9".to_owned(), true),
            "the same address as IPv6 writes it"
        );
        assert_eq!(source("10.0.0.7", &[]), ("10.0.0.7".to_owned(), false), "the proxy itself");
    }

    #[test]
    fn what_the_client_wrote_in_front_is_not_believed() {
        let forged = [("x-forwarded-for", "127.0.0.1, 203.0.113.9, 10.1.2.3"), ("x-forwarded-proto", "https, http")];
        assert_eq!(source("10.0.0.7", &forged), ("203.0.113.9".to_owned(), false));
        let two_lines = [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", "203.0.113.9:4711")];
        assert_eq!(source("10.0.0.7", &two_lines).0, "203.0.113.9");
        assert_eq!(source("10.0.0.7", &[("x-forwarded-for", "nonsense, 10.1.2.3")]).0, "10.1.2.3");
        assert_eq!(source("10.0.0.7", &[("x-forwarded-for", "[2001:db8::1]:4711")]).0, "2001:db8::1");
    }

    #[test]
    fn what_is_no_network_is_named() {
        let refused = TrustedProxies::read(&["10.0.0.0/33".to_owned()]).map_err(|problem| problem.to_string());
        assert_eq!(
            refused,
            Err("“10.0.0.0/33” is no address and no network; write 10.0.0.7 or 10.0.0.0/24".to_owned())
        );
    }

    #[test]
    fn every_cookie_is_marked_once() {
        let mut headers = HeaderMap::new();
        headers.append(header::SET_COOKIE, HeaderValue::from_static("a=1; Path=/"));
        headers.append(header::SET_COOKIE, HeaderValue::from_static("b=2; Secure; Path=/"));
        secure_cookies(&mut headers);
        let all: Vec<_> = headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
        assert_eq!(all, ["a=1; Path=/; Secure", "b=2; Secure; Path=/"]);
    }
}
