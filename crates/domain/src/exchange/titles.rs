//! Titles of columns, as they are compared.

use crate::text::narrow;

/// Case, spaces, `*` and the width of brackets do not matter in a title.
pub(super) fn normal(title: &str) -> String {
    let plain = title.chars().map(narrow).filter(|sign| !sign.is_whitespace() && !matches!(sign, '*' | '\u{feff}'));
    plain.flat_map(char::to_lowercase).collect()
}
