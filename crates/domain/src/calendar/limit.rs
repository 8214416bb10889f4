//! A limit of a filing standard: so many of one of four kinds of time.

use std::{fmt, str::FromStr};

use changxiao_words::{Lang, Message, coded, say};
use serde::{Deserialize, Serialize};

use crate::bounds::Bounds;

coded! {
    /// How the time of a limit is counted (GB/T 30428.8 family, as published by cities that use it).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum LimitKind {
        /// 紧急工作时: runs on through nights, weekends and holidays.
        UrgentHour = "urgent_hour", calendar_limit_kind_urgent_hour;
        /// 工作时: only inside the working hours of workdays.
        WorkingHour = "working_hour", calendar_limit_kind_working_hour;
        /// 工作日: eight working hours each, inside the working hours of workdays.
        WorkingDay = "working_day", calendar_limit_kind_working_day;
        /// 紧急工作日: twenty-four hours each, running on.
        NaturalDay = "natural_day", calendar_limit_kind_natural_day;
    }
}

impl LimitKind {
    /// From the stored code, or from the words of a filing standard or of [`Limit::words`] without their blanks. `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        Some(match text {
            "urgent_hour" | "urgentworkinghour" | "urgentworkinghours" | "紧急工作时" | "紧急工作小时" | "紧急时" => {
                LimitKind::UrgentHour
            }
            "working_hour" | "workinghour" | "workinghours" | "工作时" | "工作小时" | "小时" => {
                LimitKind::WorkingHour
            }
            "working_day" | "workingday" | "workingdays" | "工作日" | "天" => LimitKind::WorkingDay,
            "natural_day" | "urgentworkingday" | "urgentworkingdays" | "紧急工作日" | "紧急日" | "自然日" => {
                LimitKind::NaturalDay
            }
            _ => return None,
        })
    }

    /// Whether the clock stands still outside the working hours of workdays.
    pub const fn only_working_time(self) -> bool {
        matches!(self, LimitKind::WorkingHour | LimitKind::WorkingDay)
    }

    /// As filing standards and our database write it, whoever reads it.
    const fn written(self) -> &'static str {
        match self {
            LimitKind::UrgentHour => "紧急工作时",
            LimitKind::WorkingHour => "工作时",
            LimitKind::WorkingDay => "工作日",
            LimitKind::NaturalDay => "紧急工作日",
        }
    }
}

/// A limit such as 4工作时. It prints in the words of a filing standard and reads what it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    pub kind: LimitKind,
    /// Whole units of `kind`; what people set lies within [`Limit::AMOUNTS`].
    pub amount: i64,
}

/// A text that is not understood as a limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a limit: a whole number of {amounts} and its kind are expected, such as 2紧急工作时, 4工作时, 5工作日 or 1紧急工作日",
    amounts = Limit::AMOUNTS
)]
pub struct NotALimit(pub String);

/// An amount outside [`Limit::AMOUNTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a limit of {0} cannot be set; {amounts} are possible", amounts = Limit::AMOUNTS)]
pub struct LimitOutOfBounds(pub i64);

impl LimitOutOfBounds {
    /// The sentence for people.
    pub fn message(self) -> Message {
        say!(calendar_limit_least_most, least = Limit::AMOUNTS.least, most = Limit::AMOUNTS.most)
    }
}

impl Limit {
    /// What a limit may be set to. No filing standard that we know goes beyond; a larger number is a slip of the hand, and a clock that
    /// runs for years is none.
    pub const AMOUNTS: Bounds = Bounds::new(1, 365);

    /// A limit as it is kept; one that somebody sets is made by [`Limit::set`].
    pub const fn new(kind: LimitKind, amount: i64) -> Self {
        Self { kind, amount }
    }

    /// A limit that somebody sets. Errors: the amount lies outside [`Limit::AMOUNTS`].
    pub const fn set(kind: LimitKind, amount: i64) -> Result<Self, LimitOutOfBounds> {
        if Self::AMOUNTS.contains(amount) { Ok(Self { kind, amount }) } else { Err(LimitOutOfBounds(amount)) }
    }

    /// Reads the cell of a filing standard and says whether its number had to be assumed: cities write 紧急工作日 where they mean one
    /// (as the parser of `zhcg2026/smart_cityguard` takes it). Also 5个工作日, 两天 and 十五工作日 are understood.
    ///
    /// Errors: no number and kind, or an amount that cannot be set.
    pub fn read(text: &str) -> Result<(Self, bool), NotALimit> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(halfwidth_digit).collect();
        let (amount, kind) = leading_number(&plain);
        let kind = kind.strip_prefix('个').unwrap_or(kind);
        let kind = kind.strip_suffix('内').unwrap_or(kind);
        let read = match (amount, LimitKind::read(kind)) {
            (Some(amount), Some(kind)) => Self::set(kind, amount).ok().map(|limit| (limit, false)),
            (None, Some(kind)) if !plain.is_ascii() => Some((Self { kind, amount: 1 }, true)),
            _ => None,
        };
        read.ok_or_else(|| NotALimit(text.chars().take(60).collect()))
    }

    /// The same of a cell that says more than the limit: 种植季节15工作日, 1紧急工作时制止. The text as it stands there, where it does.
    ///
    /// Errors: as [`Limit::read`], and a cell with two numbers, of which nobody can say which is meant.
    pub fn read_beside(text: &str) -> Result<(Self, bool, Option<String>), NotALimit> {
        if let Ok((limit, assumed)) = Self::read(text) {
            return Ok((limit, assumed, None));
        }
        let refused = || NotALimit(text.chars().take(60).collect());
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(halfwidth_digit).collect();
        let from =
            plain.find(|c: char| c.is_ascii_digit()).or_else(|| KIND_WORDS.iter().find_map(|word| plain.find(word)));
        let rest = from.and_then(|from| plain.get(from..)).ok_or_else(refused)?;
        let (digits, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
        let behind = behind.strip_prefix('个').unwrap_or(behind);
        let word = KIND_WORDS.into_iter().find(|word| behind.starts_with(word)).ok_or_else(refused)?;
        if behind[word.len()..].contains(|c: char| c.is_ascii_digit()) {
            return Err(refused());
        }
        let (limit, assumed) = Self::read(&format!("{digits}{word}"))?;
        Ok((limit, assumed, Some(text.trim().to_owned())))
    }

    /// The limit as a person reads it.
    pub fn message(self) -> Message {
        let n = self.amount;
        match self.kind {
            LimitKind::UrgentHour => say!(calendar_limit_urgent_hour, n),
            LimitKind::WorkingHour => say!(calendar_limit_working_hour, n),
            LimitKind::WorkingDay => say!(calendar_limit_working_day, n),
            LimitKind::NaturalDay => say!(calendar_limit_natural_day, n),
        }
    }

    pub fn words(self, lang: Lang) -> String {
        self.message().words(lang)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.kind.written())
    }
}

impl FromStr for Limit {
    type Err = NotALimit;

    /// Blanks anywhere (also the ideographic one) and fullwidth digits are accepted, because filing standards are typed by hand.
    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(halfwidth_digit).collect();
        let digits = plain.chars().take_while(char::is_ascii_digit).count();
        let (amount, kind) = plain.split_at(digits);
        let read = amount.parse().ok().zip(LimitKind::read(kind));
        let limit = read.and_then(|(amount, kind)| Self::set(kind, amount).ok());
        limit.ok_or_else(|| NotALimit(text.chars().take(60).collect()))
    }
}

/// How standards write the kinds of limits, longer words first.
const KIND_WORDS: [&str; 11] = [
    "紧急工作小时",
    "紧急工作时",
    "紧急工作日",
    "工作小时",
    "工作时",
    "工作日",
    "自然日",
    "紧急时",
    "紧急日",
    "小时",
    "天",
];

/// The number in front, in digits or in Chinese up to 九十九, and what follows it.
fn leading_number(text: &str) -> (Option<i64>, &str) {
    let (digits, rest) = text.split_at(text.chars().take_while(char::is_ascii_digit).count());
    if !digits.is_empty() {
        // A number beyond any limit is none; zero is no limit either.
        return (Some(digits.parse().unwrap_or(0)), rest);
    }
    let value = |c: char| "零一二三四五六七八九".chars().position(|digit| digit == if c == '两' { '二' } else { c });
    let (mut tens, mut ones, mut read) = (None, None, 0);
    for c in text.chars() {
        match (c, value(c)) {
            ('十', _) if tens.is_none() => (tens, ones) = (Some(ones.unwrap_or(1)), None),
            (_, Some(digit)) if ones.is_none() => ones = Some(digit),
            _ => break,
        }
        read += c.len_utf8();
    }
    let number = (read > 0).then(|| tens.unwrap_or(0) * 10 + ones.unwrap_or(0));
    (number.and_then(|number| i64::try_from(number).ok()), &text[read..])
}

/// A digit of a Chinese keyboard as the digit that programs read.
pub fn halfwidth_digit(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF19}' => char::from_u32(c as u32 - 0xFF10 + 0x30).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_words_of_filing_standards() {
        let cases = [
            ("2紧急工作时", LimitKind::UrgentHour, 2),
            ("4工作时", LimitKind::WorkingHour, 4),
            (" 1 工作日 ", LimitKind::WorkingDay, 1),
            ("\u{FF11}\u{FF15}\u{3000}工作日", LimitKind::WorkingDay, 15),
            ("1紧急工作日", LimitKind::NaturalDay, 1),
            ("3天", LimitKind::WorkingDay, 3),
            ("2小时", LimitKind::WorkingHour, 2),
            ("2 urgent_hour", LimitKind::UrgentHour, 2),
        ];
        for (text, kind, amount) in cases {
            assert_eq!(text.parse(), Ok(Limit { kind, amount }), "{text}");
        }
    }

    #[test]
    fn reads_the_cells_that_cities_write() {
        let cases = [
            ("2紧急工作时", LimitKind::UrgentHour, 2, false),
            ("４工作时", LimitKind::WorkingHour, 4, false),
            ("5个工作日", LimitKind::WorkingDay, 5, false),
            ("两天", LimitKind::WorkingDay, 2, false),
            ("十五工作日", LimitKind::WorkingDay, 15, false),
            ("二十个工作日内", LimitKind::WorkingDay, 20, false),
            ("紧急工作日", LimitKind::NaturalDay, 1, true),
            (" 工作日", LimitKind::WorkingDay, 1, true),
        ];
        for (text, kind, amount, assumed) in cases {
            assert_eq!(Limit::read(text), Ok((Limit { kind, amount }, assumed)), "{text}");
        }
        for text in [
            "",
            "立即",
            "0工作日",
            "零天",
            "1.5工作日",
            "2周",
            "5",
            "working_day",
            "1-3天",
            "十十天",
            "视情况",
            "366工作时",
        ] {
            assert!(Limit::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn says_what_it_does_not_understand() {
        for text in [
            "",
            "工作日",
            "0工作日",
            "-1工作日",
            "1.5工作日",
            "2周",
            "工作日5",
            "99999999999999999999工作日",
            "366工作日",
        ] {
            assert_eq!(text.parse::<Limit>(), Err(NotALimit(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn reads_back_what_it_prints_and_stores() {
        for kind in LimitKind::ALL {
            let limit = Limit::new(kind, 7);
            assert_eq!(limit.to_string().parse(), Ok(limit));
            for limit in [limit, Limit::new(kind, 1)] {
                assert_eq!(limit.words(Lang::En).parse(), Ok(limit));
            }
            assert_eq!(LimitKind::read(kind.code()), Some(kind));
        }
        assert_eq!(Limit::new(LimitKind::WorkingDay, 1).words(Lang::En), "1 working day");
        assert_eq!(Limit::new(LimitKind::UrgentHour, 2).words(Lang::En), "2 urgent working hours");
    }
}
