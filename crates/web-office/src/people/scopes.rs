//! What a token may, in words.

use changxiao_words::Texts;

use crate::cx::Cx;

pub(super) fn scope_word(scope: &str, l: &'static Texts) -> &'static str {
    match scope {
        "read" => l.people_scope_read,
        "report" => l.people_scope_report,
        "handle" => l.people_scope_handle,
        _ => l.people_scope_inspect,
    }
}

pub(crate) fn scope_words(cx: &Cx, scopes: &str) -> String {
    scopes.split_whitespace().map(|scope| scope_word(scope, cx.l)).collect::<Vec<_>>().join(cx.l.people_text)
}
