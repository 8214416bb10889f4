//! What a text may hold: signs that people see, and line ends.
//!
//! Text comes from keyboards, from pasted documents, from sheets and from other systems, and brings along what nobody typed: marks that
//! turn the direction of reading (“市容[U+202E]管城” reads 管城 backwards), signs without width by which two names differ that look alike,
//! and U+0000, which PostgreSQL keeps in no text and SQLite does. Every door takes them out by the one rule of this module: forms,
//! JSON, addresses, sheets, the command line. Nothing is refused for them, because nobody can see what he should take out.

use std::{borrow::Cow, iter::Peekable, str::Chars};

/// Whether a text is kept without this sign.
///
/// These are the control characters but tab and line ends (Unicode general category Cc), the marks and turns of direction (Unicode
/// Standard Annex 9, table 4), signs without width that join nothing, and the tags. What draws a letter stays: variation selectors (names
/// with rare forms), the joiners (Uyghur, emoji), the word joiner (before the mark of a generated name), private use (rare names).
pub const fn is_hidden(sign: char) -> bool {
    match sign {
        '\t' | '\n' | '\r' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        // Turns and marks of direction.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Soft hyphen, blanks without width, unseen operators, retired format signs.
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2061}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' => true,
        // Notes between the lines, what is no character, tags.
        '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// The text without signs that nobody sees.
pub fn clean(text: &str) -> Cow<'_, str> {
    // Most texts hold none, and are looked through once.
    if text.chars().any(is_hidden) {
        Cow::Owned(text.chars().filter(|sign| !is_hidden(*sign)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same for a text that one holds already.
pub fn cleaned(text: String) -> String {
    match clean(&text) {
        Cow::Owned(clean) => clean,
        Cow::Borrowed(_) => text,
    }
}

/// A JSON document whose strings hold no such signs, neither as they are nor as `\u202e`. What is no JSON comes out as what it is.
pub fn clean_json(document: &str) -> Cow<'_, str> {
    if !document.contains("\\u") {
        return clean(document);
    }
    let mut kept = String::with_capacity(document.len());
    let mut signs = document.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            kept.extend(Some(sign).filter(|sign| !is_hidden(*sign)));
            continue;
        }
        match signs.next() {
            Some('u') => {
                let (written, meant) = escaped(&mut signs);
                if !meant.is_some_and(is_hidden) {
                    kept.push_str("\\u");
                    kept.push_str(&written);
                }
            }
            next => {
                kept.push('\\');
                kept.extend(next);
            }
        }
    }
    Cow::Owned(kept)
}

/// The digits behind `\u`, and the character that they mean where they mean one; of the two halves of a rare character both.
fn escaped(signs: &mut Peekable<Chars<'_>>) -> (String, Option<char>) {
    let mut written = four_digits(signs);
    // Fewer digits are no escape; the reader says so.
    let Some(first) = u32::from_str_radix(&written, 16).ok().filter(|_| written.len() == 4) else {
        return (written, None);
    };
    if !(0xd800..0xdc00).contains(&first) {
        return (written, char::from_u32(first));
    }
    let mut ahead = signs.clone();
    if ahead.next() != Some('\\') || ahead.next() != Some('u') {
        return (written, None);
    }
    let low = four_digits(&mut ahead);
    let second = u32::from_str_radix(&low, 16).ok().filter(|second| (0xdc00..0xe000).contains(second));
    let Some(second) = second else { return (written, None) };
    *signs = ahead;
    written.push_str("\\u");
    written.push_str(&low);
    (written, char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)))
}

fn four_digits(signs: &mut Peekable<Chars<'_>>) -> String {
    let mut digits = String::new();
    while digits.len() < 4
        && let Some(digit) = signs.next_if(char::is_ascii_hexdigit)
    {
        digits.push(digit);
    }
    digits
}

/// Wide forms of letters, digits and signs (Ａ, １, 　) as narrow ones.
pub const fn narrow(sign: char) -> char {
    match sign {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(sign as u32 - 0xfee0) {
            Some(narrow) => narrow,
            None => sign,
        },
        _ => sign,
    }
}

/// A code, a number, a day, a login as programs compare it: narrow letters, digits and signs, and one sign for every dash.
pub fn narrowed(text: &str) -> Cow<'_, str> {
    let plain = |sign: char| match narrow(sign) {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2e3a}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        narrow => narrow,
    };
    if text.chars().any(|sign| plain(sign) != sign) {
        Cow::Owned(text.chars().map(plain).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// `2.02611E+16`: what a spreadsheet shows, and saves as CSV, of a number that is too long for its cell; the last digits are gone.
pub fn is_spoiled(text: &str) -> bool {
    if !text.as_bytes().contains(&b'+') {
        return false;
    }
    let text = text.trim();
    let Some((digits, power)) = text.split_once("E+").or_else(|| text.split_once("e+")) else { return false };
    let whole = digits.strip_prefix('-').unwrap_or(digits);
    let right = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = match whole.split_once('.') {
        Some((before, after)) => before.len() == 1 && right(before) && right(after),
        None => whole.len() == 1 && right(whole),
    };
    plain && power.len() <= 3 && right(power)
}

/// A code of a standard with plain letters: III-59 for Ⅲ－59, iii-59 and III—59.
pub fn plain_code(text: &str) -> String {
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let mut plain = String::with_capacity(text.len());
    for sign in narrowed(text).chars().filter(|sign| !sign.is_whitespace()) {
        let number = match sign {
            'Ⅰ'..='Ⅻ' => Some(u32::from(sign) - u32::from('Ⅰ')),
            'ⅰ'..='ⅻ' => Some(u32::from(sign) - u32::from('ⅰ')),
            _ => None,
        };
        match number.and_then(|number| ROMAN.get(number as usize)) {
            Some(letters) => plain.push_str(letters),
            None => plain.extend(sign.to_uppercase()),
        }
    }
    plain
}

/// The parts of a path in one cell (市容环境->环境卫生->垃圾清运, 漳州市/芗城区/巷口街道), trimmed, the widest first; a text without a sign of a
/// path is one part. Signs that programs put between parts are `->`, `→`, `>`, `»`, `/`, `\`, `|` in any width, and a dash with a blank on
/// both sides.
pub fn path_parts(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for between in ["->", "－>", "-＞", "→", "＞", ">", "»", "/", "／", "\\", "＼", "|", "｜", " - ", " — ", " – "]
    {
        parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// By what two names look alike: without width, blanks, case and signs that nobody sees.
pub fn look(name: &str) -> String {
    let unseen = |sign: char| {
        is_hidden(sign)
            || sign.is_whitespace()
            || matches!(sign, '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
    };
    name.chars().map(narrow).filter(|sign| !unseen(*sign)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_goes_and_line_ends_stay() {
        assert_eq!(clean("市\u{202e}容\u{0}局\u{200b}\u{feff}"), "市容局");
        assert_eq!(clean("一\r\n二\t三"), "一\r\n二\t三");
        assert!(matches!(clean("市容局"), Cow::Borrowed(_)));
        // What draws a letter stays.
        for kept in ["👨\u{200d}👩\u{200d}👧", "葛\u{e0100}", "点位\u{2060}※", "ئۇيغۇر", "\u{e815}"] {
            assert_eq!(clean(kept), kept);
        }
    }

    #[test]
    fn the_strings_of_a_document_are_cleaned_however_they_are_written() {
        let cleaned = |text: &str| clean_json(text).into_owned();
        assert_eq!(cleaned(r#"{"a":"x\u0000y\u202Ez"}"#), r#"{"a":"xyz"}"#);
        assert_eq!(cleaned("{\"a\":\"x\u{202e}y\"}"), r#"{"a":"xy"}"#);
        assert_eq!(cleaned(r#"{"a":"\udb40\udc01x"}"#), r#"{"a":"x"}"#);
        // A backslash that is one itself begins no escape; what is written well stays as it is written.
        for kept in [r#"{"a":"\\u0000"}"#, r#"{"a":"\u5e02\n\ud83d\ude00"}"#, r#"{"a":"\ud83d"#, r"\u00", r"\"] {
            assert_eq!(cleaned(kept), kept);
        }
    }

    #[test]
    fn a_code_is_narrow_whatever_it_was_typed_in() {
        assert_eq!(narrowed("３５０６０２００３"), "350602003");
        assert_eq!(narrowed("ＧＤ２０２６－１１—２０　ａ"), "GD2026-11-20 a");
        assert!(matches!(narrowed("GD-1 巷口"), Cow::Borrowed(_)));
    }

    #[test]
    fn roman_numbers_are_letters() {
        for text in ["III-59", "Ⅲ-59", "ⅲ－59", "iii—59", " III - 59 "] {
            assert_eq!(plain_code(text), "III-59", "{text}");
        }
        assert_eq!(plain_code("Ⅻ.1"), "XII.1");
    }

    #[test]
    fn a_path_falls_into_its_parts_however_it_is_written() {
        let parts = ["市容环境", "环境卫生", "垃圾清运"];
        for path in [
            "市容环境->环境卫生->垃圾清运",
            "市容环境 / 环境卫生 / 垃圾清运",
            "市容环境＞环境卫生＞垃圾清运",
            "/市容环境/环境卫生/垃圾清运/",
            "市容环境 - 环境卫生 - 垃圾清运",
        ] {
            assert_eq!(path_parts(path), parts, "{path}");
        }
        assert_eq!(path_parts("III-59"), ["III-59"]);
        assert!(path_parts(" / ").is_empty());
    }

    #[test]
    fn what_a_spreadsheet_has_spoiled_is_told_from_what_people_write() {
        for spoiled in ["2.02611E+16", "3.50602E+11", "1E+15", " 1.38E+10 ", "9.135060E+17"] {
            assert!(is_spoiled(spoiled), "{spoiled}");
        }
        for plain in ["", "E+", "E0101", "1E5", "12.5E+3", "1.E+3", "A1E+10", "1.2E+1000", "2026", "1.2.3E+4"] {
            assert!(!is_spoiled(plain), "{plain}");
        }
    }

    #[test]
    fn names_that_look_alike_are_one() {
        assert_eq!(look("市城管局 A１"), look("市城\u{200d}管局Ａ1\u{3000}"));
        assert_ne!(look("市城管局"), look("市城建局"));
    }
}
