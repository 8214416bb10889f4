//! What a single sign says to somebody who reads a number.

/// How a sign stands in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Digit(u8),
    /// The last sign of an identity number.
    X,
    /// Nobody sees it.
    Unseen,
    /// Parts the digits of one number in any way.
    Loose,
    /// Parts the digits of one number only where their groups look like one: it parts other things more often.
    Strict,
    Other,
}

pub(super) fn sign(of: char) -> Sign {
    if let Some(digit) = digit(of) {
        return Sign::Digit(digit);
    }
    match of {
        'x' | 'X' | 'ｘ' | 'Ｘ' | '×' => Sign::X,
        _ if is_unseen(of) => Sign::Unseen,
        '\n' | '\r' | '.' | '．' | '/' | '／' | ',' | '，' | '、' | ':' | '：' | ';' | '；' => Sign::Strict,
        '-'
        | '_'
        | '·'
        | '•'
        | '・'
        | '‧'
        | '～'
        | '~'
        | '('
        | ')'
        | '（'
        | '）'
        | '['
        | ']'
        | '|'
        | '｜'
        | '\\'
        | '－'
        | '＿'
        | '﹣'
        | '\u{2010}'..='\u{2015}'
        | '\u{2212}' => Sign::Loose,
        _ if of.is_whitespace() => Sign::Loose,
        _ => Sign::Other,
    }
}

/// Signs of no width, of direction and of form (Unicode, Cf and Mn), among them those that make 1️⃣ of 1.
pub(super) const fn is_unseen(of: char) -> bool {
    matches!(
        of,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20e3}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// Zeros of the scripts whose ten digits follow each other (Unicode, Nd): Latin, Arabic, Persian, Devanagari, Thai, Tibetan, wide.
const ZEROS: [u32; 7] = [0x30, 0x660, 0x6f0, 0x966, 0xe50, 0xf20, 0xff10];
/// Ones of the rows from 1 to 9: circled, in brackets, with a stop, circled black, double circled.
const ONES: [u32; 7] = [0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a];

/// The digit that a sign stands for, in whatever script.
pub(super) fn digit(of: char) -> Option<u8> {
    let code = of as u32;
    let within = |first: u32, least: u32, most: u32| {
        (first..=first + most - least).contains(&code).then(|| u8::try_from(code - first + least).unwrap_or(0))
    };
    let chinese = match of {
        '〇' | '零' | '○' | '⓪' | '⓿' => Some(0),
        '一' | '幺' | '壹' | '¹' => Some(1),
        '二' | '贰' | '貳' | '²' => Some(2),
        '三' | '叁' | '參' | '³' => Some(3),
        '四' | '肆' => Some(4),
        '五' | '伍' => Some(5),
        '六' | '陆' | '陸' => Some(6),
        '七' | '柒' => Some(7),
        '八' | '捌' => Some(8),
        '九' | '玖' => Some(9),
        // Mathematical digits: five rows of ten.
        '\u{1d7ce}'..='\u{1d7ff}' => u8::try_from((code - 0x1d7ce) % 10).ok(),
        '\u{2070}' | '\u{2074}'..='\u{2079}' => u8::try_from(code - 0x2070).ok(),
        '\u{2080}'..='\u{2089}' => u8::try_from(code - 0x2080).ok(),
        _ => None,
    };
    chinese
        .or_else(|| ZEROS.iter().find_map(|zero| within(*zero, 0, 9)))
        .or_else(|| ONES.iter().find_map(|one| within(*one, 1, 9)))
}
