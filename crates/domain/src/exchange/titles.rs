//! Titles of columns, as they are compared.

/// Case, spaces, `*` and the width of brackets do not matter in a title.
pub(super) fn normal(title: &str) -> String {
    let plain = title.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | '\u{feff}'));
    let plain = plain.map(|c| match c {
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '／' => '/',
        '？' => '?',
        other => other,
    });
    plain.flat_map(char::to_lowercase).collect()
}
