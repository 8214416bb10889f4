//! Numbers of persons in a text: where they begin and end, and what is left of them.

use super::{
    char_of, mask_phone,
    sign::{Sign, sign},
};

/// The fewest digits of a number that is masked.
const FEWEST: usize = 7;
/// So many signs may stand between two groups of one number.
const MOST_BETWEEN: usize = 3;
/// A number is spelled in no more groups than it has digits.
const MOST_GROUPS: usize = 18;
/// So many signs may stand between 座机 and the number.
const NEAR: usize = 4;

/// Words behind which seven or eight digits are a telephone.
const CALLED: [&str; 17] = [
    "座机",
    "固话",
    "电话",
    "手机",
    "致电",
    "拨打",
    "来电",
    "回电",
    "联系方式",
    "联系",
    "号码",
    "传真",
    "tel",
    "phone",
    "fax",
    "call",
    "mobile",
];

/// Administrative codes of provinces, with which an identity number begins (GB/T 2260).
const PROVINCES: [u8; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83,
];

/// Digits that stand together.
struct Group {
    digits: Vec<u8>,
    /// Places in the text, the end behind the last digit.
    from: usize,
    to: usize,
    /// Behind the X that may end an identity number.
    x_to: Option<usize>,
    /// What parts it from the group before it belongs to lists and times more often than to numbers.
    strict: bool,
}

/// What a number is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mobile,
    /// With 86, 0086 or 0 before it: so many digits.
    MobileBehind(usize),
    Landline,
    Abroad,
    Identity,
    OldIdentity,
    Bare,
}

pub(super) fn mask(text: &str) -> String {
    // Most texts hold no number at all.
    if text.chars().filter(|c| matches!(sign(*c), Sign::Digit(_))).take(FEWEST).count() < FEWEST {
        return text.to_owned();
    }
    let all: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < all.len() {
        if !matches!(sign(all[at]), Sign::Digit(_)) {
            out.push(all[at]);
            at += 1;
            continue;
        }
        let groups = chain(&all, at);
        let end = groups.last().map_or(at + 1, |last| last.x_to.unwrap_or(last.to));
        mask_chain(&all, &groups, &mut out);
        at = end;
    }
    out
}

/// Groups of digits that may be one number or several, from the digit at `start` on.
fn chain(all: &[char], start: usize) -> Vec<Group> {
    let mut groups = vec![group(all, start, false)];
    loop {
        let last = &groups[groups.len() - 1];
        if last.x_to.is_some() {
            return groups;
        }
        let (mut at, mut between, mut strict) = (last.to, 0, false);
        loop {
            match all.get(at).map(|c| sign(*c)) {
                Some(Sign::Unseen) => {}
                Some(Sign::Loose) if between < MOST_BETWEEN => between += 1,
                Some(Sign::Strict) if between < MOST_BETWEEN => (between, strict) = (between + 1, true),
                Some(Sign::Digit(_)) => break,
                _ => return groups,
            }
            at += 1;
        }
        groups.push(group(all, at, strict));
    }
}

fn group(all: &[char], from: usize, strict: bool) -> Group {
    let mut group = Group { digits: Vec::new(), from, to: from, x_to: None, strict };
    let mut at = from;
    while let Some(next) = all.get(at).map(|c| sign(*c)) {
        match next {
            Sign::Digit(digit) => {
                group.digits.push(digit);
                group.to = at + 1;
            }
            Sign::Unseen => group.to = at + 1,
            _ => break,
        }
        at += 1;
    }
    // An X with at most one sign before it, and no letter behind.
    let loose = usize::from(all.get(at).is_some_and(|c| sign(*c) == Sign::Loose));
    if all.get(at + loose).is_some_and(|c| sign(*c) == Sign::X)
        && !all.get(at + loose + 1).is_some_and(char::is_ascii_alphanumeric)
    {
        group.x_to = Some(at + loose + 1);
    }
    group
}

/// Writes what stands from the first group to the end of the last one, the numbers in it masked.
fn mask_chain(all: &[char], groups: &[Group], out: &mut String) {
    let end = groups.last().map_or(0, |last| last.x_to.unwrap_or(last.to));
    let (mut at, mut written) = (0, groups.first().map_or(0, |first| first.from));
    while at < groups.len() {
        let Some((count, masked, to)) = number_at(all, groups, at) else {
            at += 1;
            continue;
        };
        out.extend(&all[written..groups[at].from]);
        out.push_str(&masked);
        (at, written) = (at + count, to);
    }
    out.extend(&all[written..end]);
}

/// The number that begins with the group `at`: of how many groups it is, what is left of it, and where it ends.
fn number_at(all: &[char], groups: &[Group], at: usize) -> Option<(usize, String, usize)> {
    let plus = groups[at].from.checked_sub(1).is_some_and(|before| matches!(all[before], '+' | '＋'));
    let called = is_called(all, groups[at].from);
    let (mut digits, mut found) = (Vec::new(), None);
    for (count, group) in groups[at..].iter().take(MOST_GROUPS).enumerate() {
        digits.extend(&group.digits);
        let spelled = &groups[at..=at + count];
        let candidates =
            [(&digits[..], group.to, false), (&digits[..], group.x_to.unwrap_or(group.to), group.x_to.is_some())];
        for (digits, to, with_x) in candidates {
            let Some(kind) = kind(digits, with_x, spelled, (plus, called)) else { continue };
            let number = (count + 1, masked(digits, kind), to);
            // An identity number may begin like a telephone; numbers of other countries are of any length.
            if kind == Kind::Identity {
                return Some(number);
            }
            if found.is_none() || kind == Kind::Abroad {
                found = Some(number);
            }
        }
    }
    found.or_else(|| {
        // Several written without anything between.
        let pieces = pieces(&groups[at].digits)?;
        Some((1, pieces, groups[at].to))
    })
}

fn kind(digits: &[u8], with_x: bool, spelled: &[Group], (plus, called): (bool, bool)) -> Option<Kind> {
    if with_x {
        return (digits.len() == 17 && is_identity(digits)).then_some(Kind::Identity);
    }
    let one = spelled.len() == 1;
    let loose = spelled[1..].iter().all(|group| !group.strict);
    let first = spelled[0].digits.len();
    match digits.len() {
        11 if is_mobile(digits) && (loose || looks_like_a_mobile(spelled)) => Some(Kind::Mobile),
        // A country code that stands alone is left standing, and the number behind it is found by itself.
        12 if digits[0] == 0 && is_mobile(&digits[1..]) && loose && first != 1 => Some(Kind::MobileBehind(1)),
        13 if digits.starts_with(&[8, 6]) && is_mobile(&digits[2..]) && loose && first != 2 => {
            Some(Kind::MobileBehind(2))
        }
        15 if digits.starts_with(&[0, 0, 8, 6]) && is_mobile(&digits[4..]) && loose && first != 4 => {
            Some(Kind::MobileBehind(4))
        }
        18 if is_identity(digits) && loose => Some(Kind::Identity),
        15 if is_old_identity(digits) && loose => Some(Kind::OldIdentity),
        10..=12 if digits[0] == 0 && digits[1] != 0 && loose => Some(Kind::Landline),
        8..=15 if plus && loose && !is_mobile_here(digits) => Some(Kind::Abroad),
        7 | 8 if called && loose && (one || first >= 3) && digits[0] > 1 && !is_day(digits) => Some(Kind::Bare),
        _ => None,
    }
}

fn masked(digits: &[u8], kind: Kind) -> String {
    let text = |digits: &[u8]| digits.iter().map(|digit| char_of(*digit)).collect::<String>();
    let last = text(&digits[digits.len() - 2..]);
    match kind {
        Kind::Mobile => mask_phone(&text(digits)),
        Kind::MobileBehind(before) => format!("{}{}", text(&digits[..before]), mask_phone(&text(&digits[before..]))),
        // 0596-2345678: the area code (010, 02x, else four digits) and the last two digits stay.
        Kind::Landline => {
            let code = text(&digits[..if digits[1] < 3 { 3 } else { 4 }]);
            format!("{code}-****{last}")
        }
        Kind::Identity | Kind::OldIdentity => format!("{}************", text(&digits[..6])),
        Kind::Abroad | Kind::Bare => format!("****{last}"),
    }
}

/// Mobile and identity numbers that fill a run of digits from its beginning to its end, two at least, masked one by one.
fn pieces(digits: &[u8]) -> Option<String> {
    if digits.is_empty() {
        return Some(String::new());
    }
    let whole = |length: usize, is: &dyn Fn(&[u8]) -> bool, kind: Kind| {
        let piece = digits.get(..length).filter(|piece| is(piece))?;
        let rest = pieces(&digits[length..])?;
        let parted = if rest.is_empty() { "" } else { " " };
        Some(format!("{}{parted}{rest}", masked(piece, kind)))
    };
    whole(18, &is_identity, Kind::Identity)
        .or_else(|| whole(11, &is_mobile, Kind::Mobile))
        .or_else(|| whole(13, &|piece| piece.starts_with(&[8, 6]) && is_mobile(&piece[2..]), Kind::MobileBehind(2)))
        .or_else(|| whole(15, &is_old_identity, Kind::OldIdentity))
}

fn is_mobile(digits: &[u8]) -> bool {
    digits.len() == 11 && digits[0] == 1 && digits[1] >= 3
}

/// 86 with the beginning of a mobile number; of other numbers of ours, written as they are abroad, the rest has nine digits at least.
fn is_mobile_here(digits: &[u8]) -> bool {
    digits.starts_with(&[8, 6]) && (digits.len() < 11 || (digits[2] == 1 && digits[3] >= 3))
}

/// The groups in which people write a mobile number, or each digit alone.
fn looks_like_a_mobile(spelled: &[Group]) -> bool {
    let lengths: Vec<usize> = spelled.iter().map(|group| group.digits.len()).collect();
    matches!(lengths[..], [3, 4, 4] | [3, 8] | [7, 4] | [4, 3, 4] | [3, 3, 5] | [5, 6] | [4, 4, 3])
        || lengths.iter().all(|length| *length == 1)
}

/// Province, and year, month and day of a birth, where an identity number of 18 signs has them; the last sign is not looked at. Other
/// long numbers, such as those of orders, have none there.
fn is_identity(digits: &[u8]) -> bool {
    matches!(digits.len(), 17 | 18)
        && begins_with_province(digits)
        && (1900..2100).contains(&number(&digits[6..10]))
        && is_month_and_day(&digits[10..14])
}

/// Fifteen digits, as they were given out until 1999: the year of birth has two.
fn is_old_identity(digits: &[u8]) -> bool {
    digits.len() == 15 && begins_with_province(digits) && is_month_and_day(&digits[8..12])
}

fn begins_with_province(digits: &[u8]) -> bool {
    PROVINCES.contains(&(digits[0] * 10 + digits[1]))
}

fn is_month_and_day(digits: &[u8]) -> bool {
    (1..=12).contains(&number(&digits[..2])) && (1..=31).contains(&number(&digits[2..]))
}

/// 20261120.
fn is_day(digits: &[u8]) -> bool {
    digits.len() == 8 && (1900..2100).contains(&number(&digits[..4])) && is_month_and_day(&digits[4..])
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + u32::from(*digit))
}

/// Whether the text calls what begins at `from` a telephone.
fn is_called(all: &[char], from: usize) -> bool {
    let begin = from.saturating_sub(12);
    let before: String = all[begin..from].iter().flat_map(|c| c.to_lowercase()).collect();
    CALLED.iter().any(|word| {
        before.rfind(word).is_some_and(|at| {
            let between = &before[at + word.len()..];
            between.chars().count() <= NEAR && !between.contains(['。', '！', '？', '\n'])
        })
    })
}
