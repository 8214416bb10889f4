//! Addresses of systems and nodes; editions and codes may hold any letter.

use changxiao_app::standards::slug;
use changxiao_store::standards::SystemRow;

/// `/standards/national-2017-district~2017`.
pub fn system_href(row: &SystemRow) -> String {
    format!("/standards/{}", encode(&slug(row)))
}

pub fn node_href(row: &SystemRow, code: &str) -> String {
    format!("{}/nodes/{}", system_href(row), encode(code))
}

/// Percent-encodes one part of a path or one value of a query.
pub(super) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
