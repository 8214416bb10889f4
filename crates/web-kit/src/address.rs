//! Addresses of our own pages: what stands in the path and after the question mark.

use std::fmt::{self, Display, Formatter};

use axum::http::Uri;
use changxiao_domain::text::{cleaned, is_hidden};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;

/// What a part of a path or a value of a query may hold as it is (RFC 3986, 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// The same with the slash, for a whole path as the value of a query.
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// Percent-encodes one part of a path or one value of a query.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Percent-encodes a path for a query; its slashes stay.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Reads `a=1&b=%E4%BD%A0` (application/x-www-form-urlencoded).
pub fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// The address without signs that nobody sees, which a query may bring; `None` where its path holds one, and so names nothing of ours.
pub fn without_hidden_signs(address: &Uri) -> Option<Uri> {
    let decoded = percent_decode_str(address.path()).decode_utf8_lossy();
    if decoded.contains(is_hidden) {
        return None;
    }
    let Some(query) = address.query() else { return Some(address.clone()) };
    let decoded = percent_decode_str(query).decode_utf8_lossy();
    if !decoded.contains(is_hidden) {
        return Some(address.clone());
    }
    let clean = |text: String| encode(&cleaned(text));
    let pairs = pairs(query.as_bytes()).into_iter().map(|(name, value)| format!("{}={}", clean(name), clean(value)));
    format!("{}?{}", address.path(), pairs.collect::<Vec<_>>().join("&")).parse().ok()
}

/// `path?name=value&…`, without the pairs that are empty.
pub fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(Address::new(path), |address, (name, value)| address.with(name, value)).to_string()
}

/// A path of our own to go back to; anything else leads to the first page. Browsers take tabs and line ends out of an address before they
/// read it, and read `\` as `/`: a path has none of them (WHATWG URL, 4.4).
pub fn own_path(path: &str) -> String {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control());
    if own { path.to_owned() } else { "/".to_owned() }
}

/// A path with its query. Printed, the values are percent-encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), pairs: Vec::new() }
    }

    /// The address that is read as `query`; what is empty there is left out.
    pub fn of(path: impl Into<String>, query: &impl Serialize) -> Self {
        let text = serde_html_form::to_string(query).unwrap_or_default();
        let pairs = pairs(text.as_bytes()).into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        Self { path: path.into(), pairs }
    }

    /// The same with one value changed; an empty one takes it out.
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        let value = value.to_string();
        if value.is_empty() {
            return self.without(name);
        }
        match self.pairs.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.pairs.push((name.to_owned(), value)),
        }
        self
    }

    /// The same without a name, however many values it has.
    pub fn without(mut self, name: &str) -> Self {
        self.pairs.retain(|(known, _)| known != name);
        self
    }

    /// One more value of a name that may have several.
    pub fn and(mut self, name: &str, value: impl Display) -> Self {
        self.pairs.push((name.to_owned(), value.to_string()));
        self
    }

    /// With its pairs in the order of these names, so that two addresses of one page are the same text.
    pub fn in_order(mut self, names: &[&str]) -> Self {
        self.pairs.sort_by_key(|(name, _)| names.iter().position(|known| known == name));
        self
    }

    /// The same query elsewhere.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How many pairs are not of `names`.
    pub fn count_but(&self, names: &[&str]) -> usize {
        self.pairs.iter().filter(|(name, _)| !names.contains(&name.as_str())).count()
    }

    /// What stands after the question mark; empty where nothing is asked for.
    pub fn text(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{}={}", encode(name), encode(value));
        self.pairs.iter().map(pair).collect::<Vec<_>>().join("&")
    }

    /// The pairs that are not of `names`, as hidden fields of a form that sets those.
    pub fn hidden_but(&self, names: &[&str]) -> Vec<(&str, &str)> {
        let others = self.pairs.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        others.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Whether anything but `names` is asked for.
    pub fn is_narrowed_but(&self, names: &[&str]) -> bool {
        self.count_but(names) > 0
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (index, (name, value)) in self.pairs.iter().enumerate() {
            let before = if index == 0 { '?' } else { '&' };
            let (name, value) = (utf8_percent_encode(name, UNRESERVED), utf8_percent_encode(value, UNRESERVED));
            write!(f, "{before}{name}={value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let text = "芗城区 a+b=c&d/~100%";
        assert_eq!(encode("a b/~"), "a%20b%2F~");
        assert_eq!(encode_path("/cases?q=你"), "/cases%3Fq%3D%E4%BD%A0");
        assert_eq!(
            pairs(format!("q={}&e=&x", encode(text)).as_bytes()),
            [("q".to_owned(), text.to_owned()), ("e".to_owned(), String::new()), ("x".to_owned(), String::new())]
        );
        assert_eq!(pairs(b"a=1+2&b=%zz"), [("a".to_owned(), "1 2".to_owned()), ("b".to_owned(), "%zz".to_owned())]);
    }

    #[test]
    fn a_way_back_is_a_path_of_ours() {
        for own in ["/", "/cases?q=你&lamp=late", "/.//evil.example"] {
            assert_eq!(own_path(own), own);
        }
        for foreign in [
            "",
            "evil",
            "//evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\u{0}/evil.example",
            "/\u{85}/evil.example",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
    }

    #[test]
    fn a_value_is_set_once_and_taken_out() {
        let address = Address::of("/cases", &[("tab", "open"), ("q", ""), ("lamp", "late")]);
        assert_eq!(address.to_string(), "/cases?tab=open&lamp=late");
        assert_eq!(address.clone().with("lamp", "ok").without("tab").to_string(), "/cases?lamp=ok");
        assert_eq!(address.hidden_but(&["tab"]), [("lamp", "late")]);
        assert!(address.is_narrowed_but(&["tab"]) && !address.is_narrowed_but(&["tab", "lamp"]));
        assert_eq!(Address::new("/cases").with("q", "").to_string(), "/cases");
    }
}
