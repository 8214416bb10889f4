//! Passwords that are guessed first.

/// One a line, in small letters.
const COMMON: &str = include_str!("common_passwords.txt");

/// Words that are no better with a year, a run of digits or a sign around them: 管理员 and the like, runs of keys, this product.
const ROOTS: &[&str] = &[
    "abc",
    "abcd",
    "admin",
    "administrator",
    "asdf",
    "asdfgh",
    "auditor",
    "changxiao",
    "chuangjian",
    "chuangwen",
    "default",
    "demo",
    "guanliyuan",
    "guest",
    "hello",
    "iloveyou",
    "letmein",
    "login",
    "manager",
    "pass",
    "password",
    "qaz",
    "qwe",
    "qwer",
    "qwert",
    "qwerty",
    "root",
    "system",
    "temp",
    "test",
    "user",
    "welcome",
    "wenming",
];

/// Whether a password is one of the common ones, or a common word with nothing but digits and signs around it. Capitals make no
/// difference, nor do the usual signs for letters (`P@ssw0rd`).
pub(super) fn is_common(password: &str) -> bool {
    let small = password.to_lowercase();
    let is_listed = COMMON.lines().any(|line| !line.starts_with('#') && line == small);
    is_listed || ROOTS.contains(&root(&small).as_str()) || ROOTS.contains(&root(&spelled(&small)).as_str())
}

/// What is left without the digits and signs at both ends.
fn root(password: &str) -> String {
    password.trim_matches(|sign: char| !sign.is_alphabetic()).to_owned()
}

/// With letters for the signs that stand for them.
fn spelled(password: &str) -> String {
    let letter = |sign| match sign {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '$' | '5' => 's',
        other => other,
    };
    // Signs at the end are no letters: `Password1!` is `password` and two signs.
    let kept = password.trim_end_matches(|sign: char| !sign.is_alphabetic());
    kept.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::is_common;

    #[test]
    fn common_words_are_seen_through_their_signs() {
        for common in
            ["P@ssw0rd", "Admin@123", "admin2026!", "1qaz@WSX", "Aa123456.", "Changxiao#1", "Qwer1234!", "wenming@2026"]
        {
            assert!(is_common(common), "{common}");
        }
        for own in [
            "Wuyi-Mountain-26",
            "Zhangzhou-2026",
            "Test-City-2026",
            "漳州nanjing7",
            "Kp7-wRm9-x4Tq",
            "Mein-Admin-Haus3",
        ] {
            assert!(!is_common(own), "{own}");
        }
    }
}
