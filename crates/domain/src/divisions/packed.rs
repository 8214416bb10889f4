//! A whole list of divisions in few bytes, so that the country can ship with the product.
//!
//! Three columns, each of one kind, because a general compressor packs like beside like: how a name ends (most of 660,000 names end in one
//! of some twenty ways), the step from the code before, and the signs of the name by how often they stand in the list. Before them
//! stand, a line each: the format, the edition, the endings with tabs between them, the signs. What is packed here is still to be
//! compressed; that is no rule of this crate.

use std::collections::HashMap;

use super::{DivisionCode, Level};

const FORMAT: &str = "changxiao-divisions/1";
/// How names end, the longest first.
const ENDINGS: [&str; 21] = [
    "社区居民委员会",
    "社区村民委员会",
    "嘎查村民委员会",
    "村村民委员会",
    "街道办事处",
    "虚拟村委会",
    "嘎查委员会",
    "社区居委会",
    "社区村委会",
    "村民委员会",
    "居民委员会",
    "村村委会",
    "虚拟社区",
    "村委会",
    "居委会",
    "生活区",
    "社区",
    "街道",
    "嘎查",
    "镇",
    "乡",
];
/// No ending.
const WHOLE: u8 = ENDINGS.len() as u8;
/// Signs that take one byte; the byte 0 ends a name.
const SHORT: usize = 219;
/// So many signs can be told apart.
const MOST_SIGNS: usize = SHORT + 36 * 256;

/// Why a list cannot be packed, or packed bytes are none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error("the list is not in tree order at {0}")]
    Order(DivisionCode),
    #[error("names have more than {MOST_SIGNS} different signs, or a line break")]
    Signs,
    #[error("the packed divisions are damaged")]
    Damaged,
}

/// Packs a list in tree order (sorted by code). `edition` says which list it is, in one line.
///
/// Errors: out of order or twice the same code; too many different signs.
pub fn pack(edition: &str, list: &[(DivisionCode, String)]) -> Result<Vec<u8>, PackError> {
    let signs = signs_by_frequency(list)?;
    let place: HashMap<char, usize> = signs.iter().enumerate().map(|(place, sign)| (*sign, place)).collect();
    let (mut endings, mut steps, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = 0;
    for (code, name) in list {
        let level = code.level();
        let step = code.number() - before / room(level);
        if step < 0 || code.padded() < before {
            return Err(PackError::Order(*code));
        }
        before = code.padded();
        put_number(&mut steps, (step.unsigned_abs() << 3) | level as u64);
        let ending = ending_of(name);
        endings.push(ending);
        let stem = &name[..name.len() - ENDINGS.get(usize::from(ending)).map_or(0, |ending| ending.len())];
        for sign in stem.chars() {
            let place = place.get(&sign).copied().ok_or(PackError::Signs)?;
            match place.checked_sub(SHORT) {
                None => names.push(place as u8 + 1),
                Some(rare) => names.extend([(SHORT + 1 + rare / 256) as u8, (rare % 256) as u8]),
            }
        }
        names.push(0);
    }
    let signs: String = signs.into_iter().collect();
    let mut packed = format!("{FORMAT}\n{edition}\n{}\n{signs}\n", ENDINGS.join("\t")).into_bytes();
    for column in [&endings, &steps, &names] {
        packed.extend(u32::try_from(column.len()).map_err(|_| PackError::Signs)?.to_le_bytes());
    }
    for column in [endings, steps, names] {
        packed.extend(column);
    }
    Ok(packed)
}

fn signs_by_frequency(list: &[(DivisionCode, String)]) -> Result<Vec<char>, PackError> {
    let mut counts: HashMap<char, usize> = HashMap::new();
    for sign in list.iter().flat_map(|(_, name)| name.chars()) {
        *counts.entry(sign).or_default() += 1;
    }
    if counts.len() > MOST_SIGNS || counts.contains_key(&'\n') {
        return Err(PackError::Signs);
    }
    let mut signs: Vec<(char, usize)> = counts.into_iter().collect();
    signs.sort_by_key(|(sign, count)| (std::cmp::Reverse(*count), *sign));
    Ok(signs.into_iter().map(|(sign, _)| sign).collect())
}

/// The longest ending that leaves something of the name.
fn ending_of(name: &str) -> u8 {
    let fits = |ending: &&str| name.len() > ending.len() && name.ends_with(*ending);
    ENDINGS.iter().position(fits).map_or(WHOLE, |place| place as u8)
}

/// How many padded codes a division of this level spans.
const fn room(level: Level) -> i64 {
    10_i64.pow(12 - level.digits())
}

fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 128 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A packed list, to be read from its beginning; nothing is copied but the names that are asked for.
#[derive(Clone, Debug)]
pub struct Packed<'a> {
    edition: &'a str,
    endings: Vec<&'a str>,
    signs: Vec<char>,
    columns: [&'a [u8]; 3],
}

impl<'a> Packed<'a> {
    /// Errors: not such a list, or one that was cut off.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PackError> {
        let mut rest = bytes;
        let [format, edition, endings, signs] =
            [line(&mut rest)?, line(&mut rest)?, line(&mut rest)?, line(&mut rest)?];
        if format != FORMAT {
            return Err(PackError::Damaged);
        }
        let mut lengths = [0_usize; 3];
        for length in &mut lengths {
            let (four, behind) = rest.split_first_chunk::<4>().ok_or(PackError::Damaged)?;
            *length = u32::from_le_bytes(*four) as usize;
            rest = behind;
        }
        let mut columns = [&[][..]; 3];
        for (column, length) in columns.iter_mut().zip(lengths) {
            (*column, rest) = rest.split_at_checked(length).ok_or(PackError::Damaged)?;
        }
        Ok(Self { edition, endings: endings.split('\t').collect(), signs: signs.chars().collect(), columns })
    }

    pub fn edition(&self) -> &'a str {
        self.edition
    }

    pub fn len(&self) -> usize {
        self.columns[0].len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every division in tree order. After an error nothing follows.
    pub fn iter(&self) -> impl Iterator<Item = Result<PackedDivision<'_>, PackError>> {
        let [mut endings, mut steps, mut names] = self.columns;
        let (mut before, mut is_sound) = (0, true);
        std::iter::from_fn(move || {
            let (ending, rest) = endings.split_first()?;
            endings = rest;
            if !is_sound {
                return None;
            }
            let next = self.next(*ending, &mut steps, &mut names, &mut before);
            is_sound = next.is_some();
            Some(next.ok_or(PackError::Damaged))
        })
    }

    fn next<'p>(
        &'p self,
        ending: u8,
        steps: &mut &'a [u8],
        names: &mut &'a [u8],
        before: &mut i64,
    ) -> Option<PackedDivision<'p>> {
        let number = take_number(steps)?;
        let level = *Level::ALL.get(usize::try_from(number & 7).ok()?)?;
        let step = i64::try_from(number >> 3).ok()?;
        let code = DivisionCode::new((*before / room(level)).checked_add(step)?).ok()?;
        if code.level() != level {
            return None;
        }
        *before = code.padded();
        let mut length = 0;
        loop {
            match *names.get(length)? {
                0 => break,
                byte if usize::from(byte) > SHORT => length += 2,
                _ => length += 1,
            }
        }
        let stem = &names[..length];
        *names = &names[length + 1..];
        let ending = if ending == WHOLE { "" } else { self.endings.get(usize::from(ending))? };
        Some(PackedDivision { code, stem, ending, signs: &self.signs })
    }
}

/// One division of a packed list.
#[derive(Clone, Copy, Debug)]
pub struct PackedDivision<'a> {
    pub code: DivisionCode,
    stem: &'a [u8],
    ending: &'a str,
    signs: &'a [char],
}

impl PackedDivision<'_> {
    /// Its name; a sign that the list does not have is left out.
    pub fn name(&self) -> String {
        let mut name = String::with_capacity(self.stem.len() * 3 + self.ending.len());
        let mut bytes = self.stem.iter().map(|byte| usize::from(*byte));
        while let Some(byte) = bytes.next() {
            let place = if byte <= SHORT {
                byte - 1
            } else {
                SHORT + (byte - SHORT - 1) * 256 + bytes.next().unwrap_or_default()
            };
            name.extend(self.signs.get(place));
        }
        name.push_str(self.ending);
        name
    }
}

fn line<'a>(rest: &mut &'a [u8]) -> Result<&'a str, PackError> {
    let end = rest.iter().position(|byte| *byte == b'\n').ok_or(PackError::Damaged)?;
    let text = std::str::from_utf8(&rest[..end]).map_err(|_| PackError::Damaged)?;
    *rest = &rest[end + 1..];
    Ok(text)
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 127).checked_shl(shift)?;
        if byte & 128 == 0 {
            return Some(number);
        }
        shift += 7;
        if shift > 56 {
            return None;
        }
    }
}
