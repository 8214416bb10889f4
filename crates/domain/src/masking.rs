//! What tells who somebody is, made unreadable: telephones, identity numbers, the name of whoever called.
//!
//! One rule for every door: texts of other systems go through it before anything is kept, and texts that people typed go through it
//! whenever they leave to somebody who may not read what tells of persons ([`crate::orgs::Permission::ReadPersonal`]), to a robot, to a mailbox
//! or to another system. The caller's data is not passed on (济南市12345市民服务热线条例 2018, art. 32); personal information is given to nobody
//! without need (个人信息保护法 2021, art. 6). Masking what is masked already changes nothing.

mod mail;
mod name;
mod number;
mod sign;
mod texts;

pub use mail::mask_mail;
pub use texts::{HoldsTexts, mask_texts};

/// Digits of a number that stays as it is: nobody can be called by fewer.
const FEW: usize = 6;

/// 138****5678 from 13812345678; of a shorter number the last two digits stay; of what is masked already everything that can be
/// read stays.
pub fn mask_phone(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter_map(sign::digit).map(char_of).collect();
    match digits.len() {
        0 if text.trim().is_empty() => String::new(),
        _ if text.contains('*') && digits.len() <= 7 => {
            text.chars().filter(|c| c.is_ascii_digit() || *c == '*').take(20).collect()
        }
        0..=FEW => "***".to_owned(),
        7..=10 => format!("****{}", digits[digits.len() - 2..].iter().collect::<String>()),
        // A country code or a second number behind it changes nothing: the first three and the last four of all digits stay.
        _ => {
            let first: String = digits[..3].iter().collect();
            let last: String = digits[digits.len() - 4..].iter().collect();
            format!("{first}****{last}")
        }
    }
}

/// 张** from 张小明.
pub fn mask_name(text: &str) -> String {
    text.trim().chars().next().map_or_else(String::new, |first| format!("{first}**"))
}

/// Free text without the numbers of persons in it, however they are spelled: mobile numbers (11 digits that begin with 13 to 19),
/// landlines (area code, seven or eight digits; without an area code where the text calls them a telephone), numbers of other countries
/// with their plus, identity numbers of 18 and 15 signs (GB 11643). Digits may be wide, Chinese, circled or parted by blanks, dashes
/// and signs that nobody sees. A name behind 联系人： and its like goes too, and so does one of which the text tells as of a caller
/// (市民张小明来电反映): orders that came before callers' names were masked hold these, and what people type does.
pub fn mask_text(text: &str) -> String {
    name::mask_told(&masked_at_intake(text))
}

/// What is masked before an order is kept. Not more than it was when an order first came: the same order again must have the same hash.
fn masked_at_intake(text: &str) -> String {
    // Most texts hold neither; they are given back as they are.
    name::mask_labelled(&number::mask(text))
}

/// A text of another system before it is kept: numbers and names behind 联系人： and its like are gone, and so is the name of whoever called.
/// `caller` is what the other system says of who called: one name or several; 市民, 匿名 and the like are nobody's.
pub fn mask_text_of(text: &str, caller: &str) -> String {
    masked_at_intake(&name::mask(text, caller))
}

fn char_of(digit: u8) -> char {
    char::from(b'0' + digit)
}
