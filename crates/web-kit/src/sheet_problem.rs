//! What is wrong with a line of a sheet that somebody sent.

use changxiao_files::sheets::Problem;
use changxiao_words::Lang;

/// Where it is, what stands there, what is wrong with it and what to do.
pub struct ProblemLine {
    pub sheet: String,
    pub row: String,
    pub column: String,
    pub value: String,
    pub why: String,
    pub remedy: String,
}

pub fn problem_line(problem: &Problem, lang: Lang) -> ProblemLine {
    let column = match (problem.column_letters(), problem.title.as_ref().map(|title| title.words(lang))) {
        (Some(letters), Some(title)) => format!("{letters} {title}"),
        (Some(letters), None) => letters,
        (None, Some(title)) => title,
        (None, None) => String::new(),
    };
    ProblemLine {
        sheet: problem.sheet.clone(),
        row: problem.row.map_or_else(String::new, |row| row.to_string()),
        column,
        value: problem.value.clone(),
        why: problem.why.text(lang),
        remedy: problem.why.remedy(lang),
    }
}
