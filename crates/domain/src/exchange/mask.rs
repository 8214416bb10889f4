//! What tells who called is made unreadable before anything is kept or shown.

/// Digits of a number that stays as it is: nobody can be called by fewer.
const FEW: usize = 6;

/// 138****5678 from 13812345678; of a shorter number the last two digits stay; of what is masked already everything that can be
/// read stays.
pub fn mask_phone(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
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

/// Free text without the numbers of persons in it: mobile numbers (11 digits that begin with 1), landlines (area code, seven or
/// eight digits) and identity numbers (GB 11643: 17 digits and a digit or X).
pub fn mask_text(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < all.len() {
        if !all[at].is_ascii_digit() {
            out.push(all[at]);
            at += 1;
            continue;
        }
        let end = run_end(&all, at);
        out.push_str(&masked_run(&all[at..end]));
        at = end;
    }
    out
}

/// The end of a run of digits; single dashes and blanks between digits belong to it, so that 138 1234 5678 is one number.
fn run_end(all: &[char], start: usize) -> usize {
    let mut end = start;
    while end < all.len() {
        let joins = matches!(all[end], '-' | ' ') && all.get(end + 1).is_some_and(char::is_ascii_digit);
        if !(all[end].is_ascii_digit() || joins) {
            break;
        }
        end += 1;
    }
    // The last sign of an identity number.
    let digits = all[start..end].iter().filter(|c| c.is_ascii_digit()).count();
    if digits == 17 && matches!(all.get(end), Some('x' | 'X')) { end + 1 } else { end }
}

/// Whether year, month and day of a birth stand where an identity number has them; other long numbers, such as those of orders,
/// mostly have none there.
fn holds_birthday(digits: &[char]) -> bool {
    let number = |from: usize, to: usize| digits[from..to].iter().collect::<String>().parse::<i64>().unwrap_or(0);
    (1900..2100).contains(&number(6, 10)) && (1..=12).contains(&number(10, 12)) && (1..=31).contains(&number(12, 14))
}

fn masked_run(run: &[char]) -> String {
    let digits: Vec<char> = run.iter().copied().filter(char::is_ascii_digit).collect();
    let plain: String = run.iter().collect();
    let dashed = run.contains(&'-') || run.contains(&' ');
    match digits.len() {
        11 if digits[0] == '1' => mask_phone(&plain),
        13 if digits.starts_with(&['8', '6', '1']) => mask_phone(&digits[2..].iter().collect::<String>()),
        17 | 18 if !dashed && run.len() == 18 && holds_birthday(&digits) => {
            format!("{}************", digits[..6].iter().collect::<String>())
        }
        // 0596-2345678: the area code and the last two digits stay.
        10..=12 if digits[0] == '0' => {
            let code: String = digits[..digits.len() - 7].iter().take(4).collect();
            format!("{code}-****{}", digits[digits.len() - 2..].iter().collect::<String>())
        }
        _ => plain,
    }
}
