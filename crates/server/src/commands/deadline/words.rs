//! What is wrong with a question, in the language of the answer.

use changxiao_domain::calendar::CalendarError;
use changxiao_words::{Lang, fill, say, texts};

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
    let message = match problem {
        CalendarError::TooFar => say!(server_deadline_too_far),
        CalendarError::AmountNotPositive(amount) => say!(server_deadline_not_positive, amount),
        CalendarError::CountedOtherwise { limit, extension } => {
            let (limit, extension) = (limit.message(), extension.message());
            say!(server_deadline_counted_otherwise, limit, extension)
        }
        // What is left is wrong with a calendar, which was made before any question was asked.
        other => return other.to_string(),
    };
    message.words(lang)
}

fn cut(text: &str) -> String {
    text.trim().chars().take(60).collect()
}
