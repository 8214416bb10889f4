//! What a clause begins with: 第三条, （一）, 1.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

use super::numerals::{MOST, chinese, is_numeral, of_chinese};
use crate::text::narrow;

coded! {
    /// How deep a clause lies; a clause belongs to the nearest one before it with a smaller level. The order is that of 规章 and 公文
    /// (GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）), with 编, 章, 节 and 条 above it (立法法 2023, art. 65).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Level {
        /// What stands before the first mark: title, note of issue. It has no mark, and is no clause that could be deleted.
        Preamble = "preamble", clauses_level_preamble;
        /// 第一编
        Part = "part", clauses_level_part;
        /// 第一章
        Chapter = "chapter", clauses_level_chapter;
        /// 第一节
        Section = "section", clauses_level_section;
        /// 第一条
        Article = "article", clauses_level_article;
        /// 一、
        Heading = "heading", clauses_level_heading;
        /// （一）
        Item = "item", clauses_level_item;
        /// 1.
        Point = "point", clauses_level_point;
        /// （1）
        Subpoint = "subpoint", clauses_level_subpoint;
    }
}

/// With which digits a number is written, so that it is written so again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Digits {
    Chinese,
    Arabic,
    /// １２ from a Chinese keyboard.
    Wide,
}

impl Digits {
    pub(super) fn write(self, number: u32) -> String {
        match self {
            Digits::Chinese => chinese(number),
            Digits::Arabic => number.to_string(),
            Digits::Wide => number.to_string().chars().map(wide).collect(),
        }
    }

    /// The number in front of `text` and its length in bytes.
    pub(super) fn read(self, text: &str) -> Option<(u32, usize)> {
        let is_own: fn(char) -> bool = match self {
            Digits::Chinese => is_numeral,
            Digits::Arabic => |sign| sign.is_ascii_digit(),
            Digits::Wide => |sign| matches!(sign, '０'..='９'),
        };
        let length = text.find(|sign| !is_own(sign)).unwrap_or(text.len());
        let numeral = text.get(..length)?;
        let number = match self {
            Digits::Chinese => of_chinese(numeral)?,
            Digits::Arabic | Digits::Wide => numeral.chars().map(narrow).collect::<String>().parse().ok()?,
        };
        // A number that would be written otherwise (01) is no number of a clause.
        ((1..=MOST).contains(&number) && self.write(number) == numeral).then_some((number, length))
    }
}

fn wide(digit: char) -> char {
    char::from_u32(u32::from(digit) + 0xfee0).unwrap_or(digit)
}

/// The mark of a clause, written as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    pub level: Level,
    /// From 1.
    pub number: u32,
    pub(super) digits: Digits,
    before: &'static str,
    after: &'static str,
}

/// Every form of a mark, its digits, and what may stand around them.
const FORMS: [(Level, &str, &[Digits], &[&str]); 9] = [
    (Level::Part, "第", &[Digits::Chinese, Digits::Arabic], &["编"]),
    (Level::Chapter, "第", &[Digits::Chinese, Digits::Arabic], &["章"]),
    (Level::Section, "第", &[Digits::Chinese, Digits::Arabic], &["节"]),
    (Level::Article, "第", &[Digits::Chinese, Digits::Arabic, Digits::Wide], &["条"]),
    (Level::Heading, "", &[Digits::Chinese], &["、"]),
    (Level::Item, "（", &[Digits::Chinese], &["）"]),
    (Level::Item, "(", &[Digits::Chinese], &[")"]),
    (Level::Point, "", &[Digits::Arabic, Digits::Wide], &[".", "．", "、"]),
    (Level::Subpoint, "（", &[Digits::Arabic, Digits::Wide], &["）"]),
];

/// （1） between narrow brackets.
const NARROW_SUBPOINT: (Level, &str, &[Digits], &[&str]) = (Level::Subpoint, "(", &[Digits::Arabic], &[")"]);

impl Mark {
    /// The mark that a line without its indentation begins with, and its length in bytes.
    ///
    /// 1.5 is a number, but 1.2026年 begins with a mark. Behind 编, 章, 节 and 条 a mark is followed by a blank, a bracket, a colon or the
    /// end of the line; where other words follow at once (第三条规定的), only `due` (the number that the level has next) makes it a mark.
    pub(super) fn begins(line: &str, due: impl Fn(Level) -> u32) -> Option<(Self, usize)> {
        let (mark, length) = FORMS.iter().chain([&NARROW_SUBPOINT]).find_map(|form| Self::read(line, form))?;
        let rest = line.get(length..)?;
        let is_one = match mark.level {
            Level::Part | Level::Chapter | Level::Section | Level::Article => {
                let next = rest.chars().next();
                let stands_alone = next.is_none_or(|sign| sign.is_whitespace() || "【〔（(：:".contains(sign));
                stands_alone || (mark.number == due(mark.level) && next != Some('之'))
            }
            Level::Point if mark.after != "、" => !is_fraction(rest),
            _ => true,
        };
        is_one.then_some((mark, length))
    }

    fn read(line: &str, form: &(Level, &'static str, &[Digits], &[&'static str])) -> Option<(Self, usize)> {
        let (level, before, digits, afters) = form;
        let rest = line.strip_prefix(before)?;
        digits.iter().find_map(|digits| {
            let (number, length) = digits.read(rest)?;
            let behind = rest.get(length..)?;
            let after = afters.iter().find(|after| behind.starts_with(**after))?;
            let mark = Self { level: *level, number, digits: *digits, before, after };
            Some((mark, before.len() + length + after.len()))
        })
    }

    /// How a mark of this level is usually written. `None` for what has no mark.
    pub(super) fn usual(level: Level) -> Option<Self> {
        let (level, before, digits, afters) = FORMS.iter().find(|form| form.0 == level)?;
        Some(Self { level: *level, number: 1, digits: *digits.first()?, before, after: afters.first()? })
    }

    /// What usually stands between such a mark and the words.
    pub(super) fn usual_gap(level: Level) -> &'static str {
        if level <= Level::Article && level != Level::Preamble { "\u{3000}" } else { "" }
    }

    /// The mark as it stands in the text.
    pub fn text(&self) -> String {
        format!("{}{}{}", self.before, self.digits.write(self.number), self.after)
    }

    /// As a clause is named: 第三条, （一）, 1.
    pub(super) fn name(&self) -> String {
        match self.level {
            Level::Heading | Level::Point => self.digits.write(self.number),
            _ => self.text(),
        }
    }

    pub(super) fn with(self, number: u32) -> Self {
        Self { number, ..self }
    }
}

/// 5米 behind `1.`: more digits follow, and they are no year.
fn is_fraction(rest: &str) -> bool {
    let digits = rest.chars().map(narrow).take_while(char::is_ascii_digit).count();
    digits > 0 && !(digits == 4 && rest.chars().nth(4) == Some('年'))
}
