//! References of a text to its own clauses: 本办法第三条、第五条第（二）项.
//!
//! Only what names this text (本办法, 本规定 …) is certainly one, and what goes on behind it (、和及至). 《…法》第三条 is another text's. A
//! bare 第三条 may be either. Relative ones (前条, 前款, 本条) name no number and are not read.

use super::mark::{Digits, Level};

/// Names of texts that speak of themselves with 本, and of others without it.
const NAMES: [&str; 18] = [
    "办法", "规定", "条例", "意见", "方案", "细则", "制度", "规则", "规范", "章程", "决定", "通知", "标准", "机制",
    "规划", "守则", "公约", "法",
];
/// What stands between two references of one row.
const BETWEEN: [&str; 11] = ["", "、", "和", "及", "与", "或", "或者", "以及", "至", "到", "，"];

/// Whose clause is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    Anothers,
    Unsaid,
}

/// A number in a reference: the characters that it takes and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    pub from: usize,
    pub to: usize,
    pub number: u32,
    pub digits: Digits,
}

/// One reference; places are characters of the words that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub from: usize,
    pub to: usize,
    pub whose: Whose,
    pub level: Level,
    pub number: Numeral,
    /// The 项 of an article.
    pub item: Option<Numeral>,
}

impl Reference {
    pub(super) fn words(&self, text: &str) -> String {
        text.chars().skip(self.from).take(self.to - self.from).collect()
    }
}

/// All references of a text, in order.
pub(super) fn references(text: &str) -> Vec<Reference> {
    let signs: Vec<char> = text.chars().collect();
    let mut found: Vec<Reference> = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let Some((level, number, mut end)) = clause_at(&signs, at) else {
            at += 1;
            continue;
        };
        let mut item = None;
        if level == Level::Article {
            // 第二款 is left as it is: paragraphs are not numbered anew.
            if let Some((_, behind)) = numbered(&signs, end, '款') {
                end = behind;
            }
            if let Some((numeral, behind)) = numbered(&signs, end, '项') {
                item = Some(numeral);
                end = behind;
            }
        }
        let whose = whose(&signs, at, found.last());
        found.push(Reference { from: at, to: end, whose, level, number, item });
        at = end;
    }
    found
}

/// 第三条 at this place: its level, its number, where it ends.
fn clause_at(signs: &[char], at: usize) -> Option<(Level, Numeral, usize)> {
    let levels = [('条', Level::Article), ('章', Level::Chapter), ('节', Level::Section), ('编', Level::Part)];
    levels.into_iter().find_map(|(sign, level)| {
        let (numeral, end) = numbered(signs, at, sign)?;
        // 第五条之一 is another article, which this room does not read.
        (signs.get(end) != Some(&'之')).then_some((level, numeral, end))
    })
}

/// 第…`unit` at this place, its number with or without brackets.
fn numbered(signs: &[char], at: usize, unit: char) -> Option<(Numeral, usize)> {
    if signs.get(at) != Some(&'第') {
        return None;
    }
    let open = matches!(signs.get(at + 1), Some('（' | '('));
    let from = at + 1 + usize::from(open);
    // The longest number has seven signs.
    let ahead: String = signs.iter().skip(from).take(8).collect();
    let (digits, number, bytes) = [Digits::Chinese, Digits::Arabic, Digits::Wide]
        .into_iter()
        .find_map(|digits| digits.read(&ahead).map(|(number, bytes)| (digits, number, bytes)))?;
    let to = from + ahead.get(..bytes)?.chars().count();
    if open && !matches!(signs.get(to), Some('）' | ')')) {
        return None;
    }
    let end = to + usize::from(open);
    (signs.get(end) == Some(&unit)).then_some((Numeral { from, to, number, digits }, end + 1))
}

/// By what stands before it, or by the reference that it goes on from.
fn whose(signs: &[char], at: usize, last: Option<&Reference>) -> Whose {
    if let Some(last) = last {
        let between: String = signs.iter().take(at).skip(last.to).collect();
        if BETWEEN.contains(&between.as_str()) {
            return last.whose;
        }
    }
    let before: String = signs.iter().take(at).skip(at.saturating_sub(8)).collect();
    if before.ends_with('》') {
        return Whose::Anothers;
    }
    let Some(name) = NAMES.iter().find(|name| before.ends_with(**name)) else { return Whose::Unsaid };
    let before = before.strip_suffix(name).unwrap_or_default();
    // 本办法, 本实施办法.
    let is_own = before.ends_with('本') || before.ends_with("本实施") || before.ends_with("本暂行");
    if is_own { Whose::Own } else { Whose::Anothers }
}
