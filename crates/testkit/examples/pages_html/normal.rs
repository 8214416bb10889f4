//! What two dumps are compared by: a page without the blanks, words and ids that differ from one run or one layout of a
//! template to the other, one tag or text a line.

use std::{collections::HashMap, path::Path};

use changxiao_testkit::walk::{Piece, pieces};

/// Stands for a blank that may be seen, between two words or two elements within a line.
const BLANK: &str = "␣";

/// A dumped file, a tag or a text a line, with a line for each blank that can be seen between elements within a line.
pub fn normal(path: &Path, text: &str) -> String {
    let text = without_version(text);
    let lines = match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => page(&text),
        Some("json") => vec![indented(&text)],
        _ => vec![text],
    };
    numbered_ids(&lines.join("\n"))
}

/// The same without the lines of blanks.
pub fn without_blanks(normal: &str) -> String {
    normal.split('\n').filter(|line| *line != BLANK).collect::<Vec<_>>().join("\n")
}

fn page(html: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces(html) {
        match piece {
            Piece::Open { name, attributes } => lines.push(opening(name, attributes)),
            Piece::Close(name) => lines.push(format!("</{name}>")),
            Piece::Verbatim(text) => lines.extend(text.trim_matches('\n').lines().map(|line| format!("|{line}"))),
            Piece::Text(text) => {
                let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let blank = |at_edge: bool| at_edge.then(|| BLANK.to_owned());
                lines.extend(blank(text.starts_with(char::is_whitespace)));
                let ends_blank = !words.is_empty() && text.ends_with(char::is_whitespace);
                lines.extend(Some(words).filter(|words| !words.is_empty()));
                lines.extend(blank(ends_blank));
            }
        }
    }
    let seen: Vec<bool> = (0..lines.len()).map(|at| is_seen(&lines, at)).collect();
    let mut seen = seen.into_iter();
    lines.retain(|line| seen.next().unwrap_or(true) || line != BLANK);
    lines
}

fn opening(name: &str, mut attributes: Vec<(&str, String)>) -> String {
    attributes.sort();
    let mut line = format!("<{name}");
    for (key, value) in attributes {
        let value = match key {
            "value" => value,
            _ => value.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        match (key, value.as_str()) {
            ("class", "") => {}
            (_, "") => line.push_str(&format!(" {key}")),
            _ => line.push_str(&format!(" {key}=\"{value}\"")),
        }
    }
    line + ">"
}

/// Elements that stand within a line, so that a blank beside them can be seen.
const WITHIN_LINES: [&str; 20] = [
    "a", "abbr", "b", "bdi", "button", "code", "em", "i", "img", "input", "kbd", "label", "mark", "output", "select",
    "small", "span", "strong", "svg", "time",
];

/// Whether the blank in this line has a text or an element within lines on both sides.
fn is_seen(lines: &[String], at: usize) -> bool {
    let beside = |line: Option<&String>| {
        line.is_some_and(|line| match line.strip_prefix('<') {
            Some(tag) => {
                let tag = tag.trim_start_matches('/');
                let end = tag.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(tag.len());
                WITHIN_LINES.contains(&&tag[..end])
            }
            None => true,
        })
    };
    beside(at.checked_sub(1).and_then(|before| lines.get(before))) && beside(lines.get(at + 1))
}

/// `app.css?v=0123abcd` without the digits, which change with the styles.
fn without_version(text: &str) -> String {
    let mut parts = text.split("?v=");
    let mut whole = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        whole.push_str("?v=");
        whole.push_str(if digits == 8 { &part[8..] } else { part });
    }
    whole
}

fn indented(text: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
    value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| text.to_owned())
}

/// Ids are made by chance: each is written as its place in the order in which the page names them.
fn numbered_ids(text: &str) -> String {
    const LENGTH: usize = 36;
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(dash) = rest.find('-') {
        let begin = dash.saturating_sub(8);
        match rest.get(begin..begin + LENGTH).filter(|word| dash >= 8 && is_id(word)) {
            Some(word) => {
                let next = known.len() + 1;
                let number = *known.entry(word).or_insert(next);
                whole.push_str(&rest[..begin]);
                whole.push_str(&format!("id-{number}"));
                rest = &rest[begin + LENGTH..];
            }
            None => {
                whole.push_str(&rest[..=dash]);
                rest = &rest[dash + 1..];
            }
        }
    }
    whole + rest
}

fn is_id(word: &str) -> bool {
    word.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}
