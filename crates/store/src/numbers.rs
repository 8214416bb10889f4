//! Numbers as people see them: the day and a count in it.

/// `261121-0041` from 261121000041.
pub fn number_text(number: i64) -> String {
    format!("{:06}-{:04}", number / 1_000_000, number % 1_000_000)
}

/// 261121000041 from `261121-0041`; `None` for anything else.
pub fn number_from_text(text: &str) -> Option<i64> {
    let (day, count) = text.trim().split_once('-')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if day.len() != 6 || !digits(day) || !(1..=6).contains(&count.len()) || !digits(count) {
        return None;
    }
    Some(day.parse::<i64>().ok()? * 1_000_000 + count.parse::<i64>().ok()?)
}
