//! Chinese numerals of marks: 一, 十二, 一百零三.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
/// The largest number that a mark may have.
pub(super) const MOST: u32 = 9_999;

/// Whether a numeral may hold this sign.
pub(super) fn is_numeral(sign: char) -> bool {
    DIGITS.contains(&sign) || matches!(sign, '十' | '百' | '千')
}

/// A number from 1 to 9,999 as it is written in marks: 十二, not 一十二. Empty beyond these bounds.
pub fn chinese(number: u32) -> String {
    if number == 0 || number > MOST {
        return String::new();
    }
    let mut written = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !written.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            written.push('零');
        }
        // 十二, but 一百一十二.
        if !(unit == 10 && digit == 1 && written.is_empty()) {
            written.extend(DIGITS.get(digit as usize));
        }
        written.push_str(name);
    }
    written
}

/// Reads what [`chinese`] writes; `None` for any other spelling.
pub fn of_chinese(text: &str) -> Option<u32> {
    // The longest is 九千九百九十九.
    if text.chars().count() > 7 {
        return None;
    }
    let (mut number, mut digit) = (0_u32, None);
    for sign in text.chars() {
        let unit = match sign {
            '千' => 1000,
            '百' => 100,
            '十' => 10,
            sign => {
                digit = Some(u32::try_from(DIGITS.iter().position(|one| *one == sign)?).ok()?);
                continue;
            }
        };
        number += digit.take().unwrap_or(1) * unit;
    }
    number += digit.unwrap_or(0);
    (chinese(number) == text && number > 0).then_some(number)
}
