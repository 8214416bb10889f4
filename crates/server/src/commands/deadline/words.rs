//! What is wrong with a question, in the language of the answer.

use changxiao_domain::calendar::CalendarError;
use changxiao_words::Lang;

pub fn not_a_time(text: &str, lang: Lang) -> String {
    let text = cut(text);
    match lang {
        Lang::Zh => format!("“{text}” 不是时间，写作 2026-02-13T16:30"),
        Lang::En => format!("“{text}” is not a time; write 2026-02-13T16:30"),
    }
}

pub fn not_a_limit(text: &str, lang: Lang) -> String {
    let text = cut(text);
    match lang {
        Lang::Zh => format!("“{text}” 不是时限，写作 2紧急工作时、4工作时、3工作日或 1紧急工作日"),
        Lang::En => format!("“{text}” is not a limit; write 2紧急工作时, 4工作时, 3工作日 or 1紧急工作日"),
    }
}

pub fn not_a_line(lang: Lang) -> String {
    lang.pick(
        "要有时间和时限，如 2026-02-13T16:30 3工作日",
        "a time and a limit are expected, such as 2026-02-13T16:30 3工作日",
    )
    .to_owned()
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
