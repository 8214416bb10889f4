//! Passkeys (Web Authentication, Level 2): what a browser brings from an authenticator, read and checked. Whether a signature fits its key
//! is asked outside of this room; everything else is decided here.
//!
//! Nobody's make of authenticator is asked for (attestation `none`), so that of what a registration brings only the key counts.

use changxiao_words::{Message, say};
use serde::Deserialize;
use sha2::{Digest, Sha256};

mod cbor;
mod key;

pub use key::{Algorithm, Key};

/// The longest id of a credential that is taken (Level 2, 5.8.3).
const LONGEST_ID: usize = 1023;
/// The longest name that a person gives to a passkey, in characters.
pub const LONGEST_NAME: usize = 30;
/// So many passkeys a person has at most.
pub const MOST: usize = 10;

/// Where we are: a passkey works nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// `https://cx.example.gov.cn`, with the port where it is not the usual one.
    pub origin: String,
    /// `cx.example.gov.cn`.
    pub id: String,
}

impl Site {
    /// The site behind an address under which people open us, which may go on behind its host (`https://cx.example.gov.cn/5301`): a
    /// browser says of a page no more than scheme, host and port, in small letters and without the usual port (HTML, 7.1.1).
    ///
    /// `None`: it has no name but a number, and passkeys are bound to names; or it is neither https nor this machine itself (Level 2, 5.1.2).
    pub fn of(address: &str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let host_and_port = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
        let scheme = scheme.to_ascii_lowercase();
        let host =
            if host_and_port.starts_with('[') { return None } else { host_and_port.split(':').next()?.to_owned() };
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let origin = format!("{scheme}://{}", host_and_port.strip_suffix(usual).unwrap_or(&host_and_port));
        let is_number = host.parse::<std::net::Ipv4Addr>().is_ok();
        let is_safe = scheme == "https" || (scheme == "http" && host == "localhost");
        (is_safe && !is_number && !host.is_empty()).then_some(Self { origin, id: host })
    }
}

/// What an authenticator was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ceremony {
    Register,
    SignIn,
}

impl Ceremony {
    /// As the browser calls it (Level 2, 5.8.1).
    const fn name(self) -> &'static str {
        match self {
            Ceremony::Register => "webauthn.create",
            Ceremony::SignIn => "webauthn.get",
        }
    }
}

/// What is wrong with what a browser brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyFault {
    #[error("it cannot be read")]
    Unreadable,
    #[error("it answers another question")]
    OtherCeremony,
    #[error("it answers another challenge")]
    OtherChallenge,
    #[error("it was made for another site")]
    OtherSite,
    #[error("nobody touched the authenticator")]
    NobodyThere,
    #[error("the key is of no kind that is taken")]
    UnknownKey,
    #[error("the signature does not fit the key")]
    WrongSignature,
    #[error("its counter went back: there is a copy of it")]
    Copied,
    #[error("the person has no such passkey")]
    Unknown,
}

impl PasskeyFault {
    /// The sentence for people. What exactly was wrong helps nobody but whoever tries.
    pub fn message(self) -> Message {
        match self {
            PasskeyFault::Copied => say!(passkeys_copied),
            PasskeyFault::UnknownKey => say!(passkeys_unknown_key),
            _ => say!(passkeys_wrong),
        }
    }
}

/// A new passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// By which the authenticator knows it.
    pub credential: Vec<u8>,
    /// The public key as the authenticator wrote it (COSE, RFC 9052).
    pub key: Vec<u8>,
    pub counter: i64,
}

/// An answer whose signature has still to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asserted {
    /// What was signed.
    pub signed: Vec<u8>,
    pub counter: i64,
}

/// Reads a registration (Level 2, 7.1): the JSON of the client and the data of the authenticator.
///
/// # Errors
/// It cannot be read; another question, challenge or site; nobody was there; a key of another kind.
pub fn registered(
    site: &Site,
    challenge: &[u8],
    client: &[u8],
    authenticator: &[u8],
) -> Result<Registered, PasskeyFault> {
    check_client(site, Ceremony::Register, challenge, client)?;
    let data = AuthenticatorData::read(site, authenticator)?;
    let (credential, key) = data.credential.ok_or(PasskeyFault::Unreadable)?;
    Key::read(&key)?;
    Ok(Registered { credential, key, counter: data.counter })
}

/// Reads an answer to a sign-in (Level 2, 7.2) up to its signature.
///
/// # Errors
/// It cannot be read; another question, challenge or site; nobody was there.
pub fn asserted(site: &Site, challenge: &[u8], client: &[u8], authenticator: &[u8]) -> Result<Asserted, PasskeyFault> {
    check_client(site, Ceremony::SignIn, challenge, client)?;
    let data = AuthenticatorData::read(site, authenticator)?;
    let signed = [authenticator, &Sha256::digest(client)].concat();
    Ok(Asserted { signed, counter: data.counter })
}

/// Whether a counter went on. One that stays at nought is kept by no counter (Level 2, 6.1.1).
pub const fn went_on(before: i64, now: i64) -> bool {
    (before == 0 && now == 0) || now > before
}

/// What the browser says (Level 2, 5.8.1). Members that are not named here may come.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

fn check_client(site: &Site, ceremony: Ceremony, challenge: &[u8], client: &[u8]) -> Result<(), PasskeyFault> {
    let said: ClientData = serde_json::from_slice(client).map_err(|_| PasskeyFault::Unreadable)?;
    if said.kind != ceremony.name() {
        return Err(PasskeyFault::OtherCeremony);
    }
    if said.challenge != base64url(challenge) {
        return Err(PasskeyFault::OtherChallenge);
    }
    if said.origin != site.origin || said.cross_origin {
        return Err(PasskeyFault::OtherSite);
    }
    Ok(())
}

/// Without padding (RFC 4648, 5).
fn base64url(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let whole = (0..3).fold(0_u32, |whole, place| whole << 8 | u32::from(group.get(place).copied().unwrap_or(0)));
        for place in 0..=group.len() {
            text.push(char::from(SIGNS[(whole >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

/// What the authenticator says (Level 2, 6.1).
struct AuthenticatorData {
    counter: i64,
    /// Id and key of a new credential.
    credential: Option<(Vec<u8>, Vec<u8>)>,
}

/// Somebody was there.
const USER_PRESENT: u8 = 1;
/// A new credential follows.
const CREDENTIAL: u8 = 1 << 6;

impl AuthenticatorData {
    fn read(site: &Site, bytes: &[u8]) -> Result<Self, PasskeyFault> {
        let unreadable = PasskeyFault::Unreadable;
        let (hash, rest) = bytes.split_first_chunk::<32>().ok_or(unreadable)?;
        if hash[..] != Sha256::digest(site.id.as_bytes())[..] {
            return Err(PasskeyFault::OtherSite);
        }
        let (&[flags], rest) = rest.split_first_chunk::<1>().ok_or(unreadable)?;
        if flags & USER_PRESENT == 0 {
            return Err(PasskeyFault::NobodyThere);
        }
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(unreadable)?;
        let counter = i64::from(u32::from_be_bytes(*counter));
        if flags & CREDENTIAL == 0 {
            return Ok(Self { counter, credential: None });
        }
        // The make of the authenticator, which nobody asked for.
        let (_, rest) = rest.split_first_chunk::<16>().ok_or(unreadable)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(unreadable)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if !(1..=LONGEST_ID).contains(&length) {
            return Err(unreadable);
        }
        let (id, rest) = rest.split_at_checked(length).ok_or(unreadable)?;
        // Extensions may follow the key.
        let key = &rest[..cbor::length(rest).ok_or(unreadable)?];
        Ok(Self { counter, credential: Some((id.to_vec(), key.to_vec())) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::of("https://cx.example.gov.cn").expect("a site")
    }

    fn client(kind: &str, challenge: &[u8], origin: &str) -> Vec<u8> {
        let text = format!(
            r#"{{"type":"{kind}","challenge":"{}","origin":"{origin}","crossOrigin":false,"other":1}}"#,
            base64url(challenge)
        );
        text.into_bytes()
    }

    /// An Ed25519 key as an authenticator writes it: {1: 1, 3: -8, -1: 6, -2: h'…'}.
    fn key() -> Vec<u8> {
        [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20][..], &[7; 32]].concat()
    }

    fn data(flags: u8, tail: &[u8]) -> Vec<u8> {
        [&Sha256::digest("cx.example.gov.cn")[..], &[flags, 0, 0, 1, 2], tail].concat()
    }

    fn credential() -> Vec<u8> {
        [&[0; 16][..], &[0, 3], b"abc", &key(), &[0xa0]].concat()
    }

    #[test]
    fn a_site_has_a_name_and_is_reached_safely() {
        assert_eq!(site().id, "cx.example.gov.cn");
        // Several cities behind one address are one site to a browser, which writes it in its own way.
        for address in
            ["https://cx.example.gov.cn/5301", "https://CX.example.gov.cn:443/kunming/", "https://cx.example.gov.cn?a"]
        {
            assert_eq!(Site::of(address), Some(site()), "{address}");
        }
        assert_eq!(Site::of("http://localhost:7300").map(|site| site.id), Some("localhost".to_owned()));
        assert_eq!(
            Site::of("https://cx.example.gov.cn:8443").map(|site| site.id),
            Some("cx.example.gov.cn".to_owned())
        );
        for other in
            ["http://cx.example.gov.cn", "https://10.1.2.3", "http://127.0.0.1:7300", "https://[::1]", "https://", "cx"]
        {
            assert_eq!(Site::of(other), None, "{other}");
        }
    }

    #[test]
    fn a_registration_is_read_and_everything_else_refused() {
        let (challenge, origin) = (b"a challenge", "https://cx.example.gov.cn");
        let right = client("webauthn.create", challenge, origin);
        let whole = data(0x41, &credential());
        let registered_as = |client: &[u8], data: &[u8]| registered(&site(), challenge, client, data);
        let expected = Registered { credential: b"abc".to_vec(), key: key(), counter: 258 };
        assert_eq!(registered_as(&right, &whole), Ok(expected));
        for (client, fault) in [
            (client("webauthn.get", challenge, origin), PasskeyFault::OtherCeremony),
            (client("webauthn.create", b"another", origin), PasskeyFault::OtherChallenge),
            (client("webauthn.create", challenge, "https://evil.example"), PasskeyFault::OtherSite),
            (client("webauthn.create", challenge, "https://cx.example.gov.cn.evil.example"), PasskeyFault::OtherSite),
            (b"{}".to_vec(), PasskeyFault::Unreadable),
        ] {
            assert_eq!(registered_as(&client, &whole), Err(fault));
        }
        let framed = String::from_utf8(right.clone()).expect("text").replace("false", "true");
        assert_eq!(registered_as(framed.as_bytes(), &whole), Err(PasskeyFault::OtherSite));
        assert_eq!(registered_as(&right, &data(0x40, &credential())), Err(PasskeyFault::NobodyThere));
        assert_eq!(registered_as(&right, &data(0x01, &credential())), Err(PasskeyFault::Unreadable), "no credential");
        let other = [&Sha256::digest("evil.example")[..], &whole[32..]].concat();
        assert_eq!(registered_as(&right, &other), Err(PasskeyFault::OtherSite));
        for end in 0..whole.len() - 1 {
            assert!(registered_as(&right, &whole[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn what_is_signed_is_the_data_and_the_hash_of_what_the_browser_says() {
        let client = client("webauthn.get", b"c", "https://cx.example.gov.cn");
        let data = data(0x01, &[]);
        let found = asserted(&site(), b"c", &client, &data).expect("an answer");
        assert_eq!(found.signed, [&data[..], &Sha256::digest(&client)].concat());
        assert_eq!(found.counter, 258);
    }

    #[test]
    fn a_counter_goes_on_or_is_none() {
        assert!(went_on(0, 0) && went_on(0, 1) && went_on(5, 6));
        assert!(!went_on(5, 5) && !went_on(5, 4) && !went_on(5, 0));
    }

    #[test]
    fn letters_are_those_of_the_standard() {
        for (bytes, text) in [(&b""[..], ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (&[0xfb, 0xff], "-_8")] {
            assert_eq!(base64url(bytes), text);
        }
    }
}
