//! Divisions by what people write: 漳州市芗城区, 芗城区巷口街道, 巷口街道办事处, 芗城 巷口.

use std::collections::HashMap;

use super::{DivisionCode, Divisions, Level, short_name};
use crate::text::{narrowed, path_parts};

/// Why a word leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfound {
    Nothing,
    Several(usize),
}

/// What the statistical names of villages and communities end with, people leave out, or write otherwise.
const VILLAGE_ENDINGS: [&str; 5] = ["社区居委会", "居委会", "居民委员会", "村委会", "村民委员会"];
/// The seat of a division stands for it, and so do its squad that enforces the law there and its centre of the grids.
const SEATS: [(&str, &str); 17] = [
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("街道城管中队", "街道"),
    ("街道执法中队", "街道"),
    ("街道综合行政执法队", "街道"),
    ("街道网格中心", "街道"),
    ("街道中队", "街道"),
    ("镇城管中队", "镇"),
    ("镇执法中队", "镇"),
    ("镇综合行政执法队", "镇"),
    ("镇网格中心", "镇"),
    ("镇中队", "镇"),
    ("镇人民政府", "镇"),
    ("乡人民政府", "乡"),
    ("人民政府", ""),
    ("镇政府", "镇"),
    ("乡政府", "乡"),
];
/// What a division may be where only its bare name is written.
const KINDS: [&str; 6] = ["街道", "镇", "乡", "区", "县", "市"];

/// The divisions of a city by name, indexed once for many lookups.
pub struct WrittenNames<'a> {
    divisions: &'a Divisions,
    city: Option<DivisionCode>,
    by_name: HashMap<&'a str, Vec<DivisionCode>>,
    /// Names with which a longer text may begin, the longest first: provinces to towns, whole and without their kind.
    beginnings: Vec<&'a str>,
}

impl<'a> WrittenNames<'a> {
    /// `city`: only divisions within it count.
    pub fn new(divisions: &'a Divisions, city: Option<DivisionCode>) -> Self {
        let mut by_name = HashMap::<_, Vec<_>>::new();
        for division in divisions.iter().filter(|division| city.is_none_or(|city| division.code.is_within(city))) {
            by_name.entry(division.name.as_str()).or_default().push(division.code);
        }
        let wide = divisions.iter().filter(|division| division.level < Level::Village);
        let names = wide.flat_map(|division| [division.name.as_str(), short_name(&division.name)]);
        let mut beginnings: Vec<&str> = names.filter(|name| name.chars().count() >= 2).collect();
        beginnings.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
        beginnings.dedup();
        Self { divisions, city, by_name, beginnings }
    }

    /// A division of the city by its code of 4, 6, 9 or 12 digits, in any width.
    pub fn code(&self, text: &str) -> Option<DivisionCode> {
        let number: i64 = narrowed(text.trim()).parse().ok()?;
        let code = DivisionCode::new(number).or_else(|_| DivisionCode::from_padded(number)).ok()?;
        let widest = DivisionCode::from_padded(code.padded()).unwrap_or(code);
        let here = |code: &DivisionCode| {
            self.divisions.get(*code).is_some() && self.city.is_none_or(|city| code.is_within(city))
        };
        [widest, code].into_iter().find(here)
    }

    /// The division that words name, the widest first; empty ones are passed over. The last is looked for by its code and its name, and as
    /// people write it; the others only tell namesakes apart. One word may hold several: a path, or names one behind the other.
    ///
    /// Errors: nothing of that name, or several.
    pub fn find(&self, words: &[&str]) -> Result<DivisionCode, Unfound> {
        self.last_of(&self.names_of(words))
    }

    /// The same, but a village that no list knows is taken for the town it lies in: lists of villages are older than the exports.
    ///
    /// Errors: nothing of that name, or several.
    pub fn find_or_town(&self, words: &[&str]) -> Result<DivisionCode, Unfound> {
        let names = self.names_of(words);
        let found = self.last_of(&names);
        let all: Vec<&str> = names.iter().flat_map(|name| self.names_in(name)).collect();
        match all.split_last() {
            Some((_, above)) if found == Err(Unfound::Nothing) && above.len() >= 2 => match self.last_of(above) {
                Ok(town) if town.level() == Level::Township => Ok(town),
                _ => found,
            },
            _ => found,
        }
    }

    /// The names in some words, one behind the other.
    fn names_of<'w>(&self, words: &[&'w str]) -> Vec<&'w str> {
        let parts: Vec<&str> = words.iter().flat_map(|word| path_parts(word)).flat_map(str::split_whitespace).collect();
        match parts.split_last() {
            None => Vec::new(),
            // The last name may be one that begins with another: 漳州市 is no 漳州 of anything.
            Some((last, above)) => above.iter().flat_map(|part| self.names_in(part)).chain([*last]).collect(),
        }
    }

    fn last_of(&self, names: &[&str]) -> Result<DivisionCode, Unfound> {
        let Some((last, above)) = names.split_last() else { return Err(Unfound::Nothing) };
        if let Some(code) = self.code(last) {
            return Ok(code);
        }
        let found = self.as_written(last, above);
        match found.as_slice() {
            [one] => Ok(*one),
            [] => match self.beginning_of(last) {
                Some((name, rest)) => {
                    let longer: Vec<&str> = above.iter().copied().chain([name, rest]).collect();
                    self.last_of(&longer)
                }
                None => Err(Unfound::Nothing),
            },
            several => Err(Unfound::Several(several.len())),
        }
    }

    /// The divisions of a name below others: by the name itself, else by what it stands for.
    fn as_written(&self, name: &str, above: &[&str]) -> Vec<DivisionCode> {
        let seat = SEATS.iter().find_map(|(seat, of)| Some(format!("{}{of}", name.strip_suffix(seat)?)));
        let village = VILLAGE_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
        let with = |endings: &[&str]| -> Vec<DivisionCode> {
            let names = endings.iter().map(|ending| format!("{village}{ending}"));
            names.flat_map(|name| self.named(&name, above)).collect()
        };
        let mut found = self.named(name, above);
        if let Some(seat) = seat.filter(|_| found.is_empty()) {
            found = self.named(&seat, above);
        }
        if found.is_empty() {
            found = with(&VILLAGE_ENDINGS);
        }
        if found.is_empty() && name.chars().count() >= 2 {
            found = with(&KINDS);
        }
        found.sort();
        found.dedup();
        found
    }

    fn named(&self, name: &str, above: &[&str]) -> Vec<DivisionCode> {
        let all = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|code| self.lies_in_all(*code, above)).collect()
    }

    fn lies_in_all(&self, code: DivisionCode, above: &[&str]) -> bool {
        let path = self.divisions.path_names(code);
        above.iter().all(|word| {
            let seat = SEATS.iter().find_map(|(seat, of)| Some(format!("{}{of}", word.strip_suffix(seat)?)));
            path.iter().any(|name| name == word || short_name(name) == *word || seat.as_deref() == Some(*name))
                || self.code(word).is_some_and(|above| code.is_within(above))
        })
    }

    /// The names that stand one behind the other in a word: 漳州市芗城区 is 漳州市 and 芗城区.
    fn names_in<'w>(&self, word: &'w str) -> Vec<&'w str> {
        let (mut names, mut rest) = (Vec::new(), word);
        while let Some((name, behind)) = self.beginning_of(rest) {
            names.push(name);
            rest = behind;
        }
        names.push(rest);
        names
    }

    /// The longest name with which a text begins, and what stands behind it; none where nothing does.
    fn beginning_of<'w>(&self, text: &'w str) -> Option<(&'w str, &'w str)> {
        if self.by_name.contains_key(text) {
            return None;
        }
        self.beginnings.iter().find_map(|name| {
            let rest = text.strip_prefix(name)?;
            // 芗城街道 is no 街道 of 芗城.
            let is_name = rest.chars().count() >= 2
                && !KINDS.iter().any(|kind| rest.starts_with(kind))
                && !SEATS.iter().any(|(seat, _)| *seat == rest);
            is_name.then(|| (&text[..name.len()], rest))
        })
    }
}
