//! What is wrong with a document or a query, and where, in the words of our users.

use axum::response::Response;
use changxiao_words::{Lang, fill, texts};

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
    let (named, message) = words(lang, inner);
    let path = path.trim_matches('.');
    let field = match named {
        // The reader stands at the object when one of its fields is missing; people look for the field.
        Some(name) if path.is_empty() => name,
        Some(name) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        Some(name) => format!("{path}.{name}"),
        None => path.to_owned(),
    };
    let place = place.filter(|place| *place != (0, 0)).map_or_else(String::new, |(line, column)| {
        fill(texts(lang).api_line_line_column_column, &[("line", &line), ("column", &column)])
    });
    refused(&field, format!("{message}{place}"))
}

/// The field that a message names, and the message in the language.
fn words(lang: Lang, inner: &str) -> (Option<String>, String) {
    // The reader adds the place to its message; we give it in words of our own.
    let inner = inner.rsplit_once(" at line ").map_or(inner, |(message, _)| message);
    let quoted = |rest: &str| rest.split('`').nth(1).unwrap_or_default().to_owned();
    let expected = inner.split_once(", expected ").map_or("", |(_, expected)| expected).replace('`', "");
    let expected_zh = expected.trim_start_matches("one of ");
    let zh = |zh: String| if lang == Lang::Zh { zh } else { inner.replace('`', "") };
    if inner.starts_with("unknown field") {
        let name = quoted(inner);
        let message = zh(format!("没有这个字段。可用：{expected_zh}"));
        return (Some(name), message);
    }
    if inner.starts_with("missing field") {
        return (Some(quoted(inner)), zh("缺少这个字段".to_owned()));
    }
    if inner.starts_with("duplicate field") {
        return (Some(quoted(inner)), zh("这个字段出现了两次".to_owned()));
    }
    if let Some(rest) = inner.strip_prefix("invalid type: ") {
        let given = rest.split(", expected ").next().unwrap_or_default().replace('`', "");
        return (None, zh(format!("类型不对：给的是 {given}，应为 {expected}")));
    }
    if inner.starts_with("unknown variant") {
        return (None, zh(format!("没有“{}”这个值。可用：{expected_zh}", quoted(inner))));
    }
    (None, zh(format!("读不懂：{inner}")))
}
