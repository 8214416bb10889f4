//! What is wrong with a question, in the language of the answer.

use changxiao_domain::calendar::CalendarError;
use changxiao_words::{Lang, fill, texts};

pub fn not_a_time(text: &str, lang: Lang) -> String {
    let text = cut(text);
    fill(texts(lang).server_text_not_time_write_2026, &[("text", &text)])
}

pub fn not_a_limit(text: &str, lang: Lang) -> String {
    let text = cut(text);
    fill(texts(lang).server_text_not_limit_write_2, &[("text", &text)])
}

pub fn not_a_line(lang: Lang) -> String {
    texts(lang).server_time_limit_expected_such_2026.to_owned()
}

/// Why a limit that was understood cannot be counted.
pub fn refused(problem: &CalendarError, lang: Lang) -> String {
    match (problem, lang) {
        (CalendarError::TooFar, Lang::Zh) => "到期在十年以后，核对数量".to_owned(),
        (CalendarError::AmountNotPositive(_), Lang::Zh) => "时限至少为 1".to_owned(),
        (CalendarError::CountedOtherwise { limit, extension }, Lang::Zh) => {
            format!("{limit} 不能延期 {extension}：一个只计工作时间，一个昼夜连续计")
        }
        (other, _) => other.to_string(),
    }
}

fn cut(text: &str) -> String {
    text.trim().chars().take(60).collect()
}
