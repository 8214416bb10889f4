//! What is wrong with a document or a query, and where, in the words of our users.

use axum::response::Response;
use changxiao_words::{Lang, Message, fill, say, texts};

use crate::answer::{Problem, ProblemField, problem_response};

/// 422, E-1202, with the place and one sentence.
pub fn refused(field: &str, message: String) -> Response {
    let field = if field.is_empty() || field == "." { "body" } else { field };
    problem_response(Problem {
        kind: "about:blank",
        title: format!("{field}: {message}"),
        status: 422,
        number: "E-1202",
        code: "invalid",
        fields: vec![ProblemField { field: field.to_owned(), message }],
    })
}

/// What the reader of a document found. `inner` is its message, `path` where it was, `place` line and column if there are any.
pub fn unreadable(lang: Lang, path: &str, inner: &str, place: Option<(usize, usize)>) -> Response {
    let (field, message) = fault(path, inner);
    let message = message.words(lang);
    let place = place.filter(|place| *place != (0, 0)).map_or_else(String::new, |(line, column)| {
        fill(texts(lang).api_line_line_column_column, &[("line", &line), ("column", &column)])
    });
    refused(&field, format!("{message}{place}"))
}

/// The field that a reader could not read, and why; `inner` is its message, `path` where it was.
pub fn fault(path: &str, inner: &str) -> (String, Message) {
    let (named, message) = words(inner);
    let path = path.trim_matches('.');
    let field = match named {
        // The reader stands at the object when one of its fields is missing; people look for the field.
        Some(name) if path.is_empty() => name,
        Some(name) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        Some(name) => format!("{path}.{name}"),
        None => path.to_owned(),
    };
    (field, message)
}

/// The field that a message names, and the message in our words.
fn words(inner: &str) -> (Option<String>, Message) {
    // The reader adds the place to its message; we give it in words of our own.
    let inner = inner.rsplit_once(" at line ").map_or(inner, |(message, _)| message);
    let quoted = |rest: &str| rest.split('`').nth(1).unwrap_or_default().to_owned();
    let expected = inner.split_once(", expected ").map_or("", |(_, expected)| expected).replace('`', "");
    let one_of = expected.trim_start_matches("one of ");
    if inner.starts_with("unknown field") {
        (Some(quoted(inner)), say!(api_no_such_field, one_of))
    } else if inner.starts_with("missing field") {
        (Some(quoted(inner)), say!(api_field_missing))
    } else if inner.starts_with("duplicate field") {
        (Some(quoted(inner)), say!(api_field_twice))
    } else if let Some(rest) = inner.strip_prefix("invalid type: ") {
        let given = rest.split(", expected ").next().unwrap_or_default().replace('`', "");
        (None, say!(api_wrong_type, given, expected))
    } else if inner.starts_with("unknown variant") {
        (None, say!(api_no_such_value, value = quoted(inner), one_of))
    } else {
        (None, say!(api_not_understood, inner))
    }
}
