//! One spelling of a text, so that what looks the same is the same to the byte.

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::{sealing::Hash, text};

/// A text in its one spelling: each letter in its composed form (NFC, Unicode Standard Annex 15), without signs that nobody sees, line
/// ends as `\n`, any row of blanks as one space and none at the edges of a line, no empty line behind another one or at the edges of the
/// text. Applying it again changes nothing. Nothing that is seen is changed.
pub fn canonical(given: &str) -> String {
    let shown: String = text::clean(given).replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let composed: String = shown.nfc().collect();
    let mut lines: Vec<String> = Vec::new();
    for line in composed.split('\n') {
        let line = one_line(line);
        if !line.is_empty() || lines.last().is_some_and(|before| !before.is_empty()) {
            lines.push(line);
        }
    }
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

/// A value that has one line.
pub(super) fn in_one_line(given: &str) -> String {
    one_line(&canonical(given))
}

fn one_line(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// SHA-256 of a canonical text.
pub fn digest(canonical: &str) -> Hash {
    Sha256::digest(canonical.as_bytes()).into()
}
